"""Entries of the general index for a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.extension.search import add_search_words

if TYPE_CHECKING:
    from sphinx import addnodes

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.registry.lookup import Entry


def add_to_index(index: addnodes.index, entry: Entry, anchor: str, catalog: Catalog) -> None:
    """Let `index` put the name and the number of a code into the index, leading to `anchor`."""
    code = entry.code
    by_value = f"{code.value}; {entry.qualified}"
    words = [by_value] if code.name is None else [code.name, f"{code.value}; {code.name}"]
    index["entries"] += [("single", word, anchor, "", None) for word in words]
    add_search_words(index, anchor, entry, catalog)
