"""YAML with places: text to nodes, nodes to plain data, and from data back to line and column."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any

import yaml
from yaml.resolver import BaseResolver

from sphinxext.mooncake_errors.registry.characters import (
    forbidden,
    not_allowed,
    without_forbidden,
)
from sphinxext.mooncake_errors.registry.files import place_of
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

Location = tuple[str | int, ...]
"""Keys and indexes that lead from the top of a document to a value."""

_TAG = "tag:yaml.org,2002:"
_DEPTH = 50
"""How deep values may be nested: far deeper than a registry, far less than crashes a parser."""
_TOO_DEEP, _TOO_MANY = "nested too deeply", "too many values"
_VALUES = 500_000
"""How many keys and values a document may have; more would fill the memory."""

_CParser: Any = getattr(yaml.cyaml, "CParser", None) if yaml.__with_libyaml__ else None
_Base: Any = type("_Base", (_CParser, BaseResolver), {}) if _CParser else yaml.BaseLoader


class _ExcessError(Exception):
    """Says of what there is too much."""


class _Loader(_Base):  # type: ignore[misc]
    """Knows null, true, false and integers; all else is text, so that ``NO`` stays a name."""

    def __init__(self, text: str) -> None:
        """Read `text`; each base is set up alone, since they do not cooperate."""
        self.values = self._depth = 0
        if _CParser:
            _CParser.__init__(self, text)
            BaseResolver.__init__(self)
        else:
            super().__init__(text)

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:  # noqa: ARG002
        """Stop before a value that is too much; deep nesting would crash the composer in C."""
        self.values += 1
        self._depth += 1
        if self.values > _VALUES:
            raise _ExcessError(_TOO_MANY)
        if self._depth > _DEPTH:
            raise _ExcessError(_TOO_DEEP)

    def ascend_resolver(self) -> None:
        """Go on after a value."""
        self._depth -= 1


_Loader.add_implicit_resolver(_TAG + "null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver(_TAG + "bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
# No more digits than fit into 64 bits: Python refuses to convert very long numbers.
_INTEGER = re.compile(r"^[-+]?(?:0|[1-9][0-9]{0,18}|0x[0-9A-Fa-f]{1,16})$")
_Loader.add_implicit_resolver(_TAG + "int", _INTEGER, list("-+0123456789"))
_SCALARS: dict[str, Callable[[str], Any]] = {
    _TAG + "null": lambda _: None,
    _TAG + "bool": lambda text: text == "true",
    _TAG + "int": lambda text: int(text, 0) if _INTEGER.match(text) else text,
    _TAG + "str": lambda text: " ".join(text.split()),
}
_COLLECTIONS = {_TAG + "map", _TAG + "seq"}


class Document:
    """One YAML document, with the place of each of its values."""

    def __init__(self, path: str, text: str) -> None:
        """Parse `text`, naming it `path` in problems; raise RegistryError where it is no YAML."""
        self.path = path
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self.root, self._aliases = _compose(path, text)
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


def _compose(path: str, text: str) -> tuple[Any, list[Any]]:
    """Return the top node of `text` and the marks of its aliases."""
    bad = forbidden(text)
    if bad:
        place, fault = place_of(text, bad.start()), not_allowed(bad)
        raise RegistryError([Problem(path, *place, "yaml", f"bad YAML: {fault}")])
    loader: Any = _Loader(text)
    try:
        root = loader.get_single_node()
        return _without_aliases(root, text) if "*" in text else (root, [])
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        fault = error.problem or error.context or ""
        if "nesting depth" in fault:  # a limit of the parser itself, which reads ahead
            fault = _TOO_DEEP
    except _ExcessError as error:
        values = (event for event in _events(text) if not isinstance(event, yaml.AliasEvent))
        mark, fault = next(islice(values, loader.values - 1, None)).start_mark, str(error)
    except ValueError:  # from the parser that is in Python alone
        mark, fault = loader.get_mark(), "an escape sequence is no character"
    raise RegistryError([Problem(path, *place_of(text, mark.index), "yaml", f"bad YAML: {fault}")])


def _events(text: str) -> Iterator[Any]:
    """Yield what begins each value of `text`, or stands for it: an alias."""
    loader: Any = _CParser or yaml.BaseLoader
    return (event for event in yaml.parse(text, loader) if isinstance(event, yaml.NodeEvent))


def _without_aliases(root: Any, text: str) -> tuple[Any, list[Any]]:
    """Return `root`, the top node of `text`, with a node for each alias, and their marks."""
    aliases = (event.start_mark for event in _events(text) if isinstance(event, yaml.AliasEvent))
    marks: list[Any] = list(islice(aliases, _VALUES))
    if len(marks) == _VALUES:
        raise yaml.MarkedYAMLError(problem=_TOO_MANY, problem_mark=marks[-1])
    return _unshared(root, iter(marks), set()), marks


def _unshared(node: Any, marks: Iterator[Any], seen: set[int]) -> Any:
    """Return `node`, or a node of its own, empty if not a scalar, for one that was `seen`."""
    if id(node) in seen:
        mark = next(marks)
        value = node.value if isinstance(node, yaml.ScalarNode) else []
        return type(node)(node.tag, value, mark, mark)
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        node.value = [_unshared(item, marks, seen) for item in node.value]
    elif isinstance(node, yaml.MappingNode):
        node.value = [tuple(_unshared(item, marks, seen) for item in pair) for pair in node.value]
    return node


def _pairs(node: Any) -> Iterable[tuple[Any, Any]]:
    return node.value if isinstance(node, yaml.MappingNode) else ()


def _value(item: Any) -> Any:
    return item[1] if isinstance(item, tuple) else item


def _child(node: Any, step: str | int) -> Any:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return next((value for key, value in _pairs(node) if key.value == step), None)
