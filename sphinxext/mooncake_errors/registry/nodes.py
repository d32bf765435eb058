"""YAML text to nodes that know their places, in one pass over the events of the parser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from sphinxext.mooncake_errors.registry.characters import (
    forbidden,
    not_allowed,
    without_forbidden,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_DEPTH = 50
"""Deepest nesting of values, far deeper than that of a registry."""
_VALUES = 500_000
"""Largest number of keys and values; more would fill the memory."""

_TAG = "tag:yaml.org,2002:"
# No more digits than fit into 64 bits: Python refuses to convert very long numbers.
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,18}|0x[0-9A-Fa-f]{1,16})")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_BLOCKS = {"|", ">"}
_LOADER: Any = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader


@dataclass(slots=True, eq=False)
class Node:
    """A value of a document, from the offset ``start`` to the offset ``end`` of its text."""

    start: int
    end: int


class Alias(Node):
    """An alias, which a registry may not have."""

    __slots__ = ()


@dataclass(slots=True, eq=False)
class Scalar(Node):
    """A single value."""

    text: str
    """The value as text."""
    value: Any
    """None, a boolean, an integer or the text."""
    block: bool
    """Whether it is written below its key, after ``|`` or ``>``."""


@dataclass(slots=True, eq=False)
class Sequence(Node):
    """A list."""

    flow: bool
    """Whether it is written in brackets."""
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Mapping(Node):
    """Keys with values."""

    flow: bool
    """Whether it is written in braces."""
    items: list[tuple[Scalar, Node]] = field(default_factory=list)


class YamlError(Exception):
    """The text is not YAML, or has too much of something."""

    def __init__(self, offset: int, message: str) -> None:
        """Keep the `offset` of the fault and the `message`."""
        super().__init__(message)
        self.offset = offset


def read(text: str, report: Callable[[int, str, str], None]) -> Node | None:
    """Return the top node of the YAML document `text`, None for a document without a value.

    `report` takes offset, rule and message of each fault after which reading can go on: duplicate
    keys, aliases, custom tags and control characters. A registry needs none of them, and aliases
    can make a small file explode. Of a key that is there twice, the first counts.

    Raises YamlError where `text` is not YAML.
    """
    bad = forbidden(text) or re.match("\ufeff", text)
    if bad:
        raise YamlError(bad.start(), not_allowed(bad))
    loader = _LOADER(text)
    builder = _Builder(report, escapes="\\" in text)
    try:
        while loader.check_event():
            builder.add(loader.get_event())
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        fault = error.problem or error.context or ""
        deep = "nesting depth" in fault  # a limit of the parser itself, which reads ahead
        raise YamlError(mark.index, "nested too deeply" if deep else fault) from None
    except ValueError:  # from the parser written in Python
        raise YamlError(loader.get_mark().index, "an escape sequence is not a character") from None
    return builder.top()


class _Builder:
    """Makes nodes of the parser's events."""

    def __init__(self, report: Callable[[int, str, str], None], *, escapes: bool) -> None:
        """Check scalars for forbidden characters where the text has backslash `escapes`."""
        self._report = report
        self._escapes = escapes
        self._left = _VALUES
        self._documents: list[Any] = []
        self._children = self._documents
        self._open: list[tuple[Any, list[Any]]] = []
        """The collections around the next value, with the list that each of them is in."""
        self._steps: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.AliasEvent: self._alias,
            yaml.SequenceStartEvent: self._begin,
            yaml.MappingStartEvent: self._begin,
            yaml.SequenceEndEvent: self._end,
            yaml.MappingEndEvent: self._end,
            yaml.DocumentStartEvent: self._document,
        }

    def add(self, event: Any) -> None:
        """Go on with the next `event`; raise YamlError where there is too much of something."""
        step = self._steps.get(type(event))
        if step:
            step(event)

    def top(self) -> Node | None:
        """Return the node of the document, None for one without a value."""
        top = self._documents[0] if self._documents else None
        return None if isinstance(top, Scalar) and top.value is None else top

    def _append(self, node: Node) -> None:
        self._left -= 1
        if self._left < 0:
            raise YamlError(node.start, "too many values")
        self._children.append(node)

    def _scalar(self, event: Any) -> None:
        start, text = event.start_mark.index, event.value
        bad = forbidden(text) if self._escapes else None
        if bad:
            self._report(start, "character", not_allowed(bad))
            text = without_forbidden(text)
        convert = _plain if event.implicit[0] else _TAGGED.get(event.tag)
        if convert is None:
            self._unknown_tag(event)
        value = convert(text) if convert else text
        self._append(Scalar(start, event.end_mark.index, text, value, event.style in _BLOCKS))

    def _alias(self, event: Any) -> None:
        start = event.start_mark.index
        self._report(start, "alias", "YAML aliases are not supported: repeat the value")
        self._append(Alias(start, event.end_mark.index))

    def _begin(self, event: Any) -> None:
        kind, name = (
            (Mapping, "map") if type(event) is yaml.MappingStartEvent else (Sequence, "seq")
        )
        if event.tag not in (None, "!", _TAG + name):
            self._unknown_tag(event)
        start = event.start_mark.index
        node: Any = kind(start, start, bool(event.flow_style))
        self._append(node)
        if len(self._open) == _DEPTH:
            raise YamlError(start, "nested too deeply")
        self._open.append((node, self._children))
        self._children = []

    def _end(self, event: Any) -> None:
        node, siblings = self._open.pop()
        children = self._children
        node.end = event.end_mark.index
        node.items = self._pairs(children) if isinstance(node, Mapping) else children
        self._children = siblings

    def _document(self, event: Any) -> None:
        if self._documents:
            message = "another document begins here: a file has only one"
            raise YamlError(event.start_mark.index, message)

    def _unknown_tag(self, event: Any) -> None:
        message = f"YAML tag {event.tag} is not supported"
        self._report(event.start_mark.index, "tag", message)

    def _pairs(self, children: list[Any]) -> list[tuple[Scalar, Node]]:
        """Return the keys of a mapping with their values, without those that are faulty."""
        pairs: dict[str, tuple[Scalar, Node]] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if isinstance(key, (Sequence, Mapping)):
                self._report(key.start, "key", "a key must be a word")
            elif isinstance(key, Scalar) and key.text in pairs:
                self._report(key.start, "duplicate-key", f"duplicate key {key.text}")
            elif isinstance(key, Scalar):
                pairs[key.text] = (key, value)
        return list(pairs.values())


def _plain(text: str) -> Any:
    """Return the value of a scalar without quotes: ``NO`` stays a name, and ``1.0`` a version."""
    if text in _WORDS:
        return _WORDS[text]
    return _integer(text) if text[0] in "-+0123456789" else text


def _integer(text: str) -> Any:
    return int(text, 0) if _INTEGER.fullmatch(text) else text


_TAGGED: dict[str | None, Callable[[str], Any]] = {
    None: str,
    "!": str,
    f"{_TAG}null": lambda _: None,
    f"{_TAG}bool": lambda text: text == "true",
    f"{_TAG}int": _integer,
    f"{_TAG}str": str,
}
"""Values of scalars in quotes or with a tag."""
