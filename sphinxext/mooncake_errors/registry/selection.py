"""Selection of the codes and columns of tables from a request."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from sphinxext.mooncake_errors.registry.facts import state_of
from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup
from sphinxext.mooncake_errors.registry.model import Code, Component, Group
from sphinxext.mooncake_errors.registry.problems import did_you_mean, near_or_known
from sphinxext.mooncake_errors.registry.words import RETRY, Word

COLUMNS = {
    "name": Word.NAME,
    "value": Word.VALUE,
    "description": Word.DESCRIPTION,
    "group": Word.GROUP,
    "retry": Word.RETRY,
    "returns": Word.RETURNS,
}
"""The columns of a table, with their heads."""
DEFAULT_COLUMNS = ("name", "value", "description")
SORTS = ("registry", "value", "name")


class Request(NamedTuple):
    """The options of a table; an empty one means all, or the default.

    The environment of Sphinx stores the values as a tuple, so new fields go to the end.
    """

    component: str = ""
    groups: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    sort: str = ""
    returned_by: str = ""
    """A call as written in the registry; only codes that it returns are selected."""


class Section(NamedTuple):
    """The codes of one component, in the order and with the columns of their table."""

    component: Component
    entries: tuple[Entry, ...]
    columns: tuple[str, ...]
    grouped: bool
    """Whether each group has a heading in the table."""
    whole: bool
    """Whether all codes of the component are in the section."""
    in_registry_order: bool = True
    """Whether the codes have the order of the registry, with those of a group together."""
    returned_by: str = ""
    """The call that returns these codes; empty for any."""

    @property
    def key(self) -> str:
        """The column in which codes have their addresses: name, else value; else empty."""
        return next((column for column in ("name", "value") if column in self.columns), "")

    def by_group(self) -> Iterator[tuple[Group | None, tuple[Entry, ...]]]:
        """Yield each group with its entries; if not grouped, None with all entries."""
        if not self.grouped:
            yield None, self.entries
            return
        for _, run in groupby(self.entries, key=lambda entry: id(entry.group)):
            entries = tuple(run)
            yield entries[0].group, entries


def select(lookup: Lookup, request: Request) -> tuple[list[Section], list[str]]:
    """Return a section for each component in `request`, and messages about its faults.

    Unknown words are reported and ignored, so that the rest can be shown.
    """
    faults: list[str] = []
    sorts = _known("sort order", [request.sort or SORTS[0]], SORTS, faults) or SORTS
    entries = _entries(lookup, request, faults)
    call = request.returned_by
    if call and entries:
        asked, entries = entries, [entry for entry in entries if call in _calls(entry)]
        faults += [] if entries else [_call_fault(lookup, call, asked)]
    columns = _columns(request, entries, faults)
    sections = [
        _section(list(run), columns, sorts[0], call)
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
    """Return the entries of `codes` that are in `groups`, which are given by `id`.

    Only the named codes are visited, since a page may have thousands of requests for one code.
    """
    wanted: dict[str, Entry] = {}
    for code in codes:
        found = {entry.qualified: entry for entry in lookup.find(code)}
        within = {name: entry for name, entry in found.items() if id(entry.group) in groups}
        if not found:
            faults.append(f"unknown code {code!r}{lookup.suggestion(code)}")
        elif not within:
            places = sorted(f"{name} is in group {of.group.id}" for name, of in found.items())
            faults.append(f"{' and '.join(places)}, outside of the groups shown here")
        elif len(within) > 1:
            names = " or ".join(sorted(within))
            faults.append(f"ambiguous code {code!r} shows all of its meanings: write {names}")
        wanted |= within
    if len(wanted) < 2:  # noqa: PLR2004 - an order needs two
        return list(wanted.values())
    return [entry for name, entry in lookup.entries.items() if name in wanted]


def _calls(entry: Entry) -> list[str]:
    return [call.call for call in entry.code.returned_by if call.call]


def _call_fault(lookup: Lookup, call: str, entries: list[Entry]) -> str:
    """Return the fault of a call that returns none of `entries`, with similar calls."""
    others = [e.component.component for e in lookup.entries.values() if call in _calls(e)]
    if others:
        places = " and ".join(dict.fromkeys(others))
        return f"{call} returns none of the codes asked for, but codes of {places}"
    known = dict.fromkeys(each for entry in entries for each in _calls(entry))
    name, *names = (re.split(r"[.:/\s]", each.partition("(")[0])[-1] for each in (call, *known))
    same = [each for each, last in zip(known, names, strict=True) if last == name][:3]
    near = f"; did you mean {' or '.join(same)}?" if same else did_you_mean(call, known)
    return f"unknown call {call!r}{near}"


def returns(code: Code, call: str) -> list[str]:
    """Return the texts of the registry about the result of `call` with `code`."""
    found = (each for each in code.returned_by if each.call == call)
    return [text for each in found for text in (each.as_, each.text) if text]


def cell_texts(column: str, entry: Entry, returned_by: str) -> list[str]:
    """Return the texts in a cell; none for a name, a number or an empty cell."""
    if column == "description":
        state = state_of(entry.code)
        return [*([state] if state else []), entry.code.description]
    if column == "group":
        return [entry.group.title]
    if column == "retry" and entry.code.retry:
        return [RETRY[entry.code.retry]]
    return returns(entry.code, returned_by) if column == "returns" else []


def _columns(request: Request, entries: list[Entry], faults: list[str]) -> list[str]:
    """Return the columns of a table; by default with ``returns`` if there are texts for it."""
    columns = _known("column", request.columns, COLUMNS, faults)
    if "returns" in columns and not request.returned_by:
        faults.append("the column returns needs the option returned-by")
        columns.remove("returns")
    if columns:
        return columns
    known = any(returns(entry.code, request.returned_by) for entry in entries)
    return [*DEFAULT_COLUMNS, *(["returns"] if known else [])]


def _known(kind: str, words: Iterable[str], known: Iterable[str], faults: list[str]) -> list[str]:
    """Return the `words` that are `known`, without duplicates, and report the others."""
    names = list(known)
    unknown = [word for word in words if word not in names]
    faults += [f"unknown {kind} {word!r}{near_or_known(word, names)}" for word in unknown]
    return [word for word in dict.fromkeys(words) if word in names]


def _section(entries: list[Entry], columns: list[str], sort: str, returned_by: str) -> Section:
    component = entries[0].component
    if sort == "value":
        # Negative numbers in the order 0, -1, -2.
        entries.sort(key=lambda entry: abs(entry.code.value))
    elif sort == "name":
        entries.sort(key=lambda entry: entry.code.label)
    in_order = sort == SORTS[0]
    grouped = in_order and "group" not in columns
    whole = len(entries) == sum(len(group.codes) for group in component.groups)
    return Section(component, tuple(entries), tuple(columns), grouped, whole, in_order, returned_by)
