"""The nodes of a table of codes, in the form that suits the format of the builder."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx import addnodes

from sphinxext.mooncake_errors.extension.badges import badge_node
from sphinxext.mooncake_errors.extension.inline import code_literal, fill, short_name
from sphinxext.mooncake_errors.extension.table import lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.builders import Builder

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
    from sphinxext.mooncake_errors.extension.inline import Text
    from sphinxext.mooncake_errors.extension.table import Line, mcerr_rows


class TableForm:
    """A table of standard nodes, which every writer shows."""

    def __init__(self, rows: mcerr_rows, domain: ErrorCodeDomain, builder: Builder) -> None:
        """Take the data of the table, and what finds the codes that it refers to."""
        self.rows, self.domain, self.builder = rows, domain, builder
        self.table = cast("nodes.table", rows.parent)
        self.places = domain.places()
        index = rows.next_node(addnodes.index)
        entries = index["entries"] if index else []
        self.indexed = {anchor: list(run) for anchor, run in groupby(entries, itemgetter(2))}

    def build(self) -> None:
        """Put nodes into the place of the data."""
        columns = self.rows["columns"]
        group = nodes.tgroup(cols=len(columns))
        group += [nodes.colspec(colwidth=width) for width in self.widths()]
        cells = [self.head(fill(nodes.paragraph(), t, nodes.Text)) for t in self.rows["head"]]
        group += nodes.thead("", nodes.row("", *cells))
        group += self.bodies()
        self.rows.replace_self(group)

    def widths(self) -> list[int]:
        """Return the widths of the columns, in proportion to each other."""
        return list(self.rows["widths"])

    def bodies(self) -> list[nodes.tbody]:
        """Return the bodies of the table: one with all rows."""
        return [nodes.tbody("", *(self.line(line) for line in lines(self.rows)))]

    def line(self, line: Line) -> nodes.row:
        """Return the row of a code or the heading of a group."""
        if line.code:
            return nodes.row("", *self.cells(line))
        return self.heading(fill(nodes.strong(), cast("Text", line.texts[0]), self.reference))

    def heading(self, title: nodes.Element) -> nodes.row:
        """Return the row with the `title` of a group."""
        cell = nodes.entry("", nodes.paragraph("", "", title))
        if len(self.rows["columns"]) > 1:
            cell["morecols"] = len(self.rows["columns"]) - 1
        return nodes.row("", cell, classes=["mcerr-group"])

    def cells(self, line: Line) -> Iterator[nodes.Element]:
        """Yield the cells of the code in `line`."""
        for column, text in zip(self.rows["columns"], line.texts, strict=True):
            yield nodes.entry("", self.content(column, text, line))

    def head(self, content: nodes.Node) -> nodes.Element:
        """Return the head of a column."""
        return nodes.entry("", content)

    def content(self, column: str, text: Text | None, line: Line) -> nodes.Element:
        """Return the content of the cell of `line` in `column`."""
        if column == "name":
            return nodes.paragraph("", "", *self.name(line), classes=["mcerr-name"])
        if column == "value":
            words = cast("Text", text)[0][0][1]
            return nodes.paragraph("", "", *self.value(words), classes=["mcerr-value"])
        if text is None:
            return nodes.paragraph()
        if column == "retry":
            return nodes.paragraph("", "", badge_node(text))
        return fill(nodes.paragraph(), text, self.reference)

    def name(self, line: Line) -> Iterator[nodes.Node]:
        """Yield the nodes of the name: index entries, the anchor, and the name as a link."""
        if line.anchor:
            yield from self.index_entries(line.anchor)
            # Only a target before the literal is an anchor in HTML, EPUB, LaTeX and Texinfo alike.
            yield nodes.target("", "", ids=[line.anchor])
        yield self.linked_name(line)

    def index_entries(self, anchor: str) -> Iterator[nodes.Node]:
        """Yield the index entries that lead to `anchor`: an index tells the page they stand on."""
        if anchor in self.indexed:
            yield addnodes.index(entries=self.indexed[anchor])

    def linked_name(self, line: Line) -> nodes.Node:
        """Return the name as a link to where the code is explained, or has a row of its own."""
        name = self.literal(line.label)
        here = (self.rows["docname"], line.anchor)
        if self.places.get(line.code) == here:
            return name
        return self.link(line.code, name)

    def literal(self, label: str) -> nodes.Element:
        """Return the name of a code as tables show it."""
        return nodes.literal(label, label, classes=["mcerr-code"])

    def value(self, words: str) -> list[nodes.Node]:
        """Return the nodes of a number."""
        return [nodes.Text(words)]

    def reference(self, target: str) -> nodes.Node:
        """Return the node for a reference in a text to the code `target`."""
        return self.link(target, code_literal(short_name(target)))

    def link(self, target: str, shown: nodes.Element) -> nodes.Node:
        """Return `shown` as a link to the code `target`, or alone if no page lists that."""
        entries = self.domain.edition.lookup.find(target)
        return self.domain.link(entries, self.rows["docname"], self.builder, shown) or shown


class FilledForm(TableForm):
    """A table whose wide cells are filled up with empty ones, for formats without wide cells."""

    def heading(self, title: nodes.Element) -> nodes.row:
        """Return the row with the `title` of a group."""
        row = super().heading(title)
        wide = cast("nodes.entry", row[0])
        row += [nodes.entry() for _ in range(wide.attributes.pop("morecols", 0))]
        return row


class TextForm(TableForm):
    """A table of lines instead of paragraphs.

    The writer of text wraps a paragraph, and then wraps the cell. Where the first wrapping ended a
    line the second puts a blank, which is wrong in Chinese.
    """

    def content(self, column: str, text: Text | None, line: Line) -> nodes.Element:
        """Return the content of the cell of `line` in `column`."""
        paragraph = super().content(column, text, line)
        return nodes.line_block("", nodes.line("", "", *paragraph.children))
