"""The JSON Schemas that ship, made of the model: ``python tests/schemas.py`` writes them."""

from __future__ import annotations

import ast
import inspect
import json
import re
from inspect import getdoc
from typing import Any

from sphinxext.mooncake_errors.registry import model as model_module
from sphinxext.mooncake_errors.registry.builtin import DATA
from sphinxext.mooncake_errors.registry.data import GENERATOR, VERSION, to_values
from sphinxext.mooncake_errors.registry.fields import Hint, fields_of
from sphinxext.mooncake_errors.registry.model import SHORTHAND, Component

DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
REGISTRY, EXPORT = DATA / "registry.schema.json", DATA / "export.schema.json"
TYPES = {"str": "string", "int": "integer", "bool": "boolean"}
EXPORTED = {
    "generator": "The program that made the file.",
    "version": "The version of this format; a new one may change the meaning of a key.",
    "components": "The components in the order of the registry. In their texts ``x`` is a literal "
    "and :mcerr:`x` a reference to a code.",
    "addresses": "Where a site shows codes: addresses from the root of the site, by names such as "
    "store.OBJECT_NOT_FOUND. Codes that it does not list are left out; empty without a site.",
}


def descriptions() -> dict[str, dict[str, str]]:
    """Return the docstring of each attribute of the model, by class and attribute."""
    tree = ast.parse(inspect.getsource(model_module))
    found: dict[str, dict[str, str]] = {}
    for part in (each for each in tree.body if isinstance(each, ast.ClassDef)):
        texts = found[part.name] = {}
        for name, text in zip(part.body, part.body[1:], strict=False):
            if isinstance(name, ast.AnnAssign) and isinstance(text, ast.Expr):
                texts[name.target.id] = inspect.cleandoc(text.value.value)
    return found


class Schemas:
    """Makes the schema of the model as it is written in a file, or as it is exported."""

    def __init__(self, *, exported: bool) -> None:
        """Exports have every key, and no short forms."""
        self.exported = exported
        self.descriptions = descriptions()
        self.definitions: dict[str, Any] = {}

    def part(self, part: type) -> dict[str, Any]:
        """Return the schema of a class of the model."""
        keys = {}
        for each in fields_of(part).values():
            text = self.descriptions[part.__name__][each.name]
            keys[each.key] = {**self.value(each.hint), "description": text}
            if not each.required and not self.exported:
                keys[each.key]["default"] = to_values(each.default)
        required = [each.key for each in fields_of(part).values() if each.required or self.exported]
        return {
            "type": "object",
            "description": getdoc(part),
            "properties": keys,
            "required": required,
            "additionalProperties": False,
        }

    def value(self, hint: Hint) -> dict[str, Any]:
        """Return the schema of a value."""
        forms = [self.form(hint)]
        if not self.exported:
            forms += [self.value(hint.item)] if hint.single else []
            forms += [self.text(hint)] if hint.part in SHORTHAND else []
        forms += [{"type": "null"}] if hint.optional else []
        return forms[0] if len(forms) == 1 else {"anyOf": forms}

    def form(self, hint: Hint) -> dict[str, Any]:
        """Return the schema of a value that is there, in its full form."""
        if hint.kind == "part":
            name = hint.part.__name__
            if name not in self.definitions:
                self.definitions[name] = {}
                self.definitions[name] = self.part(hint.part)
            return {"$ref": f"#/$defs/{name}"}
        if hint.kind == "choice":
            return {"enum": list(hint.choices)}
        if hint.kind == "list":
            return {"type": "array", "items": self.value(hint.item)}
        if hint.kind == "pair":
            items = [self.value(hint.item)] * 2
            return {"type": "array", "prefixItems": items, "minItems": 2, "maxItems": 2}
        return self.text(hint) if hint.kind == "str" else {"type": TYPES[hint.kind]}

    def text(self, hint: Hint) -> dict[str, Any]:
        """Return the schema of a string."""
        result: dict[str, Any] = {"type": "string", "minLength": 1}
        if hint.form.pattern:
            result["pattern"] = re.sub(r"\\Z$", "$", hint.form.pattern)
        if hint.form.longest:
            result["maxLength"] = hint.form.longest
        return result


def registry_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a registry file, for editors."""
    schemas = Schemas(exported=False)
    result = schemas.part(Component)
    title = "Registry of error codes: one component"
    return {**DIALECT, "title": title, **result, "$defs": schemas.definitions}


def export_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the registry as it is exported."""
    schemas = Schemas(exported=True)
    values = {
        "generator": {"const": GENERATOR},
        "version": {"const": VERSION},
        "components": schemas.value(Hint("list", item=Hint("part", part=Component))),
        "addresses": {"type": "object", "additionalProperties": {"type": "string"}},
    }
    properties = {key: {**values[key], "description": text} for key, text in EXPORTED.items()}
    return {
        **DIALECT,
        "title": "Error codes as exported",
        "type": "object",
        "description": "All codes of a project; every key is always there.",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "$defs": schemas.definitions,
    }


if __name__ == "__main__":
    for path, schema in ((REGISTRY, registry_schema()), (EXPORT, export_schema())):
        path.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
