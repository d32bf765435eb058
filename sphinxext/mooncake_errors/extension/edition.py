"""The registry in the language of one build, and digests to find outdated pages."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.catalogs.digests import Digests
from sphinxext.mooncake_errors.registry.fields import texts
from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.registry.words import RETRY, Word

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.extension.drift import Headers
    from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup
    from sphinxext.mooncake_errors.registry.selection import Section


class Edition:
    """A registry with the catalog of a language and the results for its headers."""

    def __init__(self, lookup: Lookup, catalog: Catalog, headers: Headers) -> None:
        """Combine the codes of `lookup` with the language of `catalog` and with `headers`."""
        self.lookup, self.catalog, self.headers = lookup, catalog, headers
        self._digests = Digests(lookup, catalog)

    def hint(self, entry: Entry) -> str:
        """Return the tooltip of links to a code: title, description and retry advice."""
        hint = f"{entry.title}: {plain(self.catalog(entry.code.description))}"
        retry = entry.code.retry
        return f"{hint} · {self.catalog(RETRY[retry])}" if retry else hint

    def digest(self, sections: list[Section], faults: list[str]) -> str:
        """Return a digest of everything in the tables and descriptions of `sections`."""
        shown: list[Any] = [self._digests.words, faults]
        for section in sections:
            component = section.component.component
            codes = [(e.qualified, self._digests.code(e.qualified)) for e in section.entries]
            frame = (self._digests.frame(component), self.headers.digests.get(component))
            shown += [frame, section.columns, section.grouped, section.whole, codes]
        return blake2b(repr(shown).encode(), digest_size=16).hexdigest()

    def untranslated(self) -> list[str]:
        """Return a phrase for each component with untranslated texts, e.g. ``2 of 9 of store``."""
        found = {
            c.component: (c.language, dict.fromkeys(t for _, t in texts(c)))
            for c in self.lookup.registry.components
        }
        found["the extension's own words"] = ("en", dict.fromkeys(Word))
        counts = []
        for name, (language, known) in found.items():
            missing = sum(self.catalog.get(text) is None for text in known)
            if missing and self.catalog.translates(language):
                counts.append(f"{missing} of {len(known)} of {name}")
        return counts
