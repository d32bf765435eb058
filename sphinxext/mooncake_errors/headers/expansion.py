"""Expressions in which macros and constants have been replaced, under every condition.

What a macro expands to is kept, so that macros of macros take no longer than others. It holds for a
scope and a path, since these decide what names in it mean.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from sphinxext.mooncake_errors.headers.conditions import Path, compatible
from sphinxext.mooncake_errors.headers.enumerators import closing
from sphinxext.mooncake_errors.headers.environment import (
    MAX_ALTERNATIVES,
    Alternative,
    Environment,
)
from sphinxext.mooncake_errors.headers.expressions import Value, evaluate
from sphinxext.mooncake_errors.headers.integers import (
    TYPES,
    UNKNOWN,
    UNSIGNED,
    Integer,
    NotEvaluatedError,
)
from sphinxext.mooncake_errors.headers.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinxext.mooncake_errors.headers.integers import Type
    from sphinxext.mooncake_errors.headers.preprocess import Definition

    _Key = tuple[str, str | None, Path]
    """A macro, the scope and the path in which it is expanded."""

_MAX_LENGTH = 2_000
"""Tokens; macros of macros can make a short expression explode."""
_MAX_CODE = 30_000
"""Tokens of the list of enumerators that a macro may make."""
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

    def __init__(self, environment: Environment, types: Mapping[str, Type | None]) -> None:
        """Begin with the `types` of the header; `environment` may change from call to call."""
        self._environment = environment
        self._types = types
        self._kept: dict[_Key, list[_Expansion] | None] = {}
        self._tried: set[_Key] = set()
        self._recursive: set[str] = set()
        self._count = 0
        self._depth = 0
        """How many calls are around the arguments that are being expanded."""
        self.texts: dict[int, str] = {}
        """The text among the arguments of a call, by the offset of each other argument."""

    def code(self, tokens: Sequence[Token], path: Path) -> list[tuple[list[Token], Path]]:
        """Return what the macros in `tokens` expand to, and under which branches.

        Raises NotEvaluatedError where there are too many expansions.
        """
        if self._environment.changed:
            self._forget()
        expansions = self._expand(tokens, None, _Expansion((), path, 0), frozenset())
        return [
            ([token for token in each.tokens if not isinstance(token, Value)], each.path)
            for each in expansions
        ]

    def values(
        self, tokens: Sequence[Token], scope: str, path: Path, line: int, within: str = ""
    ) -> tuple[Alternative, ...]:
        """Return the different values of the expression `tokens` in `line`.

        Names are looked up from `scope` outwards, for compilations that see `path`. The macro
        `within`, whose body the tokens are, is not expanded again. Raises NotEvaluatedError where
        one of the values is not known.
        """
        if self._environment.changed:
            self._forget()
        if not any(token.kind == "word" for token in tokens):
            return (Alternative(evaluate(tokens, self._types), path, line),)
        self._prepare(tokens, scope, path)
        found: dict[int, Alternative] = {}
        hidden = frozenset([within] if within else [])
        for expansion in self._expand(tokens, scope, _Expansion((), path, line), hidden):
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
            if ready and not self._environment.is_function(name):
                with suppress(NotEvaluatedError):
                    self._macro(name, scope, path, frozenset())
            elif definitions and (name, scope, path) not in self._tried:
                self._tried.add((name, scope, path))
                waiting.append((name, True))
                bodies = (definition.body or () for definition, _ in definitions)
                waiting += ((token.text, False) for body in bodies for token in body)

    def _expand(
        self,
        tokens: Sequence[Token | Value],
        scope: str | None,
        begun: _Expansion,
        hidden: frozenset[str],
    ) -> list[_Expansion]:
        """Return what `begun` becomes by appending `tokens`, in every combination of branches.

        Macros whose names are `hidden` are being expanded already. Constants are replaced if there
        is a `scope`.
        """
        results, index = [begun], 0
        while index < len(tokens):
            name, width = _qualified(tokens, index)
            end = index + width
            name = self._renamed(name)
            called = end < len(tokens) and tokens[end].text == "("
            if called and name not in hidden and self._environment.is_function(name):
                called_from, end = end, min(closing(tokens, end) + 1, len(tokens))
                arguments = _arguments(tokens[called_from + 1 : end - 1])
                results = [
                    longer
                    for result in results
                    for longer in self._call(name, arguments, scope, result, hidden)
                ]
            else:
                taken = tuple(tokens[index:end])
                results = [
                    longer
                    for result in results
                    for longer in self._append(name, taken, scope, result, hidden)
                ]
            if len(results) > MAX_ALTERNATIVES:
                raise NotEvaluatedError("it has too many values")
            index = end
        return results

    def _renamed(self, name: str) -> str:
        """Return the macro with parameters that the macro `name` is another name of, or `name`."""
        other = name
        for _ in range(_MAX_NESTING):
            if self._environment.is_function(other):
                return other
            definitions = self._environment.definitions(other)
            body = definitions[0][0].body if len(definitions) == 1 else None
            if body is None or len(body) != 1:
                break
            other = body[0].text
        return name

    def _append(
        self,
        name: str,
        tokens: tuple[Token | Value, ...],
        scope: str | None,
        begun: _Expansion,
        hidden: frozenset[str],
    ) -> list[_Expansion]:
        """Append `tokens`, which spell the name `name` unless that is empty."""
        if len(begun.tokens) > (_MAX_CODE if scope is None else _MAX_LENGTH):
            raise _TooLongError("the expression is too long")
        if not name:
            return [_widened(begun, tokens, begun.path, 0)]
        if hidden:
            self._environment.watched.add(name.rpartition("::")[2])
        results = [
            _Expansion(begun.tokens + each.tokens, each.path, each.line or begun.line)
            for each in self._macro(name, scope, begun.path, hidden)
        ]
        if scope is None:
            # Several values are told apart when the enumerator is evaluated.
            kept = len(results) == 1 or (results and not begun.tokens and not hidden)
            return results if kept else [_widened(begun, tokens, begun.path, 0)]
        results = results or [
            _widened(begun, (Value(known.integer, name),), known.path, known.line)
            for known in self._constants(name, scope)
            if compatible(known.path, begun.path)
        ]
        plain = (_KNOWN[name],) if name in _KNOWN else tokens
        return results or [_widened(begun, plain, begun.path, 0)]

    def _constants(self, name: str, scope: str) -> Sequence[Alternative]:
        found = self._environment.constants(name, scope)
        if any(each.integer == UNKNOWN for each in found):
            raise NotEvaluatedError(f"{name} has no certain value")
        return found

    def _call(
        self,
        name: str,
        arguments: list[list[Token | Value]],
        scope: str | None,
        begun: _Expansion,
        hidden: frozenset[str],
    ) -> Iterator[_Expansion]:
        """Append what the macro `name` makes of `arguments`."""
        self._count += 1
        deep = len(hidden) + self._depth >= _MAX_NESTING
        if deep or self._count > _MAX_EXPANSIONS:
            raise NotEvaluatedError("macros nested too deeply")
        self._note_text(arguments)
        for definition, line in self._environment.definitions(name):
            if compatible(definition.path, begun.path):
                named = _named(definition, arguments)
                start = _widened(_Expansion((), begun.path, 0), (), definition.path, line)
                self._depth += 1
                try:
                    expansions = self._expanded(named, scope, start.path, hidden)
                finally:
                    self._depth -= 1
                for path, expanded in expansions:
                    body = substitute(definition.body or (), named, expanded)
                    inner = _Expansion((), path, start.line)
                    for each in self._expand(body, scope, inner, hidden | {name}):
                        tokens = begun.tokens + each.tokens
                        yield _Expansion(tokens, each.path, each.line or begun.line)

    def _expanded(
        self,
        named: dict[str, list[Token | Value]],
        scope: str | None,
        path: Path,
        hidden: frozenset[str],
    ) -> list[tuple[Path, dict[str, list[Token | Value]]]]:
        """Return the arguments with their macros expanded, in every combination of branches."""
        results: list[tuple[Path, dict[str, list[Token | Value]]]] = [(path, {})]
        for name, tokens in named.items():
            results = [
                (each.path, {**known, name: list(each.tokens)})
                for path, known in results
                for each in self._expand(tokens, scope, _Expansion((), path, 0), hidden)
            ]
            if len(results) > MAX_ALTERNATIVES:
                raise NotEvaluatedError("it has too many values")
        return results

    def _note_text(self, arguments: list[list[Token | Value]]) -> None:
        texts = [
            "".join(token.text[1:-1] for token in tokens)
            for tokens in arguments
            if tokens and all(token.kind == "string" and token.text[0] == '"' for token in tokens)
        ]
        if texts:
            for tokens in arguments:
                if tokens and tokens[0].start >= 0:
                    self.texts[tokens[0].start] = texts[-1]

    def _macro(
        self, name: str, scope: str | None, path: Path, hidden: frozenset[str]
    ) -> list[_Expansion]:
        """Return what `name` expands to under `path` if it is a macro that is not `hidden`."""
        if name in hidden:
            self._recursive.add(name)
        definitions = self._environment.definitions(name)
        if len(definitions) > MAX_ALTERNATIVES:
            raise NotEvaluatedError(f"{name} has too many definitions")
        plain = any(each.parameters is None for each, _ in definitions)
        if name in hidden or not plain:
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
            if definition.parameters is None and compatible(definition.path, path):
                body = definition.body or ()
                begun = _widened(_Expansion((), path, 0), (), definition.path, line)
                expansions = self._expand(body, scope, begun, inside)
                whole = bool(body) and body[0].text == "(" and closing(body, 0) == len(body) - 1
                for expansion in expansions:
                    folded = whole and scope is not None
                    yield self._folded(expansion, name) if folded else expansion

    def _folded(self, expansion: _Expansion, name: str) -> _Expansion:
        """Return `expansion` with a value between its parentheses, if they have one."""
        first, *inner, last = expansion.tokens
        with suppress(NotEvaluatedError):
            value = Value(evaluate(inner, self._types), name)
            return expansion._replace(tokens=(first, value, last))
        return expansion


def _arguments(tokens: Sequence[Token | Value]) -> list[list[Token | Value]]:
    """Split the tokens between the parentheses of a call at its commas."""
    found: list[list[Token | Value]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text in {"(", "{", "["}) - (token.text in {")", "}", "]"})
        if token.text == "," and depth == 0:
            found.append([])
        else:
            found[-1].append(token)
    return found


def _named(
    definition: Definition, arguments: list[list[Token | Value]]
) -> dict[str, list[Token | Value]]:
    """Return the arguments by the name of their parameter."""
    names = list(definition.parameters or ())
    last = names[-1] if names else ""
    if last == "__VA_ARGS__" or last.endswith("..."):
        rest = arguments[len(names) - 1 :]
        comma = Token("mark", ",", -1)
        joined = [token for each in rest for token in (comma, *each)][1:]
        arguments = [*arguments[: len(names) - 1], joined]
        names[-1] = last.removesuffix("...")
    if not names and arguments == [[]]:
        arguments = []
    if len(arguments) != len(names):
        raise NotEvaluatedError(f"{definition.name} takes {len(names)} arguments")
    return dict(zip(names, arguments, strict=True))


def substitute(
    body: Sequence[Token],
    named: Mapping[str, list[Token | Value]],
    expanded: Mapping[str, list[Token | Value]],
) -> list[Token | Value]:
    """Return `body` with arguments in the places of parameters, ``#`` and ``##`` applied.

    `named` has the arguments as written, `expanded` with their macros expanded.
    """
    result: list[Token | Value] = []
    index = 0
    while index < len(body):
        token = body[index]
        pasted = _is_paste(body, index + 1)
        if _is_paste(body, index) and result:
            index += 2
            right = list(named.get(body[index].text, [body[index]])) if index < len(body) else []
            if right:
                place = right[0] if body[index].text in named else result[-1]
                result[-1:] = [*_pasted(result[-1], right[0], place.start), *right[1:]]
        elif token.text == "#" and index + 1 < len(body) and body[index + 1].text in named:
            index += 1
            text = " ".join(each.text for each in named[body[index].text])
            result.append(Token("string", f'"{text}"', token.start))
        elif token.text in named:
            result += named[token.text] if pasted else expanded[token.text]
        else:
            result.append(token)
        index += 1
    return result


def _is_paste(body: Sequence[Token], index: int) -> bool:
    return index + 1 < len(body) and body[index].text == body[index + 1].text == "#"


def _pasted(left: Token | Value, right: Token | Value, start: int) -> list[Token | Value]:
    text = left.text + right.text
    if text.isidentifier():
        return [Token("word", text, start)]
    return [Token("number", text, start)] if left.kind == "number" else [left, right]


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


def _qualified(tokens: Sequence[Token | Value], index: int) -> tuple[str, int]:
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
