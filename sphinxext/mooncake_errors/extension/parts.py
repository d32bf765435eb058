"""Small parts that tables and entries share: names, badges, index entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

from sphinxext.mooncake_errors.extension.inline import Phrase, fill, phrase
from sphinxext.mooncake_errors.extension.search import add_search_words
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx import addnodes

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.extension.inline import Reader
    from sphinxext.mooncake_errors.registry.lookup import Entry
    from sphinxext.mooncake_errors.registry.model import Code

_RETRY = {
    "never": Word.RETRY_NEVER,
    "after-fix": Word.RETRY_AFTER_FIX,
    "backoff": Word.RETRY_BACKOFF,
}


class Badge(NamedTuple):
    """A short word that stands out."""

    words: Phrase
    kind: str
    """The class by which style sheets know what it says."""

    def node(self, docname: str) -> nodes.TextElement:
        """Return the badge as it is shown in the document `docname`."""
        # Strong, so that it stands out where there is no style sheet too.
        return fill(nodes.strong(classes=["mcerr-badge", self.kind]), self.words, docname)


def code_name(label: str) -> nodes.literal:
    """Return the name of a code as tables show it."""
    return nodes.literal(label, label, classes=["mcerr-code"])


def retry_badge(code: Code, reader: Reader) -> Badge | None:
    """Return a badge that says in words whether to retry, or None where that is not known."""
    if code.retry is None:
        return None
    return Badge(phrase(_RETRY[code.retry], reader), f"mcerr-retry-{code.retry}")


def state_badges(code: Code, reader: Reader) -> Iterator[Badge]:
    """Yield a badge for a code that is removed, and for one that is deprecated."""
    if code.removed is not None:
        yield Badge(phrase(Word.REMOVED, reader), "mcerr-removed")
    elif code.deprecated is not None:
        yield Badge(phrase(Word.DEPRECATED, reader), "mcerr-deprecated")


def add_to_index(index: addnodes.index, entry: Entry, anchor: str, catalog: Catalog) -> None:
    """Let `index` put name and number of `entry` into the index, leading to `anchor`.

    The search finds it by more.
    """
    code = entry.code
    by_value = f"{code.value}; {entry.qualified}"
    words = [by_value] if code.name is None else [code.name, f"{code.value}; {code.name}"]
    index["entries"] += [("single", word, anchor, "", None) for word in words]
    add_search_words(index, anchor, entry, catalog)
