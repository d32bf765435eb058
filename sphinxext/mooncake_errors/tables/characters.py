"""Characters in tables that would mislead readers, and that no registry takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.characters import all_forbidden, forbidden, not_allowed
from sphinxext.mooncake_errors.registry.problems import Problem, limited

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinxext.mooncake_errors.tables.model import Table


def in_page(text: str, path: str) -> list[Problem]:
    """Return a problem for each character in `text`, that of the page `path`."""
    return list(limited(_in_page(text, path)))


def in_tables(tables: Iterable[Table]) -> list[Problem]:
    """Return a problem for each cell of `tables` with a character that its markup made."""
    return list(limited(_in_tables(tables)))


def _in_page(text: str, path: str) -> Iterator[Problem]:
    line, start, end = 1, 0, 0
    for match in all_forbidden(text):
        line += text.count("\n", end, match.start())
        start = text.rfind("\n", end, match.start()) + 1 or start
        end = match.start()
        yield Problem(path, line, end - start + 1, "character", not_allowed(match))


def _in_tables(tables: Iterable[Table]) -> Iterator[Problem]:
    for table in tables:
        heading = [table.heading] if table.heading else []
        for cells in (heading, table.heads, *table.rows):
            for cell in cells:
                if bad := forbidden(cell.text):
                    place = (table.path, cell.line, cell.column)
                    yield Problem(*place, "character", not_allowed(bad))
