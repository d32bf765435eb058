"""A registry as JSON, and the schema of that."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from inspect import getdoc
from typing import TYPE_CHECKING, Any, ClassVar, Literal

# Needed when the program runs: the schema is made from the types.
from sphinxext.mooncake_errors.registry.model import Component, Registry  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Mapping


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


def to_json(
    registry: Registry, addresses: Mapping[str, str] | None = None, indent: int | None = 2
) -> str:
    """Return `registry` as JSON, with `addresses` if given, and a line end at the end.

    With no `indent` all of it is one line.
    """
    export = Export(1, registry.components, dict(addresses or {}))
    return json.dumps(export, default=_plain, ensure_ascii=False, indent=indent) + "\n"


def _plain(item: Any) -> dict[str, Any]:
    return {key.name: getattr(item, key.name) for key in fields(item)}


def export_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of what `to_json` returns."""
    # Slow to import, and of no use to who only exports.
    from pydantic import TypeAdapter  # noqa: PLC0415

    from sphinxext.mooncake_errors.registry.validation import DIALECT, annotate  # noqa: PLC0415

    result = TypeAdapter(Export).json_schema(mode="serialization")
    definitions = {**result["$defs"], "Export": result}
    annotate(definitions)
    result["description"] = getdoc(Export)
    for definition in definitions.values():
        definition["required"] = list(definition["properties"])
    return {**DIALECT, **result, "title": "Error codes as exported"}
