"""Differences between the codes of a registry and those of the headers that define them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from sphinxext.mooncake_errors.headers import Header, HeaderCode
from sphinxext.mooncake_errors.headers.model import in_range
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.lookup import Entry, entries_of
from sphinxext.mooncake_errors.registry.model import Component, Group
from sphinxext.mooncake_errors.registry.problems import Problem
from sphinxext.mooncake_errors.registry.versions import removed_in


class Kind(str, Enum):
    """Kinds of differences of a code; the value is the rule of the problem, see `checks.rules`."""

    MISSING = "missing"
    GONE = "gone"
    RENUMBERED = "renumbered"
    RENAMED = "renamed"
    REUSED = "number-reused"
    RETURNED = "not-removed"
    CLASH = "number-clash"
    ALIAS = "missing-alias"
    ALIAS_GONE = "gone-alias"
    DEPRECATED = "not-deprecated"
    UNCERTAIN = "uncertain"
    OUT_OF_RANGE = "out-of-range"


BY_HAND = frozenset({Kind.REUSED, Kind.RETURNED, Kind.CLASH, Kind.UNCERTAIN})
"""Differences that sync cannot resolve, but only a person."""
UNREADABLE = frozenset({"unknown-enum", "ambiguous-enum", "unknown-prefix"})
"""Problems of a header without any codes to compare."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference between registry and header; either side is None where it has no code."""

    kind: Kind
    message: str
    ours: Entry | None
    theirs: HeaderCode | None

    def problem(self, document: Document) -> Problem:
        """Return a problem in the header, or in the registry `document` if the code is gone."""
        if self.theirs is not None:
            return Problem(*self.theirs.place, self.kind.value, self.message)
        location = self.ours.location if self.ours else ()
        return document.problem(location, self.kind.value, self.message)


