"""The registry in the language of one build, with its headers, and digests to find outdated pages.

Digests are taken from all fields of the model's classes, so that a new field needs no change here.
"""

from dataclasses import replace
from functools import cache
from hashlib import blake2b
from typing import Any

from sphinxext.mooncake_errors.catalogs.catalog import Catalog
from sphinxext.mooncake_errors.registry.facts import badges_of
from sphinxext.mooncake_errors.registry.fields import texts
from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup
from sphinxext.mooncake_errors.registry.selection import Section
from sphinxext.mooncake_errors.registry.text import plain, references
from sphinxext.mooncake_errors.registry.words import Word


class Edition:
    """A registry with the catalog of a language and the lines of its codes in headers."""

    def __init__(self, lookup: Lookup, catalog: Catalog, lines: dict[str, int]) -> None:
        """Combine the codes of `lookup` with the language of `catalog` and with their `lines`."""
        self.lookup, self.catalog, self.lines = lookup, catalog, lines
        self._code = cache(self._code_digest)  # many pages show the same codes
        self._words = _digest([catalog.language, *map(catalog.get, Word)])

    def plain(self, text: str) -> str:
        """Return the translation of `text` without its markup."""
        return plain(self.catalog(text))

    def hint(self, entry: Entry) -> str:
        """Return the tooltip of links to a code: title, description, state and retry advice."""
        hint = f"{entry.title}: {self.plain(entry.code.description)}"
        return " · ".join([hint, *map(self.catalog, badges_of(entry.code))])

    def digest(self, sections: list[Section], faults: list[str]) -> str:
        """Return a digest of everything in the tables and descriptions of `sections`.

        Other codes that these show are left out: a page is written again when a link changes.
        """
        shown: list[Any] = [self._words, faults]
        for section in sections:
            codes = [self._code(entry.qualified) for entry in section.entries]
            frame = self._shown(section.component, groups=())
            shown += [frame, section.columns, section.grouped, section.whole, codes]
        return _digest(shown)

    def _code_digest(self, qualified: str) -> str:
        entry, line = self.lookup.entries[qualified], self.lines.get(qualified)
        group = self._shown(entry.group, codes=())
        return _digest([qualified, line, self._shown(entry.code), group])

    def links(self, entry: Entry) -> list[str]:
        """Return the targets of all references to codes in the description of a code."""
        code = entry.code
        shown = [entry.component.title, entry.group.title, *(text for _, text in texts(code))]
        inside = [target for text in shown for target in references(self.catalog(text))]
        others = filter(None, (*code.see_also, code.replaced_by))
        return [*inside, *others, *(each.qualified for each in self.lookup.same_number(entry))]

    def _shown(self, part: Any, **values: Any) -> list[Any]:
        """Return `part`, with other `values`, and the translation of each of its texts."""
        part = replace(part, **values)
        return [part, *[self.catalog.get(text) for _, text in texts(part)]]

    def untranslated(self) -> list[str]:
        """Return a phrase for each component with untranslated texts, e.g. ``2 of 9 of store``."""
        components = self.lookup.registry.components
        known = [(c.component, c.language, {text for _, text in texts(c)}) for c in components]
        counts = []
        for name, language, part in [*known, ("the extension's own words", "en", {*Word})]:
            missing = sum(self.catalog.get(text) is None for text in part)
            if missing and self.catalog.translates(language):
                counts.append(f"{missing} of {len(part)} of {name}")
        return counts


def _digest(values: list[Any]) -> str:
    return blake2b(repr(values).encode(), digest_size=16).hexdigest()
