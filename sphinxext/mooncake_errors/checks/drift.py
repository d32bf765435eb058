"""Differences between the codes of a registry and those of the headers that define them."""

from collections.abc import Iterator
from typing import NamedTuple

from sphinxext.mooncake_errors.headers import Header, HeaderCode
from sphinxext.mooncake_errors.headers.model import HeaderSection, in_range
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.fields import Location
from sphinxext.mooncake_errors.registry.lookup import Entry, entries_of
from sphinxext.mooncake_errors.registry.model import Component, Group
from sphinxext.mooncake_errors.registry.problems import Problem
from sphinxext.mooncake_errors.registry.versions import removed_in

BY_HAND = frozenset({"number-reused", "not-removed", "number-clash", "uncertain"})
"""Differences that sync cannot resolve, but only a person."""
UNREADABLE = frozenset({"unknown-enum", "ambiguous-enum", "unknown-prefix"})
"""Problems of a header without any codes to compare."""
_OR_SKIP = "or leave it out with --skip"


class Drift(NamedTuple):
    """One difference between registry and header; either side is None where it has no code."""

    kind: str
    """The rule of its problem, see `checks.rules`."""
    message: str
    ours: Entry | None
    theirs: HeaderCode | None

    def problem(self, document: Document) -> Problem:
        """Return a problem in the header, or in the registry `document` if the code is gone."""
        if self.theirs is not None:
            return Problem(*self.theirs.place, self.kind, self.message)
        location = self.ours.location if self.ours else ()
        return document.problem(location, self.kind, self.message)


class Comparison:
    """A component and its header, by name and by number."""

    def __init__(self, component: Component, header: Header) -> None:
        """Index the codes of both by name and by number."""
        self.component, self.header = component, header
        self._places = list(entries_of(component))
        self._by_name = {name: place for place in self._places for name in _names(place)}
        self._by_value = {place.code.value: place for place in self._places}
        self.theirs = {name: code for code in header.codes for name in code.names}
        """The codes of the header by each of their names."""
        self.existing = {*self.theirs, *header.unevaluated}
        """The names in the header, also of codes without a certain number."""
        self._renamed: set[Location] = set()
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
        # While a part cannot be evaluated, a missing code may be in it.
        for place in () if self.header.unevaluated else self._places:
            gone = [name for name in _names(place) if name not in self.existing]
            if gone and not place.code.removed and place.location not in self._renamed:
                kind, title = "gone", place.qualified_title
                if len(gone) < len(_names(place)):
                    kind, title = "gone-alias", f"{', '.join(gone)}, an alias of {title},"
                yield Drift(kind, f"{title} is not in the header {self.header.path}", place, None)

    def siblings(self, code: HeaderCode) -> list[Group]:
        """Return the groups of the codes that share a section comment with `code`."""
        return list(self._groups.get(code.heading, {}).values())

    def _of(self, code: HeaderCode) -> Iterator[Drift]:
        """Yield the differences of a code of the header."""
        known = [self._by_name[name] for name in code.names if name in self._by_name]
        places = list({place.location: place for place in known}.values())
        places.sort(key=lambda place: place.code.value not in code.values)
        named = []
        for place in places:
            # A place belongs to the code with its name, or else to that with its number.
            codes = [self.theirs[name] for name in _names(place) if name in self.theirs]
            codes.sort(key=lambda each: place.code.value not in each.values)
            if self.theirs.get(place.code.name or "", codes[0]) is code:
                named.append(place)
                continue
            names = ", ".join(name for name in code.names if name in place.code.aliases)
            message = (
                f"{names}: {_values(code)} in the header, but an alias of {place.qualified_title} "
                "in the registry; take it out of aliases"
            )
            yield Drift("uncertain", message, place, code)
        yield from self._known(code, *named) if named else () if places else self._new(code)

    def _known(self, code: HeaderCode, place: Entry, *others: Entry) -> Iterator[Drift]:
        """Yield the differences of a code whose name is in the registry, at `place`."""
        old, ours, taken = place.code, place.qualified_title, self._by_value.get(code.value)
        if old.removed:
            message = f"{ours} is marked as {removed_in(old.removed)}, yet the header has it"
            yield Drift("not-removed", message, place, code)
        yield from (self._clash(code, other) for other in others)
        if not old.removed and old.name and old.name not in self.existing:
            yield self._rename(code, place)
        if code.deprecated and not (old.deprecated or old.removed):
            message = f"{ours} is deprecated since {code.deprecated} in the header"
            yield Drift("not-deprecated", message, place, code)
        moved = old.value not in code.values
        message = f"{ours} in the registry is {_values(code)} in the header"
        if moved and len(code.values) > 1:
            yield Drift("uncertain", message, place, code)
        elif moved and taken and not self._is_gone(taken) and self._keeps(taken):
            yield self._clash(code, taken)
        else:
            if moved:
                yield Drift("renumbered", message, place, code)
            missing = [name for name in code.names if name not in self._by_name]
            if missing and place.location not in self._renamed:
                message = f"{', '.join(missing)}: another name of {ours} in the header"
                message += f"; list it as an alias, {_OR_SKIP}"
                yield Drift("missing-alias", message, place, code)
            if moved and taken and self._is_gone(taken):
                yield _reused(code, taken)
            yield from _out_of_range(code, [place.group] if moved else [], place)

    def _new(self, code: HeaderCode) -> Iterator[Drift]:
        """Yield the differences of a code whose names are not in the registry."""
        title, place = f"{code.name} ({_values(code)})", self._by_value.get(code.value)
        if len(code.values) > 1:
            message = f"{title} is not in the registry: add it by hand"
            yield Drift("uncertain", message, None, code)
        elif place and place.code.removed:
            yield _reused(code, place)
        elif place and not (place.location in self._renamed or self.existing & {*_names(place)}):
            yield self._rename(code, place)
        elif place and self._keeps(place):
            yield self._clash(code, place)
        else:
            message = f"{title} is not in the registry of {self.component.component}"
            yield Drift("missing", message, None, code)
            yield from _out_of_range(code, self.siblings(code), None)

    def _clash(self, code: HeaderCode, other: Entry) -> Drift:
        title = other.qualified_title
        if other.code.value in code.values:
            message = (
                f"the header gives {code.name} the number {code.value}, which {title} has in the "
                "registry; list one as an alias of the other"
            )
        else:
            message = (
                f"{title} in the registry is another name of {code.name} ({code.value}) in the "
                "header; list it as an alias"
            )
        return Drift("number-clash", f"{message}, {_OR_SKIP}", other, code)

    def _rename(self, code: HeaderCode, place: Entry) -> Drift:
        if self.header.unevaluated and place.code.name:
            message = (
                f"{code.name} has the number of {place.qualified_title} in the registry, which may "
                "be in a part of the header that cannot be evaluated"
            )
            return Drift("uncertain", message, place, code)
        self._renamed.add(place.location)
        message = f"{place.qualified_title} in the registry is called {code.name} in the header"
        return Drift("renamed", message, place, code)

    def _is_gone(self, place: Entry) -> bool:
        """Return True if the code at `place` is removed, or certainly not in the header."""
        names = _names(place)
        is_known = bool(names) and not self.header.unevaluated
        return bool(place.code.removed) or (is_known and self.existing.isdisjoint(names))

    def _keeps(self, place: Entry) -> bool:
        """Return True if a named code at `place` keeps its number, as far as is known."""
        there = [self.theirs[name] for name in _names(place) if name in self.theirs]
        kept = not there or any(place.code.value in code.values for code in there)
        return kept and place.code.name is not None


