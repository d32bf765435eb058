"""A registry in another language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.model import Component, Registry
from sphinxext.mooncake_errors.registry.rules import texts
from sphinxext.mooncake_errors.registry.validation import from_data, to_data

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.registry.catalog import Catalog


def translated(registry: Registry, catalog: Catalog) -> Registry:
    """Return `registry` with each text as `catalog` has it; one without translation stays."""
    return Registry(tuple(_component(component, catalog) for component in registry.components))


def _component(component: Component, catalog: Catalog) -> Component:
    data = to_data(component)
    for location, text in texts(component):
        _put(data, location, catalog(text))
    if catalog.translates(component.language):
        data["language"] = catalog.language
    return from_data(data)


def _put(data: Any, location: tuple[str | int, ...], value: str) -> None:
    *parents, last = location
    for step in parents:
        data = data[step]
    data[last] = value
