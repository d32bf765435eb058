"""The tables of a page in Markdown, reStructuredText or HTML."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.characters import FORBIDDEN, not_allowed
from sphinxext.mooncake_errors.registry.files import place_of
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


def read_page(text: str, path: str) -> tuple[list[Table], list[Problem]]:
    """Return the tables in `text`, the content of the file `path`, and problems of unread content.

    The suffix of the path decides on the markup; Markdown is the default. Raises RegistryError if
    there are forbidden characters, also such as markup makes, or if the text is nested too deeply.
    """
    _refuse(
        Problem(path, *place_of(text, bad.start()), "character", not_allowed(bad))
        for bad in FORBIDDEN.finditer(text)
    )
    markup = _MARKUP.get(Path(path).suffix.lower(), "markdown")
    reader = DocumentReader(path, _LOOKS[markup])
    try:
        document, messages = parse(text, path, markup)
        reader.read(document)
    except RecursionError:
        raise RegistryError([file_problem(path, "too-deep", "nested too deeply")]) from None
    reader.read_messages(messages)
    tables, problems = reader.found, reader.problems
    headings = [table.heading for table in tables if table.heading]
    cells = chain(headings, *(chain(table.heads, *table.rows) for table in tables))
    _refuse(
        cell.problem("character", not_allowed(bad))
        for cell in cells
        if (bad := FORBIDDEN.search(cell.text))
    )
    if not (tables or problems):
        nothing = "there is no table here, and nothing else is read"
        problems.append(file_problem(path, "no-table", nothing))
    return tables, problems


def _refuse(problems: Iterable[Problem]) -> None:
    """Raise RegistryError if there are any `problems`."""
    if found := list(limited(problems)):
        raise RegistryError(found)
