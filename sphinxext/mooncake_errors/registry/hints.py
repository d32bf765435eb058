"""The type hints of the model, taken apart once for everything that goes by them."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from sphinxext.mooncake_errors.registry.model import Form, key_of


class Hint(NamedTuple):
    """The type of an attribute or of an item of a list."""

    kind: str
    """``str``, ``int``, ``bool``, ``choice``, ``list``, ``pair`` or ``part``."""
    optional: bool = False
    """Whether None is allowed."""
    form: Form = Form()
    """The form of a ``str``."""
    choices: tuple[str, ...] = ()
    """The values of a ``choice``."""
    item: Hint | None = None
    """The type of the items of a ``list``."""
    single: bool = False
    """Whether a ``list`` may be written as its only item."""
    part: Any = None
    """The model class of a ``part``."""


class Attribute(NamedTuple):
    """An attribute of a model class."""

    name: str
    key: str
    hint: Hint
    default: Any
    """``dataclasses.MISSING`` for a required one."""

    @property
    def required(self) -> bool:
        """Whether the key has to be there."""
        return self.default is MISSING


@cache
def attributes(model: Any) -> tuple[Attribute, ...]:
    """Return the attributes of a class of the model, in their order."""
    hints = get_type_hints(model, include_extras=True)
    return tuple(
        Attribute(each.name, key_of(each.name), _hint(hints[each.name]), each.default)
        for each in fields(model)
    )


@cache
def by_key(model: Any) -> dict[str, Attribute]:
    """Return the attributes of a class of the model by their keys in a file."""
    return {each.key: each for each in attributes(model)}


@cache
def required(model: Any) -> tuple[Attribute, ...]:
    """Return the attributes of a class of the model without a default."""
    return tuple(each for each in attributes(model) if each.required)


def _hint(annotation: Any) -> Hint:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return _hint(parts[0])._replace(optional=True)
    if origin is Annotated:
        marked, mark = _hint(parts[0]), parts[1]
        return (
            marked._replace(form=mark) if isinstance(mark, Form) else marked._replace(single=True)
        )
    if origin is Literal:
        return Hint("choice", choices=parts)
    if origin is tuple:
        return Hint("list" if parts[1] is Ellipsis else "pair", item=_hint(parts[0]))
    if is_dataclass(annotation):
        return Hint("part", part=annotation)
    return Hint(annotation.__name__)
