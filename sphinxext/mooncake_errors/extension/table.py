"""Tables of codes: one node of data in stored doctrees, and rows of cells when a page is written.

Sphinx visits every node of a page in each of its many transforms, and most nodes of a page with
codes would be rows. Therefore rows are made late, for the format of the builder.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, ClassVar, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import NoUri
from sphinx.transforms import SphinxSmartQuotes, SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinxext.mooncake_errors.extension.domain import domain_of
from sphinxext.mooncake_errors.extension.inline import (
    Reader,
    code_name,
    index_entries,
    line,
    separated,
    translation_state,
)
from sphinxext.mooncake_errors.registry.addresses import details_address_of
from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup
from sphinxext.mooncake_errors.registry.selection import COLUMNS, Section, cell_texts
from sphinxext.mooncake_errors.registry.words import RETRY

_WIDTHS = {"name": 12, "value": 10, "description": 60, "group": 20, "retry": 20, "returns": 24}
"""The smallest relative width of each column."""
_MARGIN = 6
"""Added to the length of the longest name or number for the width of its column."""
_WITHOUT_WIDE_CELLS = ("man", "texinfo")
"""Formats with empty cells instead of cells that span columns."""
_ASCII_QUOTES = re.compile(r"[\"'`\\]|--|\.\.|\. \.")
"""Characters that smart quotes replace by quotes, dashes and ellipses."""


class mcerr_rows(nodes.Part, nodes.Element):  # noqa: N801 - as docutils names its nodes
    """The head and the rows of a table of codes, as data.

    Its attributes are ``columns``, ``grouped`` and ``returned_by`` as in a `Section`; ``codes``,
    for each row the qualified name of its code and its id or None; ``docname``; and
    ``smart_quotes``, the setting of the document. Its only child, if any, is the index node of all
    rows.
    """


def section_of(rows: mcerr_rows, lookup: Lookup) -> Section:
    """Return the section that the table `rows` shows."""
    entries = tuple(lookup.entries[name] for name, _ in rows["codes"])
    component, call = entries[0].component, rows["returned_by"]
    shape = rows["columns"], rows["grouped"]
    return Section(component, entries, *shape, whole=False, returned_by=call)


def texts_of(section: Section) -> Iterator[str]:
    """Yield each text in the table of `section`."""
    yield from (COLUMNS[column] for column in section.columns)
    for group, entries in section.by_group():
        if group is not None:
            yield group.title
        for entry in entries:
            for column in section.columns:
                yield from cell_texts(column, entry, section.returned_by)


class CountTexts(SphinxTransform):
    """Adds the texts in tables of codes to the translation progress of the page."""

    default_priority = 26
    """After Sphinx's own count, at 25."""

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Add to Sphinx's count, which the builder gettext does not have."""
        progress = self.document.get("translation_progress")
        edition = domain_of(self.env).edition
        for rows in self.document.findall(mcerr_rows) if progress else ():
            section = section_of(rows, edition.lookup)
            languages = edition.catalog, section.component.language
            states = [translation_state(text, *languages) for text in texts_of(section)]
            progress["total"] += sum(state is not None for state in states)
            progress["translated"] += sum(map(bool, states))


