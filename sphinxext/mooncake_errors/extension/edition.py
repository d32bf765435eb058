"""The registry in the language of one build, with its headers, and digests to find outdated pages.

Digests are taken from all fields of the model's classes, so that a new field needs no change here.
"""

from dataclasses import replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ConfigError

from sphinxext.mooncake_errors.catalogs.catalog import Catalog, load_catalog
from sphinxext.mooncake_errors.extension.drift import load_lines
from sphinxext.mooncake_errors.extension.settings import registry_paths
from sphinxext.mooncake_errors.registry.builtin import has_builtin
from sphinxext.mooncake_errors.registry.facts import badges_of
from sphinxext.mooncake_errors.registry.fields import texts
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup
from sphinxext.mooncake_errors.registry.model import Component
from sphinxext.mooncake_errors.registry.problems import RegistryError
from sphinxext.mooncake_errors.registry.selection import Section
from sphinxext.mooncake_errors.registry.text import plain
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

        References in texts are left out: a page is written again when one leads elsewhere.
        """
        shown: list[Any] = [self._words, faults]
        for section in sections:
            codes = [self._code(entry.qualified) for entry in section.entries]
            frame = self._frame(section.component)
            shown += [frame, section.columns, section.grouped, section.whole, codes]
        return _digest(shown)

    def _code_digest(self, qualified: str) -> str:
        entry = self.lookup.entries[qualified]
        code, line = entry.code, self.lines.get(qualified)
        others = self.lookup.same_number(entry)
        same = [(each.qualified, self._frame(each.component)) for each in others]
        named = [*code.see_also, *([code.replaced_by] if code.replaced_by else [])]
        meant = [each.qualified for name in named for each in self.lookup.find(name)]
        group = self._shown(replace(entry.group, codes=()))
        return _digest([qualified, line, self._shown(code), group, same, meant])

    def _frame(self, component: Component) -> list[Any]:
        return self._shown(replace(component, groups=()))

    def _shown(self, part: Any) -> list[Any]:
        """Return `part` and the translation of each of its texts."""
        return [part, *[self.catalog.get(text) for _, text in texts(part)]]

    def untranslated(self) -> list[str]:
        """Return a phrase for each component with untranslated texts, e.g. ``2 of 9 of store``."""
        found = {
            c.component: (c.language, {text for _, text in texts(c)})
            for c in self.lookup.registry.components
        }
        found["the extension's own words"] = ("en", {*Word})
        counts = []
        for name, (language, known) in found.items():
            missing = sum(self.catalog.get(text) is None for text in known)
            if missing and self.catalog.translates(language):
                counts.append(f"{missing} of {len(known)} of {name}")
        return counts


def load_edition(app: Sphinx) -> Edition:
    """Return the registry, the catalog and the headers that the settings ask for.

    Raises ConfigError if the registry or a setting cannot be used.
    """
    config, paths = app.config, registry_paths(app)
    try:
        registry = load_registry(paths)
    except RegistryError as error:
        raise ConfigError(f"mooncake_errors_registry:\n{error}") from None
    locale_dirs = [Path(app.srcdir, folder) for folder in config.locale_dirs]
    fuzzy = config.gettext_allow_fuzzy_translations
    catalog = load_catalog(
        config.language, locale_dirs, fuzzy=fuzzy, shipped_texts=has_builtin(paths)
    )
    return Edition(Lookup(registry), catalog, load_lines(app, registry))


def _digest(values: list[Any]) -> str:
    return blake2b(repr(values).encode(), digest_size=16).hexdigest()
