"""The texts of a registry that readers see and translators translate: found by the type hints."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.hints import attributes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinxext.mooncake_errors.registry.document import Location
    from sphinxext.mooncake_errors.registry.hints import Attribute, Hint


def texts(part: Any) -> Iterator[tuple[Location, str]]:
    """Yield every text of `part`, a part of the model, with its location below the part.

    Single texts come before lists and parts, both in the order of the model.
    """
    model: Any = type(part)
    for attribute in _with_texts(model):
        for location, text in _of_value(attribute.hint, getattr(part, attribute.name)):
            yield (attribute.key, *location), text


def with_texts(part: Any, change: Callable[[str], str]) -> Any:
    """Return `part`, a part of the model, with `change` applied to each of its texts."""
    model: Any = type(part)
    found = ((each, getattr(part, each.name)) for each in _with_texts(model))
    return replace(part, **{each.name: _changed(each.hint, old, change) for each, old in found})


def _of_value(hint: Hint, value: Any) -> Iterator[tuple[Location, str]]:
    if hint.kind == "part":
        yield from texts(value) if value is not None else ()
    elif hint.item:
        for index, item in enumerate(value):
            for location, text in _of_value(hint.item, item):
                yield (index, *location), text
    elif value is not None:
        yield (), value


def _changed(hint: Hint, value: Any, change: Callable[[str], str]) -> Any:
    if value is None:
        return None
    if hint.item:
        return tuple(_changed(hint.item, item, change) for item in value)
    return with_texts(value, change) if hint.kind == "part" else change(value)


@cache
def _with_texts(model: Any) -> tuple[Attribute, ...]:
    """Return the attributes of `model` that are or hold texts, single texts first."""
    found = [attribute for attribute in attributes(model) if _has_texts(attribute.hint)]
    return tuple(sorted(found, key=lambda attribute: attribute.hint.kind != "str"))


def _has_texts(hint: Hint) -> bool:
    inner = hint.item is not None and _has_texts(hint.item)
    return hint.form.markup or inner or (hint.kind == "part" and bool(_with_texts(hint.part)))
