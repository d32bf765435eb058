"""The fields of the model's classes, taken from their type hints: all that goes by them is here.

Reading, JSON and texts follow a field that is added to the model without a change of their own.
"""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from sphinxext.mooncake_errors.registry.model import Form


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
    """Whether a ``list`` may be written as its only item."""
    part: Any = None
    """The model class of a ``part``."""


class Field(NamedTuple):
    """A field of a model class."""

    name: str
    key: str
    """The key in a registry file: the name without the ``_`` of a Python keyword."""
    hint: Hint
    default: Any

    @property
    def required(self) -> bool:
        """Whether the key has to be there."""
        return self.default is MISSING


@cache
def fields_of(model: Any) -> dict[str, Field]:
    """Return the fields of a class of the model, in their order, by their keys."""
    hints = get_type_hints(model, include_extras=True)
    found = {}
    for field in fields(model):
        key = field.name.rstrip("_")
        found[key] = Field(field.name, key, _hint(hints[field.name]), field.default)
    return found


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
