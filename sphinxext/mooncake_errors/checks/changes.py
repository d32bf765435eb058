"""What changed between two sets of codes: for release notes, and to stop what breaks callers."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import Enum
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.model import Code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinxext.mooncake_errors.headers import Header
    from sphinxext.mooncake_errors.registry.model import Component, Registry

_IDENTITY = ("name", "value", "removed", "deprecated")
_TEXTS = tuple(item.name for item in fields(Code) if item.name not in _IDENTITY)


class Kind(str, Enum):
    """In which way a code changed; in the order in which changes are shown."""

    REMOVED = "removed"
    RENUMBERED = "renumbered"
    RENAMED = "renamed"
    ADDED = "added"
    DEPRECATED = "deprecated"
    FORGOTTEN = "forgotten"
    REGROUPED = "regrouped"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Fact:
    """What one side knows about a code; None, or no text, is what it does not know."""

    name: str | None
    value: int
    group: str | None = None
    removed: str | None = None
    """The version that removed the code, if its entry only keeps the number from reuse."""
    deprecated: str | None = None
    texts: Mapping[str, Any] = field(default_factory=dict)
    """The rest by key, such as the description."""

    @property
    def label(self) -> str:
        """The name, or the number where the code has no name."""
        return str(self.value) if self.name is None else self.name


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one code; ``old`` or ``new`` is None where that side has no such code."""

    kind: Kind
    component: str
    old: Fact | None
    new: Fact | None
    keys: tuple[str, ...] = ()
    """What is worded otherwise."""

    @property
    def breaking(self) -> bool:
        """Whether callers, or readers of logs, that know the old code are now wrong."""
        if self.kind is Kind.RENAMED:
            return self.old is not None and self.old.name is not None
        return self.kind in (Kind.REMOVED, Kind.RENUMBERED)


def registry_changes(old: Registry, new: Registry) -> list[Change]:
    """Return the changes from `old` to `new`, component by component."""
    names = dict.fromkeys(c.component for side in (new, old) for c in side.components)
    result = []
    for name in names:
        sides = (facts(side.component(name)) for side in (old, new))
        result += changes(name, *sides)
    return result


def facts(component: Component | None) -> dict[str, Fact]:
    """Return what a registry knows about the codes of `component`, by their labels."""
    found = {}
    for group in component.groups if component else ():
        for code in group.codes:
            texts = {key: getattr(code, key) for key in _TEXTS}
            fact = Fact(code.name, code.value, group.id, code.removed, code.deprecated, texts)
            found[fact.label] = fact
    return found


def defined(component: Component) -> dict[str, Fact]:
    """Return what a header has to define of `component`: the codes with names, but removed ones."""
    return {k: fact for k, fact in facts(component).items() if fact.name and not fact.removed}


def header_facts(header: Header) -> dict[str, Fact]:
    """Return what a header knows about its codes, by their names."""
    return {
        code.name: Fact(code.name, code.value, texts={"comment": code.comment})
        for code in header.codes
    }


def changes(component: str, old: Mapping[str, Fact], new: Mapping[str, Fact]) -> list[Change]:
    """Return the changes of the codes of `component` from `old` to `new`, sorted by kind.

    Both map labels to what is known; either may come from a registry or from a header. A code
    keeps its identity with its name, and without that with its number.
    """
    renamed = dict(_renamed(old, new))
    pairs: list[tuple[Fact | None, Fact | None]]
    pairs = [(fact, new.get(renamed.get(label, label))) for label, fact in old.items()]
    pairs += [(None, fact) for label, fact in new.items() if label not in {*old, *renamed.values()}]
    found = [change for pair in pairs for change in _of_pair(component, *pair)]
    return sorted(found, key=lambda change: list(Kind).index(change.kind))


def _renamed(old: Mapping[str, Fact], new: Mapping[str, Fact]) -> Iterator[tuple[str, str]]:
    """Yield old and new label of the codes that have another name and the same number."""
    fresh = {fact.value: label for label, fact in new.items() if label not in old}
    for label, fact in old.items():
        if label not in new and fact.value in fresh:
            yield label, fresh[fact.value]


def _of_pair(component: str, old: Fact | None, new: Fact | None) -> Iterator[Change]:
    """Yield how a code changed from `old` to `new`, one of which may be missing."""

    def change(kind: Kind, keys: tuple[str, ...] = ()) -> Change:
        return Change(kind, component, old, new, keys)

    if new is None:
        yield change(Kind.FORGOTTEN if old and old.removed else Kind.REMOVED)
    elif old is None:
        if not new.removed:
            yield change(Kind.ADDED)
    elif new.removed:
        if not old.removed:
            yield change(Kind.REMOVED)
    elif old.removed and old.label == new.label:
        yield change(Kind.ADDED)
    else:
        yield from map(change, _kinds(old, new))
        keys = tuple(key for key, text in new.texts.items() if old.texts.get(key, text) != text)
        if keys:
            yield change(Kind.REWORDED, keys)


def _kinds(old: Fact, new: Fact) -> Iterator[Kind]:
    if old.value != new.value:
        yield Kind.RENUMBERED
    if old.label != new.label and old.name != new.name:
        yield Kind.RENAMED
    if new.deprecated and not old.deprecated:
        yield Kind.DEPRECATED
    if None not in (old.group, new.group) and old.group != new.group:
        yield Kind.REGROUPED