class CodeTables(SphinxPostTransform):
    """Makes tables of standard nodes, which every writer supports."""

    default_priority = 551
    """After most transforms, which need not visit tables, and after those for HTML and LaTeX."""
    widths: ClassVar = _WIDTHS
    body_for_each_group = False

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Make the tables of the document."""
        self.domain = domain_of(self.env)
        self.builder, self.catalog = self.domain.builder, self.domain.edition.catalog
        for rows in list(self.document.findall(mcerr_rows)):
            self.rows, self.section = rows, section_of(rows, self.domain.edition.lookup)
            component = self.section.component
            self.reader = Reader(self.catalog, rows["docname"], self.link, component.language)
            index = rows.next_node(addnodes.index)
            self.build(cast("nodes.table", rows.parent), index)

    def build(self, table: nodes.table, index: addnodes.index | None) -> None:
        """Replace the data in `table` by nodes; `index` has the index entries of its rows."""
        self.indexed = index is not None
        columns, codes = self.section.columns, [entry.code for entry in self.section.entries]
        longest = {
            "name": max(len(code.label) for code in codes),
            "value": max(len(str(code.value)) for code in codes),
        }
        group = nodes.tgroup(cols=len(columns))
        for column in columns:
            width = max(self.widths[column], longest.get(column, 0) + _MARGIN)
            group += nodes.colspec(colwidth=width)
        heads = (self.text(nodes.paragraph(), COLUMNS[column]) for column in columns)
        group += nodes.thead("", nodes.row("", *(self.head(head, "col") for head in heads)))
        bodies = list(self.groups())
        if not self.body_for_each_group:
            bodies = [[row for rows in bodies for row in rows]]
        group += [nodes.tbody("", *rows) for rows in bodies]
        table.replace(self.rows, group)

    def text(self, element: nodes.TextElement, text: str) -> nodes.TextElement:
        """Fill `element` with the translation of `text` and return it."""
        return self.finished(self.reader.fill(element, text))

    def finished(self, element: nodes.TextElement) -> nodes.TextElement:
        """Add the classes and smart quotes that Sphinx gives to texts when a page is read."""
        if "translated" in element:
            state = "translated" if element["translated"] else "untranslated"
            if self.config.translation_progress_classes in {True, state}:
                element["classes"].append(state)
        if _ASCII_QUOTES.search(element.astext()):
            settings = self.document.settings.copy()
            settings.smart_quotes = self.rows["smart_quotes"]
            settings.language_code = self.config.language
            settings.setdefault("smartquotes_locales", [])  # missing with some builders
            document = nodes.document(settings, self.document.reporter)
            document += element
            SphinxSmartQuotes(document, startnode=None).apply()
        return element

    def groups(self) -> Iterator[list[nodes.row]]:
        """Yield the rows of each group, its heading first."""
        anchors = iter(anchor for _, anchor in self.rows["codes"])
        for group, entries in self.section.by_group():
            heading = [self.heading(self.text(nodes.strong(), group.title))] if group else []
            yield [*heading, *(nodes.row("", *self.cells(e, next(anchors))) for e in entries)]

    def heading(self, title: nodes.Element) -> nodes.row:
        """Return the row with the `title` of a group."""
        cell = self.head(nodes.paragraph("", "", title), "rowgroup")
        row = nodes.row("", cell, classes=["mcerr-group"])
        more = len(self.section.columns) - 1
        if self.builder.format in _WITHOUT_WIDE_CELLS:
            row += [nodes.entry() for _ in range(more)]
        elif more:
            cell["morecols"] = more
        return row

    def head(self, content: nodes.Node, scope: str) -> nodes.entry:  # noqa: ARG002
        """Return a head: `scope` is ``col``, ``row`` or ``rowgroup`` as in HTML."""
        return nodes.entry("", content)

    def cells(self, entry: Entry, anchor: str | None) -> list[nodes.entry]:
        """Return the cells of the row of `entry`, which has the id `anchor`."""
        cells = []
        for column in self.section.columns:
            content = self.content(column, entry, anchor)
            if self.builder.format == "text":
                # The writer would wrap a paragraph before the cell, and join its lines by blanks,
                # which are wrong in Chinese.
                content = nodes.line_block("", nodes.line("", "", *content.children))
            is_key = column == self.section.key
            cells.append(self.head(content, "row") if is_key else nodes.entry("", content))
        return cells

    def content(self, column: str, entry: Entry, anchor: str | None) -> nodes.Element:
        """Return the content of the cell in `column`."""
        code = entry.code
        if column in {"name", "value"}:
            shown = code_name(code.label) if column == "name" else self.value(str(code.value))
            key = self.key(entry, anchor, shown) if column == self.section.key else [shown]
            return nodes.paragraph("", "", *key, classes=[f"mcerr-{column}"])
        if column == "retry":
            badges = [self.finished(self.reader.badge(RETRY[code.retry]))] if code.retry else []
            return nodes.paragraph("", "", *badges)
        classes = ["mcerr-group"] if column == "group" else []
        texts = cell_texts(column, entry, self.section.returned_by)
        if len(texts) < 2:  # noqa: PLR2004 - one text or none
            return self.text(nodes.paragraph(classes=classes), "".join(texts))
        return line(*separated(self.text(nodes.inline(), text) for text in texts))

    def key(self, entry: Entry, anchor: str | None, shown: nodes.Node) -> list[nodes.Node]:
        """Return `shown`, the name or number of a code, linked to its place and in its anchor."""
        docname, domain = self.rows["docname"], self.domain
        if domain.places.get(entry.qualified) != (docname, anchor):
            shown = self.link(entry.qualified, shown)
        if not anchor:
            return [shown]
        ids = [anchor]
        described = entry.qualified in domain.data["descriptions"].get(docname, ())
        # In one HTML page of all documents the id is that of the page of the code.
        if entry.qualified in domain.pages and not described and self.builder.name != "singlehtml":
            ids.append(details_address_of(entry.qualified))  # of the description it had here
        index = [addnodes.index(entries=index_entries(entry, anchor))] if self.indexed else []
        return [*index, *self.anchored(ids, shown)]

    def anchored(self, ids: list[str], shown: nodes.Node) -> list[nodes.Node]:
        """Return `shown` after an anchor: only there it is one in both LaTeX and Texinfo."""
        return [nodes.target("", "", ids=ids), shown]

    def value(self, words: str) -> nodes.Node:
        """Return the node of a number."""
        return nodes.Text(words)

    def link(self, target: str, shown: nodes.Node) -> nodes.Node:
        """Return `shown` in a link to the code `target`, or alone if no page shows that code."""
        entries = self.domain.edition.lookup.find(target)
        with suppress(NoUri):  # the page of the code is not in this book
            return self.domain.link(entries, self.rows["docname"], shown) or shown
        return shown
