"""Markdown as nodes of docutils."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.parsers.mdit import create_md_parser

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.tree import SyntaxTreeNode

_CONFIG = MdParserConfig(
    enable_extensions={"colon_fence"},
    disable_syntax=["footnote_def", "footnote_ref"],
    all_links_external=True,
    highlight_code_blocks=False,
    title_to_header=True,
)
_DASHES = re.compile(r"--+[ \t]+--")
"""In a table of Pandoc; Markdown takes the line for a thematic break."""
_PIPE = re.compile(r"(?<!\\)\|")
_CONTAINER = re.compile(r"[ \t>]*(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t]+)*[ \t>]*")
"""The beginning of a line of a table that is in a quotation or in a list."""
_TABS = ("!!!", "???", "===")
"""The beginning of the line above indented content in MkDocs."""


def parse_markdown(text: str, document: nodes.document) -> None:
    """Add the nodes of `text` to `document`."""
    parser = create_md_parser(_CONFIG, _Renderer)
    parser.core.ruler.after("block", "sources", _keep_sources)
    parser.options["document"] = document
    # Addresses stay as they are written.
    parser.normalizeLink = parser.normalizeLinkText = str  # type: ignore[method-assign,assignment]
    # markdown-it-py 3 fails on some texts without a line feed at the end.
    parser.render(f"{text}\n")


def _keep_sources(state: StateCore) -> None:
    """Keep the source of rows for the renderer, and that of the rule of a table of Pandoc."""
    lines = state.src.split("\n")
    for token in state.tokens:
        line = lines[token.map[0]] if token.map else ""
        if token.type == "tr_open":
            token.meta["source"] = line
        elif token.type == "hr" and _DASHES.search(line):
            token.type, token.content = "html_block", line


class _Renderer(DocutilsRenderer):
    """Makes nodes of Markdown."""

    def render_table_row(self, token: SyntaxTreeNode) -> None:
        """Add a row whose nodes have its line, with the cells that the parser leaves out."""
        super().render_table_row(token)
        row: Any = self.current_node[-1]
        line = token.map[0] if token.map else 0
        columns, source = len(token.children), token.meta["source"]
        if source.count("|") >= columns:
            pieces = _PIPE.split(_CONTAINER.sub("", source, count=1).strip().removeprefix("|"))
            for text in filter(str.strip, pieces[columns:]):
                row += nodes.entry()
                with self.current_node_context(row[-1]):
                    self.nested_render_text(text.strip(), line - 1, inline=True)
        for node in row.findall():
            node.line = line

    def render_fence(self, token: SyntaxTreeNode) -> None:
        """Add a directive, or code with the line of its content."""
        super().render_fence(token)
        if token.map and not token.info.lstrip().startswith("{"):
            self.current_node[-1].line = token.map[0] + 1

    def render_code_block(self, token: SyntaxTreeNode) -> None:
        """Add indented code, or the content of a tab or an admonition of MkDocs."""
        above = self.current_node[-1] if len(self.current_node) else None
        text = above.rawsource if isinstance(above, nodes.paragraph) else ""
        if token.map and text.rpartition("\n")[2].startswith(_TABS):
            self.nested_render_text(token.content, token.map[0] - 1)
        else:
            super().render_code_block(token)
