"""A registry in another language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.model import Registry
from sphinxext.mooncake_errors.registry.texts import with_texts

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.registry.model import Component


def translated(registry: Registry, catalog: Catalog) -> Registry:
    """Return `registry` with each text as `catalog` has it; one without translation stays."""
    return Registry(tuple(_component(component, catalog) for component in registry.components))


def _component(component: Component, catalog: Catalog) -> Component:
    if catalog.translates(component.language):
        component = replace(component, language=catalog.language)
    return with_texts(component, catalog) if catalog.messages else component
