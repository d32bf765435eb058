"""The tables of a page in Markdown, reStructuredText or HTML."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.readers.standalone import Reader as PageReader
from docutils.transforms.references import DanglingReferences
from docutils.utils import new_document
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.parsers.mdit import create_md_parser

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

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_SETTINGS = {
    # Imported pages must not read other files.
    "file_insertion_enabled": False,
    "report_level": 5,
    "halt_level": 5,
    "line_length_limit": MAX_BYTES,
    "myst_suppress_warnings": (),
    # Titles and fields stay in their sections.
    "doctitle_xform": False,
    "docinfo_xform": False,
}
_MARKDOWN = MdParserConfig(
    enable_extensions={"colon_fence"},
    disable_syntax=["footnote_def", "footnote_ref"],
    all_links_external=True,
    highlight_code_blocks=False,
    title_to_header=True,
)
_BREAKS = re.compile("[\x85\u2028\u2029]")
"""Characters that end lines in docutils, but not in editors."""
_PIPE = re.compile(r"(?<!\\)\|")
_START = re.compile(r"(?:[\s>]|(?:[-+*]|[0-9]+[.)])\s)*\|?")
"""The beginning of a row, maybe in a quotation or in a list."""
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
    bad = FORBIDDEN.finditer(text)
    refused = [Problem(path, *place_of(text, m.start()), "character", not_allowed(m)) for m in bad]
    if refused:
        raise RegistryError(limited(refused))
    try:
        tables, problems = _read(_BREAKS.sub(" ", text), path)
    except RecursionError:
        raise RegistryError([file_problem(path, "too-deep", "nested too deeply")]) from None
    cells = chain.from_iterable([t.heading, *t.heads, *chain(*t.rows)] for t in tables)
    found = ((cell, FORBIDDEN.search(cell.text)) for cell in cells)
    refused = [cell.problem("character", not_allowed(match)) for cell, match in found if match]
    if refused:
        raise RegistryError(limited(refused))
    if not (tables or problems):
        nothing = "there is no table here, and nothing else is read"
        problems.append(file_problem(path, "no-table", nothing))
    return tables, problems


def _read(text: str, path: str) -> tuple[list[Table], list[Problem]]:
    """Read the document that docutils and myst-parser make of `text`."""
    settings = get_default_settings(Parser, PageReader)
    vars(settings).update(_SETTINGS)
    document = new_document(path, settings)
    messages: list[nodes.system_message] = []
    document.reporter.attach_observer(messages.append)
    suffix = Path(path).suffix.lower()
    with every_name():
        if suffix in {".html", ".htm"}:
            Reader(document).read(text, 1)
        elif suffix in _RST:
            Parser().parse(text, document)
        else:
            parser = create_md_parser(_MARKDOWN, _Renderer)
            parser.options["document"] = document
            parser.options["lines"] = text.split("\n")
            # Addresses stay as they are written.
            parser.normalizeLink = parser.normalizeLinkText = str  # type: ignore[method-assign,assignment]
            # markdown-it-py 3 fails on some texts without a line feed at the end.
            parser.render(f"{text}\n")
    document.reporter.detach_observer(messages.append)
    # A note that the page lacks keeps its mark.
    transforms = [each for each in PageReader().get_transforms() if each is not DanglingReferences]
    document.transformer.add_transforms(transforms)
    document.transformer.apply_transforms()
    # Else docutils would give the last line to nodes without one.
    document.current_line = None
    Reader(document).replace_raw(document)
    reader = DocumentReader(path, _LOOKS_RST if suffix in _RST else _LOOKS)
    reader.read(document)
    reader.read_messages(messages)
    return reader.found, reader.problems


class _Renderer(DocutilsRenderer):
    """Makes nodes of Markdown."""

    def render_hr(self, token: SyntaxTreeNode) -> None:
        """Add the source of the line, which may be the rule of a table of Pandoc."""
        line = token.map[0] if token.map else 0
        self.current_node += nodes.paragraph(self._source(line))
        self.current_node[-1].line = line

    def render_table_row(self, token: SyntaxTreeNode) -> None:
        """Add a row whose nodes have its line, with the cells that the parser leaves out."""
        super().render_table_row(token)
        row: Any = self.current_node[-1]
        line = token.map[0] if token.map else 0
        cells = _PIPE.split(_START.sub("", self._source(line), count=1))
        for text in filter(None, map(str.strip, cells[len(token.children) :])):
            row += nodes.entry("", nodes.Text(text))
        for node in row.findall():
            node.line = line

    def render_fence(self, token: SyntaxTreeNode) -> None:
        """Add a directive, or code with the line of its content."""
        super().render_fence(token)
        if token.map and not token.info.lstrip().startswith("{"):
            self.current_node[-1].line = token.map[0] + 1

    def _source(self, line: int) -> str:
        return "".join(self.md_options["lines"][line - 1 : line])
