"""Table rows matched with the codes of a registry, as a source of numbers and translations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup
from sphinxext.mooncake_errors.registry.problems import Problem, did_you_mean
from sphinxext.mooncake_errors.tables.cells import Cell
from sphinxext.mooncake_errors.tables.codes import one_number
from sphinxext.mooncake_errors.tables.rows import Row

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog as BabelCatalog


class Match(NamedTuple):
    """A row with its code, None if the registry has none, and with a problem, if any."""

    row: Row
    entry: Entry | None
    problem: Problem | None


def match_rows(rows: Collection[Row], lookup: Lookup) -> list[Match]:
    """Return a match for each of `rows`, the rows of one table.

    A row is matched by its name, or by its number if it has no name. If several components have
    it, that with the most names and right numbers of the table is taken.
    """
    counts: Counter[str] = Counter()
    for row in rows:
        for entry in lookup.find(row.label):
            counts[entry.component.component] += 1 + _same(row.value, entry.code.value)
    home = next((name for name, _ in counts.most_common(1)), "")
    return [_match(row, lookup, home) for row in rows]


def numbered(rows: Collection[Row], lookup: Lookup) -> tuple[list[Row], list[Problem]]:
    """Return `rows`, the rows of one table, with the numbers of their codes in `lookup`.

    Rows without a number in either are left out, with a problem. Rows with another number than the
    registry keep it, with a problem.
    """
    result, problems = [], []
    for row, entry, problem in match_rows(rows, lookup):
        value = entry.code.value if entry and not problem else row.value
        if problem and (entry or value is None):
            problems.append(problem)
        if value is not None:
            result.append(replace(row, value=value))
    return result, problems


def translate(catalog: BabelCatalog, matches: Iterable[Match]) -> list[Problem]:
    """Add the translations in the rows of `matches` to `catalog`; return problems of unusable ones.

    The catalog has all texts of the registry, and its translations stay. Each text of a row
    translates the text of the code with the same key. The group of a row translates the title of
    the registry's group, for the first row of the group only, since pages may group the codes in
    another way.
    """
    problems = []
    first: dict[str, Cell] = {}
    groups: set[Cell] = set()
    for text, found in (pair for match in matches for pair in _pairs(match, groups)):
        if text is None:
            problems.append(found.problem("not-translated", f"the registry has no {found.text}"))
            continue
        other = first.setdefault(text, found)
        message = catalog[text]
        if other.text != found.text:
            shown = f"{other.text!r} in line {other.line} and {found.text!r} here"
            problems.append(found.problem("two-translations", f"{text!r} is {shown}"))
        elif not message.string or message.fuzzy:
            message.string = found.text
            message.flags.discard("fuzzy")
            message.previous_id = []
        elif message.string != found.text:
            fault = f"the catalog has {message.string!r} for {text!r}, and keeps it"
            problems.append(found.problem("translated", fault))
    return problems


def _same(here: int | None, there: int) -> bool:
    """Return whether the numbers are the same; 4294967295 may stand for -1."""
    return here is not None and one_number({here, there}) is not None


def _match(row: Row, lookup: Lookup, home: str) -> Match:
    found = lookup.find(row.label)
    chosen = [entry for entry in found if entry.component.component == home] or found
    if len(chosen) == 1:
        (entry,) = chosen
        message = f"{row.label} is {row.value} here and {entry.code.value} in the registry"
        right = row.value is None or _same(row.value, entry.code.value)
        return Match(row, entry, None if right else row.code.problem("number", message))
    if chosen:
        names = " or ".join(entry.qualified for entry in chosen)
        return Match(row, None, row.code.problem("ambiguous-code", f"{row.label} may be {names}"))
    codes = [e.code for e in lookup.entries.values() if e.component.component == home]
    same = [code.label for code in codes if row.name is not None and _same(row.value, code.value)]
    hint = f"; there {row.value} is {same[0]}" if same else ""
    hint = hint or did_you_mean(row.label, [code.label for code in codes])
    message = f"the registry has no {row.label}{hint or lookup.suggestion(row.label)}"
    return Match(row, None, row.code.problem("unknown-code", message))


def _pairs(match: Match, groups: set[Cell]) -> Iterator[tuple[str | None, Cell]]:
    """Yield texts of the registry with their translations in the row of `match`.

    If the registry has no such text, yield None with a description of the missing text. `groups`
    are the cells with a group that were used before.
    """
    row, entry, _ = match
    if entry is None:
        return
    more, description = dict(row.more), row.description
    if description.text == entry.code.description and "details" in more:  # in two languages
        description = replace(row.code, text=str(more.pop("details")))
    yield entry.code.description, description
    if row.group is not None and row.group not in groups:
        groups.add(row.group)
        yield entry.group.title, row.group
    causes = [cause if isinstance(cause, str) else cause.cause for cause in entry.code.causes]
    details = [entry.code.details] if entry.code.details else []
    for key, texts in (("details", details), ("causes", causes), ("actions", entry.code.actions)):
        found = more.get(key, [])
        items = [found] if isinstance(found, str) else found
        here = [replace(row.code, text=item) for item in items]
        if len(here) == len(texts):
            yield from zip(texts, here, strict=True)
        elif here:
            name = f"{key} of {entry.qualified} that these could translate"
            yield None, replace(row.code, text=name)
