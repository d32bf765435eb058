"""What one build publishes: a registry in one language."""

from __future__ import annotations

import os
import re
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.errors import ConfigError

from sphinxext.mooncake_errors.catalogs.catalog import load_catalog
from sphinxext.mooncake_errors.registry.builtin import BUILTIN, has_builtin
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.problems import RegistryError
from sphinxext.mooncake_errors.registry.selection import Request, select
from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.registry.texts import texts
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from sphinx.config import Config

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.registry.lookup import Entry
    from sphinxext.mooncake_errors.registry.model import Registry


_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f]+", re.IGNORECASE)
"""No other scheme, such as javascript:, becomes a link, and nothing that browsers strip."""


class Edition(NamedTuple):
    """The codes and the language in which they are shown."""

    lookup: Lookup
    catalog: Catalog

    @property
    def registry(self) -> Registry:
        """The registry itself."""
        return self.lookup.registry

    def hint(self, entry: Entry) -> str:
        """Return a plain line about `entry` for readers who point at a link to it."""
        return f"{title(entry)}: {plain(self.catalog(entry.code.description))}"

    def digest(self, request: Request) -> str:
        """Return a digest of all that a table for `request` shows, faults included."""
        sections, faults = select(self.lookup, request)
        shown: list[Any] = [faults, [self.catalog(word) for word in Word]]
        for section in sections:
            component = section.component
            shown += [
                component.component,
                component.language,
                section.columns,
                section.grouped,
                section.whole,
            ]
            shown += [self._shown(component.title), self._shown(component.introduction or "")]
            for entry in section.entries:
                shown += entry.scoped_names
                shown += [entry.code.name, entry.code.value, self._shown(entry.group.title)]
                shown += [self._shown(entry.code.description), entry.code.retry]
                if request.details:
                    shown += self._shown_details(entry)
        return blake2b(repr(shown).encode(), digest_size=16).hexdigest()

    def _shown_details(self, entry: Entry) -> list[Any]:
        """Return all that an entry shows beyond its row, but mentions, which have their own way."""
        code, source = entry.code, entry.component.source
        texts_ = [text for _, text in texts(code)]
        history = [code.raised, code.since, code.deprecated, code.removed]
        related = [*code.see_also, "", *([code.replaced_by] if code.replaced_by else [])]
        others = [
            (other.qualified, self._shown(other.component.title))
            for other in self.lookup.same_number(entry)
        ]
        related_names = [[e.qualified for e in self.lookup.find(text)] for text in related]
        header = source and source.header
        shown = [self._shown(text) for text in texts_]
        return [shown, repr(code), history, related_names, others, header]

    def untranslated(self) -> list[str]:
        """Return for each component how many of its texts have no translation, if any."""
        found = {
            c.component: (c.language, dict.fromkeys(t for _, t in texts(c)))
            for c in self.registry.components
        }
        found["the extension's own words"] = ("en", dict.fromkeys(word for word in Word))
        counts = []
        for name, (language, known) in found.items():
            missing = sum(self.catalog.get(text) is None for text in known)
            if missing and self.catalog.translates(language):
                counts.append(f"{missing} of {len(known)} of {name}")
        return counts

    def _shown(self, text: str) -> tuple[str, bool]:
        translation = self.catalog.get(text)
        return translation or text, translation is not None


def title(entry: Entry) -> str:
    """Return name and number, e.g. ``OBJECT_NOT_FOUND (-704)``, or only a nameless number."""
    code = entry.code
    return code.label if code.name is None else f"{code.name} ({code.value})"


def load_edition(config: Config, confdir: Path, srcdir: Path) -> Edition:
    """Return what `config` asks for; raise ConfigError where the registry cannot be used."""
    paths = registry_paths(config.mooncake_errors_registry, confdir)
    try:
        registry = load_registry(paths)
    except RegistryError as error:
        raise ConfigError(f"mooncake_errors_registry:\n{error}") from None
    locale_dirs = [srcdir / folder for folder in config.locale_dirs]
    fuzzy = config.gettext_allow_fuzzy_translations
    catalog = load_catalog(
        config.language, locale_dirs, fuzzy=fuzzy, shipped_texts=has_builtin(paths)
    )
    return Edition(Lookup(registry), catalog)


def check_source_url(value: Any) -> None:
    """Raise ConfigError where `value` is neither empty nor an address with a place for a path."""
    if value and not isinstance(value, str):
        raise ConfigError(f"mooncake_errors_source_url: must be an address, not {value!r}")
    if value and "{path}" not in value:
        message = f"mooncake_errors_source_url: no {{path}} in {value!r}"
        raise ConfigError(message)
    if value and not _WEB_ADDRESS.fullmatch(value):
        message = f"mooncake_errors_source_url: must begin with https:// or http://, not {value!r}"
        raise ConfigError(message)


def registry_paths(value: str | list[str] | tuple[str, ...], confdir: Path) -> tuple[Path, ...]:
    """Return the files that the configuration value names, relative to `confdir`.

    Empty means the registry that ships. Raises ConfigError for what is no path to a file.
    """
    if value is None or value in ("", [], ()):
        return BUILTIN
    names = value if isinstance(value, (list, tuple)) else [value]
    for name in names:
        if not isinstance(name, (str, Path)):
            message = f"mooncake_errors_registry: must be a path or a list of paths, not {name!r}"
            raise ConfigError(message)
        if not os.path.isfile(confdir / name):  # noqa: PTH113 - of any name, however long
            message = f"mooncake_errors_registry: no file {str(name)!r} in {confdir}"
            raise ConfigError(message)
    return tuple(confdir / name for name in names)
