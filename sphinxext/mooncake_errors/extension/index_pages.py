"""The index pages ``mcerr-codes``, codes by number, and ``mcerr-calls``, codes by call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING

from sphinx.domains import Index, IndexEntry
from sphinx.util import texescape

from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.registry.words import APIS, Word

if TYPE_CHECKING:
    from sphinx.builders import Builder

    from sphinxext.mooncake_errors.extension.calls import Place
    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
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

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[Content, bool]:
        """Return the entries of each component, only those of `docnames` if given."""
        catalog = self.domain.edition.catalog
        content: dict[str, list[IndexEntry]] = {}
        for entry, place in _shown(self.domain, docnames):
            heading = _heading(plain(catalog(entry.component.title)), self.domain.builder)
            text = plain(catalog(entry.code.description))
            content.setdefault(heading, []).append(_line(_NORMAL, entry, place, text))
        return [(title, sorted(lines, key=_magnitude)) for title, lines in content.items()], False


class CallsIndex(Index):
    """Index of the calls of each API, with the codes that each call returns."""

    domain: ErrorCodeDomain
    name = "calls"

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[Content, bool]:
        """Return the entries of each API, only those of `docnames` if given."""
        other, builder = self.domain.edition.catalog(Word.OTHER_CALLS), self.domain.builder
        content: Content = []
        for api, calls in self._codes(docnames).items():
            lines: list[IndexEntry] = []
            for call in sorted(calls, key=str.casefold):
                place = self._place(f"{api} {call}", calls[call][0], docnames)
                shown = _short(call) if builder.format == "latex" else call
                lines.append(IndexEntry(shown, _NORMAL, *place, "", "", ""))
                lines += sorted(calls[call], key=_magnitude)
            if lines:
                content.append((_heading(APIS.get(api or "", other), builder), lines))
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
    return call if len(call) <= _LONGEST else re.split(r"\.|::", call)[-1]


def _magnitude(line: IndexEntry) -> int:
    return abs(int(line.name))


def publish_indices(domain: ErrorCodeDomain) -> None:
    """Set the index pages of `domain`, with titles in the language of the build."""
    codes = _published(domain, CodesIndex, Word.ERROR_CODES, Word.CODES)
    domain.indices = [codes, _published(domain, CallsIndex, Word.CALLS)]  # type: ignore[misc]


def forget_empty_indices(domain: ErrorCodeDomain) -> None:
    """Remove the labels of index pages without entries, which Sphinx does not write."""
    for index in domain.indices:
        if not index(domain).generate()[0]:
            for labels in ("labels", "anonlabels"):
                domain.env.domains["std"].data[labels].pop(f"{domain.name}-{index.name}", None)


def _published(
    domain: ErrorCodeDomain, index: type[Index], title: Word, short: Word | None = None
) -> type[Index]:
    """Return an index with its titles, and register its label; `short` is for navigation bars."""
    catalog, builder = domain.edition.catalog, domain.builder
    names = {
        "localname": _escaped(catalog(title), builder),
        "shortname": _escaped(catalog(short), builder) if short else None,
    }
    label = f"{domain.name}-{index.name}"
    domain.env.domains["std"].note_hyperlink_target(label, label, "", catalog(title))
    return type(index.__name__, (index,), names)


def _escaped(title: str, builder: Builder) -> str:
    """Return the title of an index in the markup of a format; Sphinx escapes it in references."""
    if builder.format == "html":
        return escape(title)
    if builder.format == "latex":
        return texescape.escape(title, builder.config.latex_engine)
    return re.sub(r"[@{}]", r"@\g<0>", title) if builder.format == "texinfo" else title


def _heading(title: str, builder: Builder) -> str:
    """Return a heading, which is an id in HTML and must have no blanks.

    EPUB allows little but letters and digits in ids. Other formats escape headings themselves.
    """
    if builder.name == "epub":
        return re.sub(r"[^\w.-]+", "-", title)
    if builder.format == "html":
        return escape(title).replace(" ", "\N{NO-BREAK SPACE}")
    return title
