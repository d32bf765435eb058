"""The registry in the language of one build, and digests of what pages show of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.registry.texts import texts
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup
    from sphinxext.mooncake_errors.registry.model import Component, Registry
    from sphinxext.mooncake_errors.registry.selection import Section


class Edition:
    """A registry and the catalog of the language in which it is shown."""

    def __init__(self, lookup: Lookup, catalog: Catalog) -> None:
        """Take the codes of `lookup`, to be shown in the language of `catalog`."""
        self.lookup, self.catalog = lookup, catalog
        self._digests: dict[str, str] = {}

    @property
    def registry(self) -> Registry:
        """The registry itself."""
        return self.lookup.registry

    def hint(self, entry: Entry) -> str:
        """Return a plain line about a code, for readers who point at a link to it."""
        return f"{title(entry)}: {plain(self.catalog(entry.code.description))}"

    def digest(self, sections: list[Section], faults: list[str]) -> str:
        """Return a digest of all that tables and descriptions of `sections` show."""
        shown: list[Any] = [self._words, faults]
        for section in sections:
            order = [(e.qualified, self._code(e)) for e in section.entries]
            shown += [self._frame(section.component), section.columns, section.grouped, order]
        return _hash(shown)

    @cached_property
    def _words(self) -> list[str]:
        return [self.catalog(word.value) for word in Word]

    def _frame(self, component: Component) -> str:
        """Return a digest of a component without its codes."""
        key = component.component
        if key not in self._digests:
            bare = tuple(replace(group, codes=()) for group in component.groups)
            self._digests[key] = self._all(replace(component, groups=bare))
        return self._digests[key]

    def _code(self, entry: Entry) -> str:
        """Return a digest of a code, with what its description says of its group and of others."""
        key = entry.qualified
        if key not in self._digests:
            related = [*entry.code.see_also, *filter(None, [entry.code.replaced_by])]
            others = [
                *((o.qualified, self._frame(o.component)) for o in self.lookup.same_number(entry)),
                *([other.qualified for other in self.lookup.find(text)] for text in related),
            ]
            group = replace(entry.group, codes=())
            self._digests[key] = _hash([self._all(entry.code), self._all(group), others])
        return self._digests[key]

    def _all(self, part: Any) -> str:
        """Return a digest of all values of a part of the registry, and of their translations."""
        return _hash([part, [self.catalog.get(text) for _, text in texts(part)]])

    def untranslated(self) -> list[str]:
        """Return for each component the number of its texts without a translation, if any."""
        found = {
            c.component: (c.language, dict.fromkeys(t for _, t in texts(c)))
            for c in self.registry.components
        }
        found["the extension's own words"] = ("en", dict.fromkeys(word.value for word in Word))
        counts = []
        for name, (language, known) in found.items():
            missing = sum(self.catalog.get(text) is None for text in known)
            if missing and self.catalog.translates(language):
                counts.append(f"{missing} of {len(known)} of {name}")
        return counts


def title(entry: Entry) -> str:
    """Return name and number, e.g. ``OBJECT_NOT_FOUND (-704)``, or only a nameless number."""
    code = entry.code
    return code.label if code.name is None else f"{code.name} ({code.value})"


def _hash(value: Any) -> str:
    return blake2b(repr(value).encode(), digest_size=16).hexdigest()
