"""The index page ``mcerr-codes``: all listed codes by component and number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.domains import Index, IndexEntry

from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
    from sphinxext.mooncake_errors.registry.catalog import Catalog
    from sphinxext.mooncake_errors.registry.lookup import Entry

_NORMAL = 0


class CodesIndex(Index):
    """Lists the codes that pages list, smallest magnitude first, under their components."""

    domain: ErrorCodeDomain
    name = "codes"
    localname = Word.ERROR_CODES.value
    shortname = Word.CODES.value
    blank = "\N{NO-BREAK SPACE}"
    """Stands for the blanks in a heading, which Sphinx uses as an id too."""

    def generate(
        self, docnames: Iterable[str] | None = None
    ) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Return the entries of each component, of `docnames` only if given."""
        catalog, places = self.domain.edition.catalog, self.domain.places()
        content: dict[str, list[IndexEntry]] = {}
        for entry in self.domain.edition.lookup.entries.values():
            docname, anchor = places.get(entry.qualified, ("", ""))
            if docname and (docnames is None or docname in docnames):
                heading = catalog(entry.component.title).replace(" ", self.blank)
                content.setdefault(heading, []).append(_line(entry, docname, anchor, catalog))
        return [(heading, sorted(lines, key=_value)) for heading, lines in content.items()], False


def translated_index(catalog: Catalog, *, epub: bool) -> type[CodesIndex]:
    """Return the index class with its titles in the language of `catalog`.

    For EPUB, where an id may not even hold a no-break space, blanks in headings are hyphens.
    """
    names = {"localname": catalog(Word.ERROR_CODES), "shortname": catalog(Word.CODES)}
    if epub:
        names["blank"] = "-"
    return type("CodesIndex", (CodesIndex,), names)


def _line(entry: Entry, docname: str, anchor: str, catalog: Catalog) -> IndexEntry:
    code = entry.code
    description = plain(catalog(code.description))
    value = str(code.value)
    return IndexEntry(value, _NORMAL, docname, anchor, code.name or "", "", description)


def _value(line: IndexEntry) -> int:
    """Return the key that puts 0 first, then -1, -2, and so on."""
    return abs(int(line.name))
