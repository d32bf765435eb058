"""What single output formats need beyond the stored doctree.

That holds standard nodes only. What is made here goes into the copy that is written.
"""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.texescape import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.writers.latex import LaTeXTranslator

_SHADE_AS_HEAD = (
    r"\noalign{\global\sphinxcolorlet{sphinxTableRowColor}{sphinxTableRowColorHeader}"
    r"\global\sphinxcolorlet{sphinxTableMergeColor}{\sphinxTableMergeColorHeader}}%"
    "\n"
)
"""Takes effect only where `latex_table_style` asks for coloured rows."""

_RULE = r"\multispan{%d}\unskip\leaders\hrule height\arrayrulewidth\hfill\cr"
_RULE_BELOW = (
    r"\ifx\sphinxhline\empty\else"
    rf"{_RULE}\noalign{{\nobreak\vskip-\arrayrulewidth}}{_RULE}\noalign{{\nobreak}}"
    "\\fi\n"
)
"""What `\\sphinxhline` draws in styles with rules, without its leave to end the page.

It is drawn twice, as there, since colours alternate with each line that TeX counts.
"""


class latex_group_row(nodes.row):  # noqa: N801 - as docutils names its nodes
    """The heading of a group, after which no page ends."""


def _visit_group_row(writer: LaTeXTranslator, node: latex_group_row) -> None:
    writer.body.append(_SHADE_AS_HEAD)
    writer.visit_row(node)


def _depart_group_row(writer: LaTeXTranslator, node: latex_group_row) -> None:
    r"""End the row so that no page ends after it: ``\\*`` and a rule in place of ``\\`` and its."""
    writer.depart_row(node)
    while writer.body.pop().strip() != r"\\":
        pass
    columns = 1 + _heading(node).get("morecols", 0)
    writer.body.append("\\\\*\n" + _RULE_BELOW % (columns, columns))


LATEX_GROUP_ROW = (_visit_group_row, _depart_group_row)


class LaTeXTables(SphinxPostTransform):
    """Keeps headings with their groups, names in their columns, values in one piece."""

    default_priority = 400
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Change the tables of the document."""
        for table in tables(self.document):
            if not isinstance(table.parent, (nodes.document, nodes.section)):
                table["classes"].remove("longtable")  # that is only for the main text
            for literal in list(table.findall(nodes.literal)):
                _make_breakable(literal)
            for paragraph in list(table.findall(nodes.paragraph)):
                if "mcerr-value" in paragraph["classes"]:
                    paragraph.insert(0, _latex(r"\mbox{"))
                    paragraph.append(_latex("}"))
        for entry in self.document.findall(addnodes.desc):
            if has_class(entry, "mcerr-entry"):
                for literal in list(entry.findall(nodes.literal)):
                    _make_breakable(literal)
        for number, row in enumerate(_group_rows(self.document)):
            title = escape(row.astext(), self.config.latex_engine)
            bookmark = _latex(rf"\belowpdfbookmark{{{title}}}{{mcerr-group-{number}}}")
            cast("nodes.paragraph", _heading(row)[0]).insert(0, bookmark)
            row.replace_self(latex_group_row("", *row.children, **row.attributes))


def _make_breakable(literal: nodes.literal) -> None:
    """Let lines end after the words in `literal`; by itself TeX never breaks it."""
    parts = re.split(r"(?<=[_=/:])(?=[^_=/:])", literal.astext())
    literal.clear()
    for part in parts:
        literal += [nodes.Text(part), _latex(r"\allowbreak{}")]
    literal.pop()


def _latex(text: str) -> nodes.raw:
    return nodes.raw("", text, format="latex")


class SpannedCells(SphinxPostTransform):
    """Fills up rows with empty cells instead of wide ones, which these formats do not have."""

    default_priority = 400
    formats = ("man", "texinfo")

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Change the group rows of the document."""
        for row in _group_rows(self.document):
            row += [nodes.entry() for _ in range(_heading(row).attributes.pop("morecols", 0))]


class TextTables(SphinxPostTransform):
    """Leaves it to cells to wrap their text: as a paragraph it would be wrapped before as well.

    Where the first wrapping ends a line the second puts a blank, which Chinese does without.
    """

    default_priority = 400
    formats = ("text",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Change the cells of the tables of the document."""
        for table in tables(self.document):
            for paragraph in list(table.findall(nodes.paragraph)):
                line = nodes.line("", "", *paragraph.children)
                paragraph.replace_self(nodes.line_block("", line))


class RowsInIndex(SphinxPostTransform):
    """Moves what the first row puts into the index for all of them to the row that it is about.

    In HTML entries of the index lead to anchors; elsewhere to where they stand.
    """

    default_priority = 400
    formats = ("html",)

    def is_supported(self) -> bool:
        """Return whether the format is none of `formats`."""
        return not super().is_supported()

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Change the tables of the document."""
        for table in tables(self.document):
            rows = table.next_node(nodes.tbody)
            index = rows.next_node(addnodes.index) if rows else None
            if rows and index:
                _give_to_rows(index, rows)


def _give_to_rows(index: addnodes.index, rows: nodes.tbody) -> None:
    index.parent.remove(index)
    targets = {target["ids"][0]: target for target in rows.findall(nodes.target)}
    for anchor, entries in groupby(index["entries"], key=itemgetter(2)):
        row, target = targets[anchor].parent, targets[anchor]
        row.insert(row.index(target), addnodes.index(entries=list(entries)))


TRANSFORMS = (LaTeXTables, SpannedCells, TextTables, RowsInIndex)


def outside_tables(document: nodes.document) -> Iterator[nodes.Element]:
    """Yield the elements of `document` in order, tables of codes too, but nothing inside of these.

    Rows are most of the nodes of a page that lists codes, and looking through them takes its time.
    """
    todo: list[nodes.Element] = [document]
    while todo:
        element = todo.pop()
        yield element
        if not shows_codes(element):
            children = [c for c in element.children if isinstance(c, nodes.Element)]
            todo += reversed(children)


def shows_codes(element: nodes.Element) -> bool:
    """Return whether `element` is a table of codes."""
    return isinstance(element, nodes.table) and has_class(element, "mooncake-errors")


def tables(document: nodes.document) -> Iterator[nodes.table]:
    """Yield the tables of codes in `document`."""
    found = (element for element in outside_tables(document) if shows_codes(element))
    return cast("Iterator[nodes.table]", found)


def _group_rows(document: nodes.document) -> list[nodes.row]:
    rows = (row for table in tables(document) for row in table.findall(nodes.row))
    return [row for row in rows if has_class(row, "mcerr-group")]


def _heading(group_row: nodes.row) -> nodes.entry:
    return cast("nodes.entry", group_row[0])


def has_class(node: nodes.Element, name: str) -> bool:
    """Return whether `name` is among the classes of `node`."""
    return name in node["classes"]
