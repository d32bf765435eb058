"""A validator for the model, made of its type hints.

It comes from pydantic-core alone: to import pydantic and to have it make the same one takes four
times as long.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic_core import SchemaValidator, core_schema

from sphinxext.mooncake_errors.registry.model import Component

_PLAIN = {
    str: core_schema.str_schema(),
    int: core_schema.int_schema(),
    bool: core_schema.bool_schema(),
}


@cache
def component_validator() -> SchemaValidator:
    """Return what makes a component of JSON and refuses unknown keys."""
    return SchemaValidator(_dataclass_schema(Component))


def _dataclass_schema(model: type[Any]) -> core_schema.CoreSchema:
    hints, names = get_type_hints(model), [field.name for field in fields(model)]
    arguments = [
        core_schema.dataclass_field(
            field.name, _with_default(_schema(hints[field.name]), field.default)
        )
        for field in fields(model)
    ]
    checked = core_schema.dataclass_args_schema(model.__name__, arguments, extra_behavior="forbid")
    return core_schema.dataclass_schema(model, checked, names, slots=True)


def _with_default(schema: core_schema.CoreSchema, default: Any) -> core_schema.CoreSchema:
    if default is MISSING:
        return schema
    return core_schema.with_default_schema(schema, default=default)


def _schema(hint: Any) -> core_schema.CoreSchema:
    """Return the schema for one of the types that attributes of the model have."""
    kind, parts = get_origin(hint), get_args(hint)
    if kind in (Union, UnionType):
        return core_schema.nullable_schema(_schema(parts[0]))
    if kind is Literal:
        return core_schema.literal_schema(list(parts))
    if kind is tuple:
        variadic = 0 if parts[-1] is Ellipsis else None
        items = [_schema(part) for part in parts if part is not Ellipsis]
        return core_schema.tuple_schema(items, variadic_item_index=variadic)
    return _PLAIN[hint] if hint in _PLAIN else _dataclass_schema(hint)
