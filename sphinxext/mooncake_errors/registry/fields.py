"""Fields of the model's classes by their type hints, and the texts in a part of the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass, replace
from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NamedTuple,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from sphinxext.mooncake_errors.registry.model import Form

Location = tuple[str | int, ...]
"""The path of keys and indexes from the top of a registry file, or of a part, to a value."""


class Hint(NamedTuple):
    """The type of a field or of an item of a list."""

    kind: str
    """``str``, ``int``, ``bool``, ``choice``, ``list``, ``pair`` or ``part``."""
    optional: bool = False
    """Whether None is allowed."""
    form: Form = Form()
    """The form of a ``str``."""
    choices: tuple[str, ...] = ()
    """The values of a ``choice``."""
    item: Hint | None = None
    """The type of the items of a ``list`` or a ``pair``."""
    single: bool = False
    """Whether a ``list`` of one item may be written as that item alone."""
    part: Any = None
    """The model class of a ``part``."""
    texts: bool = False
    """Whether the value is or has texts for readers."""


class Field(NamedTuple):
    """A field of a model class."""

    name: str
    key: str
    """The key in a registry file: the name without the ``_`` after a Python keyword."""
    hint: Hint
    default: Any

    @property
    def required(self) -> bool:
        """Whether the key must be present."""
        return self.default is MISSING


@cache
def fields_of(model: Any) -> dict[str, Field]:
    """Return the fields of a class of the model by their keys, in order of definition."""
    hints = get_type_hints(model, include_extras=True)
    found = {}
    for field in fields(model):
        key = field.name.rstrip("_")
        found[key] = Field(field.name, key, hint_of(hints[field.name]), field.default)
    return found


def hint_of(annotation: Any) -> Hint:
    """Return the type that `annotation`, a type hint of the model or one of its classes, means."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return hint_of(parts[0])._replace(optional=True)
    if origin is Annotated:
        mark = parts[1]
        is_form = isinstance(mark, Form)
        change = {"form": mark, "texts": mark.markup} if is_form else {"single": True}
        return hint_of(parts[0])._replace(**change)
    if origin is Literal:
        return Hint("choice", choices=parts)
    if origin is tuple:
        item = hint_of(parts[0])
        return Hint("list" if parts[1] is Ellipsis else "pair", item=item, texts=item.texts)
    if is_dataclass(annotation):
        hint = Hint("part", part=annotation)
        inner = fields_of(hint.part).values()
        return hint._replace(texts=any(field.hint.texts for field in inner))
    return Hint(annotation.__name__)


def texts(part: Any) -> Iterator[tuple[Location, str]]:
    """Yield each text for readers in `part`, an instance of a model class, with its location there.

    They come in the order of the model.
    """
    yield from _texts(hint_of(part.__class__), part, ())


def _texts(hint: Hint, value: Any, location: Location) -> Iterator[tuple[Location, str]]:
    if value is None:
        return
    if hint.item:
        for index, item in enumerate(value):
            yield from _texts(hint.item, item, (*location, index))
    elif hint.part:
        for key, field in fields_of(hint.part).items():
            if field.hint.texts:
                yield from _texts(field.hint, getattr(value, field.name), (*location, key))
    else:
        yield location, value


def with_texts(part: Any, change: Callable[[str], str]) -> Any:
    """Return `part`, an instance of a model class, with `change` applied to each of its texts."""
    return _changed(hint_of(part.__class__), part, change)


def _changed(hint: Hint, value: Any, change: Callable[[str], str]) -> Any:
    if value is None:
        return None
    if hint.item:
        return tuple(_changed(hint.item, item, change) for item in value)
    if not hint.part:
        return change(value)
    changed = {
        field.name: _changed(field.hint, getattr(value, field.name), change)
        for field in fields_of(hint.part).values()
        if field.hint.texts
    }
    return replace(value, **changed)
