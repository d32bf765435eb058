"""YAML with places: text to nodes, nodes to plain data, and from data back to line and column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml
import yaml.reader
from yaml.composer import Composer
from yaml.resolver import BaseResolver

from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError, file_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

Location = tuple[str | int, ...]
"""Keys and indexes that lead from the top of a document to a value."""

_TAG = "tag:yaml.org,2002:"
_CParser: Any = getattr(yaml.cyaml, "CParser", None) if yaml.__with_libyaml__ else None
# The C parser below the Python composer: deep nesting crashes the composer that is in C.
_Base: Any = type("_Base", (Composer, _CParser, BaseResolver), {}) if _CParser else yaml.BaseLoader


class _Loader(_Base):  # type: ignore[misc]
    """Knows null, true, false and integers; all else is text, so that ``NO`` stays a name."""

    def __init__(self, text: str) -> None:
        """Read `text`; each base is set up alone, since they do not cooperate."""
        if _CParser:
            _CParser.__init__(self, text)
            Composer.__init__(self)
            BaseResolver.__init__(self)
        else:
            super().__init__(text)


_Loader.add_implicit_resolver(_TAG + "null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver(_TAG + "bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
_Loader.add_implicit_resolver(
    _TAG + "int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*|0x[0-9A-Fa-f]+)$"), list("-+0123456789")
)
_SCALARS: dict[str, Callable[[str], Any]] = {
    _TAG + "null": lambda _: None,
    _TAG + "bool": lambda text: text == "true",
    _TAG + "int": lambda text: int(text, 0),
    _TAG + "str": lambda text: " ".join(text.split()),
}
_COLLECTIONS = {_TAG + "map", _TAG + "seq"}


def read_text(path: Path) -> str:
    """Return the text of the UTF-8 file `path`; raise RegistryError when it cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        problem = file_problem(path, "unreadable", f"cannot be read: {error.strerror}")
        raise RegistryError([problem]) from None
    return decode(str(path), content)


def decode(path: str, content: bytes) -> str:
    """Return `content`, that of the file `path`, as text; raise RegistryError if it is no UTF-8."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        message = f"is not UTF-8: byte 0x{error.object[error.start]:02x}"
        problem = Problem(path, line, column, "not-utf-8", message)
        raise RegistryError([problem]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


class Document:
    """One YAML document, with the place of each of its values."""

    def __init__(self, path: str, text: str) -> None:
        """Parse `text`, naming it `path` in problems; raise RegistryError where it is no YAML."""
        self.path = path
        self.root = _compose(path, text)

    def data(self) -> tuple[Any, list[Problem]]:
        """Return the document as plain data, with the problems of its form.

        White space in texts is folded. Problems are duplicate keys, aliases and custom tags:
        a registry needs none of them, and aliases can make a small file explode.
        """
        problems: list[Problem] = []
        return self._plain(self.root, set(), problems), problems

    def problem(self, location: Location, rule: str, message: str) -> Problem:
        """Return a problem at the value that `location` leads to, or at its nearest parent."""
        mark = self._node(location).start_mark
        return Problem(self.path, mark.line + 1, mark.column + 1, rule, message)

    def line(self, location: Location) -> int:
        """Return the line, counted from 1, of the value that `location` leads to."""
        return int(self._node(location).start_mark.line) + 1

    def node(self, location: Location) -> Any:
        """Return the YAML node of the value that `location` leads to, or of its nearest parent."""
        return self._node(location)

    def key_problem(self, location: Location, rule: str, message: str) -> Problem:
        """Return a problem at the key itself that `location` ends with."""
        for key, _ in _pairs(self._node(location[:-1])):
            if key.value == location[-1]:
                return self._at(key, rule, message)
        return self.problem(location, rule, message)

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

    def _at(self, node: Any, rule: str, message: str) -> Problem:
        mark = node.start_mark
        return Problem(self.path, mark.line + 1, mark.column + 1, rule, message)

    def _node(self, location: Location) -> Any:
        node = self.root
        for step in location:
            child = _child(node, step)
            if child is None:
                break
            node = child
        return node

    def _plain(self, node: Any, seen: set[int], problems: list[Problem]) -> Any:
        if node is None:
            return None
        if id(node) in seen:
            problems.append(
                self._at(node, "alias", "YAML aliases are not supported: repeat the value")
            )
            return None
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, problems)
        seen.add(id(node))
        if node.tag not in _COLLECTIONS:
            problems.append(self._at(node, "tag", f"YAML tag {node.tag} is not supported"))
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, seen, problems) for item in node.value]
        return self._mapping(node, seen, problems)

    def _mapping(self, node: Any, seen: set[int], problems: list[Problem]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                problems.append(self._at(key, "key", "a key must be a word"))
                continue
            if key.value in result:
                problems.append(self._at(key, "duplicate-key", f"duplicate key {key.value}"))
            result[key.value] = self._plain(value, seen, problems)
        return result

    def _scalar(self, node: Any, problems: list[Problem]) -> Any:
        construct = _SCALARS.get(node.tag)
        if construct is None:
            problems.append(self._at(node, "tag", f"YAML tag {node.tag} is not supported"))
            return node.value
        return construct(node.value)


def _compose(path: str, text: str) -> Any:
    try:
        loader: Any = _Loader(text)
        return loader.get_single_node()
    except RecursionError:
        problem = file_problem(path, "yaml", "bad YAML: nested too deeply")
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        message = f"bad YAML: {error.problem or error.context}"
        problem = Problem(path, mark.line + 1, mark.column + 1, "yaml", message)
    except yaml.reader.ReaderError as error:
        problem = _unreadable_character(path, text, error)
    raise RegistryError([problem])


def _unreadable_character(path: str, text: str, error: Any) -> Problem:
    line = text.count("\n", 0, error.position) + 1
    column = error.position - text.rfind("\n", 0, error.position)
    message = f"bad YAML: character U+{ord(text[error.position]):04X} is not allowed"
    return Problem(path, line, column, "yaml", message)


def _pairs(node: Any) -> Iterable[tuple[Any, Any]]:
    return node.value if isinstance(node, yaml.MappingNode) else ()


def _value(item: Any) -> Any:
    return item[1] if isinstance(item, tuple) else item


def _child(node: Any, step: str | int) -> Any:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return next((value for key, value in _pairs(node) if key.value == step), None)
