"""The nodes of a table of codes, made when a page is written, as suits the format of the builder.

Each transform serves its formats; the last of them serves all others.
"""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxSmartQuotes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinxext.mooncake_errors.extension.domain import domain_of
from sphinxext.mooncake_errors.extension.inline import Reader, line, separated
from sphinxext.mooncake_errors.extension.pages import folder_of
from sphinxext.mooncake_errors.extension.table import HEADS, WIDTHS, cell_texts, section_of, tables
from sphinxext.mooncake_errors.registry.addresses import details_address_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.registry.lookup import Entry

_MARGIN = 6
_ASCII_QUOTES = re.compile(r"[\"'`\\]|--|\.\.|\. \.")
"""The characters that smart quotes, dashes and ellipses are made of."""


class CodeTables(SphinxPostTransform):
    """Makes tables of standard nodes, which every writer shows."""

    default_priority = 551
    """After most transforms, which have nothing to do in tables, and after those for one format."""

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Make the tables of the document."""
        self.domain = domain_of(self.env)
        self.builder, self.catalog = self.domain.builder, self.domain.edition.catalog
        for rows in tables(self.document, self.domain, self.env.docname):
            self.rows, self.section = rows, section_of(rows, self.domain.edition.lookup)
            component = self.section.component
            self.reader = Reader(self.catalog, rows["docname"], self.link, component.language)
            self.has_pages = folder_of(self.config, component.component) != ""
            index = rows.next_node(addnodes.index)
            self.build(cast("nodes.table", rows.parent), index)

    def build(self, table: nodes.table, index: addnodes.index | None) -> None:
        """Put nodes into the place of the data in `table`; `index` has the entries of its rows."""
        entries = index["entries"] if index else []
        self.indexed = {anchor: list(run) for anchor, run in groupby(entries, itemgetter(2))}
        group = nodes.tgroup(cols=len(self.section.columns))
        group += [nodes.colspec(colwidth=width) for width in self.widths().values()]
        heads = (self.text(nodes.paragraph(), HEADS[column]) for column in self.section.columns)
        group += nodes.thead("", nodes.row("", *map(self.head, heads)))
        group += self.bodies()
        table.replace(self.rows, group)

    def text(self, element: nodes.TextElement, text: str) -> nodes.TextElement:
        """Fill `element` with the translation of `text` and return it."""
        return self.finished(self.reader.fill(element, text))

    def finished(self, element: nodes.TextElement) -> nodes.TextElement:
        """Give `element` the classes and quotes that texts get when a page is read."""
        if "translated" in element:
            state = "translated" if element["translated"] else "untranslated"
            if self.config.translation_progress_classes in {True, state}:
                element["classes"].append(state)
        if _ASCII_QUOTES.search(element.astext()):
            settings = self.document.settings.copy()
            settings.smart_quotes = self.rows["smart_quotes"]
            settings.language_code = self.config.language
            settings.setdefault("smartquotes_locales", [])  # which builders of books may not have
            document = nodes.document(settings, self.document.reporter)
            document += element
            SphinxSmartQuotes(document, startnode=None).apply()
        return element

    def widths(self) -> dict[str, int]:
        """Return the width of each column, in proportion to the others."""
        codes = [entry.code for entry in self.section.entries]
        longest = {
            "name": max(len(code.label) for code in codes),
            "value": max(len(str(code.value)) for code in codes),
        }
        return {
            column: max(WIDTHS[column], longest.get(column, 0) + _MARGIN)
            for column in self.section.columns
        }

    def bodies(self) -> list[nodes.tbody]:
        """Return the bodies of the table: one with all rows."""
        return [nodes.tbody("", *(row for group in self.groups() for row in group))]

    def groups(self) -> Iterator[list[nodes.row]]:
        """Yield the rows of each group, its heading first."""
        anchors = iter(anchor for _, anchor in self.rows["codes"])
        for group, entries in self.section.by_group():
            title = [self.text(nodes.strong(), group.title)] if group else []
            rows = [nodes.row("", *self.cells(entry, next(anchors))) for entry in entries]
            yield [*map(self.heading, title), *rows]

    def heading(self, title: nodes.Element) -> nodes.row:
        """Return the row with the `title` of a group."""
        cell = nodes.entry("", nodes.paragraph("", "", title))
        if len(self.section.columns) > 1:
            cell["morecols"] = len(self.section.columns) - 1
        return nodes.row("", cell, classes=["mcerr-group"])

    def cells(self, entry: Entry, anchor: str | None) -> Iterator[nodes.Element]:
        """Yield the cells of the code `entry`, whose row has the id `anchor`."""
        for column in self.section.columns:
            yield nodes.entry("", self.content(column, entry, anchor))

    def head(self, content: nodes.Node) -> nodes.Element:
        """Return the head of a column."""
        return nodes.entry("", content)

    def content(self, column: str, entry: Entry, anchor: str | None) -> nodes.Element:
        """Return the content of the cell in `column`."""
        if column == "name":
            return nodes.paragraph("", "", *self.name(entry, anchor), classes=["mcerr-name"])
        if column == "value":
            number = self.value(str(entry.code.value))
            return nodes.paragraph("", "", *number, classes=["mcerr-value"])
        if column == "retry":
            badges = map(self.finished, self.reader.retry_badge(entry.code))
            return nodes.paragraph("", "", *badges)
        classes = ["mcerr-group"] if column == "group" else []
        texts = cell_texts(column, entry, self.section.returned_by)
        if len(texts) < 2:  # noqa: PLR2004 - a cell mostly has one text
            return self.text(nodes.paragraph(classes=classes), "".join(texts))
        return line(*separated(self.text(nodes.inline(), text) for text in texts))

    def name(self, entry: Entry, anchor: str | None) -> Iterator[nodes.Node]:
        """Yield the nodes of the name: index entries, the anchor, and the name as a link."""
        if anchor in self.indexed:  # an index tells the page that its entries stand on
            yield addnodes.index(entries=self.indexed[anchor])
        if anchor:
            # Only a target before the literal is an anchor in HTML, EPUB, LaTeX and Texinfo alike.
            yield nodes.target("", "", ids=[anchor, *self.former_anchors(entry)])
        yield self.linked_name(entry, anchor)

    def former_anchors(self, entry: Entry) -> list[str]:
        """Return the id that the description had on this page, if it has a page of its own now."""
        page = self.domain.places.get(entry.qualified, ("", ""))[0]
        on_own_page = self.has_pages and page != self.rows["docname"]
        return [details_address_of(entry.qualified)] if on_own_page else []

    def linked_name(self, entry: Entry, anchor: str | None) -> nodes.Node:
        """Return the name as a link to where the code is explained, or has a row of its own."""
        name = self.literal(entry.code.label)
        if self.domain.places.get(entry.qualified) == (self.rows["docname"], anchor):
            return name
        return self.link(entry.qualified, name)

    def literal(self, label: str) -> nodes.literal:
        """Return the name of a code as tables show it."""
        return nodes.literal(label, label, classes=["mcerr-code"])

    def value(self, words: str) -> list[nodes.Node]:
        """Return the nodes of a number."""
        return [nodes.Text(words)]

    def link(self, target: str, shown: nodes.literal) -> nodes.Node:
        """Return `shown` as a link to the code `target`, or alone if no page lists that."""
        entries = self.domain.edition.lookup.find(target)
        return self.domain.link(entries, self.rows["docname"], self.builder, shown) or shown


class FilledTables(CodeTables):
    """Makes tables whose wide cells are filled up with empty ones."""

    default_priority = 550
    formats = ("man", "texinfo")

    def heading(self, title: nodes.Element) -> nodes.row:
        """Return the row with the `title` of a group."""
        row = super().heading(title)
        wide = cast("nodes.entry", row[0])
        row += [nodes.entry() for _ in range(wide.attributes.pop("morecols", 0))]
        return row


class TextTables(CodeTables):
    """Makes tables of lines instead of paragraphs.

    The writer of text wraps a paragraph, and then wraps the cell. Where the first wrapping ended a
    line the second puts a blank, which is wrong in Chinese.
    """

    default_priority = 550
    formats = ("text",)

    def content(self, column: str, entry: Entry, anchor: str | None) -> nodes.Element:
        """Return the content of the cell in `column`."""
        paragraph = super().content(column, entry, anchor)
        return nodes.line_block("", nodes.line("", "", *paragraph.children))


TRANSFORMS = (FilledTables, TextTables, CodeTables)
