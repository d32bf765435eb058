"""A table of codes while a page is read and stored: one node that holds plain tuples.

Sphinx visits each node of a page in some eighty transforms, and the rows of a table are most of the
nodes of a page that lists codes. So they are made when the page is written, by `table_forms`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from sphinxext.mooncake_errors.extension.badges import retry_badge
from sphinxext.mooncake_errors.extension.inline import DOMAIN, Text, finished, translated
from sphinxext.mooncake_errors.extension.search import add_to_index
from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.config import Config

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
    from sphinxext.mooncake_errors.registry.lookup import Entry
    from sphinxext.mooncake_errors.registry.selection import Section

_HEADS = {
    "name": Word.NAME,
    "value": Word.VALUE,
    "description": Word.DESCRIPTION,
    "group": Word.GROUP,
    "retry": Word.RETRY,
}
_WIDTHS = {"name": 12, "value": 10, "description": 60, "group": 20, "retry": 20}
"""The least width of each column, in proportion to the others."""
_MARGIN = 6


class Line(NamedTuple):
    """One line of a table: a code, or the heading of a group."""

    code: str
    """The qualified name of the code, empty in a heading."""
    label: str
    anchor: str | None
    """The id of the row, None for a row without an address."""
    texts: tuple[Text | None, ...]
    """The texts of the columns, or of the heading; of name and value only the words."""


class mcerr_rows(nodes.Part, nodes.Element):  # noqa: N801 - as docutils names its nodes
    """The head and the rows of a table of codes, as data.

    Its attributes are ``columns`` and ``widths``, ``head`` (a text for each column), ``lines`` (a
    tuple of the values of a `Line` for each), ``title`` (of the component, plain) and ``docname``.
    Its only child is the node that puts the codes of all rows into the index.
    """


class TableBuilder(NamedTuple):
    """Makes the tables of codes of one document."""

    catalog: Catalog
    anchor: Callable[[Entry], str | None]
    """Gives the id of a row, None for a row without an address."""
    explained: frozenset[str]
    """The codes with a description in the same document, which the index leads to."""
    page: nodes.document
    config: Config

    def table(self, section: Section, docname: str) -> nodes.table:
        """Return the table of `section` in the document `docname`, without a caption."""
        index = addnodes.index(entries=[])
        rows = mcerr_rows(
            "",
            columns=section.columns,
            widths=tuple(_width(column, section) for column in section.columns),
            head=tuple(self._text(_HEADS[column], "en") for column in section.columns),
            lines=tuple(tuple(line) for line in self._lines(section, index)),
            title=plain(self.catalog(section.component.title)),
            docname=docname,
        )
        rows += [index] if index["entries"] else []
        return nodes.table("", rows, classes=["mooncake-errors", "colwidths-given", "longtable"])

    def _lines(self, section: Section, index: addnodes.index) -> Iterator[Line]:
        for group, entries in section.by_group():
            if group is not None:
                yield Line("", "", None, (self._text(group.title, section.component.language),))
            for entry in entries:
                anchor = self.anchor(entry) if "name" in section.columns else None
                if anchor and entry.qualified not in self.explained:
                    add_to_index(index, entry, anchor, self.catalog)
                texts = tuple(self._cell(column, entry) for column in section.columns)
                yield Line(entry.qualified, entry.code.label, anchor, texts)

    def _cell(self, column: str, entry: Entry) -> Text | None:
        language = entry.component.language
        if column == "description":
            return self._text(entry.code.description, language)
        if column == "group":
            return self._text(entry.group.title, language)
        if column == "retry":
            badge = retry_badge(entry.code, self.catalog)
            return badge and finished(badge, self.page, self.config)
        words = entry.code.label if column == "name" else str(entry.code.value)
        return (("plain", words),), None, ()

    def _text(self, text: str, language: str) -> Text:
        return finished(translated(text, self.catalog, language), self.page, self.config)


def _width(column: str, section: Section) -> int:
    words = {
        "name": [entry.code.label for entry in section.entries],
        "value": [str(entry.code.value) for entry in section.entries],
    }
    longest = max(map(len, words.get(column, [])), default=0)
    return max(_WIDTHS[column], longest + _MARGIN)


def lines(rows: mcerr_rows) -> Iterator[Line]:
    """Yield the lines of the table `rows`."""
    return (Line(*values) for values in rows["lines"])


def tables(document: nodes.document, domain: ErrorCodeDomain, docname: str) -> list[mcerr_rows]:
    """Return the tables of codes in `document`; pages that cannot have any are not searched."""
    return list(document.findall(mcerr_rows)) if domain.may_show_codes(docname) else []


def references(rows: mcerr_rows) -> Iterator[str]:
    """Yield the codes to which the table `rows` refers."""
    for text in _texts(rows):
        yield from (words for kind, words in text[0] if kind == "reference")
    yield from (line.code for line in lines(rows) if line.code and line.anchor is None)


def _texts(rows: mcerr_rows) -> Iterator[Text]:
    yield from rows["head"]
    for line in lines(rows):
        yield from filter(None, line.texts)


class CountTexts(SphinxTransform):
    """Counts the texts of tables of codes in the translation progress of the page."""

    default_priority = 26
    """After Sphinx has counted the nodes of the page, at 25."""

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Add to what Sphinx counted; for the builder gettext it counts nothing."""
        progress = self.document.get("translation_progress")
        domain = cast("ErrorCodeDomain", self.env.get_domain(DOMAIN))
        for rows in tables(self.document, domain, self.env.docname) if progress else ():
            counted = [state for _, state, _ in _texts(rows) if state is not None]
            progress["total"] += len(counted)
            progress["translated"] += sum(counted)
