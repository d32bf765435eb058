"""Tables and descriptions of codes in HTML, with heads, headings and permalinks for browsers."""

import re
from html import escape
from typing import Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.writers.html5 import HTML5Translator

from sphinxext.mooncake_errors.extension.content import (
    CALLS,
    CAUSES,
    LOG_TEXTS,
    SUMMARY,
    entries_of,
    is_about_code,
    literals_in,
)
from sphinxext.mooncake_errors.extension.domain import domain_of
from sphinxext.mooncake_errors.extension.html_pages import add_filter
from sphinxext.mooncake_errors.extension.inline import mcerr_html
from sphinxext.mooncake_errors.extension.languages import link_languages
from sphinxext.mooncake_errors.extension.links import ancestors
from sphinxext.mooncake_errors.extension.table import CodeTables, mcerr_rows
from sphinxext.mooncake_errors.registry.addresses import row_address_of
from sphinxext.mooncake_errors.registry.lookup import Entry
from sphinxext.mooncake_errors.registry.words import Word

_DEEPEST = 6  # level of headings
_MANY_TEXTS, _SHOWN_TEXTS = 5, 3
_MANY_CAUSES, _SHOWN_CAUSES = 2, 1
_MANY_CALLS, _SHOWN_CALLS = 5, 3
"""With more than the first number, only the second number of them are shown at first."""


class mcerr_table(nodes.table):  # noqa: N801 - as docutils names its nodes
    """A table without a caption; the attribute ``title`` is its accessible name."""


class mcerr_head(nodes.entry):  # noqa: N801
    """The head of a column, a row or a group of rows, as its attribute ``scope`` says."""


