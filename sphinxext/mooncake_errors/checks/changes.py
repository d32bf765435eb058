"""Changes between two sets of codes, for release notes and to detect breaking changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sphinxext.mooncake_errors.headers import Header
from sphinxext.mooncake_errors.registry.lookup import entries_of
from sphinxext.mooncake_errors.registry.model import Code, Component, Registry

_IDENTITY = ("name", "value", "removed", "deprecated", "aliases", "former")

KINDS = (
    *("removed", "renumbered", "renamed", "alias removed"),
    *("added", "alias added", "deprecated", "forgotten", "regrouped", "reworded"),
)
"""The kinds of changes, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A code in one of the two sets; values that the set does not have are None or empty."""

    name: str | None
    value: int
    group: str | None = None
    removed: str | None = None
    """The version that removed the code; None if the code exists."""
    deprecated: str | None = None
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    texts: Mapping[str, Any] = field(default_factory=dict)
    """The other texts by key, such as ``description``."""

    @property
    def label(self) -> str:
        """The name, or the number where the code has no name."""
        return str(self.value) if self.name is None else self.name


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one code; ``old`` is None for an added code, ``new`` for one that is gone."""

    kind: str
    """One of KINDS."""
    component: str
    old: Fact | None
    new: Fact | None
    keys: tuple[str, ...] = ()
    """The keys of reworded texts, or the aliases that were added or removed."""

    @property
    def breaking(self) -> bool:
        """True if programs or people that use the old name or number have to adapt."""
        if self.kind == "renamed" and self.old and self.new:
            return self.old.name is not None and self.old.name not in self.new.aliases
        return self.kind in ("removed", "renumbered", "alias removed")


def registry_changes(old: Registry, new: Registry) -> list[Change]:
    """Return the changes from `old` to `new`, component by component."""
    names = dict.fromkeys(c.component for side in (new, old) for c in side.components)
    sides = ((name, old.component(name), new.component(name)) for name in names)
    return [change for name, *pair in sides for change in changes(name, *map(_facts, pair))]


def _facts(component: Component | None) -> dict[str, Fact]:
    """Return the codes of `component` by their labels."""
    found = {}
    for entry in entries_of(component) if component else ():
        keys = {item.name: getattr(entry.code, item.name) for item in fields(Code)}
        keys["former"] = tuple(former.name for former in entry.code.former)
        own = {key: keys.pop(key) for key in _IDENTITY}
        found[entry.code.label] = Fact(**own, group=entry.group.id, texts=keys)
    return found


def defined(component: Component | None) -> dict[str, Fact]:
    """Return the codes of `component` that its header defines: named ones that are not removed."""
    return {k: fact for k, fact in _facts(component).items() if fact.name and not fact.removed}


def header_facts(header: Header, preferred: Mapping[str, Fact]) -> dict[str, Fact]:
    """Return the codes of a header by their names.

    If a code has several names or numbers, it has those of a `preferred` code.
    """
    found = {}
    for code in header.codes:
        name = next((each for each in code.names if each in preferred), code.name)
        others = tuple(each for each in code.names if each != name)
        number = preferred[name].value if name in preferred else code.value
        value = number if number in code.values else code.value
        texts = {"comment": code.comment}
        found[name] = Fact(name, value, deprecated=code.deprecated, aliases=others, texts=texts)
    return found


def changes(component: str, old: Mapping[str, Fact], new: Mapping[str, Fact]) -> list[Change]:
    """Return the changes of the codes of `component` from `old` to `new`, sorted by kind.

    `old` and `new` map labels to codes of a registry or of a header. Two codes are the same if they
    share a name, an alias or a former name, or else the number.
    """
    renamed = _renamed(old, new)
    pairs: list[tuple[Fact | None, Fact | None]]
    pairs = [(fact, new.get(renamed.get(label, label))) for label, fact in old.items()]
    known = {*old, *renamed.values()}
    pairs += [(None, fact) for label, fact in new.items() if label not in known]
    differences = ((pair, _differences(*pair).items()) for pair in pairs)
    found = [
        Change(kind, component, *pair, tuple(keys) if isinstance(keys, list) else ())
        for pair, kinds in differences
        for kind, keys in kinds
        if keys
    ]
    return sorted(found, key=lambda change: KINDS.index(change.kind))


def _renamed(old: Mapping[str, Fact], new: Mapping[str, Fact]) -> dict[str, str]:
    """Return the new label of each renamed code by the old one."""
    fresh = {label: fact for label, fact in new.items() if label not in old}
    by_word: dict[str | int, str] = {fact.value: label for label, fact in fresh.items()}
    for label, fact in fresh.items():
        by_word |= dict.fromkeys((label, *fact.aliases, *fact.former), label)
    found: dict[str, str] = {}
    for label, fact in old.items():
        words = (label, *fact.aliases, fact.value)
        now = next((by_word[word] for word in words if word in by_word), None)
        if now is not None and label not in new and now not in found.values():
            found[label] = now
    return found


def _differences(old: Fact | None, new: Fact | None) -> dict[str, Any]:
    """Return the kinds of changes from `old` to `new`, one of which may be missing.

    Behind each is whether there is a change of this kind, or a list of the keys in question.
    """
    existed = old is not None and not old.removed
    if new is None:
        return {"removed" if existed else "forgotten": True}
    if old is None or new.removed or (old.removed and old.label == new.label):
        exists = not new.removed
        return {"removed": existed and not exists, "added": exists and not existed}
    before, after = ({str(fact.name), *fact.aliases} for fact in (old, new))
    return {
        "renumbered": old.value != new.value,
        "renamed": old.label != new.label and old.name != new.name,
        "deprecated": new.deprecated and not old.deprecated,
        "regrouped": old.group and new.group and old.group != new.group,
        "alias removed": [name for name in old.aliases if name not in after],
        "alias added": [name for name in new.aliases if name not in before],
        "reworded": [k for k, text in new.texts.items() if old.texts.get(k, text) != text],
    }
