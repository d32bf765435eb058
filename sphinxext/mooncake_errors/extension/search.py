"""What lets the search of Sphinx find codes by more than their names.

It finds the number and the name of a code in the shown name of its object. Forms of C++ and
descriptions are added here as index entries that only the search gets; a script on its page has it
take numbers as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinxext.mooncake_errors.extension.inline import DOMAIN
from sphinxext.mooncake_errors.extension.post_transforms import outside_tables, shows_codes
from sphinxext.mooncake_errors.registry.text import plain

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
    from sphinxext.mooncake_errors.registry.lookup import Entry

SCRIPT = "mooncake-errors.js"
_WORDS = "mcerr_search_words"


def add_search_words(index: addnodes.index, anchor: str, entry: Entry, catalog: Catalog) -> None:
    """Let the search find `anchor` through `index` by all forms of `entry`'s name and its text."""
    words = [*entry.scoped_names, plain(catalog(entry.code.description))]
    noted: list[tuple[str, str]] = index.setdefault(_WORDS, [])
    noted += [(anchor, word) for word in words]


class SearchWords(SphinxPostTransform):
    """Adds index entries when a page is written: the search reads them then, the index does not."""

    default_priority = 400
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Change the index entries of the document's codes."""
        domain = cast("ErrorCodeDomain", self.env.get_domain(DOMAIN))
        if not domain.may_show_codes(self.env.docname):
            return
        for node in outside_tables(self.document):
            index = node.next_node(addnodes.index) if shows_codes(node) else node
            if not isinstance(index, addnodes.index):
                continue
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
