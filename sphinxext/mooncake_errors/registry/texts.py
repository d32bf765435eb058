"""The texts of a registry that readers see and translators translate: found by the type hints."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from sphinxext.mooncake_errors.registry.hints import attributes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinxext.mooncake_errors.registry.document import Location
    from sphinxext.mooncake_errors.registry.hints import Attribute, Hint

Part = TypeVar("Part")


def texts(part: Any) -> Iterator[tuple[Location, str]]:
    """Yield every text of `part`, a part of the model, with its location below the part.

    Single texts come before lists and parts, both in the order of the model.
    """
    model: Any = type(part)
    for attribute in _with_texts(model):
        value = getattr(part, attribute.name)
        if value is not None:
            for location, text in _of_value(attribute.hint, value):
                yield (attribute.key, *location), text


def with_texts(part: Part, change: Callable[[str], str]) -> Part:
    """Return `part`, a part of the model, with `change` applied to each of its texts."""
    model: Any = type(part)
    values = {name: getattr(part, name) for name in _names(model)}
    for attribute in _with_texts(model):
        value = values[attribute.name]
        if value is not None:
            values[attribute.name] = _changed(attribute.hint, value, change)
    changed: Part = model(**values)
    return changed


def _of_value(hint: Hint, value: Any) -> Iterator[tuple[Location, str]]:
    if hint.kind == "str":
        yield (), value
    elif hint.kind == "part":
        yield from texts(value)
    elif hint.item:
        for index, item in enumerate(value):
            for location, text in _of_value(hint.item, item):
                yield (index, *location), text


def _changed(hint: Hint, value: Any, change: Callable[[str], str]) -> Any:
    if hint.kind == "str":
        return change(value)
    if hint.kind == "part":
        return with_texts(value, change)
    return tuple(_changed(hint.item, item, change) for item in value) if hint.item else value


@cache
def _names(model: Any) -> tuple[str, ...]:
    return tuple(attribute.name for attribute in attributes(model))


@cache
def _with_texts(model: Any) -> tuple[Attribute, ...]:
    """Return the attributes of `model` that are or hold texts, single texts first."""
    found = [attribute for attribute in attributes(model) if _has_texts(attribute.hint)]
    return tuple(sorted(found, key=lambda attribute: attribute.hint.kind != "str"))


def _has_texts(hint: Hint) -> bool:
    inner = hint.item is not None and _has_texts(hint.item)
    return hint.form.markup or inner or (hint.kind == "part" and bool(_with_texts(hint.part)))
