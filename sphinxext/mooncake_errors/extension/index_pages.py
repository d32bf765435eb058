"""The index pages ``mcerr-codes``, codes by number, and ``mcerr-calls``, codes by call."""

from __future__ import annotations

import re
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from sphinx.domains import Index, IndexEntry
from sphinx.util import texescape

from sphinxext.mooncake_errors.extension.calls import SEPARATOR
from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.registry.words import APIS, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx.builders import Builder

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain, Place
    from sphinxext.mooncake_errors.registry.lookup import Entry

Content = list[tuple[str, list[IndexEntry]]]
"""Headings with their entries."""

_LONGEST = 36
_NORMAL, _BELOW = 0, 2
"""Sphinx's kinds of index entries: one without subentries, and a subentry."""


class CodesIndex(Index):
    """Index of all shown codes by component, ordered by the magnitude of their numbers."""

    domain: ErrorCodeDomain
    name = "codes"
    heading: Callable[[str], str]
    """Converts a title to a heading, which Sphinx also uses as an id in HTML."""

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[Content, bool]:
        """Return the entries of each component, only those of `docnames` if given."""
        catalog = self.domain.edition.catalog
        content: dict[str, list[IndexEntry]] = {}
        for entry, place in _shown(self.domain, docnames):
            heading = self.heading(plain(catalog(entry.component.title)))
            text = plain(catalog(entry.code.description))
            content.setdefault(heading, []).append(_line(_NORMAL, entry, place, text))
        return [(title, sorted(lines, key=_magnitude)) for title, lines in content.items()], False


class CallsIndex(Index):
    """Index of the calls of each API, with the codes that each call returns."""

    domain: ErrorCodeDomain
    name = "calls"
    heading: Callable[[str], str]

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[Content, bool]:
        """Return the entries of each API, only those of `docnames` if given."""
        other = self.domain.edition.catalog(Word.OTHER_CALLS)
        content: Content = []
        for api, calls in self._codes(docnames).items():
            lines: list[IndexEntry] = []
            for call in sorted(calls, key=str.casefold):
                place = self._place(f"{api} {call}", calls[call][0], docnames)
                shown = _short(call) if self.domain.builder.format == "latex" else call
                lines.append(IndexEntry(shown, _NORMAL, *place, "", "", ""))
                lines += sorted(calls[call], key=_magnitude)
            if lines:
                content.append((self.heading(APIS.get(api or "", other)), lines))
        return content, False

    def _codes(
        self, docnames: Iterable[str] | None
    ) -> dict[str | None, dict[str, list[IndexEntry]]]:
        """Return the entries of codes by API and call."""
        found: dict[str | None, dict[str, list[IndexEntry]]] = {api: {} for api in (*APIS, None)}
        catalog = self.domain.edition.catalog
        for entry, place in _shown(self.domain, docnames):
            for call in entry.code.returned_by:
                if call.call:
                    texts = (plain(catalog(text)) for text in (call.as_, call.text) if text)
                    line = _line(_BELOW, entry, place, " · ".join(texts))
                    found[call.api].setdefault(call.call, []).append(line)
        return found

    def _place(
        self, target: str, first: IndexEntry, docnames: Iterable[str] | None
    ) -> tuple[str, str]:
        """Return the place that documents a call; an empty one makes an entry without a link.

        In formats with one document, an entry without a place in `docnames` would be left out, so
        it leads to the `first` code of the call.
        """
        place = self.domain.documented.get(target, ("", ""))
        if docnames is None or place[0] in docnames:
            return place
        return first.docname, first.anchor


def _shown(
    domain: ErrorCodeDomain, docnames: Iterable[str] | None
) -> Iterator[tuple[Entry, Place]]:
    """Yield the shown codes and their places, only those on `docnames` if given."""
    for entry in domain.shown(domain.edition.lookup.entries.values()):
        place = domain.places[entry.qualified]
        if docnames is None or place[0] in docnames:
            yield entry, place


def _line(kind: int, entry: Entry, place: Place, text: str) -> IndexEntry:
    return IndexEntry(str(entry.code.value), kind, *place, entry.code.name or "", "", text)


def _short(call: str) -> str:
    """Return `call`, or only its last part if it is too long for a printed index."""
    return call if len(call) <= _LONGEST else SEPARATOR.split(call)[-1]


def _magnitude(line: IndexEntry) -> int:
    return abs(int(line.name))


def publish_indices(domain: ErrorCodeDomain) -> None:
    """Set the index pages of `domain`, with titles in the language of the build."""
    codes = (entry.code for entry in domain.edition.lookup.entries.values())
    indices = [_published(domain, CodesIndex, Word.ERROR_CODES, Word.CODES)]
    if any(call.call for code in codes for call in code.returned_by):
        indices.append(_published(domain, CallsIndex, Word.CALLS))
    domain.indices = indices  # type: ignore[misc]


def _published(
    domain: ErrorCodeDomain, index: type[Index], title: Word, short: Word | None = None
) -> type[Index]:
    """Return an index with its titles, and register its label; `short` is for navigation bars.

    Titles and headings are escaped here, since Sphinx does so only in references.
    """
    catalog, escape_ = domain.edition.catalog, _escape(domain.builder)
    names = {
        "localname": escape_(catalog(title)),
        "shortname": escape_(catalog(short)) if short else None,
        "heading": staticmethod(_heading(domain.builder)),
    }
    label = f"{domain.name}-{index.name}"
    domain.env.domains["std"].note_hyperlink_target(label, label, "", catalog(title))
    return type(index.__name__, (index,), names)


def _escape(builder: Builder) -> Callable[[str], str]:
    if builder.format == "html":
        return escape
    if builder.format == "latex":
        return partial(texescape.escape, latex_engine=builder.config.latex_engine)
    if builder.format == "texinfo":
        return partial(re.sub, r"[@{}]", r"@\g<0>")
    return str


def _heading(builder: Builder) -> Callable[[str], str]:
    """Return a function from title to heading, which is an id in HTML and must have no blanks.

    EPUB allows little but letters and digits in ids. Other formats escape headings themselves.
    """
    if builder.name == "epub":
        return partial(re.sub, r"[^\w.-]+", "-")
    if builder.format == "html":
        return lambda title: escape(title).replace(" ", "\N{NO-BREAK SPACE}")
    return str