class Comparison:
    """A component and its header, by name and by number."""

    def __init__(self, component: Component, header: Header) -> None:
        """Index the codes of both by name and by number."""
        self.component = component
        self.header = header
        self._places = list(entries_of(component))
        self._by_name = {name: place for place in self._places for name in _names(place)}
        self._by_value = {place.code.value: place for place in self._places}
        self._theirs = {name: code for code in header.codes for name in code.names}
        self._existing = {*self._theirs, *header.unevaluated}
        """The names in the header, also of codes without a certain number."""
        self._replaced: set[int] = set()
        self._groups: dict[str, dict[str, Group]] = {}
        """The groups of the codes below each section comment, by their ids."""
        for code in header.codes:
            if code.section and code.name in self._by_name:
                group = self._by_name[code.name].group
                self._groups.setdefault(code.heading, {})[group.id] = group

    def drifts(self) -> Iterator[Drift]:
        """Yield the differences in the order of the header; codes that it lacks come last.

        There are none if the header does not have the enumeration or macros of the component.
        """
        if any(problem.rule in UNREADABLE for problem in self.header.problems):
            return
        for code in self.header.codes:
            yield from self._of(code)
        if self.header.unevaluated:
            return  # a missing code may be in a part that cannot be evaluated
        for place in self._places:
            if not place.code.removed and id(place) not in self._replaced:
                yield from self._gone(place)

    def _gone(self, place: Entry) -> Iterator[Drift]:
        """Yield a difference if the header lacks the code at `place`, or aliases of it."""
        gone = [name for name in _names(place) if name not in self._existing]
        kind, title = Kind.GONE, place.qualified_title
        if len(gone) < len(_names(place)):
            kind, title = Kind.ALIAS_GONE, f"{', '.join(gone)}, an alias of {title},"
        if gone:
            yield Drift(kind, f"{title} is not in the header {self.header.path}", place, None)

    def siblings(self, code: HeaderCode) -> list[Group]:
        """Return the groups of the codes that share a section comment with `code`."""
        return list(self._groups.get(code.heading, {}).values())

    def _of(self, code: HeaderCode) -> Iterator[Drift]:
        """Yield the differences of a code of the header."""
        known = [self._by_name[name] for name in code.names if name in self._by_name]
        places = list({id(place): place for place in known}.values())
        places.sort(key=lambda place: place.code.value not in code.values)
        named = [place for place in places if self._owner(place) is code]
        for place in places:
            if place not in named:
                names = ", ".join(name for name in code.names if name in place.code.aliases)
                message = (
                    f"{names}: {_values(code)} in the header, but an alias of "
                    f"{place.qualified_title} in the registry; take it out of aliases"
                )
                yield Drift(Kind.UNCERTAIN, message, place, code)
        yield from self._known(code, named) if named else () if places else self._new(code)

    def _owner(self, place: Entry) -> HeaderCode:
        """Return the code of the header with the name of that at `place`, or else its number."""
        codes = [self._theirs[name] for name in _names(place) if name in self._theirs]
        if place.code.name in self._theirs:
            return codes[0]
        return min(codes, key=lambda code: place.code.value not in code.values)

    def _known(self, code: HeaderCode, places: list[Entry]) -> Iterator[Drift]:
        """Yield the differences of a code whose name is in the registry, at `places`."""
        place, ours = places[0], places[0].qualified_title
        if place.code.removed:
            removed = f"marked as {removed_in(place.code.removed)}"
            yield Drift(Kind.RETURNED, f"{ours} is {removed}, yet the header has it", place, code)
        yield from (self._clash(code, other) for other in places[1:])
        if not place.code.removed and place.code.name and place.code.name not in self._existing:
            yield self._renamed(code, place)
        if code.deprecated and not (place.code.deprecated or place.code.removed):
            message = f"{ours} is deprecated since {code.deprecated} in the header"
            yield Drift(Kind.DEPRECATED, message, place, code)
        message = f"{ours} in the registry is {_values(code)} in the header"
        other = self._by_value.get(code.value)
        if place.code.value in code.values:
            yield from self._aliases(code, place)
        elif len(code.values) > 1:
            yield Drift(Kind.UNCERTAIN, message, place, code)
        elif other and other.code.name and not other.code.removed and self._keeps(other):
            yield self._clash(code, other)
        else:
            yield Drift(Kind.RENUMBERED, message, place, code)
            yield from self._aliases(code, place)
            yield from self._reused(code)
            yield from _out_of_range(code, [place.group], place)

    def _new(self, code: HeaderCode) -> Iterator[Drift]:
        """Yield the differences of a code whose names are not in the registry."""
        place = self._by_value.get(code.value)
        reused = list(self._reused(code))
        if len(code.values) > 1:
            message = f"{code.name} ({_values(code)}) is not in the registry: add it by hand"
            yield Drift(Kind.UNCERTAIN, message, None, code)
        elif reused:
            yield from reused
        elif place and id(place) not in self._replaced and self._existing.isdisjoint(_names(place)):
            yield self._renamed(code, place)
        elif place and self._keeps(place):
            yield self._clash(code, place)
        else:
            title = f"{code.name} ({code.value})"
            message = f"{title} is not in the registry of {self.component.component}"
            yield Drift(Kind.MISSING, message, None, code)
            yield from _out_of_range(code, self.siblings(code), None)

    def _aliases(self, code: HeaderCode, place: Entry) -> Iterator[Drift]:
        missing = [name for name in code.names if name not in self._by_name]
        if missing and id(place) not in self._replaced:
            message = (
                f"{', '.join(missing)}: another name of {place.qualified_title} in the header; "
                "list it as an alias, or leave it out with --skip"
            )
            yield Drift(Kind.ALIAS, message, place, code)

    def _clash(self, code: HeaderCode, other: Entry) -> Drift:
        message = (
            f"{code.name} has the number {code.value} in the header, which is that of "
            f"{other.qualified_title} in the registry; list one as an alias of the other, or leave "
            "it out with --skip"
        )
        if other.code.value not in code.values:
            message = (
                f"{other.qualified_title} in the registry is another name of {code.name} "
                f"({code.value}) in the header; list it as an alias, or leave it out with --skip"
            )
        return Drift(Kind.CLASH, message, other, code)

    def _renamed(self, code: HeaderCode, place: Entry) -> Drift:
        if self.header.unevaluated and place.code.name:
            message = (
                f"{code.name} has the number of {place.qualified_title} in the registry, which may "
                "be in a part of the header that cannot be evaluated"
            )
            return Drift(Kind.UNCERTAIN, message, place, code)
        self._replaced.add(id(place))
        message = f"{place.qualified_title} in the registry is called {code.name} in the header"
        return Drift(Kind.RENAMED, message, place, code)

    def _keeps(self, place: Entry) -> bool:
        """Return True if the code at `place` keeps its number, as far as is known."""
        there = self._theirs.get(place.code.name or "")
        return there is None or place.code.value in there.values

    def _reused(self, code: HeaderCode) -> Iterator[Drift]:
        place = self._by_value.get(code.value)
        if place and place.code.removed and place.code.name not in code.names:
            message = (
                f"{code.name} has the number of {place.qualified_title}, "
                f"which was {removed_in(place.code.removed)}: numbers are never used again"
            )
            yield Drift(Kind.REUSED, message, place, code)


def _names(place: Entry) -> list[str]:
    return [name for name in (place.code.name, *place.code.aliases) if name]


def _values(code: HeaderCode) -> str:
    return " or ".join(map(str, code.values))


def _out_of_range(code: HeaderCode, groups: list[Group], place: Entry | None) -> Iterator[Drift]:
    """Yield a drift if the number of `code` is in the range of none of `groups`."""
    if groups and not any(in_range(code.value, group.range) for group in groups):
        low, high = groups[0].range or (0, 0)
        where = f"the range {low} to {high} of group {groups[0].id}"
        message = f"{code.name} ({code.value}) is outside {where}, to whose codes it belongs"
        yield Drift(Kind.OUT_OF_RANGE, message, place, code)
