"""Which codes a table shows and in which shape: from a request in words to rows."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from sphinxext.mooncake_errors.registry.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup
    from sphinxext.mooncake_errors.registry.model import Component, Group

COLUMNS = ("name", "value", "description", "group", "retry")
DEFAULT_COLUMNS = ("name", "value", "description")
SORTS = ("registry", "value", "name")


class Request(NamedTuple):
    """What somebody asked for; empty means everything."""

    component: str = ""
    groups: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    sort: str = ""
    details: bool = False
    """Whether an entry with all that is known is wanted for each code."""


class Section(NamedTuple):
    """The codes of one component, in the order and with the columns of their table."""

    component: Component
    entries: tuple[Entry, ...]
    columns: tuple[str, ...]
    grouped: bool
    """Whether each group has a heading of its own inside the table."""
    whole: bool
    """Whether nothing of the component was left out."""
    in_registry_order: bool = True
    """Whether the codes of a group follow each other."""

    def by_group(self) -> Iterator[tuple[Group | None, tuple[Entry, ...]]]:
        """Yield the entries of each group; if not grouped, all at once without a group."""
        if not self.grouped:
            yield None, self.entries
            return
        for _, run in groupby(self.entries, key=lambda entry: id(entry.group)):
            entries = tuple(run)
            yield entries[0].group, entries


def select(lookup: Lookup, request: Request) -> tuple[list[Section], list[str]]:
    """Return a section for each component that `request` reaches, and what is wrong with it.

    Words that mean nothing are left out, so that all that can be shown is shown.
    """
    faults: list[str] = []
    columns = _known("column", request.columns, COLUMNS, faults) or list(DEFAULT_COLUMNS)
    sort = _known("sort order", [request.sort or SORTS[0]], SORTS, faults)
    entries = _entries(lookup, request, faults)
    sections = [
        _section(list(run), columns, sort[0] if sort else SORTS[0])
        for _, run in groupby(entries, key=lambda entry: id(entry.component))
    ]
    if not sections and not faults:
        faults.append("no code to show: the registry has none here")
    return sections, faults


def _entries(lookup: Lookup, request: Request, faults: list[str]) -> list[Entry]:
    """Return what the request reaches, in the order of the registry."""
    entries = list(lookup.entries.values())
    if request.component:
        known = dict.fromkeys(component.component for component in lookup.registry.components)
        chosen = _known("component", [request.component], known, faults)
        entries = [entry for entry in entries if entry.component.component in chosen]
    if request.groups and entries:
        known = dict.fromkeys(entry.group.id for entry in entries)
        chosen = _known("group", request.groups, known, faults)
        entries = [entry for entry in entries if entry.group.id in chosen]
    if request.codes and entries:
        wanted = _codes(lookup, entries, request.codes, faults)
        entries = [entry for entry in entries if entry.qualified in wanted]
    return entries


def _codes(
    lookup: Lookup, entries: Iterable[Entry], codes: Iterable[str], faults: list[str]
) -> set[str]:
    reachable = {entry.qualified for entry in entries}
    wanted: set[str] = set()
    for code in codes:
        found = {entry.qualified for entry in lookup.find(code)}
        if not found:
            faults.append(f"unknown code {code!r}{lookup.suggestion(code)}")
        elif not found & reachable:
            faults.append(f"{' and '.join(sorted(found))} is not among the codes asked for")
        elif len(found & reachable) > 1:
            names = " or ".join(sorted(found & reachable))
            faults.append(f"ambiguous code {code!r} shows all of its meanings: write {names}")
        wanted |= found & reachable
    return wanted


def _known(kind: str, words: Iterable[str], known: Iterable[str], faults: list[str]) -> list[str]:
    """Return those of `words` that are `known`, each once, and report the others."""
    names = list(known)
    for word in words:
        if word not in names:
            hint = did_you_mean(word, names) or f"; known are {', '.join(names)}"
            faults.append(f"unknown {kind} {word!r}{hint}")
    return [word for word in dict.fromkeys(words) if word in names]


def _section(entries: list[Entry], columns: list[str], sort: str) -> Section:
    component = entries[0].component
    total = sum(1 for _ in component.codes())
    if sort == "value":
        # 0, -1, -2 for negative numbers and 0, 1, 2 for positive ones.
        entries.sort(key=lambda entry: abs(entry.code.value))
    elif sort == "name":
        entries.sort(key=lambda entry: entry.code.label)
    in_order = sort == SORTS[0]
    grouped = in_order and "group" not in columns
    whole = len(entries) == total
    return Section(component, tuple(entries), tuple(columns), grouped, whole, in_order)
