"""Parts of the model as plain data, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.hints import attributes, by_key

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.registry.hints import Hint


def all_values(item: Any) -> Any:
    """Return a part of the model as a mapping of all its keys; anything else as it is."""
    if not hasattr(item, "__dataclass_fields__"):
        return item
    model: Any = type(item)
    return {each.key: getattr(item, each.name) for each in attributes(model)}


def set_values(item: Any) -> Any:
    """Return a part of the model as plain data with the keys of a registry file, no defaults.

    `item` may also be what such a part holds: a tuple, a text, a number, None.
    """
    if isinstance(item, tuple):
        return [set_values(value) for value in item]
    if not hasattr(item, "__dataclass_fields__"):
        return item
    model: Any = type(item)
    values = ((each, getattr(item, each.name)) for each in attributes(model))
    return {
        each.key: set_values(value)
        for each, value in values
        if each.required or value != each.default
    }


def from_values(model: Any, data: dict[str, Any]) -> Any:
    """Return the part of the class `model` whose values by key are `data`, as from JSON."""
    known = by_key(model)
    return model(**{known[key].name: _value(known[key].hint, item) for key, item in data.items()})


def _value(hint: Hint, item: Any) -> Any:
    if item is None:
        return None
    if hint.kind == "part":
        return from_values(hint.part, item)
    if hint.item:
        inner = hint.item
        return tuple(_value(inner, each) for each in item)
    return item
