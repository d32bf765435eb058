"""The enumerators and macros of a header with their values, under every condition."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.headers.conditions import compatible
from sphinxext.mooncake_errors.headers.declarations import (
    Constant,
    Enum,
    declarations,
    join,
)
from sphinxext.mooncake_errors.headers.enumerators import Entry, chunks, entries
from sphinxext.mooncake_errors.headers.environment import (
    MAX_ALTERNATIVES,
    Alternative,
    Environment,
)
from sphinxext.mooncake_errors.headers.expansion import Expander
from sphinxext.mooncake_errors.headers.integers import Integer, NotEvaluatedError
from sphinxext.mooncake_errors.headers.preprocess import Definition, preprocess
from sphinxext.mooncake_errors.headers.tokens import Places

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxext.mooncake_errors.headers.tokens import Token

_MAX_PATH = 200
"""More conditions than any sane enumerator depends on are not told apart."""


class Source:
    """A header that has been read."""

    def __init__(self, text: str) -> None:
        """Read the header `text` and evaluate every enumerator in it."""
        self.places = Places(text)
        self.parts = preprocess(text)
        found = declarations(text, self.parts.code)
        self.enums = found.enums
        self.broken = found.broken
        self._starts = [token.start for token in self.parts.code]
        self._constants = found.constants
        self._environment = Environment()
        self._expander = Expander(self._environment, found.types)
        self._entries: dict[int, list[Entry]] = {enum.body.start: [] for enum in self.enums}
        self._evaluate()

    def enumerators(self, enum: Enum) -> list[Entry]:
        """Return the enumerators of `enum` in the order of the header."""
        return self._entries[enum.body.start]

    def macros(self, prefix: str) -> list[Entry]:
        """Return the macros with a value and without parameters whose names start so."""
        return [
            self._macro(definition)
            for definition in self.parts.definitions
            if definition.body and definition.name.startswith(prefix)
        ]

    def _evaluate(self) -> None:
        """Go through the header from top to bottom, as a compiler does."""
        events: list[tuple[Definition | Constant | Entry, Enum | None]] = []
        events += ((each, None) for each in self.parts.definitions)
        events += ((each, None) for each in self._constants)
        for enum in self.enums:
            events += ((entry, enum) for entry in self._split(enum))
        for event, around in sorted(events, key=lambda event: event[0].start):
            if isinstance(event, Definition):
                self._environment.define(event, self.places.line(event.start))
            elif isinstance(event, Constant):
                self._constant(event)
            elif around:
                self._enumerator(around, event)

    def _split(self, enum: Enum) -> Iterator[Entry]:
        for tokens in chunks(enum.body.tokens):
            yield from entries(tokens, self.parts.conditions.path(tokens[0].start))

    def _enumerator(self, enum: Enum, entry: Entry) -> None:
        earlier = self._entries[enum.body.start]
        if not entry.reason:
            self._fill(entry, enum.names[0], earlier)
        earlier.append(entry)
        for name in enum.names:
            self._environment.constant(join(name, entry.name), entry.values)
        if not enum.scoped:
            self._environment.constant(join(enum.scope, entry.name), entry.values)

    def _fill(self, entry: Entry, scope: str, earlier: Sequence[Entry]) -> None:
        """Give `entry` its values, or the reason why it has none."""
        line = self.places.line(entry.start)
        try:
            if entry.expression is None:
                self._refuse_macro(entry)
                entry.values = self._following(entry, earlier, line)
            else:
                entry.values = self._expander.values(entry.expression, scope, entry.path, line)
        except NotEvaluatedError as error:
            entry.reason = str(error)

    def _refuse_macro(self, entry: Entry) -> None:
        """Raise NotEvaluatedError if what looks like an enumerator is a macro for several."""
        body = self._environment.macro(entry.name)
        if body is not None and [token.text for token in body] != [entry.name]:
            raise NotEvaluatedError("it is a macro")

    def _following(
        self, entry: Entry, earlier: Sequence[Entry], line: int
    ) -> tuple[Alternative, ...]:
        """Return the values of an enumerator that states none: one more than the one before.

        Which one that is may depend on conditions; all that can be are followed.
        """
        found: dict[int, Alternative] = {}
        absent: set[tuple[int, int]] = set()
        for before in reversed(earlier):
            nesting = self.parts.conditions.nesting(before.start)
            extra = [branch for branch in nesting if branch not in entry.path]
            if not compatible(before.path, entry.path) or absent.intersection(extra):
                continue
            if not before.values:
                raise NotEvaluatedError(f"it follows {before.name}, which has no value")
            for value in before.values:
                if compatible(value.path, entry.path):
                    integer = value.integer.next()
                    path = value.path | entry.path
                    path = path if len(path) <= _MAX_PATH else entry.path
                    found.setdefault(integer.value, Alternative(integer, path, value.line))
            if len(found) >= MAX_ALTERNATIVES or not self._leave(extra, absent):
                break
        else:
            found.setdefault(0, Alternative(Integer(0), entry.path, line))
        if len(found) == 1:
            (only,) = found.values()
            return (Alternative(only.integer, entry.path, line),)
        return tuple(reversed(found.values()))

    def _leave(self, nesting: list[tuple[int, int]], absent: set[tuple[int, int]]) -> bool:
        """Note that the innermost of `nesting` is not compiled; False if that cannot be."""
        while nesting:
            absent.add(nesting[-1])
            number, _ = nesting.pop()
            if self.parts.conditions.can_miss(number, absent):
                return True
        return False

    def _constant(self, constant: Constant) -> None:
        path = self.parts.conditions.path(constant.start)
        tokens = self._between(constant.start, constant.end)
        line = self.places.line(constant.start)
        try:
            values = self._expander.values(tokens, constant.scope, path, line)
        except NotEvaluatedError:
            return
        if constant.type:
            values = tuple(
                Alternative(value.integer.cast(constant.type), value.path, value.line)
                for value in values
            )
        self._environment.constant(join(constant.scope, constant.name), values)

    def _between(self, start: int, end: int) -> list[Token]:
        code = self.parts.code
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [token for token in code[first:last] if token.text not in "{}"]

    def _macro(self, definition: Definition) -> Entry:
        span = (definition.start, definition.end)
        entry = Entry(definition.name, *span, definition.path, definition.body)
        self._fill(entry, "", ())
        return entry
