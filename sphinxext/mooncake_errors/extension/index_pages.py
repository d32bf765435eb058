"""The index pages ``mcerr-codes``, codes by number, and ``mcerr-calls``, codes by call."""

import re
from collections.abc import Iterable
from html import escape

from sphinx.builders import Builder
from sphinx.domains import Index, IndexEntry
from sphinx.util import texescape

from sphinxext.mooncake_errors.extension.calls import Place
from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
from sphinxext.mooncake_errors.registry.lookup import Entry
from sphinxext.mooncake_errors.registry.words import APIS, Word

Content = list[tuple[str, list[IndexEntry]]]  # headings with their entries

_LONGEST = 36
"""Length of the longest call in a printed index; of a longer one the last part is shown."""
_NORMAL, _BELOW = 0, 2  # Sphinx's kinds of index entries


class CodesIndex(Index):
    """Index of all shown codes by component, ordered by the magnitude of their numbers."""

    domain: ErrorCodeDomain
    name = "codes"
    localname = Word.ERROR_CODES
    shortname = Word.CODES

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[Content, bool]:
        """Return the entries of each component, only those of `docnames` if given."""
        plain = self.domain.edition.plain
        content: dict[str, list[IndexEntry]] = {}
        for entry, place in self.domain.shown(docnames):
            heading = _escaped(plain(entry.component.title), self.domain.builder, is_heading=True)
            text = plain(entry.code.description)
            content.setdefault(heading, []).append(_line(_NORMAL, entry, place, text))
        return [(title, sorted(lines, key=_magnitude)) for title, lines in content.items()], False


class CallsIndex(Index):
    """Index of the calls of each API, with the codes that each call returns."""

    domain: ErrorCodeDomain
    name = "calls"
    localname = Word.CALLS

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[Content, bool]:
        """Return the entries of each API, only those of `docnames` if given."""
        domain, plain = self.domain, self.domain.edition.plain
        found: dict[tuple[str | None, str], list[IndexEntry]] = {}
        for entry, place in domain.shown(docnames):
            for call in entry.code.returned_by:
                if call.call:
                    texts = (plain(text) for text in (call.as_, call.text) if text)
                    line = _line(_BELOW, entry, place, " · ".join(texts))
                    found.setdefault((call.api, call.call), []).append(line)
        content: dict[str, list[IndexEntry]] = {}
        order = [*APIS, None]
        for api, name in sorted(found, key=lambda key: (order.index(key[0]), key[1].casefold())):
            codes = sorted(found[api, name], key=_magnitude)
            # An empty place makes an entry without a link. In formats with one document, one
            # without a place in `docnames` would be left out: it leads to the call's first code.
            place = domain.documented.get(f"{api} {name}", ("", ""))
            if docnames is not None and place[0] not in docnames:
                place = codes[0].docname, codes[0].anchor
            is_long = domain.builder.format == "latex" and len(name) > _LONGEST
            shown = re.split(r"\.|::", name)[-1] if is_long else name
            title = APIS.get(api or "", plain(Word.OTHER_CALLS))
            lines = content.setdefault(_escaped(title, domain.builder, is_heading=True), [])
            lines += [IndexEntry(shown, _NORMAL, *place, "", "", ""), *codes]
        return list(content.items()), False


def _line(kind: int, entry: Entry, place: Place, text: str) -> IndexEntry:
    return IndexEntry(str(entry.code.value), kind, *place, entry.code.name or "", "", text)


def _magnitude(line: IndexEntry) -> int:
    return abs(int(line.name))


def publish_indices(domain: ErrorCodeDomain) -> None:
    """Set the index pages of `domain` and their labels, with titles in the build's language."""
    catalog, builder = domain.edition.catalog, domain.builder
    published = []
    for index in (CodesIndex, CallsIndex):
        label, title = f"{domain.name}-{index.name}", catalog(index.localname)
        domain.env.domains["std"].note_hyperlink_target(label, label, "", title)
        short = index.shortname and _escaped(catalog(index.shortname), builder)
        names = {"localname": _escaped(title, builder), "shortname": short}
        published.append(type(index.__name__, (index,), names))
    domain.indices = published  # type: ignore[misc]


def forget_empty_indices(domain: ErrorCodeDomain) -> None:
    """Remove the labels of index pages without entries, which Sphinx does not write."""
    for index in domain.indices:
        if not index(domain).generate()[0]:
            for labels in ("labels", "anonlabels"):
                domain.env.domains["std"].data[labels].pop(f"{domain.name}-{index.name}", None)


def _escaped(title: str, builder: Builder, *, is_heading: bool = False) -> str:
    """Return the title of an index, or of a part of it, in the markup of a format.

    A heading is an id in HTML, which has no blanks, and in EPUB little but letters and digits.
    Other formats escape headings, and all escape the titles of indices in references.
    """
    if is_heading and builder.name == "epub":
        return re.sub(r"[^\w.-]+", "-", title)
    if builder.format == "html":
        return escape(title).replace(" ", "\N{NO-BREAK SPACE}" if is_heading else " ")
    if builder.format == "latex" and not is_heading:
        return texescape.escape(title, builder.config.latex_engine)
    is_texinfo = builder.format == "texinfo" and not is_heading
    return re.sub(r"[@{}]", r"@\g<0>", title) if is_texinfo else title
