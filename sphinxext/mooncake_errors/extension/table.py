"""Tables of codes: one node of data in stored doctrees, and rows of cells when a page is written.

Sphinx visits every node of a page in each of its many transforms, and most nodes of a page with
codes would be rows. Therefore rows are made late, for the format of the builder.
"""

from contextlib import suppress
from typing import Any, ClassVar, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinxext.mooncake_errors.extension.domain import domain_of, with_pages
from sphinxext.mooncake_errors.extension.inline import Reader, index_entries, line, separated
from sphinxext.mooncake_errors.registry.addresses import details_address_of
from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup
from sphinxext.mooncake_errors.registry.selection import COLUMNS, Section, cell_texts
from sphinxext.mooncake_errors.registry.words import RETRY

_WIDTHS = {"name": 12, "value": 10, "description": 60, "group": 20, "retry": 20, "returns": 24}
"""The smallest relative width of each column."""


class mcerr_rows(nodes.Part, nodes.Element):  # noqa: N801 - as docutils names its nodes
    """The head and the rows of a table of codes, as data.

    Its attributes are ``columns``, ``grouped`` and ``returned_by`` as in a `Section`; ``codes``,
    for each row the qualified name of its code and its id or None; and ``docname``. Its only child,
    if any, is the index node of all rows.
    """

    def section(self, lookup: Lookup) -> Section:
        """Return the section that the table shows."""
        entries = tuple(lookup.entries[name] for name, _ in self["codes"])
        kept = {key: self[key] for key in ("columns", "grouped", "returned_by")}
        return Section(entries[0].component, entries, whole=False, **kept)


class CodeTables(SphinxPostTransform):
    """Makes tables of standard nodes, which every writer supports."""

    default_priority = 551
    """After most transforms, which need not visit tables, and after those for HTML and LaTeX."""
    widths: ClassVar = _WIDTHS

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Make the tables of the document."""
        self.domain = domain_of(self.env)
        self.builder, edition = self.domain.builder, self.domain.edition
        for rows, page in with_pages(self, mcerr_rows):
            self.rows, self.section = rows, rows.section(edition.lookup)
            self.reader = Reader(edition.catalog, page, self.section.component.language)
            self._build(cast("nodes.table", rows.parent))

    def _build(self, table: nodes.table) -> None:
        section, anchors = self.section, dict(self.rows["codes"])
        codes = [entry.code for entry in section.entries]
        longest = {
            "name": max(len(code.label) for code in codes),
            "value": max(len(str(code.value)) for code in codes),
        }
        result = nodes.tgroup(cols=len(section.columns))
        for column in section.columns:
            width = max(self.widths[column], longest.get(column, 0) + 6)  # with a margin
            result += nodes.colspec(colwidth=width)
        heads = (self.reader.fill(nodes.paragraph(), COLUMNS[column]) for column in section.columns)
        result += nodes.thead("", nodes.row("", *(self._head(head, "col") for head in heads)))
        bodies = []
        for group, entries in section.by_group():
            rows = [nodes.row("", *self._cells(e, anchors[e.qualified])) for e in entries]
            bodies.append([self._heading(group.title), *rows] if group else rows)
        if self.builder.format != "html":  # elsewhere a table has one body
            bodies = [[row for rows in bodies for row in rows]]
        result += [nodes.tbody("", *rows) for rows in bodies]
        for reference in list(result.findall(addnodes.pending_xref)):
            reference.replace_self(self._link(reference["reftarget"], reference[0]))
        table.replace(self.rows, result)

    def _heading(self, title: str) -> nodes.row:
        text = self.reader.fill(nodes.strong(), title)
        cell = self._head(nodes.paragraph("", "", text), "rowgroup")
        row = nodes.row("", cell, classes=["mcerr-group"])
        more = len(self.section.columns) - 1
        if self.builder.format in {"man", "texinfo"}:  # which have no cells that span columns
            row += [nodes.entry() for _ in range(more)]
        elif more:
            cell["morecols"] = more
        return row

    def _head(self, content: nodes.Node, scope: str) -> nodes.entry:  # noqa: ARG002
        """Return a head: `scope` is ``col``, ``row`` or ``rowgroup`` as in HTML."""
        return nodes.entry("", content)

    def _cells(self, entry: Entry, anchor: str | None) -> list[nodes.entry]:
        cells = []
        for column in self.section.columns:
            content = self._content(column, entry, anchor)
            if self.builder.format == "text":
                # The writer would wrap a paragraph before the cell, and join its lines by blanks,
                # which are wrong in Chinese.
                content = nodes.line_block("", nodes.line("", "", *content.children))
            is_key = column == self.section.key
            cells.append(self._head(content, "row") if is_key else nodes.entry("", content))
        return cells

    def _content(self, column: str, entry: Entry, anchor: str | None) -> nodes.Element:
        code, fill = entry.code, self.reader.fill
        if column in {"name", "value"}:
            shown = self._value(str(code.value))
            if column == "name":
                shown = nodes.literal(code.label, code.label, classes=["mcerr-code"])
            key = self._key(entry, anchor, shown) if column == self.section.key else [shown]
            return nodes.paragraph("", "", *key, classes=[f"mcerr-{column}"])
        if column == "retry":
            badges = [self.reader.badge(RETRY[code.retry])] if code.retry else []
            return nodes.paragraph("", "", *badges)
        texts = cell_texts(column, entry, self.section.returned_by)
        if len(texts) > 1:
            return line(*separated(fill(nodes.inline(), text) for text in texts))
        classes = ["mcerr-group"] if column == "group" else []
        return fill(nodes.paragraph(classes=classes), "".join(texts))

    def _key(self, entry: Entry, anchor: str | None, shown: nodes.Node) -> list[nodes.Node]:
        """Return `shown`, the name or number of a code, linked to its place and in its anchor."""
        name, docname, domain = entry.qualified, self.rows["docname"], self.domain
        if domain.places.get(name) != (docname, anchor):
            shown = self._link(name, shown)
        if not anchor:
            return [shown]
        ids = [anchor]
        described = name in domain.data["descriptions"].get(docname, ())
        # In one HTML page of all documents the id is that of the page of the code.
        if name in domain.pages and not described and self.builder.name != "singlehtml":
            ids.append(details_address_of(name))  # of the description it had here
        if self.builder.format == "html":  # the search shows the text in an anchor
            return [nodes.target("", "", shown, ids=ids)]
        index = [addnodes.index(entries=index_entries(entry, anchor))] if len(self.rows) else []
        # Only before the text it is an anchor in both LaTeX and Texinfo.
        return [*index, nodes.target("", "", ids=ids), shown]

    def _value(self, words: str) -> nodes.Node:
        return nodes.Text(words)

    def _link(self, target: str, shown: nodes.Node) -> nodes.Node:
        """Return `shown` in a link to the code `target`, or alone if no page shows that code."""
        entries = self.domain.edition.lookup.find(target)
        with suppress(NoUri):  # the page of the code is not in this book
            return self.domain.link(entries, self.reader.docname, shown) or shown
        return shown
