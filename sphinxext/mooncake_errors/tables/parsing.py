"""Pages in reStructuredText and Markdown, parsed by docutils and myst-parser without Sphinx."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser, directives, roles
from docutils.transforms import references
from docutils.utils import new_document
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.parsers.mdit import create_md_parser

from sphinxext.mooncake_errors.registry.files import MAX_BYTES
from sphinxext.mooncake_errors.tables.directives import any_role, directive_class
from sphinxext.mooncake_errors.tables.html_nodes import Reader

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.tree import SyntaxTreeNode

Markup = Literal["markdown", "rst", "html"]

_SETTINGS = {
    # Imported pages must not read other files.
    "file_insertion_enabled": False,
    "warning_stream": "",
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
)
"""The transforms that replace substitutions and resolve the targets of links."""
_BREAKS = re.compile("[\x85\u2028\u2029]")
"""Characters that end lines in docutils, but not in editors."""
_MARKDOWN = MdParserConfig(
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


def parse(
    text: str, path: str, markup: Markup
) -> tuple[nodes.document, list[nodes.system_message]]:
    """Return `text`, the content of the file `path`, as a document, and messages of the parser."""
    settings = get_default_settings(Parser)
    vars(settings).update(_SETTINGS)
    document = new_document(path, settings)
    messages: list[nodes.system_message] = []
    document.reporter.attach_observer(messages.append)
    source = _BREAKS.sub(" ", text)
    with _every_name():
        if markup == "html":
            Reader(document).read(text, 1)
        elif markup == "rst":
            Parser().parse(source, document)
        else:
            parser = create_md_parser(_MARKDOWN, _Renderer)
            parser.core.ruler.after("block", "sources", _keep_sources)
            parser.options["document"] = document
            # markdown-it-py 3 fails on some texts without a line feed at the end.
            parser.render(f"{source}\n")
    document.reporter.detach_observer(messages.append)
    document.transformer.add_transforms(_TRANSFORMS)
    document.transformer.apply_transforms()
    # Else docutils would give the last line to nodes without one.
    document.current_line = None
    Reader(document).replace_raw(document)
    return document, messages


@contextmanager
def _every_name() -> Iterator[None]:
    """Let docutils, whose registries are global, find any role and directive, as Sphinx does."""
    original = directives.directive, roles.role

    def directive(name: str, *_: Any) -> tuple[Any, list[Any]]:
        return directive_class(name), []

    def role(*_: Any) -> tuple[Any, list[Any]]:
        return any_role, []

    directives.directive, roles.role = directive, role  # type: ignore[assignment]
    try:
        yield
    finally:
        directives.directive, roles.role = original


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
