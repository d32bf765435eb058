"""Fields of the model's classes by their type hints, and the texts in a part of the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass, replace
from functools import cache
from types import UnionType
from typing import (
    TYPE_CHECKING,
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

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.registry.document import Location
    from sphinxext.mooncake_errors.registry.model import Code, Component, Group


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
        found[key] = Field(field.name, key, _hint(hints[field.name]), field.default)
    return found


class Located(NamedTuple):
    """A code with its group and its location in the registry file."""

    code: Code
    group: Group
    location: Location


def located_codes(component: Component) -> Iterator[Located]:
    """Yield every code of `component` in the order of the file."""
    for g, group in enumerate(component.groups):
        for c, code in enumerate(group.codes):
            yield Located(code, group, ("groups", g, "codes", c))


def texts(part: Any) -> Iterator[tuple[Location, str]]:
    """Yield each text for readers in `part`, an instance of a model class, with its location there.

    They come in the order of the model.
    """
    yield from _texts(Hint("part", part=part.__class__), part, ())


def with_texts(part: Any, change: Callable[[str], str]) -> Any:
    """Return `part`, an instance of a model class, with `change` applied to each of its texts."""
    return _changed(Hint("part", part=part.__class__), part, change)


def _texts(hint: Hint, value: Any, location: Location) -> Iterator[tuple[Location, str]]:
    if value is None:
        return
    if hint.item:
        for index, item in enumerate(value):
            yield from _texts(hint.item, item, (*location, index))
    elif hint.part:
        for field in _with_texts(hint.part):
            yield from _texts(field.hint, getattr(value, field.name), (*location, field.key))
    else:
        yield location, value


def _changed(hint: Hint, value: Any, change: Callable[[str], str]) -> Any:
    if value is None:
        return None
    if hint.item:
        return tuple(_changed(hint.item, item, change) for item in value)
    if hint.part:
        found = ((field, getattr(value, field.name)) for field in _with_texts(hint.part))
        return replace(
            value, **{each.name: _changed(each.hint, old, change) for each, old in found}
        )
    return change(value)


@cache
def _with_texts(model: Any) -> list[Field]:
    """Return the fields of `model` that are or hold texts."""
    return [field for field in fields_of(model).values() if _has_texts(field.hint)]


def _has_texts(hint: Hint) -> bool:
    if hint.item:
        return _has_texts(hint.item)
    return bool(_with_texts(hint.part)) if hint.part else hint.form.markup


def _hint(annotation: Any) -> Hint:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _hint(parts[0])._replace(optional=True)
    if origin is Annotated:
        mark = {"form": parts[1]} if isinstance(parts[1], Form) else {"single": True}
        return _hint(parts[0])._replace(**mark)
    if origin is Literal:
        return Hint("choice", choices=parts)
    if origin is tuple:
        return Hint("list" if parts[1] is Ellipsis else "pair", item=_hint(parts[0]))
    if is_dataclass(annotation):
        return Hint("part", part=annotation)
    return Hint(annotation.__name__)
