"""A registry file as nodes, and the places of its values."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.nodes import Mapping, Sequence, YamlError, read
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.registry.nodes import Node

Location = tuple[str | int, ...]
"""Keys and indexes that lead from the top of a document to a value."""


class Document:
    """One YAML document, with the place of each of its values."""

    def __init__(self, path: str, text: str) -> None:
        """Parse `text`, naming it `path` in problems; raise RegistryError where it is not YAML."""
        self.path, self.text = path, text
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self.problems: list[Problem] = []
        """Faults of the form, such as duplicate keys."""
        try:
            self.root = read(text, lambda *fault: self.problems.append(self.at(*fault)))
        except YamlError as error:
            raise RegistryError([self.at(error.offset, "yaml", f"bad YAML: {error}")]) from None

    def at(self, offset: int, rule: str, message: str) -> Problem:
        """Return a problem at the `offset`; lines end in line feeds only, as in editors."""
        line = bisect_right(self._starts, offset)
        return Problem(self.path, line, offset - self._starts[line - 1] + 1, rule, message)

    def problem(self, location: Location, rule: str, message: str) -> Problem:
        """Return a problem at the value that `location` leads to, or at its nearest parent."""
        node = self.node(location)
        return self.at(node.start if node else 0, rule, message)

    def key_problem(self, location: Location, rule: str, message: str) -> Problem:
        """Return a problem at the key itself that `location` ends with."""
        parent = self.node(location[:-1])
        for key, _ in parent.items if isinstance(parent, Mapping) else ():
            if key.text == location[-1]:
                return self.at(key.start, rule, message)
        return self.problem(location, rule, message)

    def line(self, location: Location) -> int:
        """Return the line, counted from 1, of the value that `location` leads to."""
        return self.problem(location, "", "").line

    def node(self, location: Location) -> Node | None:
        """Return the node of the value that `location` leads to, or of its nearest parent."""
        node = self.root
        for step in location:
            child = _child(node, step)
            if child is None:
                break
            node = child
        return node

    def holds(self, location: Location) -> bool:
        """Return whether there is a value at `location`."""
        return self.node(location) is not self.node(location[:-1])


def _child(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, Sequence):
        return node.items[step] if isinstance(step, int) and step < len(node.items) else None
    if isinstance(node, Mapping):
        return next((value for key, value in node.items if key.text == step), None)
    return None
