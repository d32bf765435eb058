"""The index page ``mcerr-codes``, and index entries of codes for the general index and the search.

Sphinx's search finds number and name of a code in the shown name of its object. Other names,
descriptions and log texts are added as index entries that only the search gets. A script on its
page makes it take numbers as a whole.
"""

from __future__ import annotations

import re
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any, cast

from sphinx import addnodes
from sphinx.domains import Index, IndexEntry
from sphinx.util import texescape

from sphinxext.mooncake_errors.extension.domain import domain_of
from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
    from sphinxext.mooncake_errors.registry.lookup import Entry

SCRIPT = "mooncake-errors.js"
_NORMAL = 0
_WORDS = "mcerr_search_words"


class CodesIndex(Index):
    """Lists the codes that pages list, smallest magnitude first, under their components."""

    domain: ErrorCodeDomain
    name = "codes"
    localname = Word.ERROR_CODES.value
    heading: Callable[[str], str]
    """Makes of a title what Sphinx can use as a heading and, in HTML, as an id too."""

    def generate(
        self, docnames: Iterable[str] | None = None
    ) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Return the entries of each component, of `docnames` only if given."""
        edition = self.domain.edition
        content: dict[str, list[IndexEntry]] = {}
        for entry in self.domain.shown(edition.lookup.entries.values()):
            docname, anchor = self.domain.places[entry.qualified]
            if docnames is None or docname in docnames:
                heading = self.heading(plain(edition.catalog(entry.component.title)))
                name, number = entry.code.name or "", str(entry.code.value)
                text = plain(edition.catalog(entry.code.description))
                line = IndexEntry(number, _NORMAL, docname, anchor, name, "", text)
                content.setdefault(heading, []).append(line)
        return [(title, sorted(lines, key=_magnitude)) for title, lines in content.items()], False


def _magnitude(line: IndexEntry) -> int:
    return abs(int(line.name))


def publish_index(domain: ErrorCodeDomain) -> None:
    """Give `domain` its index page with titles in the language of the build.

    Sphinx escapes the title in references, but puts titles and headings into pages as they are.
    """
    catalog, escape_ = domain.edition.catalog, _escape(domain.builder)
    title = catalog(Word.ERROR_CODES)
    names = {
        "localname": escape_(title),
        "shortname": escape_(catalog(Word.CODES)),
        "heading": staticmethod(_heading(domain.builder)),
    }
    domain.indices = [type("CodesIndex", (CodesIndex,), names)]  # type: ignore[misc]
    label = f"{domain.name}-{CodesIndex.name}"
    domain.env.domains["std"].note_hyperlink_target(label, label, "", title)


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


def add_to_index(
    index: addnodes.index, entry: Entry, anchor: str, catalog: Catalog, *, causes: bool = False
) -> None:
    """Let `index` lead to `anchor` by name and number of a code, and the search by more.

    With `causes` each cause has an anchor of its own, to which its log texts lead.
    """
    code = entry.code
    by_value = f"{code.value}; {entry.qualified}"
    words = [by_value] if code.name is None else [code.name, f"{code.value}; {code.name}"]
    index["entries"] += [("single", word, anchor, "", None) for word in words]
    noted: list[tuple[str, str]] = index.setdefault(_WORDS, [])
    noted += [(anchor, word) for word in _search_words(entry, catalog)]
    for number, cause in enumerate(code.causes, 1):
        target = cause_anchor(anchor, number) if causes else anchor
        # Sphinx splits an index entry at a semicolon; the script takes this sign for one.
        noted += [(target, text.replace(";", "\N{FULLWIDTH SEMICOLON}")) for text in cause.log]


def cause_anchor(anchor: str, number: int) -> str:
    """Return the anchor of a cause, counted from 1, in the description with this `anchor`."""
    return f"{anchor}-cause-{number}"


def _search_words(entry: Entry, catalog: Catalog) -> list[str]:
    """Return the forms of the name in C++, other names, and the description."""
    code = entry.code
    others = [name for name in code.names() if name != code.name]
    return [*entry.scoped_names, *others, plain(catalog(code.description))]


def add_search_words(document: nodes.document) -> None:
    """Add index entries to a page that is written: the search reads them then, the index does not.

    The search lists main entries before pages that only hold the words.
    """
    for index in document.findall(addnodes.index):
        words: list[tuple[str, str]] = index.get(_WORDS, [])
        index["entries"] += [("single", word, anchor, "main", None) for anchor, word in words]


def on_html_page_context(app: Sphinx, pagename: str, *_: Any) -> None:
    """Load the script on the search page, with the numbers and names of the listed codes."""
    if pagename != "search":
        return
    domain = domain_of(app.env)
    shown = domain.shown(domain.edition.lookup.entries.values())
    named = [entry.code for entry in shown if entry.code.name is not None]
    if named:
        numbers = " ".join(str(code.value) for code in named)
        names = " ".join(str(code.name) for code in named)
        words = {"data-mcerr-numbers": numbers, "data-mcerr-names": names}
        app.add_js_file(SCRIPT, **cast("dict[str, Any]", words))
