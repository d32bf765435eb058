"""The registry in the language of one build, and digests to find outdated pages.

Digests are taken from all fields of the model's classes, so that a new field needs no change here.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.fields import texts
from sphinxext.mooncake_errors.registry.text import plain, references
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
        self._code = cache(self._code_digest)  # many pages show the same codes

    def hint(self, entry: Entry) -> str:
        """Return the tooltip of links to a code: title, description and retry advice."""
        hint = f"{entry.title}: {plain(self.catalog(entry.code.description))}"
        retry = entry.code.retry
        return f"{hint} · {self.catalog(RETRY[retry])}" if retry else hint

    def digest(self, sections: list[Section], faults: list[str]) -> str:
        """Return a digest of everything in the tables and descriptions of `sections`."""
        shown: list[Any] = [self._words, faults]
        for section in sections:
            codes = [self._code(entry.qualified) for entry in section.entries]
            frame = self._shown(replace(section.component, groups=()))
            shown += [frame, section.columns, section.grouped, section.whole, codes]
        return _digest(shown)

    @cached_property
    def _words(self) -> list[str | None]:
        """The language and the extension's own words in it."""
        return [self.catalog.language, *map(self.catalog.get, Word)]

    def _code_digest(self, qualified: str) -> str:
        entry = self.lookup.entries[qualified]
        group = replace(entry.group, codes=())
        others = [self._other(other) for other in self.lookup.same_number(entry)]
        parts = [self._shown(entry.code), self._shown(group), others, self._related(entry)]
        return _digest([qualified, self.headers.lines.get(qualified), *parts])

    def _shown(self, part: Any) -> list[Any]:
        """Return `part` and the translation of each of its texts."""
        return [part, *[self.catalog.get(text) for _, text in texts(part)]]

    def _other(self, entry: Entry) -> list[Any]:
        """Return everything that a page shows of a code with the same number."""
        title, language = entry.component.title, entry.component.language
        return [entry.qualified, entry.code.value, title, self.catalog.get(title), language]

    def _related(self, entry: Entry) -> list[list[str]]:
        """Return the qualified names of the codes that each reference in `entry` means."""
        code = entry.code
        found = [*code.see_also, *([code.replaced_by] if code.replaced_by else [])]
        for _, text in texts(code):
            for shown in (text, self.catalog(text)):
                found += references(shown)
        return [[other.qualified for other in self.lookup.find(each)] for each in found]

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


def _digest(values: list[Any]) -> str:
    return blake2b(repr(values).encode(), digest_size=16).hexdigest()
