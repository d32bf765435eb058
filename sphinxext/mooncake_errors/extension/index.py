"""Entries of codes in the general index."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx import addnodes

    from sphinxext.mooncake_errors.registry.lookup import Entry


def add_to_index(index: addnodes.index, entry: Entry, anchor: str) -> None:
    """Add the name and the number of a code to `index`, with links to `anchor`."""
    code = entry.code
    by_value = f"{code.value}; {entry.qualified}"
    words = [by_value] if code.name is None else [code.name, f"{code.value}; {code.name}"]
    index["entries"] += [("single", word, anchor, "", None) for word in words]
