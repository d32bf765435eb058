"""Index entries of codes, for the general index and the search.

Sphinx's search finds number and name of a code in the shown name of its object. Other names,
descriptions and log texts are added as index entries that only the search gets. A script on its
page makes it take numbers as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sphinx import addnodes

from sphinxext.mooncake_errors.extension.domain import domain_of
from sphinxext.mooncake_errors.registry.text import plain

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.registry.lookup import Entry

SCRIPT = "mooncake-errors.js"
_WORDS = "mcerr_search_words"


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
