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
    from collections.abc import Callable, Iterable, Iterator

_DEPTH = 50
"""How deep values may be nested: far deeper than a registry."""
_VALUES = 500_000
"""How many keys and values a document may have; more would fill the memory."""

_TAG = "tag:yaml.org,2002:"
# No more digits than fit into 64 bits: Python refuses to convert very long numbers.
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,18}|0x[0-9A-Fa-f]{1,16})")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_LOADER: Any = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader


@dataclass(slots=True, eq=False)
class Scalar:
    """A single value; ``start`` and ``end`` are offsets into the text of the document."""

    start: int
    end: int
    text: str
    """The value as text."""
    value: Any
    """None, a boolean, an integer or the text."""
    block: bool = False
    """Whether it is written below its key, after ``|`` or ``>``."""


@dataclass(slots=True, eq=False)
class Sequence:
    """A list."""

    start: int
    end: int
    flow: bool
    """Whether it is written in brackets."""
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Mapping:
    """Keys with values."""

    start: int
    end: int
    flow: bool
    """Whether it is written in braces."""
    items: list[tuple[Scalar, Node]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Alias:
    """An alias, which a registry may not have."""

    start: int
    end: int


Node = Scalar | Sequence | Mapping | Alias


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
    top = _Builder("\\" in text, report).build(_events(text))
    return None if isinstance(top, Scalar) and top.value is None else top


def _events(text: str) -> Iterator[Any]:
    """Yield the events of the parser; raise YamlError for its errors."""
    loader = _LOADER(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        fault = error.problem or error.context or ""
        deep = "nesting depth" in fault  # a limit of the parser itself, which reads ahead
        raise YamlError(mark.index, "nested too deeply" if deep else fault) from None
    except ValueError:  # from the parser written in Python
        raise YamlError(loader.get_mark().index, "an escape sequence is not a character") from None


class _Builder:
    """Makes nodes of events."""

    def __init__(self, escapes: bool, report: Callable[[int, str, str], None]) -> None:  # noqa: FBT001
        """Check scalars for forbidden characters where the text has backslash `escapes`."""
        self._escapes = escapes
        self._report = report
        self._count = 0

    def build(self, events: Iterable[Any]) -> Node | None:
        """Return the node of the only document in `events`, None without one."""
        documents: list[Any] = []
        children = documents
        stack: list[tuple[Any, list[Any]]] = []
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                children.append(self._counted(event, self._scalar))
            elif isinstance(event, yaml.AliasEvent):
                children.append(self._counted(event, self._alias))
            elif isinstance(event, yaml.CollectionStartEvent):
                node = self._counted(event, self._collection)
                if len(stack) == _DEPTH:
                    raise YamlError(node.start, "nested too deeply")
                children.append(node)
                stack.append((node, children))
                children = []
            elif isinstance(event, yaml.CollectionEndEvent):
                node, parents = stack.pop()
                node.end = _end(event)
                node.items = self._pairs(children) if isinstance(node, Mapping) else children
                children = parents
            elif isinstance(event, yaml.DocumentStartEvent) and documents:
                message = "another document begins here: a file has only one"
                raise YamlError(_start(event), message)
        return documents[0] if documents else None

    def _counted(self, event: Any, make: Callable[[Any], Any]) -> Any:
        self._count += 1
        if self._count > _VALUES:
            raise YamlError(_start(event), "too many values")
        return make(event)

    def _scalar(self, event: Any) -> Scalar:
        start, text, tag = _start(event), event.value, event.tag
        bad = forbidden(text) if self._escapes else None
        if bad:
            self._report(start, "character", not_allowed(bad))
            text = without_forbidden(text)
        value: Any = text
        if tag is None or tag == "!":
            value = _plain(text) if event.implicit[0] else text
        elif tag.removeprefix(_TAG) in _TAGGED and tag.startswith(_TAG):
            value = _TAGGED[tag.removeprefix(_TAG)](text)
        else:
            self._unknown_tag(event)
        return Scalar(start, _end(event), text, value, event.style in {"|", ">"})

    def _alias(self, event: Any) -> Alias:
        start = _start(event)
        self._report(start, "alias", "YAML aliases are not supported: repeat the value")
        return Alias(start, _end(event))

    def _collection(self, event: Any) -> Sequence | Mapping:
        mapping = isinstance(event, yaml.MappingStartEvent)
        if event.tag not in (None, "!", f"{_TAG}{'map' if mapping else 'seq'}"):
            self._unknown_tag(event)
        start, flow = _start(event), bool(event.flow_style)
        return Mapping(start, start, flow) if mapping else Sequence(start, start, flow)

    def _unknown_tag(self, event: Any) -> None:
        message = f"YAML tag {event.tag} is not supported"
        self._report(_start(event), "tag", message)

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


def _start(event: Any) -> int:
    return int(event.start_mark.index)


def _end(event: Any) -> int:
    return int(event.end_mark.index)


def _plain(text: str) -> Any:
    """Return the value of a scalar without quotes: ``NO`` stays a name, and ``1.0`` a version."""
    if text in _WORDS:
        return _WORDS[text]
    return _integer(text) if text[0] in "-+0123456789" else text


def _integer(text: str) -> Any:
    return int(text, 0) if _INTEGER.fullmatch(text) else text


_TAGGED: dict[str, Callable[[str], Any]] = {
    "null": lambda _: None,
    "bool": lambda text: text == "true",
    "int": _integer,
    "str": str,
}
