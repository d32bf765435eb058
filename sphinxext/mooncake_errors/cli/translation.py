"""The registry in a requested language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.catalogs.catalog import (
    load_catalog,
    no_catalog,
    project_catalogs,
    shipped_catalog,
    translated,
)
from sphinxext.mooncake_errors.registry.model import LANGUAGE_PATTERN

if TYPE_CHECKING:
    from pathlib import Path

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.registry.model import Registry


def translation(
    registry: Registry, language: str, locale_dirs: tuple[Path, ...], *, shipped_texts: bool
) -> tuple[Registry, Catalog]:
    """Return `registry` in `language`, and the catalog, whose problems the caller reports.

    An empty `language` is that of the first component. The shipped catalog translates texts only
    with `shipped_texts`, which is for the built-in registry.
    """
    own = registry.components[0].language if registry.components else "en"
    if language and not re.match(LANGUAGE_PATTERN, language):
        catalog = load_catalog(own, locale_dirs, shipped_texts=shipped_texts)
        catalog.problems.append(no_catalog(language, locale_dirs))
        return registry, catalog
    catalog = load_catalog(language or own, locale_dirs, shipped_texts=shipped_texts)
    needed = language and any(catalog.translates(each.language) for each in registry.components)
    if needed and not shipped_catalog(language) and not project_catalogs(language, locale_dirs):
        catalog.problems.append(no_catalog(language, locale_dirs))
    return translated(registry, catalog), catalog
