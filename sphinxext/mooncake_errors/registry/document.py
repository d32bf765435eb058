"""A registry file as a tree of YAML nodes, each with its offset in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import yaml

from sphinxext.mooncake_errors.registry.characters import FORBIDDEN, not_allowed
from sphinxext.mooncake_errors.registry.problems import MANY, Problem, RegistryError

Location = tuple[str | int, ...]
"""The path of keys and indexes from the top of a document to a value."""

_DEPTH = 50
"""Deepest nesting of values."""

_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = (f"{_TAG}null", f"{_TAG}bool", f"{_TAG}int")
_TEXT_TAGS = (None, "!", f"{_TAG}str")
# No more digits than fit into 64 bits: Python refuses to convert very long numbers.
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,18}|0x[0-9A-Fa-f]{1,16})")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_LOADER: Any = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader


@dataclass(slots=True, eq=False)
class Node:
    """A value, from the offset ``start`` to the offset ``end`` of the text.

    Instances of this class itself are aliases.
    """

    start: int
    end: int


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

    items: list[Node]
    flow: bool
    """Whether it is written in brackets."""


@dataclass(slots=True, eq=False)
class Mapping(Node):
    """Keys with values."""

    keys: dict[str, Scalar]
    items: dict[str, Node]
    flow: bool
    """Whether it is written in braces."""


class Document:
    """A parsed YAML document and the problems found in it."""

    def __init__(self, path: str, text: str) -> None:
        """Parse `text`, called `path` in problems; raise RegistryError if it has no YAML value."""
        self.path, self.text = path, text
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self.problems: list[Problem] = []
        """Faults that do not end the reading, such as duplicate keys."""
        root = _Parser(self).top()
        if root is None or (isinstance(root, Scalar) and root.value is None):
            raise RegistryError([self.at(0, "empty", "the registry is empty")])
        self.root: Node = root

    def at(self, offset: int, rule: str, message: str) -> Problem:
        """Return a problem at the `offset`; only line feeds end a line, as in editors."""
        line = bisect_right(self._starts, offset)
        return Problem(self.path, line, offset - self._starts[line - 1] + 1, rule, message)

    def report(self, offset: int, rule: str, message: str) -> None:
        """Add a problem at the `offset`, up to one more than the MANY that are shown."""
        if len(self.problems) <= MANY:
            self.problems.append(self.at(offset, rule, message))

    def problem(self, location: Location, rule: str, message: str) -> Problem:
        """Return a problem at the value at `location`, or at its nearest parent."""
        return self.at(self.node(location).start, rule, message)

    def line(self, location: Location) -> int:
        """Return the line, counted from 1, of the value at `location`."""
        return self.problem(location, "", "").line

    def node(self, location: Location) -> Any:
        """Return the node at `location`, or its nearest parent."""
        node: Any = self.root
        with suppress(LookupError, AttributeError):
            for step in location:
                node = node.items[step]
        return node


class _Parser:
    """Builds nodes from the events of PyYAML, whose own composer crashes on deep nesting."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._next: Any = None
        """Returns the next event."""

    def top(self) -> Node | None:
        """Return the top node, None for an empty text; raise RegistryError if it is not YAML.

        Duplicate keys, aliases, tags and forbidden characters in escape sequences are reported to
        the document. Aliases are refused since they let a small file expand without limit. The
        first of duplicate keys counts.
        """
        text = self._document.text
        bad = FORBIDDEN.search(text) or re.match("\ufeff", text)
        if bad:
            raise self._error(bad.start(), not_allowed(bad))
        self._next = _LOADER(text).get_event
        try:
            return self._first_document()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            fault = error.problem or error.context or ""
            deep = "nesting depth" in fault  # libyaml's own limit; it reads ahead
            message = "nested too deeply" if deep else fault
            raise self._error(mark.index if mark else 0, message) from None

    def _first_document(self) -> Node | None:
        self._next()  # the start of the stream
        if type(self._next()) is yaml.StreamEndEvent:
            return None
        node = self._value(self._next(), 0)
        self._next()  # the end of the document
        another = self._next()
        place = another.start_mark.index
        if type(another) is yaml.DocumentStartEvent:
            raise self._error(place, "another document begins here: a file has only one")
        return node

    def _error(self, offset: int, message: str) -> RegistryError:
        return RegistryError([self._document.at(offset, "yaml", f"bad YAML: {message}")])

    def _value(self, event: Any, depth: int) -> Node:
        """Return the node that begins with `event`, nested in `depth` others."""
        start, kind = event.start_mark.index, type(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event, start)
        if kind is yaml.AliasEvent:
            message = "YAML aliases are not supported: repeat the value"
            self._document.report(start, "alias", message)
            return Node(start, event.end_mark.index)
        if depth == _DEPTH:
            raise self._error(start, "nested too deeply")
        return self._collection(event, start, depth)

    def _scalar(self, event: Any, start: int) -> Scalar:
        text, tag = event.value, event.tag
        bad = FORBIDDEN.search(text) if event.style == '"' else None
        if bad:  # from an escape sequence
            self._document.report(start, "character", not_allowed(bad))
        is_plain = event.implicit[0] or tag in _PLAIN_TAGS
        if not is_plain and tag not in _TEXT_TAGS:
            self._unknown_tag(event)
        value = _plain(text) if is_plain else text
        return Scalar(start, event.end_mark.index, text, value, event.style in {"|", ">"})

    def _collection(self, event: Any, start: int, depth: int) -> Node:
        is_map, flow = type(event) is yaml.MappingStartEvent, bool(event.flow_style)
        if event.tag not in {None, "!", f"{_TAG}{'map' if is_map else 'seq'}"}:
            self._unknown_tag(event)
        items = []
        while type(event := self._next()) not in {yaml.SequenceEndEvent, yaml.MappingEndEvent}:
            items.append(self._value(event, depth + 1))
        end = event.end_mark.index
        if is_map:
            return Mapping(start, end, *self._pairs(items), flow)
        return Sequence(start, end, items, flow)

    def _unknown_tag(self, event: Any) -> None:
        message = f"YAML tag {event.tag} is not supported"
        self._document.report(event.start_mark.index, "tag", message)

    def _pairs(self, children: list[Node]) -> tuple[dict[str, Scalar], dict[str, Node]]:
        """Return the keys and the values of a mapping; report and leave out faulty keys."""
        keys: dict[str, Scalar] = {}
        items: dict[str, Node] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if isinstance(key, (Sequence, Mapping)):
                self._document.report(key.start, "key", "a key must be a word")
            elif isinstance(key, Scalar) and key.text in keys:
                self._document.report(key.start, "duplicate-key", f"duplicate key {key.text}")
            elif isinstance(key, Scalar):
                keys[key.text], items[key.text] = key, value
        return keys, items


def _plain(text: str) -> Any:
    """Return the value of an unquoted scalar; ``NO`` and ``1.0`` stay texts: a name, a version."""
    if text in _WORDS:
        return _WORDS[text]
    return int(text, 0) if _INTEGER.fullmatch(text) else text
