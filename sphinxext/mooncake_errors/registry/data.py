"""A registry and its parts as plain data and as JSON.

The schema of the JSON is ``data/export.schema.json``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.fields import fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinxext.mooncake_errors.registry.fields import Hint
    from sphinxext.mooncake_errors.registry.model import Registry

VERSION = 2
"""The version of the exported format."""

GENERATOR = "sphinxext-mooncake-errors"
"""The mark of files that this package generates."""


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
    if not hasattr(item, "__dataclass_fields__"):
        return item
    fields = fields_of(item.__class__)
    values = _all_values(item)
    return {key: to_values(value) for key, value in values.items() if value != fields[key].default}


def from_values(model: Any, data: dict[str, Any]) -> Any:
    """Return an instance of the class `model` with the values `data`, as `to_values` made them."""
    fields = fields_of(model)
    return model(**{fields[key].name: _value(fields[key].hint, data[key]) for key in data})


def _value(hint: Hint, item: Any) -> Any:
    if item is None:
        return None
    if hint.kind == "part":
        return from_values(hint.part, item)
    if hint.item:
        inner = hint.item
        return tuple(_value(inner, each) for each in item)
    return item
