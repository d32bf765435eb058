"""Digests of everything that a page shows of a registry, to find outdated pages in a build.

They are taken from all fields of the model's classes, so that a new field needs no change here.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.fields import texts
from sphinxext.mooncake_errors.registry.text import references
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup


class Digests:
    """Digests of the parts of one registry in one language, each made when it is first used."""

    def __init__(self, lookup: Lookup, catalog: Catalog) -> None:
        """Take digests of the codes of `lookup` and of their translations in `catalog`."""
        self._lookup = lookup
        self._catalog = catalog
        self._components = {c.component: c for c in lookup.registry.components}
        self.code = cache(self._code)
        """Returns the digest of a code by its qualified name; empty for an unknown one."""
        self.frame = cache(self._frame)
        """Returns the digest of a component without its groups, by its id; empty if unknown."""

    @cached_property
    def words(self) -> str:
        """The digest of the language and of the extension's own words in it."""
        return _digest(self._catalog.language, [self._catalog.get(word) for word in Word])

    def _code(self, qualified: str) -> str:
        entry = self._lookup.entries.get(qualified)
        if entry is None:
            return ""
        group = replace(entry.group, codes=())
        others = [self._other(other) for other in self._lookup.same_number(entry)]
        return _digest(self._shown(entry.code), self._shown(group), others, self._related(entry))

    def _frame(self, component_id: str) -> str:
        component = self._components.get(component_id)
        if component is None:
            return ""
        return _digest(self._shown(replace(component, groups=())))

    def _shown(self, part: Any) -> list[Any]:
        """Return `part` and the translation of each of its texts."""
        return [part, *[self._catalog.get(text) for _, text in texts(part)]]

    def _other(self, entry: Entry) -> list[Any]:
        """Return everything that a page shows of a code with the same number."""
        title, language = entry.component.title, entry.component.language
        return [entry.qualified, entry.code.value, title, self._catalog.get(title), language]

    def _related(self, entry: Entry) -> list[list[str]]:
        """Return the qualified names of the codes that each reference in `entry` means."""
        code = entry.code
        found = [*code.see_also, *([code.replaced_by] if code.replaced_by else [])]
        for _, text in texts(code):
            for shown in (text, self._catalog(text)):
                found += references(shown)
        return [[other.qualified for other in self._lookup.find(each)] for each in found]


def _digest(*values: Any) -> str:
    return blake2b(repr(values).encode(), digest_size=16).hexdigest()
