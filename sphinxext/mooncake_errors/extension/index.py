"""The index page ``mcerr-codes``: all listed codes by component and number."""

from __future__ import annotations

import re
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.domains import Index, IndexEntry
from sphinx.util import texescape

from sphinxext.mooncake_errors.extension.inline import DOMAIN
from sphinxext.mooncake_errors.extension.record import (
    digest,
    is_current,
    read_record,
    write_record,
)
from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
    from sphinxext.mooncake_errors.registry.lookup import Entry

_NORMAL = 0
_SITES = ("html", "dirhtml")
_PAGE = f"{DOMAIN}-codes"


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


def translated_index(catalog: Catalog, builder: Builder) -> type[CodesIndex]:
    """Return the index class with its titles in the language of `catalog`.

    Sphinx puts titles and headings into its output as they are, so they are escaped for `builder`.
    """
    escape_ = _escape(builder)
    names = {
        "localname": escape_(catalog(Word.ERROR_CODES)),
        "shortname": escape_(catalog(Word.CODES)),
        "heading": staticmethod(_heading(builder)),
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
    """Return what makes a heading of a title: in HTML an id, which holds no blanks.

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


def on_html_page_context(app: Sphinx, pagename: str, *_: Any) -> None:
    """Have Sphinx leave the index page as it is, where nothing on it changed.

    The general index comes after Sphinx decided on the other indices, and before it writes them.
    """
    if pagename == "genindex" and app.builder.name in _SITES:
        builder = cast("StandaloneHTMLBuilder", app.builder)
        indices = {index[0]: index for index in builder.domain_indices}
        content = indices[_PAGE][2] if _PAGE in indices else []
        if _is_kept(content, builder):
            indices.pop(_PAGE, None)
        builder.domain_indices = list(indices.values())


def _is_kept(content: list[Any], builder: StandaloneHTMLBuilder) -> bool:
    """Return whether the page shows `content` already; otherwise record that it will."""
    outdir = Path(builder.outdir)
    record, listed = read_record(outdir), digest(repr(content).encode()) if content else ""
    if record.listed == listed and is_current(builder):
        return Path(builder.get_outfilename(_PAGE)).is_file()
    write_record(outdir, record._replace(listed=listed))
    return False
