"""Differences between the codes of a registry and those of the headers that define them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.fields import located_codes
from sphinxext.mooncake_errors.registry.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.headers import Header, HeaderCode
    from sphinxext.mooncake_errors.registry.document import Document
    from sphinxext.mooncake_errors.registry.fields import Located
    from sphinxext.mooncake_errors.registry.model import Component, Group


class Kind(str, Enum):
    """Kinds of differences of a code; the value is the rule of the problem."""

    MISSING = "missing"
    """It is in the header, not in the registry."""
    GONE = "gone"
    """It is in the registry and not marked as removed, yet not in the header."""
    RENUMBERED = "renumbered"
    RENAMED = "renamed"
    """Its number has another name in the header."""
    REUSED = "number-reused"
    """It is new in the header, with the number of a removed code."""
    RETURNED = "not-removed"
    """It is marked as removed, yet in the header."""
    CLASH = "number-clash"
    """Its number in the header is that of another code of the registry."""
    ALIAS = "missing-alias"
    """The header has a further name for it."""
    UNCERTAIN = "uncertain"
    """The header has several values for it, or parts that cannot be evaluated."""
    OUT_OF_RANGE = "out-of-range"
    """Its number is outside the range of the group that it belongs to."""


BY_HAND = frozenset({Kind.REUSED, Kind.RETURNED, Kind.CLASH, Kind.UNCERTAIN})
"""Differences that sync cannot resolve, but only a person."""

UNREADABLE = frozenset({"unknown-enum", "ambiguous-enum", "unknown-prefix"})
"""Problems of a header without any codes to compare."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference between registry and header; either side is None where it has no code."""

    kind: Kind
    message: str
    ours: Located | None
    theirs: HeaderCode | None

    def problem(self, document: Document, path: str) -> Problem:
        """Return a problem in the header `path`, or in the registry if the code is gone."""
        if self.theirs is not None:
            file, line, column = self.theirs.path or path, self.theirs.line, self.theirs.column
            return Problem(file, line, column, self.kind.value, self.message)
        location = self.ours.location if self.ours else ()
        return document.problem(location, self.kind.value, self.message)


def compare(component: Component, header: Header) -> list[Drift]:
    """Return the differences in the order of the header; codes that it lacks come last."""
    return list(Comparison(component, header).drifts())


