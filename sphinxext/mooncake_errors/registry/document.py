"""YAML with places: nodes to plain data, and from data back to line and column."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import yaml

from sphinxext.mooncake_errors.registry.characters import (
    forbidden,
    not_allowed,
    without_forbidden,
)
from sphinxext.mooncake_errors.registry.composer import INTEGER, TAG, compose
from sphinxext.mooncake_errors.registry.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

Location = tuple[str | int, ...]
"""Keys and indexes that lead from the top of a document to a value."""

_SCALARS: dict[str, Callable[[str], Any]] = {
    TAG + "null": lambda _: None,
    TAG + "bool": lambda text: text == "true",
    TAG + "int": lambda text: int(text, 0) if INTEGER.match(text) else text,
    TAG + "str": lambda text: " ".join(text.split()),
}
_COLLECTIONS = {TAG + "map", TAG + "seq"}


class Document:
    """One YAML document, with the place of each of its values."""

    def __init__(self, path: str, text: str) -> None:
        """Parse `text`, naming it `path` in problems; raise RegistryError where it is no YAML."""
        self.path = path
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self.root, self._aliases = compose(path, text)
        self._escapes = "\\" in text
        """Whether texts may hold characters that do not stand in the file, where none is bad."""

    def data(self) -> tuple[Any, list[Problem]]:
        """Return the document as plain data, with the problems of its form.

        White space in texts is folded. Problems are duplicate keys, aliases, custom tags and
        control characters: a registry needs none of them, and aliases can make a small file
        explode. Of a key that is there twice, the first counts.
        """
        message = "YAML aliases are not supported: repeat the value"
        problems = [self._at(mark, "alias", message) for mark in self._aliases]
        return self._plain(self.root, problems), problems

    def problem(self, location: Location, rule: str, message: str) -> Problem:
        """Return a problem at the value that `location` leads to, or at its nearest parent."""
        return self._at(self._node(location).start_mark, rule, message)

    def line(self, location: Location) -> int:
        """Return the line, counted from 1, of the value that `location` leads to."""
        return self._place(self._node(location).start_mark)[0]

    def node(self, location: Location) -> Any:
        """Return the YAML node of the value that `location` leads to, or of its nearest parent."""
        return self._node(location)

    def key_problem(self, location: Location, rule: str, message: str) -> Problem:
        """Return a problem at the key itself that `location` ends with."""
        for key, _ in _pairs(self._node(location[:-1])):
            if key.value == location[-1]:
                return self._at(key.start_mark, rule, message)
        return self.problem(location, rule, message)

    def holds(self, location: Location) -> bool:
        """Return whether there is a value at `location`."""
        return self._node(location) is not self._node(location[:-1])

    def discard(self, locations: Collection[Location]) -> None:
        """Take the values at `locations` out of the document, all at once.

        An empty location, or one that is not there, takes out everything.
        """
        doomed = {id(self._node(location)) for location in locations}
        parents = [self._node(location[:-1]) for location in locations]
        if id(self.root) in doomed:
            self.root = None
        for parent in parents:
            parent.value = [item for item in parent.value if id(_value(item)) not in doomed]

    def _at(self, mark: Any, rule: str, message: str) -> Problem:
        return Problem(self.path, *self._place(mark), rule, message)

    def _place(self, mark: Any) -> tuple[int, int]:
        line = bisect_right(self._starts, mark.index)
        return line, mark.index - self._starts[line - 1] + 1

    def _node(self, location: Location) -> Any:
        node = self.root
        for step in location:
            child = _child(node, step)
            if child is None:
                break
            node = child
        return node

    def _plain(self, node: Any, problems: list[Problem]) -> Any:
        if node is None:
            return None
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, problems)
        if node.tag not in _COLLECTIONS:
            problems.append(self._unknown_tag(node))
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, problems) for item in node.value]
        return self._mapping(node, problems)

    def _mapping(self, node: Any, problems: list[Problem]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        kept = []
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or (self._escapes and forbidden(key.value)):
                problems.append(self._at(key.start_mark, "key", "a key must be a word"))
                continue
            self._scalar(key, problems)
            plain = self._plain(value, problems)
            if key.value in result:
                message = f"duplicate key {key.value}"
                problems.append(self._at(key.start_mark, "duplicate-key", message))
                continue
            result[key.value] = plain
            kept.append((key, value))
        node.value = kept  # else each would come to light when the one before it is discarded
        return result

    def _scalar(self, node: Any, problems: list[Problem]) -> Any:
        bad = forbidden(node.value) if self._escapes else None
        if bad:
            problems.append(self._at(node.start_mark, "character", not_allowed(bad)))
            return without_forbidden(node.value)
        construct = _SCALARS.get(node.tag)
        if construct is None:
            problems.append(self._unknown_tag(node))
            return node.value
        return construct(node.value)

    def _unknown_tag(self, node: Any) -> Problem:
        return self._at(node.start_mark, "tag", f"YAML tag {node.tag} is not supported")


def _pairs(node: Any) -> Iterable[tuple[Any, Any]]:
    return node.value if isinstance(node, yaml.MappingNode) else ()


def _value(item: Any) -> Any:
    return item[1] if isinstance(item, tuple) else item


def _child(node: Any, step: str | int) -> Any:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return next((value for key, value in _pairs(node) if key.value == step), None)
