"""From a request in words to the codes of a table and its shape."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from sphinxext.mooncake_errors.registry.problems import near_or_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup
    from sphinxext.mooncake_errors.registry.model import Component, Group

COLUMNS = ("name", "value", "description", "group", "retry")
DEFAULT_COLUMNS = ("name", "value", "description")
SORTS = ("registry", "value", "name")


class Request(NamedTuple):
    """The options of a table; empty means everything."""

    component: str = ""
    groups: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    sort: str = ""
    details: bool = False
    """Whether each code gets a description with all that is known of it."""


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
    """Return a section for each component that `request` asks for, and the faults of `request`.

    Unknown words are left out, so that the rest can be shown.
    """
    faults: list[str] = []
    columns = _known("column", request.columns, COLUMNS, faults) or list(DEFAULT_COLUMNS)
    sort = _known("sort order", [request.sort or SORTS[0]], SORTS, faults)
    entries = _entries(lookup, request, faults)
    sections = [
        _section(lookup, list(run), columns, sort[0] if sort else SORTS[0])
        for _, run in groupby(entries, key=lambda entry: id(entry.component))
    ]
    if not sections and not faults:
        faults.append("no code to show: the registry has none here")
    return sections, faults


def _entries(lookup: Lookup, request: Request, faults: list[str]) -> list[Entry]:
    """Return the codes that `request` asks for, in the order of the registry."""
    by_id = {component.component: component for component in lookup.registry.components}
    asked = [request.component] if request.component else by_id
    chosen = _known("component", asked, by_id, faults)
    groups = [group for name in chosen for group in by_id[name].groups]
    if request.groups and chosen:
        names = _known("group", request.groups, dict.fromkeys(each.id for each in groups), faults)
        groups = [group for group in groups if group.id in names]
    within = {id(group) for group in groups}
    if request.codes and chosen and (within or not request.groups):
        return _named(lookup, within, request.codes, faults)
    return [entry for entry in lookup.entries.values() if id(entry.group) in within]


def _named(
    lookup: Lookup, groups: set[int], codes: Iterable[str], faults: list[str]
) -> list[Entry]:
    """Return the named `codes` in `groups`, by their ids in memory.

    The rest of the registry is not touched, since a page may name thousands of codes.
    """
    wanted: dict[str, Entry] = {}
    for code in codes:
        found = {entry.qualified: entry for entry in lookup.find(code)}
        within = {name: entry for name, entry in found.items() if id(entry.group) in groups}
        if not found:
            faults.append(f"unknown code {code!r}{lookup.suggestion(code)}")
        elif not within:
            faults.append(f"{' and '.join(sorted(found))} is not among the codes asked for")
        elif len(within) > 1:
            names = " or ".join(sorted(within))
            faults.append(f"ambiguous code {code!r} shows all of its meanings: write {names}")
        wanted |= within
    return sorted(wanted.values(), key=lambda entry: lookup.order[entry.qualified])


def _known(kind: str, words: Iterable[str], known: Iterable[str], faults: list[str]) -> list[str]:
    """Return the `words` that are `known`, each once, and report the others."""
    names = list(known)
    unknown = [word for word in words if word not in names]
    faults += [f"unknown {kind} {word!r}{near_or_known(word, names)}" for word in unknown]
    return [word for word in dict.fromkeys(words) if word in names]


def _section(lookup: Lookup, entries: list[Entry], columns: list[str], sort: str) -> Section:
    component = entries[0].component
    if sort == "value":
        # 0, -1, -2 for negative numbers and 0, 1, 2 for positive ones.
        entries.sort(key=lambda entry: abs(entry.code.value))
    elif sort == "name":
        entries.sort(key=lambda entry: entry.code.label)
    in_order = sort == SORTS[0]
    grouped = in_order and "group" not in columns
    whole = len(entries) == lookup.sizes[component.component]
    return Section(component, tuple(entries), tuple(columns), grouped, whole, in_order)
