"""The index page ``mcerr-codes``: all listed codes by component and number."""

from __future__ import annotations

import re
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from sphinx.domains import Index, IndexEntry
from sphinx.util import texescape

from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.builders import Builder

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
    from sphinxext.mooncake_errors.registry.lookup import Entry

_NORMAL = 0


class CodesIndex(Index):
    """Lists the codes that pages list, smallest magnitude first, under their components."""

    domain: ErrorCodeDomain
    name = "codes"
    localname = Word.ERROR_CODES.value
    shortname = Word.CODES.value
    heading: Callable[[str], str] = staticmethod(str)
    """Makes of a title what Sphinx can use as a heading and, in HTML, as an id too."""

    def generate(
        self, docnames: Iterable[str] | None = None
    ) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Return the entries of each component, of `docnames` only if given."""
        catalog, places = self.domain.edition.catalog, self.domain.places()
        content: dict[str, list[IndexEntry]] = {}
        for entry in self.domain.edition.lookup.entries.values():
            docname, anchor = places.get(entry.qualified, ("", ""))
            if docname and (docnames is None or docname in docnames):
                heading = self.heading(plain(catalog(entry.component.title)))
                content.setdefault(heading, []).append(_line(entry, docname, anchor, catalog))
        return [(heading, sorted(lines, key=_value)) for heading, lines in content.items()], False


def publish_index(domain: ErrorCodeDomain, catalog: Catalog, builder: Builder) -> None:
    """Give `domain` its index page with titles in the language of `catalog`.

    Sphinx escapes the title in references, but puts titles and headings into pages as they are.
    """
    domain.indices = [_translated(catalog, str)]  # type: ignore[misc]
    domain.setup()  # notes the title for references
    index = _translated(catalog, _escape(builder))
    index.heading = staticmethod(_heading(builder))
    domain.indices = [index]  # type: ignore[misc]


def _translated(catalog: Catalog, escape_: Callable[[str], str]) -> type[CodesIndex]:
    names = {
        "localname": escape_(catalog(Word.ERROR_CODES)),
        "shortname": escape_(catalog(Word.CODES)),
    }
    return type("CodesIndex", (CodesIndex,), names)


def _escape(builder: Builder) -> Callable[[str], str]:
    if builder.format == "html":
        return escape
    if builder.format == "latex":
        return partial(texescape.escape, latex_engine=builder.config.latex_engine)
    if builder.format == "texinfo":
        return partial(re.sub, r"[@{}]", r"@\g<0>")
    return str


def _heading(builder: Builder) -> Callable[[str], str]:
    """Return a function from title to heading: in HTML an id, which holds no blanks.

    In EPUB an id may hold little but letters and digits. Other formats escape headings themselves.
    """
    if builder.name == "epub":
        return partial(re.sub, r"[^\w.-]+", "-")
    if builder.format == "html":
        return lambda title: escape(title).replace(" ", "\N{NO-BREAK SPACE}")
    return str


def _line(entry: Entry, docname: str, anchor: str, catalog: Catalog) -> IndexEntry:
    code = entry.code
    description = plain(catalog(code.description))
    value = str(code.value)
    return IndexEntry(value, _NORMAL, docname, anchor, code.name or "", "", description)


def _value(line: IndexEntry) -> int:
    """Return the key that puts 0 first, then -1, -2, and so on."""
    return abs(int(line.name))
