"""Expressions in which macros and constants have been replaced, under every condition.

What a macro expands to is kept, so that macros of macros take no longer than others. It holds for a
scope and a path, since these decide what names in it mean.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from sphinxext.mooncake_errors.headers.blank import closing
from sphinxext.mooncake_errors.headers.conditions import Path, compatible
from sphinxext.mooncake_errors.headers.environment import (
    MAX_ALTERNATIVES,
    Alternative,
    Environment,
)
from sphinxext.mooncake_errors.headers.expressions import Value, evaluate
from sphinxext.mooncake_errors.headers.integers import (
    TYPES,
    UNSIGNED,
    Integer,
    NotEvaluatedError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinxext.mooncake_errors.headers.integers import Type
    from sphinxext.mooncake_errors.headers.tokens import Token

    _Key = tuple[str, str, Path]
    """A macro, the scope and the path in which it is expanded."""

_MAX_LENGTH = 2_000
"""Tokens; macros of macros can make a short expression explode."""
_MAX_NESTING = 60
_MAX_EXPANSIONS = 1_000_000
"""A header can be written such that nothing that is kept can be used again."""


class _Expansion(NamedTuple):
    """Tokens in which names have been replaced, which holds under `path`."""

    tokens: tuple[Token | Value, ...]
    path: Path
    line: int
    """The line that decides, 0 if none does."""


class _TooLongError(NotEvaluatedError):
    """The expansion of a macro is too long."""


class Expander:
    """Evaluates expressions by what their names mean in an environment."""

    def __init__(self, environment: Environment, types: Mapping[str, Type]) -> None:
        """Begin with the `types` of the header; `environment` may change from call to call."""
        self._environment = environment
        self._types = types
        self._kept: dict[_Key, list[_Expansion] | None] = {}
        self._tried: set[_Key] = set()
        self._recursive: set[str] = set()
        self._count = 0

    def values(
        self, tokens: Sequence[Token], scope: str, path: Path, line: int
    ) -> tuple[Alternative, ...]:
        """Return the different values of the expression `tokens` in `line`.

        Names are looked up from `scope` outwards, for compilations that see `path`. Raises
        NotEvaluatedError where one of the values is not known.
        """
        if self._environment.changed:
            self._forget()
        if not any(token.kind == "word" for token in tokens):
            return (Alternative(evaluate(tokens, self._types), path, line),)
        self._prepare(tokens, scope, path)
        found: dict[int, Alternative] = {}
        for expansion in self._expand(tokens, scope, _Expansion((), path, line), frozenset()):
            integer = evaluate(expansion.tokens, self._types)
            found.setdefault(integer.value, Alternative(integer, expansion.path, expansion.line))
        if len(found) == 1:
            (only,) = found.values()
            return (Alternative(only.integer, path, line),)
        return tuple(found.values())

    def _forget(self) -> None:
        self._kept.clear()
        self._tried.clear()
        self._environment.watched.clear()
        self._environment.changed = False

    def _prepare(self, tokens: Sequence[Token], scope: str, path: Path) -> None:
        """Expand the macros in `tokens`, innermost first: a chain can be longer than a stack."""
        waiting = [(token.text, False) for token in tokens]
        while waiting:
            name, ready = waiting.pop()
            definitions = self._environment.definitions(name)
            if ready:
                with suppress(NotEvaluatedError):
                    self._macro(name, scope, path, frozenset())
            elif definitions and (name, scope, path) not in self._tried:
                self._tried.add((name, scope, path))
                waiting.append((name, True))
                bodies = (definition.body or () for definition, _ in definitions)
                waiting += ((token.text, False) for body in bodies for token in body)

    def _expand(
        self, tokens: Sequence[Token], scope: str, begun: _Expansion, hidden: frozenset[str]
    ) -> list[_Expansion]:
        """Return what `begun` becomes by appending `tokens`, in every combination of branches.

        Macros whose names are `hidden` are being expanded already.
        """
        results, index = [begun], 0
        while index < len(tokens):
            name, width = _qualified(tokens, index)
            taken = tuple(tokens[index : index + width])
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
        tokens: tuple[Token, ...],
        scope: str,
        begun: _Expansion,
        hidden: frozenset[str],
    ) -> list[_Expansion]:
        """Append `tokens`, which spell the name `name` unless that is empty."""
        if len(begun.tokens) > _MAX_LENGTH:
            raise _TooLongError("the expression is too long")
        if not name:
            return [_widened(begun, tokens, begun.path, 0)]
        if hidden:
            self._environment.watched.add(name.rpartition("::")[2])
        results = [
            _Expansion(begun.tokens + each.tokens, each.path, each.line or begun.line)
            for each in self._macro(name, scope, begun.path, hidden)
        ] or [
            _widened(begun, (Value(known.integer, name),), known.path, known.line)
            for known in self._environment.constants(name, scope)
            if compatible(known.path, begun.path)
        ]
        plain = (_KNOWN[name],) if name in _KNOWN else tokens
        return results or [_widened(begun, plain, begun.path, 0)]

    def _macro(self, name: str, scope: str, path: Path, hidden: frozenset[str]) -> list[_Expansion]:
        """Return what `name` expands to under `path` if it is a macro that is not `hidden`."""
        if name in hidden:
            self._recursive.add(name)
        if name in hidden or not self._environment.definitions(name):
            return []
        key = (name, scope, path)
        found = self._kept[key] if key in self._kept else self._new(key, hidden)
        if found is None:
            raise _TooLongError("the expression is too long")
        return found

    def _new(self, key: _Key, hidden: frozenset[str]) -> list[_Expansion] | None:
        """Expand a macro, and keep the result unless it depends on what is `hidden`."""
        self._count += 1
        if len(hidden) >= _MAX_NESTING or self._count > _MAX_EXPANSIONS:
            raise NotEvaluatedError("macros nested too deeply")
        outer, self._recursive = self._recursive, set()
        found: list[_Expansion] | None = None
        inside = hidden | {key[0]}
        with suppress(_TooLongError):
            found = list(self._bodies(key, inside))
        if inside.isdisjoint(self._recursive):
            self._kept[key] = found
        self._recursive |= outer
        return found

    def _bodies(self, key: _Key, inside: frozenset[str]) -> Iterator[_Expansion]:
        name, scope, path = key
        for definition, line in self._environment.definitions(name):
            if compatible(definition.path, path):
                body = definition.body or ()
                begun = _widened(_Expansion((), path, 0), (), definition.path, line)
                expansions = self._expand(body, scope, begun, inside)
                whole = bool(body) and body[0].text == "(" and closing(body, 0) == len(body) - 1
                for expansion in expansions:
                    yield self._folded(expansion, name) if whole else expansion

    def _folded(self, expansion: _Expansion, name: str) -> _Expansion:
        """Return `expansion` with a value between its parentheses, if they have one."""
        first, *inner, last = expansion.tokens
        with suppress(NotEvaluatedError):
            value = Value(evaluate(inner, self._types), name)
            return expansion._replace(tokens=(first, value, last))
        return expansion


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
