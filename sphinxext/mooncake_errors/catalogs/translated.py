"""A registry in another language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.model import Code, Component, Group, Registry

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.catalogs.catalog import Catalog


def translated(registry: Registry, catalog: Catalog) -> Registry:
    """Return `registry` with each text as `catalog` has it; one without translation stays."""
    return Registry(tuple(_component(component, catalog) for component in registry.components))


def _component(component: Component, catalog: Catalog) -> Component:
    foreign = catalog.translates(component.language)
    renamed = replace(component, language=catalog.language) if foreign else component
    if not catalog.messages:
        return renamed
    return replace(
        renamed,
        title=catalog(component.title),
        introduction=_optional(component.introduction, catalog),
        groups=tuple(_group(group, catalog) for group in component.groups),
    )


def _group(group: Group, catalog: Catalog) -> Group:
    codes = tuple(_code(code, catalog) for code in group.codes)
    return replace(group, title=catalog(group.title), codes=codes)


def _code(code: Code, catalog: Catalog) -> Code:
    return replace(
        code,
        description=catalog(code.description),
        details=_optional(code.details, catalog),
        causes=tuple(map(catalog, code.causes)),
        actions=tuple(map(catalog, code.actions)),
        returned_by=tuple(map(catalog, code.returned_by)),
    )


def _optional(text: str | None, catalog: Catalog) -> str | None:
    return None if text is None else catalog(text)
