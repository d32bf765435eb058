"""The tables of a page in Markdown, reStructuredText or HTML."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.characters import FORBIDDEN, not_allowed
from sphinxext.mooncake_errors.registry.problems import (
    Problem,
    RegistryError,
    file_problem,
    limited,
)
from sphinxext.mooncake_errors.tables.html_tables import HtmlTables
from sphinxext.mooncake_errors.tables.markdown_page import read_markdown
from sphinxext.mooncake_errors.tables.rst_page import read_rst

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxext.mooncake_errors.tables.model import Table


def read_page(text: str, path: str) -> tuple[list[Table], list[Problem]]:
    """Return the tables in `text`, the content of the file `path`, and problems of unread content.

    The suffix of the path decides on the markup; Markdown is the default. Raises RegistryError if
    there are forbidden characters, or if the text is nested too deeply.
    """
    _refuse(limited(_in_text(text, path)))
    tables = HtmlTables(path)
    suffix = Path(path).suffix.lower()
    if suffix in {".rst", ".rest", ".txt"}:
        read_rst(text, tables)
    elif suffix in {".html", ".htm"}:
        tables.read(text, 1)
    else:
        read_markdown(text, tables)
    tables.finish()
    _refuse(limited(_in_tables(tables.found)))
    if not (tables.found or tables.problems):
        tables.problems.append(file_problem(path, "no-table", "there is no table here"))
    return tables.found, tables.problems


def _refuse(problems: Iterator[Problem]) -> None:
    found = list(problems)
    if found:
        raise RegistryError(found)


def _in_text(text: str, path: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        for match in FORBIDDEN.finditer(line):
            yield Problem(path, number, match.start() + 1, "character", not_allowed(match))


def _in_tables(tables: Sequence[Table]) -> Iterator[Problem]:
    """Yield a problem for each cell and heading with a forbidden character from its markup."""
    for table in tables:
        headings = filter(None, [table.heading])
        for cell in chain(headings, table.heads, *table.rows):
            if bad := FORBIDDEN.search(cell.text):
                yield Problem(table.path, cell.line, 1, "character", not_allowed(bad))
