"""Tables of codes in HTML: row heads, a body for each group, permalinks, and the filter."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinxcontrib.serializinghtml import SerializingHTMLBuilder

from sphinxext.mooncake_errors.extension.inline import DOMAIN
from sphinxext.mooncake_errors.extension.table import lines
from sphinxext.mooncake_errors.extension.table_forms import TableForm
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
    from sphinxext.mooncake_errors.extension.table import Line

SCRIPT = "mooncake-errors.js"
LARGE = 12
"""The number of codes from which a table has a filter."""

_HAS_FILTER = "mcerr_has_filter"
"""Attribute of a document with a filter."""
_WORDS = {
    "label": Word.FILTER,
    "hint": Word.FILTER_HINT,
    "status": Word.FILTER_STATUS,
    "elsewhere": Word.FILTER_ELSEWHERE,
    "none": Word.FILTER_NONE,
    "clear": Word.FILTER_CLEAR,
}


class mcerr_table(nodes.table):  # noqa: N801 - as docutils names its nodes
    """A table without a caption, which screen readers call by its attribute ``title``."""


class mcerr_head(nodes.entry):  # noqa: N801
    """The head of a column, a row or a group of rows, as its attribute ``scope`` says."""


class mcerr_name(nodes.literal):  # noqa: N801
    """The name of a code, which a browser may break after an underscore."""


class mcerr_permalink(nodes.Inline, nodes.Element):  # noqa: N801
    """A link from a row to itself. Without text: that would be copied and found."""


class mcerr_filter(nodes.General, nodes.Element):  # noqa: N801
    """The place before a large table where the script puts the filter."""


class HTMLForm(TableForm):
    """A table for pages of HTML."""

    def build(self) -> None:
        """Put nodes into the place of the data."""
        super().build()
        table, parent = self.table, self.table.parent
        if not isinstance(table[0], nodes.title):  # a caption names the table already
            named = mcerr_table("", *table.children, **table.attributes, title=self.rows["title"])
            table.replace_self(named)
            table = named
        place = parent.index(table)
        if self.for_browsers and sum(bool(line.code) for line in lines(self.rows)) >= LARGE:
            table["classes"].append("mcerr-large")
            parent.insert(place, mcerr_filter())
            cast("nodes.document", table.document)[_HAS_FILTER] = True
        index = self.rows.next_node(addnodes.index)
        if index:
            parent.insert(place, index)

    @property
    def for_browsers(self) -> bool:
        """Whether the builder makes pages for browsers, not a book, help or data."""
        return isinstance(self.builder, StandaloneHTMLBuilder) and not (
            self.builder.embedded or isinstance(self.builder, SerializingHTMLBuilder)
        )

    def bodies(self) -> list[nodes.tbody]:
        """Return a body for each group: its heading is the head of that."""
        result = [nodes.tbody()]
        for line in lines(self.rows):
            if not line.code and len(result[-1]):
                result.append(nodes.tbody())
            result[-1] += self.line(line)
        return result

    def head(self, content: nodes.Node) -> nodes.Element:
        """Return the head of a column."""
        return mcerr_head("", content, classes=["head"], scope="col")

    def heading(self, title: nodes.Element) -> nodes.row:
        """Return the row with the `title` of a group."""
        span = len(self.rows["columns"])
        cell = mcerr_head("", nodes.paragraph("", "", title), scope="rowgroup", colspan=span)
        return nodes.row("", cell, classes=["mcerr-group"])

    def cells(self, line: Line) -> Iterator[nodes.Element]:
        """Yield the cells of the code in `line`; the permalink stands in the first but the name."""
        link = self.permalink(line)
        for column, text in zip(self.rows["columns"], line.texts, strict=True):
            content = self.content(column, text, line)
            if column == "name":
                yield mcerr_head("", content, scope="row")
                continue
            content += link
            link = []
            yield nodes.entry("", content)

    def permalink(self, line: Line) -> list[nodes.Node]:
        """Return the permalink of the row of the code in `line`, if it has one."""
        if not (line.anchor and self.for_browsers and self.builder.config.html_permalinks):
            return []
        label = self.domain.edition.catalog(Word.ROW_LINK).replace("{code}", line.label)
        return [mcerr_permalink(refid=line.anchor, label=label)]

    def name(self, line: Line) -> Iterator[nodes.Node]:
        """Yield the name of a code in its anchor: the search shows what is in an anchor."""
        name = self.linked_name(line)
        yield nodes.target("", "", name, ids=[line.anchor]) if line.anchor else name

    def literal(self, label: str) -> nodes.Element:
        """Return the name of a code as tables show it."""
        return mcerr_name(label, label, classes=["mcerr-code"])


def _visit_table(writer: HTML5Translator, node: mcerr_table) -> None:
    writer.visit_table(node)  # themes wrap tables
    before, tag, after = writer.body[-1].rpartition("<table")
    writer.body[-1] = f'{before}{tag} aria-label="{writer.attval(node["title"])}"{after}'


def _depart_table(writer: HTML5Translator, node: mcerr_table) -> None:
    writer.depart_table(node)


def _visit_head(writer: HTML5Translator, node: mcerr_head) -> None:
    """Write a cell as ``th`` with a scope, which docutils does for none."""
    span = {"colspan": node["colspan"]} if node.get("colspan", 1) > 1 else {}
    writer.body.append(writer.starttag(node, "th", "", scope=node["scope"], **span))


def _depart_head(writer: HTML5Translator, node: mcerr_head) -> None:  # noqa: ARG001
    writer.body.append("</th>\n")


def _visit_name(writer: HTML5Translator, node: mcerr_name) -> None:
    tag = writer.starttag(node, "code", "", CLASS="docutils literal notranslate")
    words = escape(node.astext()).replace("_", "_<wbr/>")
    writer.body.append(f'{tag}<span class="pre">{words}</span></code>')
    raise nodes.SkipNode


def _visit_permalink(writer: HTML5Translator, node: mcerr_permalink) -> None:
    label, target = writer.attval(node["label"]), node["refid"]
    link = f'<a class="headerlink mcerr-link" href="#{target}" aria-label="{label}"></a>'
    writer.body.append(link)
    raise nodes.SkipNode


def _visit_filter(writer: HTML5Translator, node: mcerr_filter) -> None:  # noqa: ARG001
    writer.body.append('<div class="mcerr-filter"></div>\n')
    raise nodes.SkipNode


HTML_NODES: dict[type[nodes.Element], Any] = {
    mcerr_table: (_visit_table, _depart_table),
    mcerr_head: (_visit_head, _depart_head),
    mcerr_name: (_visit_name, None),
    mcerr_permalink: (_visit_permalink, None),
    mcerr_filter: (_visit_filter, None),
}


def on_html_page_context(
    app: Sphinx,
    pagename: str,  # noqa: ARG001
    templatename: str,  # noqa: ARG001
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Load the script of the filter on pages with one.

    It stands among the meta tags, in the head: some themes put script files behind the page, which
    readers would then see before it is filtered.
    """
    if doctree is None or _HAS_FILTER not in doctree:
        return
    domain = cast("ErrorCodeDomain", app.env.get_domain(DOMAIN))
    version = app.extensions["sphinxext.mooncake_errors"].version
    address = f"{context['pathto'](f'_static/{SCRIPT}', resource=True)}?v={version}"
    words = (f'data-{key}="{escape(domain.edition.catalog(word))}"' for key, word in _WORDS.items())
    tag = f'<script src="{escape(address)}" {" ".join(words)}></script>'
    context["metatags"] = context.get("metatags", "") + tag
