"""Values of macros and constants in a header, under every condition.

If a name in an expression has several definitions, the expression is evaluated in each branch of
the ``#if`` around them, until every name has one definition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from sphinxext.mooncake_errors.headers.expressions import evaluate
from sphinxext.mooncake_errors.headers.integers import LIMITS, Integer, NotEvaluatedError
from sphinxext.mooncake_errors.headers.macros import Expander
from sphinxext.mooncake_errors.headers.preprocess import Macro
from sphinxext.mooncake_errors.headers.tokens import ALWAYS, Path, Token, compatible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sphinxext.mooncake_errors.headers.integers import Type

_MAX_MEANINGS = 64
"""A name with more definitions has no certain value."""


class Value(NamedTuple):
    """A value of a name in some branches."""

    integer: Integer
    path: Path
    start: int
    """Offset of the definition that the value depends on; -1 for the name's own place."""
    reason: str = ""
    """The reason why the value is not known; empty if it is known."""


_Result = TypeVar("_Result")
_Meaning = TypeVar("_Meaning", Value, Macro)


class _UndecidedError(Exception):
    """A name depends on the ``#if`` with the number in `args`, whose branch is not chosen yet."""


class _AbsentError(Exception):
    """The name in `args` is defined in other branches only, so that this one cannot compile."""


def put(meanings: list[_Meaning], new: _Meaning) -> None:
    """Add `new`; it replaces earlier meanings in the branches that it stands in."""
    meanings[:] = [each for each in meanings if not new.path <= each.path]
    if len(meanings) <= _MAX_MEANINGS:
        meanings.append(new)


class Names:
    """The macros and constants that have been read so far."""

    def __init__(self, branches: Mapping[int, set[int]], types: Mapping[str, Type]) -> None:
        """Begin with `types` only; `branches` maps the number of each ``#if`` to its branches."""
        self.types: dict[str, Type | None] = dict(types)
        self.macros: dict[str, list[Macro]] = {}
        self.expander = Expander()
        self._branches = branches
        self._constants: dict[str, list[Value]] = {}
        self._path = ALWAYS
        """The branches that are assumed to be compiled."""
        self._start = -1
        """Offset of the last meaning that was chosen by them."""

    def define(self, macro: Macro) -> None:
        """Add a ``#define`` or ``#undef``."""
        meanings = self.macros.setdefault(macro.name, [])
        put(meanings, macro)
        if macro.body is None and macro in meanings:
            meanings.remove(macro)

    def constant(self, name: str, values: Sequence[Value]) -> None:
        """Add an enumerator or a constant variable by its qualified `name`."""
        for value in values:
            put(self._constants.setdefault(name, []), value)

    def values(
        self, tokens: Sequence[Token], scope: str, path: Path, hidden: str = ""
    ) -> list[Value]:
        """Return the values of the expression `tokens` in the branches `path`.

        Names are looked up from `scope` outwards. If `tokens` are the body of a macro, `hidden` is
        its name, which is not expanded. Raises NotEvaluatedError if a value is not known.
        """

        def work() -> Integer:
            expanded = self.expander.expand(tokens, lambda name, _: self._macro(name), hidden)
            return evaluate(expanded, self.types, lambda name: self._integer(name, scope))

        return self._values(path, work)

    def following(self, meanings: list[Value], path: Path) -> list[Value]:
        """Return the values of an enumerator without one, in `path`, from those before it."""

        def work() -> Integer:
            before = self._chosen(meanings)
            if before is None or before.reason:
                raise NotEvaluatedError(before.reason if before else "")
            return before.integer.next()

        return self._values(path, work)

    def code(self, tokens: Sequence[Token], path: Path) -> list[tuple[list[Token], Path]]:
        """Return the expansions of the macros in `tokens`, each with its branches.

        A macro with several values is not expanded here, but when its enumerator is evaluated.
        """

        def lookup(name: str, is_first: bool) -> Macro | None:  # noqa: FBT001
            macros = self.macros.get(name, ())
            needed = is_first or any(each.parameters is not None for each in macros)
            certain = len(macros) == 1 and macros[0].path <= self._path
            return self._macro(name) if needed or certain else None

        cases = self._cases(path, lambda: self.expander.expand(tokens, lookup))
        return [(code, under) for code, under, _ in cases]

    def _values(self, path: Path, work: Callable[[], Integer]) -> list[Value]:
        found = [Value(*case) for case in self._cases(path, work)]
        same = len({value.integer for value in found}) == 1
        return [Value(found[0].integer, path, -1)] if same else found

    def _cases(self, path: Path, work: Callable[[], _Result]) -> list[tuple[_Result, Path, int]]:
        """Return the results of `work` in all combinations of branches within `path`.

        Each is returned with its branches and the offset of the definition it depends on.
        """
        found: list[tuple[_Result, Path, int]] = []
        waiting, absent = [path], ""
        while waiting:
            self._path, self._start = waiting.pop(), -1
            try:
                found.append((work(), self._path, self._start))
            except _UndecidedError as error:
                (number,) = error.args
                branches = sorted(self._branches[number], reverse=True)
                waiting += (self._path | {(number, branch)} for branch in branches)
            except _AbsentError as error:
                absent = str(error)
            if len(found) + len(waiting) > _MAX_MEANINGS:
                raise NotEvaluatedError("it has too many values")
        if not found:
            raise NotEvaluatedError(f"{absent} is not defined in this header")
        return found

    def _chosen(self, meanings: Sequence[_Meaning]) -> _Meaning | None:
        """Return the last of `meanings` that is valid in the current branches."""
        if len(meanings) > _MAX_MEANINGS:
            raise NotEvaluatedError("it has too many values")
        possible = [each for each in meanings if compatible(each.path, self._path)]
        if not possible:
            return None
        chosen = possible[-1]
        missing = chosen.path - self._path
        if missing and len(possible) > 1:
            raise _UndecidedError(min(missing)[0])
        if missing or len(meanings) > 1:
            self._start = chosen.start
        self._path |= missing
        return chosen

    def _macro(self, name: str) -> Macro | None:
        return self._chosen(self.macros.get(name, ()))

    def _integer(self, name: str, scope: str) -> Integer | None:
        """Return the value of `name` in the innermost scope that has it, from `scope` outwards."""
        while True:
            qualified = f"{scope}::{name}" if scope else name.removeprefix("::")
            found = self._chosen(self._constants.get(qualified, ()))
            if found:
                if found.reason:
                    raise NotEvaluatedError(f"{name} has no certain value")
                return found.integer
            if not scope:
                break
            scope = scope.rpartition("::")[0]
        paths = [each.path for each in self.macros.get(name, ())]
        paths += [each.path for each in self._constants.get(name, ())]
        if paths and not any(compatible(path, self._path) for path in paths):
            raise _AbsentError(name)
        return LIMITS.get(name)
