"""A registry and its parts as plain data and as JSON.

This module does not import PyYAML, so that the command line starts fast with COMPILED.
"""

import json
from collections.abc import Mapping
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

from sphinxext.mooncake_errors.registry.builtin import DATA
from sphinxext.mooncake_errors.registry.fields import Hint, fields_of
from sphinxext.mooncake_errors.registry.model import Component, Registry

VERSION = 2
"""The version of the exported format, whose schema is ``data/export.schema.json``."""

GENERATOR = "sphinxext-mooncake-errors"
"""The mark of files that this package generates."""

COMPILED = DATA / "codes.json"
"""The built-in registry as JSON; written when a wheel is built, absent in a checkout."""


def to_json(
    registry: Registry, addresses: Mapping[str, str] | None = None, indent: int | None = 2
) -> str:
    """Return `registry` as JSON, ending in a line feed; in one line if `indent` is None.

    `addresses` has the address of each code on a site, by qualified name.
    """
    export = {
        "generator": GENERATOR,
        "version": VERSION,
        "components": registry.components,
        "addresses": dict(addresses or {}),
    }
    return json.dumps(export, default=_all_values, ensure_ascii=False, indent=indent) + "\n"


def _all_values(part: Any) -> dict[str, Any]:
    fields = fields_of(part.__class__)
    return {key: getattr(part, field.name) for key, field in fields.items()}


def to_values(item: Any) -> Any:
    """Return a part of the model as plain data by the keys of a registry file, without defaults.

    `item` may also be a value in such a part: a tuple, a text, a number or None.
    """
    if isinstance(item, tuple):
        return [to_values(value) for value in item]
    if not is_dataclass(item):
        return item
    fields = fields_of(item.__class__)
    values = _all_values(item)
    return {key: to_values(value) for key, value in values.items() if value != fields[key].default}


def compiled(registry: Registry) -> str:
    """Return `registry` as JSON for `read_compiled`."""
    return json.dumps(to_values(registry.components))


def read_compiled(path: Path = COMPILED) -> Registry | None:
    """Return the registry in the compiled file `path`, None if it is absent or broken."""
    try:
        components = json.loads(path.read_bytes())
        return Registry(tuple(from_values(Component, each) for each in components))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def from_values(model: Any, data: dict[str, Any]) -> Any:
    """Return an instance of the class `model` with the values `data`, as `to_values` made them."""
    fields = fields_of(model)
    return model(**{fields[key].name: _value(fields[key].hint, data[key]) for key in data})


def _value(hint: Hint, item: Any) -> Any:
    if item is None:
        return None
    if hint.part:
        return from_values(hint.part, item)
    return tuple(_value(hint.item, each) for each in item) if hint.item else item