class HTMLTables(CodeTables):
    """Makes tables for HTML, and changes descriptions and pages of codes for browsers."""

    default_priority = 550
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Make the tables, and change the descriptions and pages of codes in the document."""
        if domain_of(self.env).for_browsers:
            link_languages(self.document, self.env)
            if self.document.next_node(is_about_code):  # most pages of a project have none
                self.change_for_browsers()
        page = self.document.next_node(nodes.section)
        if page and SUMMARY in page:  # as the directive `meta` makes it
            page += nodes.meta(name="description", content=page[SUMMARY])
        super().run(**kwargs)

    def change_for_browsers(self) -> None:
        """Change the descriptions and pages of codes."""
        self.make_headings()
        self.fold()
        for section in self.document.findall(nodes.section):
            if SUMMARY in section:
                _break_name(cast("nodes.title", section[0]), "{}")
        for literal in list(literals_in(self.document)):
            text = literal.astext()
            if not literal["classes"] and "  " not in text:  # Sphinx keeps blanks
                # One element, not one for each word; an only word must not break.
                breaks = " " not in text and re.search("[-/]", text)
                html = f'<span class="pre">{escape(text)}</span>' if breaks else escape(text)
                html = f'<code class="literal notranslate">{html}</code>'
                literal.replace_self(mcerr_html("", nodes.Text(text), html=html))

    def make_headings(self) -> None:
        """Make headings of names, below those of groups as in the table, and links to rows."""
        edition, above = domain_of(self.env).edition, None
        groups = {
            anchor: (number, edition.lookup.entries[name].group) if rows["grouped"] else None
            for number, rows in enumerate(self.document.findall(mcerr_rows))
            for name, anchor in rows["codes"]
            if anchor
        }
        back = escape(edition.catalog(Word.BACK_TO_TABLE))
        hint = f'aria-label="{back}" title="{back}"'
        for description, address, head in entries_of(self.document):
            level = 1 + sum(isinstance(each, nodes.section) for each in ancestors(description))
            row = row_address_of(address)
            if row in groups:
                # As the link in the row without text, which would be copied and indexed.
                head.append(mcerr_html(html=f'<a class="mcerr-back" href="#{row}" {hint}></a>'))
            if group := groups.get(row):
                if group != above:
                    title = edition.plain(group[1].title)
                    rubric = nodes.rubric(title, title, classes=["mcerr-group-title"])
                    rubric["heading-level"] = min(level, _DEEPEST)
                    siblings = description.parent
                    siblings.insert(siblings.index(description) - 1, rubric)  # before its index
                above, level = group, level + 1
            heading = f'<span role="heading" aria-level="{min(level, _DEEPEST)}">'
            signature = cast("addnodes.desc_signature", description[0])
            signature[:] = [mcerr_html(html=heading), *signature, mcerr_html(html="</span>")]

    def fold(self) -> None:
        """Hide most of many log texts, causes or calls until the reader opens them."""
        for paragraph in [p for p in self.document.findall(nodes.paragraph) if LOG_TEXTS in p]:
            texts = [child for child in paragraph if isinstance(child, nodes.literal)]
            if len(texts) > _MANY_TEXTS:
                place = paragraph.index(texts[_SHOWN_TEXTS])
                rest = nodes.paragraph("", "", *paragraph[place:])
                del paragraph[place - 1 :]  # and the dot before them
                self._fold_after(paragraph, rest, len(texts) - _SHOWN_TEXTS)
        for items in list(self.document.findall(nodes.bullet_list)):
            # Only once: Sphinx transforms a page with a list of all todos again for each of them.
            if items.attributes.pop(CAUSES, False) and len(items) > _MANY_CAUSES:
                for item in cast("list[nodes.Element]", items[_SHOWN_CAUSES:]):
                    first, *details = cast("list[nodes.Element]", item.children)
                    if details:
                        # Browsers open it for a link to what is hidden, not to the summary.
                        details[0]["ids"], first["ids"] = first["ids"], []
                        item[:] = _folded(nodes.inline("", "", *first.children), details)
            elif CALLS in items and len(items) > _MANY_CALLS:
                others = nodes.bullet_list("", *items[_SHOWN_CALLS:], bullet="*")
                del items[_SHOWN_CALLS:]
                self._fold_after(items, others, len(others))

    def _fold_after(self, shown: nodes.Element, rest: nodes.Element, number: int) -> None:
        """Insert `rest`, with a `number` of parts, behind `shown`, hidden at first."""
        more = domain_of(self.env).edition.catalog(Word.MORE).replace("{number}", str(number))
        parent, summary = shown.parent, mcerr_html(html=escape(more))
        after = parent.index(shown) + 1
        parent[after:after] = _folded(summary, [rest])

    def _build(self, table: nodes.table) -> None:
        super()._build(table)
        for literal in table.findall(nodes.literal):
            if "mcerr-code" in literal["classes"]:
                _break_name(literal, '<span class="pre">{}</span>')
        title = self.domain.edition.plain(self.section.component.title)
        if isinstance(table[0], nodes.title):  # a caption is the accessible name
            title = table[0].astext()
        else:
            named = mcerr_table("", *table.children, **table.attributes, title=title)
            table.replace_self(named)
            table = named
        if self.domain.for_browsers:
            add_filter(table, title, self.section, self.document)
        if len(self.rows):  # the index entries of all rows, for the search
            table.parent.insert(table.parent.index(table), self.rows[0])

    def _head(self, content: nodes.Node, scope: str) -> nodes.entry:
        return mcerr_head("", content, classes=["head"] if scope == "col" else [], scope=scope)

    def _cells(self, entry: Entry, anchor: str | None) -> list[nodes.entry]:
        """Return the cells of a row; the first one without the key has the permalink."""
        cells = super()._cells(entry, anchor)
        others = [cell for cell in cells if not isinstance(cell, mcerr_head)]
        if anchor and others and self.domain.for_browsers and self.config.html_permalinks:
            label = escape(self.reader.catalog(Word.ROW_LINK).replace("{code}", entry.code.label))
            link = f'<a class="headerlink mcerr-link" href="#{anchor}" aria-label="{label}"></a>'
            cast("nodes.Element", others[0][0]).append(mcerr_html(html=link))
        return cells


def _break_name(element: nodes.TextElement, form: str) -> None:
    """Let browsers break the name in `element` after underscores; `form` is HTML around it."""
    name = element.astext()
    html = form.format(escape(name).replace("_", "_<wbr/>"))
    element[:] = [mcerr_html("", nodes.Text(name), html=html)]


def _folded(summary: nodes.Node, content: list[nodes.Element]) -> list[nodes.Node]:
    """Return `content` as a disclosure, which the reader opens at its `summary`."""
    start = mcerr_html(html='<details class="mcerr-more"><summary>')
    end = mcerr_html(html="</details>\n")
    return [start, summary, mcerr_html(html="</summary>\n"), *content, end]


def _visit_table(writer: HTML5Translator, node: mcerr_table) -> None:
    writer.visit_table(node)  # themes add elements around tables
    before, tag, after = writer.body[-1].rpartition("<table")
    if tag:  # other writers than Sphinx's may not have it
        writer.body[-1] = f'{before}{tag} aria-label="{writer.attval(node["title"])}"{after}'


def _visit_head(writer: HTML5Translator, node: mcerr_head) -> None:
    """Write a cell as ``th`` with a scope, which docutils does not support."""
    span = {"colspan": node["morecols"] + 1} if "morecols" in node else {}
    writer.body.append(writer.starttag(node, "th", "", scope=node["scope"], **span))


def _depart_head(writer: HTML5Translator, node: mcerr_head) -> None:  # noqa: ARG001
    writer.body.append("</th>\n")


def _visit_html(writer: HTML5Translator, node: mcerr_html) -> None:
    writer.body.append(node["html"])
    raise nodes.SkipNode


HTML_NODES: dict[type[nodes.Element], Any] = {
    mcerr_table: (_visit_table, None),
    mcerr_head: (_visit_head, _depart_head),
    mcerr_html: (_visit_html, None),
}
