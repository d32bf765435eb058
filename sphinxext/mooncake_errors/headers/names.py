"""Values of macros and constants in a header, under every condition.

If a name in an expression has several definitions, the expression is evaluated in each branch of
the ``#if`` around them, until every name has one definition.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from sphinxext.mooncake_errors.headers.expressions import Expression
from sphinxext.mooncake_errors.headers.integers import LIMITS, Integer, NotEvaluatedError, Type
from sphinxext.mooncake_errors.headers.macros import Expander
from sphinxext.mooncake_errors.headers.model import (
    Definition,
    Path,
    Token,
    Value,
    closing,
    compatible,
)

_MAX_MEANINGS = 64
"""A name with more definitions has no certain value."""
_FOLLOWS = "it follows "

_Result = TypeVar("_Result")
_Meaning = TypeVar("_Meaning", Value, Definition)


class _UndecidedError(Exception):
    """A name depends on an ``#if``. Its branch in `args` is that of the last meaning."""


class _AbsentError(NotEvaluatedError):
    """A name is defined in other branches only, so that this one cannot compile."""


def put(meanings: list[Definition], new: Definition) -> None:
    """Add `new`; it replaces earlier meanings in the branches that it stands in."""
    meanings[:] = [each for each in meanings if not new.path <= each.path]
    if len(meanings) <= _MAX_MEANINGS:
        meanings.append(new)


class Names:
    """The macros and constants that have been read so far."""

    def __init__(self, types: Mapping[str, Type]) -> None:
        """Begin with `types` only."""
        self.types: dict[str, Type | None] = dict(types)
        self.macros: dict[str, list[Definition]] = {}
        self.derived: set[str] = set()
        """The classes with a base class, by qualified name."""
        self._constants: dict[str, list[Definition]] = {}
        """Enumerators and constant variables, by qualified name."""
        self.expander = Expander()
        self._path: Path = frozenset()
        """The branches that are assumed to be compiled."""
        self._start = -1
        """Offset of the last meaning that was chosen by them."""

    def define(self, macro: Definition) -> None:
        """Add a ``#define`` or ``#undef``."""
        meanings = self.macros.setdefault(macro.name, [])
        put(meanings, macro)
        meanings[:] = [each for each in meanings if each.tokens is not None]

    def add(self, constant: Definition, qualified: str) -> None:
        """Add an enumerator or a constant variable by its `qualified` name."""
        put(self._constants.setdefault(qualified, []), constant)

    def evaluate(self, item: Definition, scope: str, before: Sequence[Definition] = ()) -> None:
        """Set the values of `item`, whose names are looked up from `scope` outwards, or the reason.

        `before` is the enumerator before, as defined under different conditions.
        """

        def work() -> Integer:
            if item.tokens is None:
                return self._following(before)
            tokens = self.expander.expand(
                item.tokens, lambda name, _: self._chosen(self.macros.get(name, ()))
            )
            return Expression(tokens, self.types, lambda name: self._integer(name, scope)).value()

        try:
            found = [Value(*case) for case in self._cases(item.path, work)]
        except NotEvaluatedError as error:
            item.reason = str(error)
            return
        same = len({value.integer for value in found}) == 1
        item.values = [Value(found[0].integer, item.path, -1)] if same else found

    def evaluate_macros(self, prefix: str) -> list[Definition]:
        """Evaluate the macros without parameters that begin with `prefix`, and return them."""
        macros = [
            (macro, macro.tokens)
            for name, meanings in self.macros.items()
            for macro in meanings
            if name.startswith(prefix) and macro.tokens and macro.parameters is None
        ]
        for macro, tokens in macros:
            self.evaluate(macro, "")
            is_whole = tokens[0].text == "(" and closing(tokens, 0) == len(tokens) - 1
            is_plain = len(tokens) <= 2 and tokens[-1].text not in self.macros  # noqa: PLR2004
            # A number that does not depend on its use becomes a constant, so that long chains of
            # macros are not expanded repeatedly.
            if macro.values and (is_whole or is_plain) and len(self.macros[macro.name]) == 1:
                del self.macros[macro.name]
                self.add(macro, macro.name)
        return [macro for macro, _ in macros]

    def code(self, tokens: Sequence[Token], path: Path) -> list[tuple[list[Token], Path, int]]:
        """Return the expansions of the macros in `tokens`, or raise NotEvaluatedError.

        Each is returned with its branches. A macro with several values within the value of an
        enumerator is expanded when that is evaluated.
        """

        def lookup(name: str, begins: bool) -> Definition | None:  # noqa: FBT001
            macros = self.macros.get(name, ())
            is_call = any(each.parameters is not None for each in macros)
            is_certain = len(macros) == 1 and macros[0].path <= self._path
            return self._chosen(macros) if begins or is_call or is_certain else None

        return self._cases(path, lambda: self.expander.expand(tokens, lookup))

    def _cases(self, path: Path, work: Callable[[], _Result]) -> list[tuple[_Result, Path, int]]:
        """Return the results of `work` in all combinations of branches within `path`.

        Each has its branches, and the offset of the definition it depends on.
        """
        found: list[tuple[_Result, Path, int]] = []
        waiting, absent = [path], _AbsentError("")
        while waiting:
            self._path, self._start = waiting.pop(), -1
            try:
                found.append((work(), self._path, self._start))
            except _UndecidedError as error:
                number, holds = error.args
                waiting += (self._path | {(number, each)} for each in (holds, not holds))
            except _AbsentError as error:
                absent = error
            except RecursionError:
                raise NotEvaluatedError("nested too deeply") from None
            if len(found) + len(waiting) > _MAX_MEANINGS:
                raise NotEvaluatedError("it has too many values")
        if not found:
            raise absent
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
            raise _UndecidedError(*min(missing))
        if missing or len(meanings) > 1:
            self._start = chosen.start
        self._path |= missing
        return chosen

    def _value(self, item: Definition, reason: str) -> Integer:
        """Return the value of `item` in the current branches; `reason` is for one without any."""
        if not item.values:
            raise NotEvaluatedError(reason)
        value = self._chosen(item.values)
        if value is None:
            raise _AbsentError(f"{item.name} is not defined in this header")
        return value.integer

    def _following(self, before: Sequence[Definition]) -> Integer:
        """Return the value of an enumerator without one, behind that of `before`."""
        item = self._chosen(before)
        if item is None:
            raise _AbsentError("")
        is_chain = item.reason.startswith(_FOLLOWS)
        reason = item.reason if is_chain else f"{_FOLLOWS}{item.name}, which has no value"
        return self._value(item, reason).next()

    def _integer(self, name: str, scope: str) -> Integer | None:
        """Return the value of `name` in the innermost scope that has it, from `scope` outwards."""
        qualified = f"{scope}::{name}" if scope else name.removeprefix("::")
        found = self._chosen(self._constants.get(qualified, ()))
        if found:
            return self._value(found, f"{name} has no certain value")
        if scope in self.derived and name not in LIMITS and "::" not in name:
            raise NotEvaluatedError(f"{name} may be that of a base class of {scope}")
        if scope:
            return self._integer(name, scope.rpartition("::")[0])
        meanings = [*self.macros.get(name, ()), *self._constants.get(name, ())]
        if meanings and not any(compatible(each.path, self._path) for each in meanings):
            raise _AbsentError(f"{name} is not defined in this header")
        return LIMITS.get(name)
