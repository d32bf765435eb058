"""Tables of codes in LaTeX: no page break after the heading of a group, and breakable names."""

import re
from collections.abc import Iterable
from typing import Any, ClassVar, cast

from docutils import nodes
from sphinx.util.texescape import escape
from sphinx.writers.latex import LaTeXTranslator

from sphinxext.mooncake_errors.extension.content import literals_in
from sphinxext.mooncake_errors.extension.links import ancestors
from sphinxext.mooncake_errors.extension.pages import PAGES_BELOW
from sphinxext.mooncake_errors.extension.table import CodeTables

_SHADE_AS_HEAD = (
    r"\noalign{\global\sphinxcolorlet{sphinxTableRowColor}{sphinxTableRowColorHeader}"
    r"\global\sphinxcolorlet{sphinxTableMergeColor}{\sphinxTableMergeColorHeader}}%"
    "\n"
)
"""Gives a row the colors of a head, if `latex_table_style` has colored rows."""

_RULE = r"\multispan{%d}\unskip\leaders\hrule height\arrayrulewidth\hfill\cr"
_ROW_END = (
    "\\\\*\n"
    r"\ifx\sphinxhline\empty\else"
    rf"{_RULE}\noalign{{\nobreak\vskip-\arrayrulewidth}}{_RULE}\noalign{{\nobreak}}"
    "\\fi\n"
)
"""The end of a row with the rule of `\\sphinxhline`, if the style has rules, and no page break.

The rule is drawn twice, as in Sphinx, since row colors alternate with each row that TeX counts.
"""

_WORDS = re.compile(r"(?<=[_=/:])(?=[^_=/:])|(?<=[a-z0-9])(?=[A-Z])")
"""Matches between the words of ``snake_case``, ``camelCase``, paths and scopes."""

_WITHOUT_SECTIONS = (
    r"\makeatletter\addtocontents{toc}{\begingroup\c@tocdepth=0\relax}\makeatother",
    r"\addtocontents{toc}{\endgroup}",
)
"""Begin and end of sections without entries in the printed contents, but with bookmarks."""


class mcerr_group_row(nodes.row):  # noqa: N801 - as docutils names its nodes
    """The heading of a group, without a page break after it."""


class LaTeXTables(CodeTables):
    """Makes tables for LaTeX, and makes literals about codes breakable."""

    default_priority = 550
    """Before Sphinx collects the footnotes of tables, at 600."""
    formats = ("latex",)
    widths: ClassVar = CodeTables.widths | {"name": 42, "description": 48}
    """The smallest relative widths; names of usual length fit in one line."""

    def run(self, **kwargs: Any) -> None:
        """Make the tables, and change the descriptions and pages of codes in the document."""
        super().run(**kwargs)
        _make_breakable(literals_in(self.document))
        for pages in self.document.findall(nodes.compound):
            if PAGES_BELOW in pages:
                start, end = map(_latex, _WITHOUT_SECTIONS)
                pages[:] = [start, *pages, end]

    def _build(self, table: nodes.table) -> None:
        super()._build(table)
        if not isinstance(table.parent, (nodes.document, nodes.section)):
            table["classes"].remove("longtable")  # a longtable must be in the main text
        if any(isinstance(each, nodes.table) for each in ancestors(table)):
            table["classes"].remove("colwidths-given")  # LaTeX fails on a tabular in a tabulary
        _make_breakable(table.findall(nodes.literal))

    def _heading(self, title: str) -> nodes.row:
        row = super()._heading(title)
        words = escape(row.astext(), self.config.latex_engine)
        number = self.document["mcerr_groups"] = self.document.get("mcerr_groups", 0) + 1
        bookmark = _latex(rf"\belowpdfbookmark{{{words}}}{{mcerr-group-{number}}}")
        cast("nodes.paragraph", row[0][0]).insert(0, bookmark)  # type: ignore[index]
        return mcerr_group_row("", *row.children, **row.attributes)

    def _value(self, words: str) -> nodes.Node:
        # Without a line break after its sign.
        return nodes.inline("", "", _latex(r"\mbox{"), nodes.Text(words), _latex("}"))


def _make_breakable(literals: Iterable[nodes.literal]) -> None:
    """Allow line breaks between the words in `literals`, which TeX would not break."""
    for literal in list(literals):
        words = map(nodes.Text, _WORDS.split(literal.astext()))
        literal[:] = [each for word in words for each in (_latex(r"\allowbreak{}"), word)][1:]


def _latex(text: str) -> nodes.raw:
    return nodes.raw("", text, format="latex")


def _visit_group_row(writer: LaTeXTranslator, node: mcerr_group_row) -> None:
    """Shade the row, which TeX allows only before any content.

    Sphinx puts the footnotes of a caption before the first row, into the body of the table.
    """
    body = node.parent
    if body[0] is node or body.next_node(nodes.row) is not node:
        writer.body.append(_SHADE_AS_HEAD)
    writer.visit_row(node)


def _depart_group_row(writer: LaTeXTranslator, node: mcerr_group_row) -> None:
    """End the row as the writer does, but without a page break after it."""
    before = len(writer.body)
    writer.depart_row(node)
    columns = 1 + cast("nodes.Element", node[0]).get("morecols", 0)
    writer.body[before:] = [_ROW_END % (columns, columns)]


LATEX_NODES = {mcerr_group_row: (_visit_group_row, _depart_group_row)}
