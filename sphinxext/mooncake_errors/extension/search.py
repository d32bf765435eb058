"""Index entries of codes, for the general index and for the search of Sphinx.

The search finds number and name of a code in the shown name of its object. Other names,
descriptions and log texts are added as index entries that only the search gets. A script on its
page makes it take numbers as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinxext.mooncake_errors.extension.inline import DOMAIN
from sphinxext.mooncake_errors.registry.text import plain

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
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


class SearchWords(SphinxPostTransform):
    """Adds index entries when a page is written: the search reads them then, the index does not."""

    default_priority = 400
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Change the index entries of the document's codes."""
        domain = cast("ErrorCodeDomain", self.env.get_domain(DOMAIN))
        if not domain.may_show_codes(self.env.docname):
            return
        for index in self.document.findall(addnodes.index):
            words: list[tuple[str, str]] = index.get(_WORDS, [])
            # The search lists main entries before pages that only hold the words.
            index["entries"] += [("single", word, anchor, "main", None) for anchor, word in words]


def on_html_page_context(app: Sphinx, pagename: str, *_: Any) -> None:
    """Load the script on the search page, with the numbers and names of the listed codes."""
    if pagename != "search":
        return
    domain = cast("ErrorCodeDomain", app.env.get_domain(DOMAIN))
    entries, places = domain.edition.lookup.entries, domain.places()
    codes = [entry.code for qualified, entry in entries.items() if qualified in places]
    named = [code for code in codes if code.name is not None]
    if named:
        numbers = " ".join(str(code.value) for code in named)
        names = " ".join(str(code.name) for code in named)
        words = {"data-mcerr-numbers": numbers, "data-mcerr-names": names}
        app.add_js_file(SCRIPT, **cast("dict[str, Any]", words))
