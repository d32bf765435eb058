"""A registry file as a tree of YAML nodes, each with its offset in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import yaml
from yaml.composer import Composer

from sphinxext.mooncake_errors.registry.characters import FORBIDDEN, not_allowed
from sphinxext.mooncake_errors.registry.problems import MANY, Problem, RegistryError, limited

Location = tuple[str | int, ...]
"""The path of keys and indexes from the top of a document to a value."""

_TAG = "tag:yaml.org,2002:"
_PLAIN = "!plain"
"""The tag of scalars without quotation marks and without a tag."""
_PLAIN_TAGS = (_PLAIN, f"{_TAG}null", f"{_TAG}bool", f"{_TAG}int")
# No more digits than fit into 64 bits: Python refuses to convert very long numbers.
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,18}|0x[0-9A-Fa-f]{1,16})")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


if yaml.__with_libyaml__:

    class _Base(Composer, yaml.CBaseLoader):
        """Composes in Python what libyaml parses; the composer in C crashes on deep nesting."""

        def __init__(self, stream: str) -> None:
            Composer.__init__(self)
            yaml.CBaseLoader.__init__(self, stream)

else:
    _Base = yaml.BaseLoader  # type: ignore[misc,assignment]


class _Loader(_Base):
    """Composes nodes in which plain scalars have a tag of their own."""


_Loader.add_implicit_resolver(_PLAIN, re.compile(""), None)


@dataclass(slots=True, eq=False)
class Node:
    """A value in the text."""

    start: int
    """The offset of its first character."""
    end: int
    """The offset after its last character that is no white space."""


@dataclass(slots=True, eq=False)
class Scalar(Node):
    """A single value."""

    text: str
    """The value as text."""
    value: Any
    """None, a boolean, an integer or the text."""


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
        self._seen: set[int] = set()
        self.root = self._top()

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

    def _top(self) -> Node:
        """Return the top node; raise RegistryError if the text is not YAML, empty or has aliases.

        Duplicate keys, tags and forbidden characters in escape sequences are reported. The first of
        duplicate keys counts.
        """
        bad = FORBIDDEN.search(self.text) or re.match("\ufeff", self.text)
        if bad:
            raise self._error(bad.start(), not_allowed(bad))
        try:
            composed = yaml.compose(self.text, Loader=_Loader)
            top = None if composed is None else self._node(composed)
        except RecursionError:
            raise self._error(0, "nested too deeply") from None
        except ValueError as error:  # PyYAML without libyaml, at an escape beyond U+10FFFF
            raise self._error(0, str(error)) from None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            fault = (error.problem or error.context or "").removeprefix("but ")
            raise self._error(mark.index if mark else 0, fault) from None
        if top is None or (isinstance(top, Scalar) and top.value is None):
            raise RegistryError([self.at(0, "empty", "the registry is empty")])
        return top

    def _error(self, offset: int, message: str) -> RegistryError:
        return RegistryError([self.at(offset, "yaml", f"bad YAML: {message}")])

    def _node(self, node: Any) -> Node:
        """Return the node of this module that has the content of `node`, a node of PyYAML."""
        if id(node) in self._seen:
            raise RegistryError(limited(self._aliases()))
        self._seen.add(id(node))
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, start, end)
        is_map, flow = isinstance(node, yaml.MappingNode), bool(node.flow_style)
        if node.tag != f"{_TAG}{'map' if is_map else 'seq'}":
            self._unknown_tag(node)
        if is_map:
            keys, values = self._pairs(node)
            end = end if flow or not values else list(values.values())[-1].end
            return Mapping(start, end, keys, values, flow)
        items = [self._node(each) for each in node.value]
        return Sequence(start, end if flow or not items else items[-1].end, items, flow)

    def _aliases(self) -> Iterator[Problem]:
        """Yield a problem for each alias: a small file could expand without limit by them."""
        message = "YAML aliases are not supported: repeat the value"
        for event in yaml.parse(self.text, Loader=_Loader):
            mark: Any = event.start_mark
            if isinstance(event, yaml.AliasEvent):
                yield self.at(mark.index, "alias", message)

    def _scalar(self, node: Any, start: int, end: int) -> Scalar:
        text = node.value
        bad = FORBIDDEN.search(text) if node.style == '"' else None
        if bad:  # from an escape sequence
            self.report(start, "character", not_allowed(bad))
        is_plain = node.tag in _PLAIN_TAGS
        if not is_plain and node.tag != f"{_TAG}str":
            self._unknown_tag(node)
        end = start + len(self.text[start:end].rstrip())
        return Scalar(start, end, text, _plain(text) if is_plain else text)

    def _unknown_tag(self, node: Any) -> None:
        message = f"YAML tag {node.tag} is not supported"
        self.report(node.start_mark.index, "tag", message)

    def _pairs(self, node: Any) -> tuple[dict[str, Scalar], dict[str, Node]]:
        """Return the keys and the values of a mapping; report and leave out faulty keys."""
        keys: dict[str, Scalar] = {}
        items: dict[str, Node] = {}
        for key, value in ((self._node(key), self._node(value)) for key, value in node.value):
            if not isinstance(key, Scalar):
                self.report(key.start, "key", "a key must be a word")
            elif key.text in keys:
                self.report(key.start, "duplicate-key", f"duplicate key {key.text}")
            else:
                keys[key.text], items[key.text] = key, value
        return keys, items


def _plain(text: str) -> Any:
    """Return the value of an unquoted scalar; ``NO`` and ``1.0`` stay texts: a name, a version."""
    if text in _WORDS:
        return _WORDS[text]
    return int(text, 0) if _INTEGER.fullmatch(text) else text
