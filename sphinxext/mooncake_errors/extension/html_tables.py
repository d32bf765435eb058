"""What browsers and screen readers get beyond the stored doctree: heads, names, links, the filter.

What is made here goes into the copy that is written as HTML, see `post_transforms`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib.serializinghtml import SerializingHTMLBuilder

from sphinxext.mooncake_errors.extension.inline import DOMAIN
from sphinxext.mooncake_errors.extension.post_transforms import has_class, outside_tables, tables
from sphinxext.mooncake_errors.extension.rows import NAME_CLASS
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.writers.html5 import HTML5Translator

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain

SCRIPT = "mooncake-errors.js"
LARGE = 12
"""From so many codes on a table has a filter."""

_WORDS = {
    "label": Word.FILTER,
    "hint": Word.FILTER_HINT,
    "status": Word.FILTER_STATUS,
    "none": Word.FILTER_NONE,
    "clear": Word.FILTER_CLEAR,
}


class html_table(nodes.table):  # noqa: N801 - as docutils names its nodes
    """A table with a name for those who do not see what stands around it."""


class html_head(nodes.entry):  # noqa: N801
    """A cell that says of which others it is the head."""


class html_row_link(nodes.inline, nodes.Element):  # noqa: N801
    """A link from a row to itself, without text: that would be copied and found."""


class html_filter(nodes.General, nodes.Element):  # noqa: N801
    """The place before a large table where the script puts the filter."""


def _visit_table(writer: HTML5Translator, node: html_table) -> None:
    writer.visit_table(node)
    before, tag, after = writer.body[-1].rpartition("<table")
    writer.body[-1] = f'{before}{tag} aria-label="{writer.attval(node["mcerr_title"])}"{after}'


def _depart_table(writer: HTML5Translator, node: html_table) -> None:
    writer.depart_table(node)


def _visit_head(writer: HTML5Translator, node: html_head) -> None:
    """Write a cell as ``th`` with a scope, which docutils does for none."""
    writer.visit_entry(node)
    writer.body[-1] = f'<th scope="{node["scope"]}"{writer.body[-1][len("<td") :]}'
    writer.context[-1] = "</th>\n"


def _depart_head(writer: HTML5Translator, node: html_head) -> None:
    writer.depart_entry(node)


def _visit_row_link(writer: HTML5Translator, node: html_row_link) -> None:
    label, target = writer.attval(node["label"]), node["refid"]
    writer.body.append(f'<a class="mcerr-link" href="#{target}" aria-label="{label}">')


def _depart_row_link(writer: HTML5Translator, node: html_row_link) -> None:  # noqa: ARG001
    writer.body.append("</a>")


def _visit_filter(writer: HTML5Translator, node: html_filter) -> None:  # noqa: ARG001
    writer.body.append('<div class="mcerr-filter">')


def _depart_filter(writer: HTML5Translator, node: html_filter) -> None:  # noqa: ARG001
    writer.body.append("</div>\n")


HTML_NODES: dict[type[nodes.Element], Any] = {
    html_table: (_visit_table, _depart_table),
    html_head: (_visit_head, _depart_head),
    html_row_link: (_visit_row_link, _depart_row_link),
    html_filter: (_visit_filter, _depart_filter),
}


class HTMLTables(SphinxPostTransform):
    """Says of each table what it is, of cells what they head, and of large ones where to filter."""

    default_priority = 400
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Change the tables of the document."""
        domain = cast("ErrorCodeDomain", self.env.get_domain(DOMAIN))
        if not domain.may_show_codes(self.env.docname):
            return
        browsers = _for_browsers(domain.builder)
        links = browsers and self.config.html_permalinks
        label = domain.edition.catalog(Word.ROW_LINK) if links else ""
        for table in list(tables(self.document)):
            if _mark_rows(table, label) >= LARGE and browsers:
                table["classes"].append("mcerr-large")
                table.parent.insert(table.parent.index(table), html_filter())
            if not isinstance(table[0], nodes.title):  # a caption names it
                table.replace_self(html_table("", *table.children, **table.attributes))


def _mark_rows(table: nodes.table, label: str) -> int:
    """Make heads, anchors and, with a `label`, links in `table`; return how many codes it shows."""
    group = cast("nodes.tgroup", table[-1])
    *_, head, body = group.children
    for row in cast("nodes.thead", head):
        for cell in list(cast("nodes.row", row)):
            _make_head(cast("nodes.entry", cell), "col")
    rows = cast("list[nodes.row]", body.children)
    names = [name for row in rows for name in _mark_row(row)]
    for name in names:
        _fill_anchor(cast("nodes.paragraph", name[0]), label)
    _split_groups(cast("nodes.tbody", body))
    return len(names)


def _mark_row(row: nodes.row) -> Iterator[html_head]:
    """Make heads of the cells of a group and of the name of a code, and yield the latter."""
    for cell in list(cast("Iterable[nodes.entry]", row)):
        if has_class(row, "mcerr-group"):
            _make_head(cell, "rowgroup")
        elif _shows_code(cell):
            yield _make_head(cell, "row")


def _fill_anchor(paragraph: nodes.Element, label: str) -> None:
    """Put the name of a code into the anchor before it, and a link with `label`, if any, after it.

    What is in an anchor, the search shows.
    """
    *others, name = paragraph.children
    for anchor in others:
        if isinstance(anchor, nodes.target):
            paragraph.remove(name)
            anchor.append(name)
            if label:
                paragraph.append(html_row_link(refid=anchor["ids"][0], label=label))


def _for_browsers(builder: Builder) -> bool:
    """Return whether `builder` makes pages for browsers, not a book, help or data."""
    return isinstance(builder, StandaloneHTMLBuilder) and not (
        builder.embedded or isinstance(builder, SerializingHTMLBuilder)
    )


def _make_head(cell: nodes.entry, scope: str) -> html_head:
    head = html_head("", *cell.children, **cell.attributes, scope=scope)
    cell.replace_self(head)
    return head


def _split_groups(body: nodes.tbody) -> None:
    """Give each group a body of its own: that is what its heading is the head of."""
    bodies = [nodes.tbody()]
    for row in body.children:
        if has_class(cast("nodes.row", row), "mcerr-group") and len(bodies[-1]):
            bodies.append(nodes.tbody())
        bodies[-1] += row
    body.replace_self(bodies)


def _shows_code(cell: nodes.entry) -> bool:
    """Return whether the name of a code stands in `cell`, and not a reference to one."""
    return bool(cell.children) and has_class(cast("nodes.Element", cell[0]), NAME_CLASS)


def on_html_page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,  # noqa: ARG001
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Load the script on pages with a filter.

    It stands among the meta tags, in the head: some themes put the files of scripts behind the
    page, which readers would then see before it is filtered.
    """
    domain = cast("ErrorCodeDomain", app.env.get_domain(DOMAIN))
    if doctree is None or not domain.may_show_codes(pagename) or not _has_filter(doctree):
        return
    catalog = domain.edition.catalog
    words: dict[str, Any] = {f"data-{key}": catalog(word) for key, word in _WORDS.items()}
    app.add_js_file(SCRIPT, **words)
    tag = context["js_tag"](context["script_files"].pop())
    context["metatags"] = context.get("metatags", "") + tag


def _has_filter(doctree: nodes.document) -> bool:
    return any(isinstance(node, html_filter) for node in outside_tables(doctree))
