"""The texts of a registry that readers see and translators translate."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.fields import fields_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinxext.mooncake_errors.registry.document import Location
    from sphinxext.mooncake_errors.registry.fields import Field, Hint


def texts(part: Any) -> Iterator[tuple[Location, str]]:
    """Yield every text of `part`, a part of the model, with its location below the part.

    Single texts come before lists and parts, both in the order of the model.
    """
    for field in _with_texts(part.__class__):
        for location, text in _of_value(field.hint, getattr(part, field.name)):
            yield (field.key, *location), text


def with_texts(part: Any, change: Callable[[str], str]) -> Any:
    """Return `part`, a part of the model, with `change` applied to each of its texts."""
    found = ((field, getattr(part, field.name)) for field in _with_texts(part.__class__))
    return replace(part, **{field.name: _changed(field.hint, old, change) for field, old in found})


def _of_value(hint: Hint, value: Any) -> Iterator[tuple[Location, str]]:
    if value is None:
        return
    if hint.kind == "part":
        yield from texts(value)
    elif hint.item:
        for index, item in enumerate(value):
            for location, text in _of_value(hint.item, item):
                yield (index, *location), text
    else:
        yield (), value


def _changed(hint: Hint, value: Any, change: Callable[[str], str]) -> Any:
    if value is None:
        return None
    if hint.item:
        return tuple(_changed(hint.item, item, change) for item in value)
    return with_texts(value, change) if hint.kind == "part" else change(value)


@cache
def _with_texts(model: Any) -> tuple[Field, ...]:
    """Return the fields of `model` that are or hold texts, single texts first."""
    found = [field for field in fields_of(model).values() if _has_texts(field.hint)]
    return tuple(sorted(found, key=lambda field: field.hint.kind != "str"))


def _has_texts(hint: Hint) -> bool:
    if hint.item:
        return _has_texts(hint.item)
    return hint.form.markup or (hint.kind == "part" and bool(_with_texts(hint.part)))
