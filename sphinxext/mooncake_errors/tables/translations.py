"""From rows of tables in another language to the translations of a registry's texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from babel.messages.catalog import Catalog as BabelCatalog

    from sphinxext.mooncake_errors.tables.matching import Match
    from sphinxext.mooncake_errors.tables.model import Cell

Translations = dict[str, tuple[str, "Cell"]]
"""To each text of the registry the path and the cell with its translation."""


def translations(matches: Iterable[Match]) -> tuple[Translations, list[Problem]]:
    """Return the translations that the rows of `matches` give, and those that contradict others.

    Descriptions translate descriptions. A group translates the title of the group that its first
    code is in, since a page may divide the codes in another way than the registry.
    """
    result: Translations = {}
    problems = []
    for text, path, cell in _pairs(matches):
        _, other = result.setdefault(text, (path, cell))
        if other.text != cell.text:
            message = f"{text!r} is {other.text!r} in line {other.line} and {cell.text!r} here"
            problems.append(Problem(path, cell.line, cell.column, "two-translations", message))
    return result, problems


def fill(catalog: BabelCatalog, found: Translations) -> list[Problem]:
    """Put the translations `found` into `catalog`, whose template is in step with the registry.

    What is translated there already stays; where it differs, it is returned as a problem.
    """
    problems = []
    for text, (path, cell) in found.items():
        message = catalog[text]
        if message.string and not message.fuzzy:
            if message.string != cell.text:
                fault = f"the catalog has {message.string!r} for {text!r}, and keeps it"
                problems.append(Problem(path, cell.line, cell.column, "translated", fault))
        else:
            message.string = cell.text
            message.flags.discard("fuzzy")
            message.previous_id = []
    return problems


def _pairs(matches: Iterable[Match]) -> Iterator[tuple[str, str, Cell]]:
    seen: set[Cell] = set()
    for match in matches:
        if match.entry is None:
            continue
        yield match.entry.code.description, match.row.path, match.row.description
        group = match.row.group
        if group is not None and group not in seen:
            seen.add(group)
            yield match.entry.group.title, match.row.path, group
