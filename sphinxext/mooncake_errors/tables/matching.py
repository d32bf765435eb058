"""Which codes of a registry the rows of a table mean."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup
    from sphinxext.mooncake_errors.registry.problems import Problem
    from sphinxext.mooncake_errors.tables.rows import Row


@dataclass(frozen=True, slots=True)
class Match:
    """A row with its code, if the registry has it, and with what does not fit."""

    row: Row
    entry: Entry | None
    problem: Problem | None


def match_rows(rows: Iterable[Row], lookup: Lookup, component: str | None = None) -> list[Match]:
    """Return a match for each of `rows`, the rows of one table.

    The name decides, or the number where a row has no name. Where several components have it, the
    one counts that most of the table is about, or `component` where that is given.
    """
    rows = list(rows)
    home = component or _home(rows, lookup)
    return [_match(row, lookup, home, strict=component is not None) for row in rows]


def numbered(rows: Iterable[Row], lookup: Lookup) -> tuple[list[Row], list[Problem]]:
    """Return `rows`, those of one table, with the numbers that `lookup` has for their names.

    Problems are rows that have no number in either, which are left out, and rows with another
    number than the registry, which keep it.
    """
    result, problems = [], []
    for match in match_rows(rows, lookup):
        row = match.row
        if row.value is None and match.entry:
            row = replace(row, value=match.entry.code.value)
        if match.problem and (match.entry or row.value is None):
            problems.append(match.problem)
        if row.value is not None:
            result.append(row)
    return result, problems


def _home(rows: Iterable[Row], lookup: Lookup) -> str:
    """Return the component that most of `rows` are in; names and right numbers count alike."""
    counts: Counter[str] = Counter()
    for row in rows:
        for entry in lookup.find(row.label):
            counts[entry.component.component] += 1 + (entry.code.value == row.value)
    return max(counts, key=lambda component: counts[component], default="")


def _match(row: Row, lookup: Lookup, home: str, *, strict: bool) -> Match:
    found = lookup.find(row.label)
    at_home = [entry for entry in found if entry.component.component == home]
    chosen = at_home or ([] if strict else found)
    if not chosen:
        return Match(row, None, row.problem("unknown-code", _unknown(row, lookup, home)))
    if len(chosen) > 1:
        names = " or ".join(entry.qualified for entry in chosen)
        return Match(row, None, row.problem("ambiguous-code", f"{row.label} may be {names}"))
    right = chosen[0].code.value
    if row.value in (None, right):
        return Match(row, chosen[0], None)
    message = f"{row.label} is {row.value} here and {right} in the registry"
    return Match(row, chosen[0], row.problem("number", message))


def _unknown(row: Row, lookup: Lookup, home: str) -> str:
    message = f"the registry has no {row.label}"
    entries = [e for e in lookup.entries.values() if e.component.component == home]
    if row.name is not None and row.value is not None:
        same = [entry.code.label for entry in entries if entry.code.value == row.value]
        if same:
            return f"{message}; there {row.value} is {same[0]}"
    names = [entry.code.label for entry in entries]
    return message + (did_you_mean(row.label, names) or lookup.suggestion(row.label))
