"""YAML text to nodes, each with its place: the parser and the composer, and where they stop."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

import yaml
from yaml.resolver import BaseResolver

from sphinxext.mooncake_errors.registry.characters import forbidden, not_allowed
from sphinxext.mooncake_errors.registry.files import place_of
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError

if TYPE_CHECKING:
    from collections.abc import Iterator

TAG = "tag:yaml.org,2002:"
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


_Loader.add_implicit_resolver(TAG + "null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver(TAG + "bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
# No more digits than fit into 64 bits: Python refuses to convert very long numbers.
INTEGER = re.compile(r"^[-+]?(?:0|[1-9][0-9]{0,18}|0x[0-9A-Fa-f]{1,16})$")
_Loader.add_implicit_resolver(TAG + "int", INTEGER, list("-+0123456789"))


def compose(path: str, text: str) -> tuple[Any, list[Any]]:
    """Return the top node of `text`, None without one, and the marks of its aliases.

    Raises RegistryError with a problem in the file `path` where `text` is no YAML.
    """
    bad = forbidden(text)
    if bad:
        place, fault = place_of(text, bad.start()), not_allowed(bad)
        raise RegistryError([Problem(path, *place, "yaml", f"bad YAML: {fault}")])
    loader: Any = _Loader(text)
    try:
        root = loader.get_single_node()
        aliases = _aliases(text, _VALUES - loader.values) if "*" in text else []
        return _unshared(root, iter(aliases), set()) if aliases else root, aliases
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


def _aliases(text: str, most: int) -> list[Any]:
    """Return the marks of the aliases in `text`, or raise MarkedYAMLError for more than `most`."""
    aliases = (event.start_mark for event in _events(text) if isinstance(event, yaml.AliasEvent))
    marks: list[Any] = list(islice(aliases, most + 1))
    if len(marks) > most:
        raise yaml.MarkedYAMLError(problem=_TOO_MANY, problem_mark=marks[-1])
    return marks


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
