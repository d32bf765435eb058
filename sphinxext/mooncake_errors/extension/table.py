"""A table of codes in stored doctrees: one node with the names of the codes in its rows.

Sphinx visits every node of a page in each of its many transforms, and most nodes of a page with
codes would be rows. Therefore `table_forms` makes the rows when the page is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from sphinxext.mooncake_errors.extension.domain import domain_of
from sphinxext.mooncake_errors.extension.inline import translation_state
from sphinxext.mooncake_errors.registry.selection import COLUMNS, Section, cell_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.registry.lookup import Lookup

WIDTHS = {"name": 12, "value": 10, "description": 60, "group": 20, "retry": 20, "returns": 24}
"""The smallest relative width of each column."""


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