class Comparison:
    """A component and its header, by name and by number."""

    def __init__(self, component: Component, header: Header) -> None:
        """Index the codes of both by name and by number."""
        self.component = component
        self.header = header
        self.places = list(located_codes(component))
        self.names = {
            name: place
            for place in self.places
            for name in (place.code.name, *place.code.aliases)
            if name
        }
        self.values = {place.code.value: place for place in self.places}
        self.theirs = {name: code for code in header.codes for name in code.names}
        self.replaced: set[int] = set()

    def drifts(self) -> Iterator[Drift]:
        """Yield the differences in the order of the header; codes that it lacks come last.

        There are none if the header does not have the enumeration or macros of the component.
        """
        if any(problem.rule in UNREADABLE for problem in self.header.problems):
            return
        for code in self.header.codes:
            found = {id(self.names[n]): self.names[n] for n in code.names if n in self.names}
            places = sorted(found.values(), key=lambda place: place.code.value not in code.values)
            yield from self._known(code, places) if places else self._new(code)
        if self.header.unevaluated:
            return  # a missing code may be in a part that cannot be evaluated
        for place in self.places:
            has_name = place.code.name or place.code.aliases
            if has_name and not place.code.removed and self._vanished(place):
                message = f"{self._title(place)} is not in the header {self.header.path}"
                yield Drift(Kind.GONE, message, place, None)

    def _known(self, code: HeaderCode, places: list[Located]) -> Iterator[Drift]:
        """Yield the differences of a code whose name is in the registry, at `places`."""
        place = places[0]
        if place.code.removed:
            message = (
                f"{self._title(place)} is marked as removed in {place.code.removed}, "
                "yet the header has it"
            )
            yield Drift(Kind.RETURNED, message, place, code)
        yield from (self._clash(code, other) for other in places[1:])
        if place.code.value in code.values:
            yield from self._aliases(code, place)
        elif len(code.values) > 1:
            values = " or ".join(map(str, code.values))
            message = f"{self._title(place)} in the registry is {values} in the header"
            yield Drift(Kind.UNCERTAIN, message, place, code)
        elif not self._free(code, place):
            yield self._clash(code, self.values[code.value])
        else:
            message = f"{self._title(place)} in the registry is {code.value} in the header"
            yield Drift(Kind.RENUMBERED, message, place, code)
            yield from self._reused(code)
            if not in_range(code.value, place.group.range):
                yield Drift(Kind.OUT_OF_RANGE, _outside(code, place.group), place, code)

    def _aliases(self, code: HeaderCode, place: Located) -> Iterator[Drift]:
        missing = [name for name in code.names if name not in self.names]
        if missing:
            message = (
                f"{', '.join(missing)}: another name of {self._title(place)} in the header; "
                "list it as an alias, or leave it out with --skip"
            )
            yield Drift(Kind.ALIAS, message, place, code)

    def _free(self, code: HeaderCode, place: Located) -> bool:
        """Return True if `code` can get its number: no other code of the registry keeps it."""
        other = self.values.get(code.value)
        if other is None or other is place or other.code.removed or other.code.name is None:
            return True
        there = self.theirs.get(other.code.name)
        return there is not None and code.value not in there.values

    def _clash(self, code: HeaderCode, other: Located) -> Drift:
        message = (
            f"{code.name} has the number {code.value} in the header, which is that of "
            f"{self._title(other)} in the registry; list one as an alias of the other, or leave "
            "it out with --skip"
        )
        if other.code.value not in code.values:
            message = (
                f"{self._title(other)} in the registry is another name of {code.name} "
                f"({code.value}) in the header; list it as an alias, or leave it out with --skip"
            )
        return Drift(Kind.CLASH, message, other, code)

    def _new(self, code: HeaderCode) -> Iterator[Drift]:
        """Yield the drift of a code whose names are not in the registry."""
        place = self.values.get(code.value)
        reused = list(self._reused(code))
        if len(code.values) > 1:
            values = " or ".join(map(str, code.values))
            message = f"{code.name} ({values}) is not in the registry: add it by hand"
            yield Drift(Kind.UNCERTAIN, message, None, code)
        elif reused or place is None:
            yield from reused or self._missing(code)
        elif place.code.name is None or self._vanished(place):
            yield self._renamed(code, place)
        elif self.theirs.get(place.code.name, code).value != code.value:
            yield from self._missing(code)
        else:
            yield self._clash(code, place)

    def _renamed(self, code: HeaderCode, place: Located) -> Drift:
        if self.header.unevaluated and place.code.name:
            message = (
                f"{code.name} has the number of {self._title(place)} in the registry, which may "
                "be in a part of the header that cannot be evaluated"
            )
            return Drift(Kind.UNCERTAIN, message, place, code)
        self.replaced.add(id(place))
        message = f"{self._title(place)} in the registry is called {code.name} in the header"
        return Drift(Kind.RENAMED, message, place, code)

    def _vanished(self, place: Located) -> bool:
        names = [name for name in (place.code.name, *place.code.aliases) if name]
        there = any(name in self.theirs or name in self.header.unevaluated for name in names)
        return not there and id(place) not in self.replaced

    def _missing(self, code: HeaderCode) -> Iterator[Drift]:
        message = f"{code.name} ({code.value}) is not in the registry of {self.component.component}"
        yield Drift(Kind.MISSING, message, None, code)
        groups = self.siblings(code)
        if groups and not any(in_range(code.value, group.range) for group in groups):
            yield Drift(Kind.OUT_OF_RANGE, _outside(code, groups[0]), None, code)

    def _reused(self, code: HeaderCode) -> Iterator[Drift]:
        place = self.values.get(code.value)
        if place and place.code.removed and place.code.name not in code.names:
            message = (
                f"{code.name} has the number of {self._title(place)}, "
                f"which was removed in {place.code.removed}: numbers are never used again"
            )
            yield Drift(Kind.REUSED, message, place, code)

    def siblings(self, code: HeaderCode) -> list[Group]:
        """Return the groups of the codes that share a section comment with `code`."""
        return list(self._groups.get(code.section, {}).values()) if code.section else []

    @cached_property
    def _groups(self) -> dict[str, dict[str, Group]]:
        """The groups of the codes below each section comment, by their ids."""
        found: dict[str, dict[str, Group]] = {}
        for code in self.header.codes:
            if code.name in self.names:
                group = self.names[code.name].group
                found.setdefault(code.section, {}).setdefault(group.id, group)
        return found

    def _title(self, place: Located) -> str:
        qualified = self.component.qualified(place.code)
        return f"{qualified} ({place.code.value})" if place.code.name else qualified


def in_range(value: int, limits: tuple[int, int] | None) -> bool:
    """Return True if `value` is within `limits`, both included, or if there are none."""
    return limits is None or limits[0] <= value <= limits[1]


def _outside(code: HeaderCode, group: Group) -> str:
    low, high = group.range or (0, 0)
    where = f"the range {low} to {high} of group {group.id}"
    return f"{code.name} ({code.value}) is outside {where}, to whose codes it belongs"
