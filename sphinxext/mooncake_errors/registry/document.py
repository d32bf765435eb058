"""A registry file as a tree of values, each with its offset in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import yaml

from sphinxext.mooncake_errors.registry.characters import FORBIDDEN, not_allowed
from sphinxext.mooncake_errors.registry.fields import Location
from sphinxext.mooncake_errors.registry.problems import MANY, Problem, RegistryError, limited

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""The loader whose parser is taken; there is none in C without libyaml."""
# No more digits than fit into 64 bits: Python refuses to convert very long numbers.
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,19}|0x[0-9A-Fa-f]{1,16})")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(slots=True, eq=False)
class Node:
    """A value in the text."""

    start: int
    """The offset of its first character."""
    end: int
    """The offset after its last character that is no white space."""
    value: Any
    """None, a boolean, an integer, a text, a list of nodes, or the nodes of a mapping by key."""
    text: str = ""
    """A single value as text; empty for a list or a mapping."""
    flow: bool = False
    """Whether a list or a mapping is written in brackets or braces."""
    key: Node | None = None
    """The key of this value in a mapping."""


class Document:
    """A parsed YAML document and the problems found in it."""

    def __init__(self, path: str, text: str) -> None:
        """Parse `text`, called `path` in problems; raise RegistryError if it has no YAML value."""
        self.path, self.text = path, text
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self.problems: list[Problem] = []
        """Faults that do not end the reading, such as duplicate keys."""
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
        with suppress(LookupError, TypeError):
            for step in location:
                if not isinstance(node.value, str):
                    node = node.value[step]
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
            top = self._single()
        except RecursionError:
            raise self._error(0, "nested too deeply") from None
        except ValueError as error:  # PyYAML without libyaml, at an escape beyond U+10FFFF
            raise self._error(0, str(error)) from None
        except yaml.MarkedYAMLError as error:
            mark: Any = error.problem_mark or error.context_mark
            fault = (error.problem or error.context or "").removeprefix("but ")
            is_open = mark and not self.text[mark.index :].strip()  # something that has no end
            if error.context_mark and (is_open or fault == "could not find expected ':'"):
                mark, fault = error.context_mark, f"{fault} {error.context}"
            raise self._error(mark.index if mark else 0, fault) from None
        if any(problem.rule == "alias" for problem in self.problems):
            raise RegistryError(limited(self.problems))
        if top is None or top.value is None:
            raise RegistryError([self.at(0, "empty", "the registry is empty")])
        return top

    def _error(self, offset: int, message: str) -> RegistryError:
        """Return an error with what was found before, such as an alias made by a leading ``*``."""
        return RegistryError([*self.problems, self.at(offset, "yaml", f"bad YAML: {message}")])

    def _single(self) -> Node | None:
        """Return the top node of the only document in the text; None without a document."""
        top = None
        events: Iterator[Any] = yaml.parse(self.text, Loader=_LOADER)
        for event in events:
            mark = event.start_mark
            if isinstance(event, yaml.DocumentStartEvent):
                if top:
                    raise self._error(mark.index, "found another document")
                top = self._node(next(events), events)
        return top

    def _node(self, event: Any, events: Iterator[Any]) -> Node:
        """Return the node that begins with `event`; the `events` behind it are its parts first."""
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.AliasEvent):  # a small file could expand without limit by them
            self.report(start, "alias", "YAML aliases are not supported: repeat the value")
            return Node(start, end, None)
        if event.tag not in {None, "!"}:
            self.report(start, "tag", f"YAML tag {event.tag} is not supported")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, start, end)
        nodes: list[Node] = []
        for each in events:
            end = each.end_mark.index
            if isinstance(each, yaml.CollectionEndEvent):
                break
            nodes.append(self._node(each, events))
        is_list, flow = isinstance(event, yaml.SequenceStartEvent), bool(event.flow_style)
        value = nodes if is_list else self._mapping(nodes)
        return Node(start, end if flow else nodes[-1].end, value, flow=flow)

    def _scalar(self, event: Any, start: int, end: int) -> Node:
        text = event.value
        bad = FORBIDDEN.search(text) if event.style == '"' else None
        if bad:  # from an escape sequence
            self.report(start, "character", not_allowed(bad))
        end = start + len(self.text[start:end].rstrip())
        return Node(start, end, plain_value(text) if event.implicit[0] else text, text)

    def _mapping(self, nodes: list[Node]) -> dict[str, Node]:
        """Return the values by their keys, which alternate in `nodes`; omit faulty keys."""
        values: dict[str, Node] = {}
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if isinstance(key.value, (list, dict)):
                self.report(key.start, "key", "a key must be a word")
            elif key.text in values:
                self.report(key.start, "duplicate-key", f"duplicate key {key.text}")
            else:
                value.key = key
                values[key.text] = value
        return values


def plain_value(text: str) -> Any:
    """Return the value of an unquoted scalar; ``NO`` and ``1.0`` stay texts: a name, a version."""
    if text in _WORDS:
        return _WORDS[text]
    return int(text, 0) if _INTEGER.fullmatch(text) else text