def header_problems(document: Document, component: Component, header: Header) -> list[Problem]:
    """Return all problems of `header`, and of its comparison with `component` in `document`."""
    found = [*open_problems(component, header)]
    found += (drift.problem(document) for drift in Comparison(component, header).drifts())
    outside: dict[HeaderSection, list[str]] = {}
    for code in header.codes:
        if code.section and not code.section.holds(code.value):
            outside.setdefault(code.section, []).append(f"{code.name} ({code.value})")
    for section, names in outside.items():
        low, high = section.range or (0, 0)
        stand = "stands" if len(names) == 1 else "stand"
        message = f"the comment says {low} to {high}, but {', '.join(names)} {stand} under it"
        found.append(Problem(section.path, section.line, 1, "section-range", message))
    return sorted(set(found))


def open_problems(component: Component | None, header: Header) -> Iterator[Problem]:
    """Yield the problems of `header` itself.

    Several values of a code are no problem if the number in `component` is one of them.
    """
    known = component.codes() if component else ()
    ours = {name: code.value for code in known for name in code.names()}
    settled = {code.name for code in header.codes if ours.get(code.name) in code.values}
    for problem in header.problems:
        if problem.rule != "two-values" or problem.message.partition(" ")[0] not in settled:
            yield problem


def _names(place: Entry) -> list[str]:
    return [name for name in (place.code.name, *place.code.aliases) if name]


def _values(code: HeaderCode) -> str:
    return " or ".join(map(str, code.values))


def _reused(code: HeaderCode, place: Entry) -> Drift:
    removed = place.code.removed
    why = f"which was {removed_in(removed)}" if removed else "which the header lacks"
    message = f"{code.name} has the number of {place.qualified_title}, {why}"
    message += ": numbers are never used again"
    return Drift("number-reused", message, place, code)


def _out_of_range(code: HeaderCode, groups: list[Group], place: Entry | None) -> Iterator[Drift]:
    """Yield a drift if the number of `code` is in the range of none of `groups`."""
    if groups and not any(in_range(code.value, group.range) for group in groups):
        low, high = groups[0].range or (0, 0)
        message = (
            f"{code.name} ({code.value}) belongs to group {groups[0].id}, but is outside its range "
            f"{low} to {high}"
        )
        yield Drift("out-of-range", message, place, code)
