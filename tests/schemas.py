"""The JSON Schemas that ship, made of the model: ``python tests/schemas.py`` writes them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from inspect import getdoc
from typing import Any, Literal

from pydantic import TypeAdapter

from sphinxext.mooncake_errors.registry.builtin import DATA
from sphinxext.mooncake_errors.registry.model import (
    ID_PATTERN,
    LONGEST_ID,
    LONGEST_NAME,
    NAME_PATTERN,
    Code,
    Component,
    Group,
    Source,
)

DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
REGISTRY, EXPORT = DATA / "registry.schema.json", DATA / "export.schema.json"


@dataclass(frozen=True, slots=True)
class Export:
    """All codes of a project; every key is always there."""

    generator: Literal["sphinxext-mooncake-errors"]
    """The program that made the file."""
    version: Literal[1]
    """The version of this format; a new one may change the meaning of a key."""
    components: tuple[Component, ...]
    """The components in the order of the registry. In their texts ``x`` is a literal and
    :mcerr:`x` a reference to a code."""
    addresses: dict[str, str] = field(default_factory=dict)
    """Where a site shows codes: addresses from the root of the site, by names such as
    store.OBJECT_NOT_FOUND. Codes that it does not list are left out; empty without a site."""


CONFIGURED = {"extra": "forbid", "use_attribute_docstrings": True}
for model in (Source, Code, Group, Component, Export):
    model.__pydantic_config__ = CONFIGURED


def registry_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a registry file, for editors."""
    result = TypeAdapter(Component).json_schema()
    annotate({**result["$defs"], "Component": result})
    return {**DIALECT, **result, "title": "Registry of error codes: one component"}


def export_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the registry as it is exported."""
    result = TypeAdapter(Export).json_schema(mode="serialization")
    definitions = {**result["$defs"], "Export": result}
    annotate(definitions)
    result["description"] = getdoc(Export)
    for definition in definitions.values():
        definition["required"] = list(definition["properties"])
    return {**DIALECT, **result, "title": "Error codes as exported"}


def annotate(definitions: dict[str, Any]) -> None:
    """Add what pydantic does not know to `definitions`, the schemas of the model by class."""
    text = definitions["Code"]["properties"]["name"]["anyOf"][0]
    text.update(pattern=NAME_PATTERN, maxLength=LONGEST_NAME)
    for name, key in (("Group", "id"), ("Component", "component")):
        definitions[name]["properties"][key].update(pattern=ID_PATTERN, maxLength=LONGEST_ID)
    # Not every version of pydantic takes the docstrings of classes.
    for model in (Component, Source, Group, Code):
        definitions[model.__name__]["description"] = getdoc(model)


if __name__ == "__main__":
    for path, schema in ((REGISTRY, registry_schema()), (EXPORT, export_schema())):
        path.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
