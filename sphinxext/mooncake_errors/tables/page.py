"""The tables of a page in Markdown, reStructuredText or HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from sphinxext.mooncake_errors.tables.doctree import DocumentReader
from sphinxext.mooncake_errors.tables.parsing import parse

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.tables.model import Table
    from sphinxext.mooncake_errors.tables.parsing import Markup

_MARKUP: dict[str, Markup] = {
    **dict.fromkeys((".rst", ".rest", ".txt"), "rst"),
    **dict.fromkeys((".html", ".htm"), "html"),
}
"""The markup of pages by the suffix of their name; others are in Markdown."""
_LOOKS: dict[Markup, str] = {
    "markdown": "looks like a table, but Markdown does not read it as one; "
    "it needs a blank line before it, and a row of dashes with as many cells as the heads",
    "rst": "looks like a table, but reStructuredText does not read it as one; "
    "a page in Markdown has to end in .md",
    "html": "",
}
_NO_TABLE = "there is no table here, and nothing else is read"


def read_page(text: str, path: str) -> tuple[list[Table], list[Problem]]:
    """Return the tables in `text`, the content of the file `path`, and problems of unread content.

    The suffix of the path decides on the markup; Markdown is the default. Raises RegistryError if
    there are forbidden characters, or if the text is nested too deeply.
    """
    _refuse(limited(_in_text(text, path)))
    try:
        reader = _read(text, path)
    except RecursionError:
        raise RegistryError([file_problem(path, "too-deep", "nested too deeply")]) from None
    _refuse(limited(_in_tables(reader.found)))
    if not (reader.found or reader.problems):
        reader.problems.append(file_problem(path, "no-table", _NO_TABLE))
    return reader.found, reader.problems


def _read(text: str, path: str) -> DocumentReader:
    markup = _MARKUP.get(Path(path).suffix.lower(), "markdown")
    document, messages = parse(text, path, markup)
    reader = DocumentReader(path, _LOOKS[markup])
    reader.read(document)
    reader.read_messages(messages)
    return reader


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
                yield cell.problem("character", not_allowed(bad))
