"""The tables of a page in Markdown, reStructuredText or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.transforms import references
from docutils.utils import new_document

from sphinxext.mooncake_errors.registry.characters import FORBIDDEN, not_allowed
from sphinxext.mooncake_errors.registry.files import MAX_BYTES, place_of
from sphinxext.mooncake_errors.registry.problems import (
    Problem,
    RegistryError,
    file_problem,
    limited,
)
from sphinxext.mooncake_errors.tables.directives import every_name
from sphinxext.mooncake_errors.tables.doctree import DocumentReader, Table
from sphinxext.mooncake_errors.tables.html_nodes import Reader
from sphinxext.mooncake_errors.tables.markdown_nodes import parse_markdown

if TYPE_CHECKING:
    from docutils.nodes import system_message

_SETTINGS = {
    # Imported pages must not read other files.
    "file_insertion_enabled": False,
    "report_level": 5,
    "halt_level": 5,
    "line_length_limit": MAX_BYTES,
    "myst_suppress_warnings": (),
}
_TRANSFORMS = (
    references.Substitutions,
    references.PropagateTargets,
    references.AnonymousHyperlinks,
    references.IndirectHyperlinks,
    references.ExternalTargets,
    references.Footnotes,
)
"""The transforms that replace substitutions, resolve the targets of links, and number notes."""
_BREAKS = re.compile("[\x85\u2028\u2029]")
"""Characters that end lines in docutils, but not in editors."""
_HTML = (".html", ".htm")
_RST = (".rst", ".rest", ".txt")
_LOOKS = (
    "looks like a table, but Markdown does not read it as one; "
    "it needs a blank line before it, and a row of dashes with as many cells as the heads"
)
_LOOKS_RST = (
    "looks like a table, but reStructuredText does not read it as one; "
    "a page in Markdown has to end in .md"
)


def read_page(text: str, path: str) -> tuple[list[Table], list[Problem]]:
    """Return the tables in `text`, the content of the file `path`, and problems of unread content.

    The suffix of the path decides on the markup; Markdown is the default. Raises RegistryError if
    there are forbidden characters, also such as markup makes, or if the text is nested too deeply.
    """
    _refuse(
        Problem(path, *place_of(text, bad.start()), "character", not_allowed(bad))
        for bad in FORBIDDEN.finditer(text)
    )
    try:
        reader = _read(_BREAKS.sub(" ", text), path)
    except RecursionError:
        raise RegistryError([file_problem(path, "too-deep", "nested too deeply")]) from None
    tables, problems = reader.found, reader.problems
    cells = chain.from_iterable([t.heading, *t.heads, *chain(*t.rows)] for t in tables)
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


def _read(text: str, path: str) -> DocumentReader:
    """Return the reader of the document that docutils and myst-parser make of `text`."""
    settings = get_default_settings(Parser)
    vars(settings).update(_SETTINGS)
    document = new_document(path, settings)
    messages: list[system_message] = []
    document.reporter.attach_observer(messages.append)
    suffix = Path(path).suffix.lower()
    with every_name():
        if suffix in _HTML:
            Reader(document).read(text, 1)
        elif suffix in _RST:
            Parser().parse(text, document)
        else:
            parse_markdown(text, document)
    document.reporter.detach_observer(messages.append)
    document.transformer.add_transforms(_TRANSFORMS)
    document.transformer.apply_transforms()
    # Else docutils would give the last line to nodes without one.
    document.current_line = None
    Reader(document).replace_raw(document)
    reader = DocumentReader(path, _LOOKS_RST if suffix in _RST else _LOOKS)
    reader.read(document)
    reader.read_messages(messages)
    return reader
