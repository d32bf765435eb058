"""Tables and descriptions of codes in HTML, with heads, headings and permalinks for browsers."""

from html import escape
from typing import Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.writers.html5 import HTML5Translator

from sphinxext.mooncake_errors.extension.description import (
    CAUSES,
    LOG_TEXTS,
    SUMMARY,
    entries_of,
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

_DEEPEST = 6
"""The level of the deepest heading."""
_MANY_TEXTS, _SHOWN_TEXTS = 8, 5
"""With more log texts than the first number, only the second number of them are shown at first."""
_MANY_CAUSES, _SHOWN_CAUSES = 3, 1
"""The same for causes; of the others only the text is shown."""


class mcerr_table(nodes.table):  # noqa: N801 - as docutils names its nodes
    """A table without a caption; the attribute ``title`` is its accessible name."""


class mcerr_head(nodes.entry):  # noqa: N801
    """The head of a column, a row or a group of rows, as its attribute ``scope`` says."""


class HTMLTables(CodeTables):
    """Makes tables for HTML, and headings of the names of descriptions.

    Doctrees have object descriptions instead of sections, to keep codes out of the table of
    contents. Titles of pages are plain text there, since sidebars repeat them.
    """

    default_priority = 550
    formats = ("html",)
    body_for_each_group = True

    def run(self, **kwargs: Any) -> None:
        """Make the tables, and change the descriptions and pages of codes in the document."""
        if domain_of(self.env).for_browsers:
            link_languages(self.document, self.env)
            self.make_headings()
            for section in self.document.findall(nodes.section):
                if SUMMARY in section:
                    _make_breakable(cast("nodes.title", section[0]))
            for paragraph in list(self.document.findall(nodes.paragraph)):
                if LOG_TEXTS in paragraph:
                    _fold_texts(paragraph, domain_of(self.env).edition.catalog(Word.MORE))
            for causes in self.document.findall(nodes.bullet_list):
                if CAUSES in causes:
                    _fold_causes(causes)
            for literal in list(literals_in(self.document)):
                if not literal["classes"] and "  " not in literal.astext():  # Sphinx keeps blanks
                    literal.replace_self(_with_breaks(literal.astext()))
        super().run(**kwargs)

    def make_headings(self) -> None:
        """Make headings of the names of descriptions, below those of groups as in the table.

        A description also gets a link to its row, if that is on the page.
        """
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
                # Without text, which would be copied and indexed by the search.
                head.append(mcerr_html(html=f'<a class="mcerr-back" href="#{row}" {hint}></a>'))
            if group := groups.get(row):
                if group != above:
                    title = edition.plain(group[1].title)
                    _add_title(description, title, min(level, _DEEPEST))
                above, level = group, level + 1
            heading = f'<span role="heading" aria-level="{min(level, _DEEPEST)}">'
            signature = cast("addnodes.desc_signature", description[0])
            signature[:] = [mcerr_html(html=heading), *signature, mcerr_html(html="</span>")]

    def build(self, table: nodes.table, index: addnodes.index | None) -> None:
        """Replace the data in `table` by nodes, and put the index entries before the table."""
        super().build(table, None)
        for literal in list(table.findall(nodes.literal)):
            if "mcerr-code" in literal["classes"]:
                _make_breakable(literal)
        title = self.domain.edition.plain(self.section.component.title)
        if isinstance(table[0], nodes.title):  # a caption is the accessible name
            title = table[0].astext()
        else:
            named = mcerr_table("", *table.children, **table.attributes, title=title)
            table.replace_self(named)
            table = named
        if self.domain.for_browsers:
            add_filter(table, title, self.section, self.catalog, self.document)
        if index:
            table.parent.insert(table.parent.index(table), index)

    def head(self, content: nodes.Node, scope: str) -> nodes.entry:
        """Return a head with its scope for screen readers."""
        return mcerr_head("", content, classes=["head"] if scope == "col" else [], scope=scope)

    def cells(self, entry: Entry, anchor: str | None) -> list[nodes.entry]:
        """Return the cells of a row; the first one without the key has the permalink.

        The link has no text, which would be copied and indexed.
        """
        cells = super().cells(entry, anchor)
        others = [cell for cell in cells if not isinstance(cell, mcerr_head)]
        if anchor and others and self.domain.for_browsers and self.config.html_permalinks:
            label = escape(self.catalog(Word.ROW_LINK).replace("{code}", entry.code.label))
            link = f'<a class="headerlink mcerr-link" href="#{anchor}" aria-label="{label}"></a>'
            cast("nodes.Element", others[0][0]).append(mcerr_html(html=link))
        return cells

    def anchored(self, ids: list[str], shown: nodes.Node) -> list[nodes.Node]:
        """Return `shown` inside its anchor, whose text the search shows."""
        return [nodes.target("", "", shown, ids=ids)]


def _make_breakable(name: nodes.TextElement) -> None:
    """Let browsers break a name after underscores."""
    html = escape(name.astext()).replace("_", "_<wbr/>")
    if isinstance(name, nodes.literal):
        html = f'<span class="pre">{html}</span>'
    name[:] = [mcerr_html("", nodes.Text(name.astext()), html=html)]


def _with_breaks(text: str) -> mcerr_html:
    """Return a literal that may break between its words, but not within an only one."""
    html = escape(text)
    if " " not in text and not {"-", "/"}.isdisjoint(text):
        html = f'<span class="pre">{html}</span>'
    html = f'<code class="literal notranslate">{html}</code>'
    return mcerr_html("", nodes.Text(text), html=html)


def _fold_texts(paragraph: nodes.paragraph, summary: str) -> None:
    """Hide all but the first of many log texts until the reader opens them."""
    hidden = [child for child in paragraph if isinstance(child, nodes.literal)][_SHOWN_TEXTS:]
    if len(hidden) > _MANY_TEXTS - _SHOWN_TEXTS:
        place, parent = paragraph.index(hidden[0]), paragraph.parent
        rest = nodes.paragraph("", "", *paragraph[place:])
        del paragraph[place - 1 :]  # and the dot before them
        shown = mcerr_html(html=escape(summary.replace("{number}", str(len(hidden)))))
        after = parent.index(paragraph) + 1
        parent[after:after] = _folded(shown, [rest])


def _fold_causes(causes: nodes.bullet_list) -> None:
    """Show only the first paragraph of all but the first of many causes until one is opened."""
    hidden = causes[_SHOWN_CAUSES:] if len(causes) > _MANY_CAUSES else []
    for item in cast("list[nodes.Element]", hidden):
        first, *rest = cast("list[nodes.Element]", item.children)
        if rest:
            # Browsers open it for a link to what is hidden, not for one to the summary.
            rest[0]["ids"], first["ids"] = first["ids"], []
            summary = nodes.inline("", "", *first.children, classes=first["classes"])
            item[:] = _folded(summary, rest)


def _folded(summary: nodes.Node, content: list[nodes.Element]) -> list[nodes.Node]:
    """Return `content` as a disclosure, which the reader opens at its `summary`."""
    start = mcerr_html(html='<details class="mcerr-more"><summary>')
    end = mcerr_html(html="</details>\n")
    return [start, summary, mcerr_html(html="</summary>\n"), *content, end]


def _add_title(description: addnodes.desc, title: str, level: int) -> None:
    """Add the `title` of a group before the description and its index entries."""
    siblings = description.parent
    place = siblings.index(description)
    place -= place > 0 and isinstance(siblings[place - 1], addnodes.index)
    rubric = nodes.rubric(title, title, classes=["mcerr-group-title"])
    rubric["heading-level"] = level
    siblings.insert(place, rubric)


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
