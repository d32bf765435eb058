"""The JSON Schema of the registry as it is exported: what programs may rely on."""

from __future__ import annotations

from dataclasses import dataclass, field
from inspect import getdoc
from typing import Any, ClassVar, Literal

from pydantic import TypeAdapter

# Needed when the program runs: the schema is made from the types.
from sphinxext.mooncake_errors.registry.model import Component  # noqa: TC001
from sphinxext.mooncake_errors.registry.validation import DIALECT, annotate, documented


@dataclass(frozen=True, slots=True)
class Export:
    """All codes of a project; every key is always there."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "extra": "forbid",
        "use_attribute_docstrings": True,
    }

    version: Literal[1]
    """The version of this format; a new one may change the meaning of a key."""
    components: tuple[Component, ...]
    """The components in the order of the registry. In their texts ``x`` is a literal and
    :mcerr:`x` a reference to a code."""
    addresses: dict[str, str] = field(default_factory=dict)
    """Where a site shows codes: addresses from the root of the site, by names such as
    store.OBJECT_NOT_FOUND. Codes that it does not list are left out; empty without a site."""


def export_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of what `to_json` returns."""
    with documented():
        result = TypeAdapter(Export).json_schema(mode="serialization")
    definitions = {**result["$defs"], "Export": result}
    annotate(definitions)
    result["description"] = getdoc(Export)
    for definition in definitions.values():
        definition["required"] = list(definition["properties"])
    return {**DIALECT, **result, "title": "Error codes as exported"}
