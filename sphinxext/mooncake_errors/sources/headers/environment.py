"""What the names in an expression stand for, at a place in a header and under its conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.sources.headers.conditions import ALWAYS, Path, compatible
from sphinxext.mooncake_errors.sources.headers.expressions import Value, evaluate
from sphinxext.mooncake_errors.sources.headers.integers import (
    TYPES,
    UNSIGNED,
    Integer,
    NotEvaluatedError,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinxext.mooncake_errors.sources.headers.preprocess import Definition
    from sphinxext.mooncake_errors.sources.headers.tokens import Token

MAX_ALTERNATIVES = 8
"""So many values of one name are followed up; a sane header has one, some have two."""
_MAX_STEPS = 20_000
"""Macros of macros can make a short expression explode."""
_MAX_NESTING = 60


@dataclass(frozen=True, slots=True)
class Alternative:
    """A value that a name has under some conditions."""

    integer: Integer
    path: Path
    line: int
    """The line that decides, counted from 1."""


@dataclass(frozen=True, slots=True)
class _Expansion:
    """Tokens in which names have been replaced, which holds under `path`."""

    tokens: tuple[Token | Value, ...]
    path: Path
    line: int


def _limits() -> dict[str, Value]:
    """Return the constants that need no definition: true, false and the limits of integers."""
    types = {"INT": TYPES["int"], "UINT": UNSIGNED}
    types |= {name[:-2].upper(): TYPES[name] for name in TYPES if name[-3:-2].isdigit()}
    found = {"true": Integer(1), "false": Integer(0)}
    for name, type_ in types.items():
        low = -(1 << (type_.bits - 1)) if type_.signed else 0
        found[f"{name}_MAX"] = Integer(low + (1 << type_.bits) - 1, type_)
        if low:
            found[f"{name}_MIN"] = Integer(low, type_)
    return {name: Value(integer, name) for name, integer in found.items()}


_KNOWN = _limits()


class Environment:
    """The macros and constants that are known so far."""

    def __init__(self, types: dict[str, Type]) -> None:
        """Begin with nothing but the `types` of the header."""
        self._types = types
        self._macros: dict[str, list[tuple[Definition, int]]] = {}
        self._constants: dict[str, list[Alternative]] = {}
        self._steps = 0

    def define(self, definition: Definition, line: int) -> None:
        """Take note of a ``#define`` or ``#undef`` in `line`."""
        if definition.body is not None:
            self._macros.setdefault(definition.name, []).append((definition, line))
            return
        earlier = self._macros.pop(definition.name, [])
        kept = [entry for entry in earlier if not definition.path <= entry[0].path]
        if kept:
            self._macros[definition.name] = kept

    def constant(self, name: str, alternatives: Sequence[Alternative]) -> None:
        """Take note of an enumerator or a variable by its qualified `name`."""
        known = self._constants.setdefault(name, [])
        known += alternatives[: MAX_ALTERNATIVES - len(known)]

    def macro(self, name: str) -> Sequence[Token] | None:
        """Return the body of the macro `name` as defined last, None if there is none."""
        return self._macros[name][-1][0].body if name in self._macros else None

    def values(
        self, tokens: Sequence[Token], scope: str, path: Path, line: int
    ) -> list[Alternative]:
        """Return the different values of the expression `tokens` in `line`.

        Names are looked up from `scope` outwards, for compilations that see `path`. Raises
        NotEvaluatedError where one of the values is not known.
        """
        self._steps = 0
        found: dict[int, Alternative] = {}
        for expansion in self._expand(tokens, scope, _Expansion((), path, line), frozenset()):
            integer = evaluate(expansion.tokens, self._types)
            found.setdefault(integer.value, Alternative(integer, expansion.path, expansion.line))
        if len(found) == 1:
            (only,) = found.values()
            return [Alternative(only.integer, path, line)]
        return list(found.values())

    def _expand(
        self, tokens: Sequence[Token], scope: str, begun: _Expansion, hidden: frozenset[str]
    ) -> list[_Expansion]:
        """Return what `begun` becomes by appending `tokens`, in every combination of branches."""
        if len(hidden) > _MAX_NESTING:
            raise NotEvaluatedError("macros nested too deeply")
        results, index = [begun], 0
        while index < len(tokens):
            name, width = _qualified(tokens, index)
            taken = tokens[index : index + width]
            results = [
                longer
                for result in results
                for longer in self._append(name, taken, scope, result, hidden)
            ][:MAX_ALTERNATIVES]
            index += width
        return results

    def _append(
        self,
        name: str,
        tokens: Sequence[Token],
        scope: str,
        begun: _Expansion,
        hidden: frozenset[str],
    ) -> list[_Expansion]:
        """Append `tokens`, which spell the name `name` unless that is empty."""
        self._steps += 1 + len(begun.tokens) // 100
        if self._steps > _MAX_STEPS:
            raise NotEvaluatedError("the expression is too long")
        results = []
        macros = self._macros.get(name, ()) if name not in hidden else ()
        for definition, line in macros:
            if compatible(definition.path, begun.path):
                longer = _widened(begun, (), definition.path, line)
                body = definition.body or ()
                results += self._expand(body, scope, longer, hidden | {name})
        if results:
            return results
        for known in self._lookup(name, scope):
            if compatible(known.path, begun.path):
                value = (Value(known.integer, name),)
                results.append(_widened(begun, value, known.path, known.line))
        plain: tuple[Token | Value, ...] = (_KNOWN[name],) if name in _KNOWN else tuple(tokens)
        return results or [_widened(begun, plain, ALWAYS, 0)]

    def _lookup(self, name: str, scope: str) -> list[Alternative]:
        """Return what `name` stands for in `scope` or, failing that, in the scopes around it."""
        if name.startswith("::"):
            return self._constants.get(name[2:], [])
        while scope:
            found = self._constants.get(f"{scope}::{name}")
            if found:
                return found
            scope = scope.rpartition("::")[0]
        return self._constants.get(name, [])


def _widened(
    begun: _Expansion, tokens: tuple[Token | Value, ...], path: Path, line: int
) -> _Expansion:
    """Append `tokens`, which hold under `path`; `line` decides if that says more than before."""
    deciding = begun.line if path <= begun.path else line
    return _Expansion(begun.tokens + tokens, begun.path | path, deciding)


def _qualified(tokens: Sequence[Token], index: int) -> tuple[str, int]:
    """Return the name that begins at `index` and of how many tokens; an empty name is one."""
    end = index
    name = ""
    while end < len(tokens):
        token = tokens[end]
        expected = "word" if name.endswith("::") or (not name and token.text != "::") else "::"
        if (token.kind if expected == "word" else token.text) != expected:
            break
        name += token.text
        end += 1
    return (name, end - index) if name and not name.endswith("::") else ("", 1)
