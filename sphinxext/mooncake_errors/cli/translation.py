"""The registry in a requested language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.catalogs.catalog import (
    load_catalog,
    no_catalog,
    project_catalogs,
    shipped_catalog,
    translated,
)
from sphinxext.mooncake_errors.registry.builtin import has_builtin

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.registry.model import Registry
    from sphinxext.mooncake_errors.registry.project import Project


def translation(
    registry: Registry, project: Project, language: str | None
) -> tuple[Registry, Catalog]:
    """Return `registry` in `language`, and the catalog, whose problems the caller reports.

    Without `language` it is that of the first component. The shipped catalog translates texts only
    if one of the registry files of `project` is built in.
    """
    folders = project.locale_dirs
    shown = language or registry.components[0].language
    catalog = load_catalog(shown, folders, shipped_texts=has_builtin(project.registry))
    needed = language and any(catalog.translates(each.language) for each in registry.components)
    if needed and not shipped_catalog(shown) and not project_catalogs(shown, folders):
        catalog.problems.append(no_catalog(shown, folders))
    return translated(registry, catalog), catalog
