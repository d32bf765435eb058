"""Where a registry and the header that defines its codes have drifted apart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.headers import Header, HeaderCode
    from sphinxext.mooncake_errors.registry.document import Document, Location
    from sphinxext.mooncake_errors.registry.model import Code, Component, Group


class Kind(str, Enum):
    """How a code differs; the value is the rule of the problem."""

    MISSING = "missing"
    """It is in the header, not in the registry."""
    GONE = "gone"
    """It is in the registry and not marked as removed, yet not in the header."""
    RENUMBERED = "renumbered"
    RENAMED = "renamed"
    """The header has its number under another name."""
    REUSED = "number-reused"
    """The header gives it the number of a removed code."""
    RETURNED = "not-removed"
    """It is marked as removed, yet in the header."""
    OUT_OF_RANGE = "out-of-range"
    """Its number is outside the range of the group that it belongs to."""


UNREADABLE = frozenset({"unknown-enum", "ambiguous-enum", "unknown-prefix"})
"""Problems of a header that leave nothing to compare."""


@dataclass(frozen=True, slots=True)
class Place:
    """A code of the registry with the group around it and its location in the file."""

    code: Code
    group: Group
    location: Location


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference between registry and header; either side is None where it has no code."""

    kind: Kind
    message: str
    ours: Place | None
    theirs: HeaderCode | None

    def problem(self, document: Document, path: str) -> Problem:
        """Return it at its place in the header `path`, or in the registry if it is gone."""
        if self.theirs is not None:
            return Problem(
                path, self.theirs.line, self.theirs.column, self.kind.value, self.message
            )
        location = self.ours.location if self.ours else ()
        return document.problem(location, self.kind.value, self.message)


def header_problems(document: Document, component: Component, header: Header) -> list[Problem]:
    """Return all that is wrong between `component`, whose file is `document`, and its `header`.

    That is how they differ, what the header says wrongly about itself, and what its parser found.
    """
    found = [*header.problems, *section_problems(header)]
    found += [drift.problem(document, header.path) for drift in compare(component, header)]
    return sorted(set(found))


def compare(component: Component, header: Header) -> list[Drift]:
    """Return how `component` and its `header` differ, in the order of the header, gone ones last.

    Nothing is compared where the header does not have the enumeration or macros at all.
    """
    if any(problem.rule in UNREADABLE for problem in header.problems):
        return []
    return list(_Comparison(component, header).run())


def section_problems(header: Header) -> Iterator[Problem]:
    """Yield the section comments whose range does not hold all codes under them."""
    for section in header.sections:
        if section.range is None:
            continue
        low, high = section.range
        codes = [code for code in header.codes if code.section == section.text]
        outside = [code for code in codes if not low <= code.value <= high]
        # The same words may head two sections: each comment answers for what follows it.
        later = [s.line for s in header.sections if s.line > section.line]
        own = [c for c in outside if section.line <= c.line < min(later, default=c.line + 1)]
        if own:
            listed = ", ".join(f"{code.name} ({code.value})" for code in own)
            stand = "stands" if len(own) == 1 else "stand"
            message = f"the comment says {low} to {high}, but {listed} {stand} under it"
            yield Problem(header.path, section.line, 1, "section-range", message)


class _Comparison:
    """A component and its header, by name and by number."""

    def __init__(self, component: Component, header: Header) -> None:
        self.component = component
        self.header = header
        places = list(_places(component))
        self.names = {place.code.name: place for place in places if place.code.name}
        self.values = {place.code.value: place for place in places}
        self.theirs = {code.name: code for code in header.codes}
        self.replaced: set[str] = set()

    def run(self) -> Iterator[Drift]:
        for code in self.header.codes:
            yield from self._known(code) if code.name in self.names else self._new(code)
        for name, place in self.names.items():
            there = name in self.theirs or name in self.header.unevaluated
            if not (place.code.removed or there or name in self.replaced):
                message = f"{self._title(place)} is not in the header {self.header.path}"
                yield Drift(Kind.GONE, message, place, None)

    def _known(self, code: HeaderCode) -> Iterator[Drift]:
        """Yield what differs for a code whose name is in the registry."""
        place = self.names[code.name]
        if place.code.removed:
            message = (
                f"{self._title(place)} is marked as removed in {place.code.removed}, "
                "yet the header has it"
            )
            yield Drift(Kind.RETURNED, message, place, code)
        if place.code.value == code.value:
            return
        message = f"{self._title(place)} in the registry is {code.value} in the header"
        yield Drift(Kind.RENUMBERED, message, place, code)
        yield from self._reused(code)
        if not _holds(place.group, code.value):
            yield Drift(Kind.OUT_OF_RANGE, _outside(code, place.group), place, code)

    def _new(self, code: HeaderCode) -> Iterator[Drift]:
        """Yield what a code is whose name is not in the registry."""
        place = self.values.get(code.value)
        reused = list(self._reused(code))
        if reused or place is None:
            yield from reused or self._missing(code)
        elif place.code.name is None or self._vanished(place.code.name):
            self.replaced.add(place.code.name or "")
            message = f"{self._title(place)} in the registry is called {code.name} in the header"
            yield Drift(Kind.RENAMED, message, place, code)
        elif self.theirs.get(place.code.name, code).value != code.value:
            yield from self._missing(code)
        # Otherwise it is an alias of a code in the registry, which the parser reports.

    def _vanished(self, name: str) -> bool:
        absent = name not in self.theirs and name not in self.header.unevaluated
        return absent and name not in self.replaced

    def _missing(self, code: HeaderCode) -> Iterator[Drift]:
        message = f"{code.name} ({code.value}) is not in the registry of {self.component.component}"
        yield Drift(Kind.MISSING, message, None, code)
        groups = self.siblings(code)
        if groups and not any(_holds(group, code.value) for group in groups):
            yield Drift(Kind.OUT_OF_RANGE, _outside(code, groups[0]), None, code)

    def _reused(self, code: HeaderCode) -> Iterator[Drift]:
        place = self.values.get(code.value)
        if place and place.code.removed and place.code.name != code.name:
            message = (
                f"{code.name} has the number of {self._title(place)}, "
                f"which was removed in {place.code.removed}: numbers are never used again"
            )
            yield Drift(Kind.REUSED, message, place, code)

    def siblings(self, code: HeaderCode) -> list[Group]:
        """Return the groups of the codes that share a section comment with `code`."""
        if not code.section:
            return []
        others = (other for other in self.header.codes if other.section == code.section)
        groups = (self.names[other.name].group for other in others if other.name in self.names)
        return list({id(group): group for group in groups}.values())

    def _title(self, place: Place) -> str:
        qualified = self.component.qualified(place.code)
        return f"{qualified} ({place.code.value})" if place.code.name else qualified


def sibling_groups(component: Component, header: Header, code: HeaderCode) -> list[Group]:
    """Return the groups whose codes stand under the same section comment as `code`."""
    return _Comparison(component, header).siblings(code)


def _places(component: Component) -> Iterator[Place]:
    for g, group in enumerate(component.groups):
        for c, code in enumerate(group.codes):
            yield Place(code, group, ("groups", g, "codes", c))


def _holds(group: Group, value: int) -> bool:
    return group.range is None or group.range[0] <= value <= group.range[1]


def _outside(code: HeaderCode, group: Group) -> str:
    low, high = group.range or (0, 0)
    where = f"the range {low} to {high} of group {group.id}"
    return f"{code.name} ({code.value}) is outside {where}, to whose codes it belongs"
