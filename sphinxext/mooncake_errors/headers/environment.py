"""What the names in an expression stand for, at a place in a header."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxext.mooncake_errors.headers.conditions import Path
    from sphinxext.mooncake_errors.headers.integers import Integer
    from sphinxext.mooncake_errors.headers.preprocess import Definition

MAX_ALTERNATIVES = 16
"""A name with more values has no certain one."""


class Alternative(NamedTuple):
    """A value that a name has under some conditions."""

    integer: Integer
    """`UNKNOWN` where it cannot be evaluated."""
    path: Path
    line: int
    """The line that decides, counted from 1."""


class Environment:
    """The macros and constants that are known so far."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.watched: set[str] = set()
        """Names, without scope, that somebody wants to know the changes of."""
        self.changed = False
        """Whether a watched name has got another meaning."""
        self._macros: dict[str, list[tuple[Definition, int]]] = {}
        self._constants: dict[str, tuple[Alternative, ...]] = {}

    def define(self, definition: Definition, line: int) -> None:
        """Take note of a ``#define`` or ``#undef`` in `line`."""
        self._watch(definition.name)
        earlier = self._macros.pop(definition.name, [])
        kept = [entry for entry in earlier if not definition.path <= entry[0].path]
        if definition.body is not None and len(kept) <= MAX_ALTERNATIVES:
            kept.append((definition, line))
        if kept:
            self._macros[definition.name] = kept

    def constant(self, name: str, alternatives: tuple[Alternative, ...]) -> None:
        """Take note of an enumerator or a variable by its qualified `name`."""
        self._watch(name)
        known = self._constants.get(name, ())
        self._constants[name] = known + alternatives[: MAX_ALTERNATIVES + 1 - len(known)]

    def alive(self) -> Iterator[tuple[Definition, int]]:
        """Yield the definitions of macros that hold now, each with its line."""
        for definitions in self._macros.values():
            yield from definitions

    def is_function(self, name: str) -> bool:
        """Return whether `name` is a macro with parameters."""
        return any(each.parameters is not None for each, _ in self._macros.get(name, ()))

    def definitions(self, name: str) -> Sequence[tuple[Definition, int]]:
        """Return the definitions of the macro `name` that may hold, each with its line."""
        return self._macros.get(name, ())

    def constants(self, name: str, scope: str) -> Sequence[Alternative]:
        """Return what `name` stands for in `scope` or, failing that, in the scopes around it."""
        if name.startswith("::"):
            return self._constants.get(name[2:], ())
        while scope:
            found = self._constants.get(f"{scope}::{name}")
            if found:
                return found
            scope = scope.rpartition("::")[0]
        return self._constants.get(name, ())

    def _watch(self, name: str) -> None:
        if self.watched and name.rpartition("::")[2] in self.watched:
            self.changed = True
