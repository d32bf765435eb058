"""A table of codes while a page is read and stored: one node that names the codes of its rows.

Sphinx visits each node of a page in some eighty transforms, and the rows of a table are most of the
nodes of a page that lists codes. So they are made when the page is written, by `table_forms`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from sphinxext.mooncake_errors.extension.domain import domain_of
from sphinxext.mooncake_errors.extension.inline import translation_state
from sphinxext.mooncake_errors.registry.selection import Section, returns
from sphinxext.mooncake_errors.registry.text import references
from sphinxext.mooncake_errors.registry.words import RETRY, Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
    from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup

HEADS = {
    "name": Word.NAME,
    "value": Word.VALUE,
    "description": Word.DESCRIPTION,
    "group": Word.GROUP,
    "retry": Word.RETRY,
    "returns": Word.RETURNS,
}
WIDTHS = {"name": 12, "value": 10, "description": 60, "group": 20, "retry": 20, "returns": 24}
"""The least width of each column, in proportion to the others."""


class mcerr_rows(nodes.Part, nodes.Element):  # noqa: N801 - as docutils names its nodes
    """The head and the rows of a table of codes, as data.

    Its attributes are ``columns``, ``grouped`` and ``returned_by`` as in a `Section`, ``codes``
    (for each row the qualified name of the code and the id of the row, None for a row without an
    address), ``docname``, and ``smart_quotes``, the setting of the document. Its only child is the
    node that puts the codes of all rows into the index.
    """


def tables(document: nodes.document, domain: ErrorCodeDomain, docname: str) -> list[mcerr_rows]:
    """Return the tables of codes in `document`; pages that cannot have any are not searched."""
    found = list(document.findall(mcerr_rows)) if domain.may_show_codes(docname) else []
    known = domain.edition.lookup.entries
    for rows in found:
        # A build that was killed may have stored codes that the registry does not have any more.
        rows["codes"] = tuple(pair for pair in rows["codes"] if pair[0] in known)
        if not rows["codes"]:
            rows.parent.parent.remove(rows.parent)
    return [rows for rows in found if rows["codes"]]


def section_of(rows: mcerr_rows, lookup: Lookup) -> Section:
    """Return the codes and the shape of the table `rows`."""
    entries = tuple(lookup.entries[name] for name, _ in rows["codes"])
    component, call = entries[0].component, rows["returned_by"]
    shape = rows["columns"], rows["grouped"]
    return Section(component, entries, *shape, whole=False, returned_by=call)


def cell_texts(column: str, entry: Entry, returned_by: str) -> list[str]:
    """Return the texts in a cell, none for a name, a number or nothing."""
    if column == "description":
        return [entry.code.description]
    if column == "group":
        return [entry.group.title]
    if column == "retry" and entry.code.retry:
        return [RETRY[entry.code.retry]]
    return returns(entry.code, returned_by) if column == "returns" else []


def texts_of(section: Section) -> Iterator[str]:
    """Yield each text of a table."""
    yield from (HEADS[column] for column in section.columns)
    for group, entries in section.by_group():
        if group is not None:
            yield group.title
        for entry in entries:
            for column in section.columns:
                yield from cell_texts(column, entry, section.returned_by)


def references_of(rows: mcerr_rows, domain: ErrorCodeDomain) -> Iterator[str]:
    """Yield the codes to which the table `rows` refers."""
    edition = domain.edition
    for text in texts_of(section_of(rows, edition.lookup)):
        yield from references(edition.catalog(text))
    yield from (name for name, _ in rows["codes"])


class CountTexts(SphinxTransform):
    """Counts the texts of tables of codes in the translation progress of the page."""

    default_priority = 26
    """After Sphinx has counted the nodes of the page, at 25."""

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Add to what Sphinx counted; for the builder gettext it counts nothing."""
        progress = self.document.get("translation_progress")
        domain = domain_of(self.env)
        catalog = domain.edition.catalog
        for rows in tables(self.document, domain, self.env.docname) if progress else ():
            section = section_of(rows, domain.edition.lookup)
            language = section.component.language
            states = [translation_state(text, catalog, language) for text in texts_of(section)]
            progress["total"] += sum(state is not None for state in states)
            progress["translated"] += sum(map(bool, states))
