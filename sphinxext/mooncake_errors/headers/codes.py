"""The enumerators, macros and constants of a header with their values, under every condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.headers.conditions import compatible
from sphinxext.mooncake_errors.headers.declarations import (
    Constant,
    Enum,
    declarations,
    join,
)
from sphinxext.mooncake_errors.headers.enumerators import Entry, chunks, entry, split_call
from sphinxext.mooncake_errors.headers.environment import (
    MAX_ALTERNATIVES,
    Alternative,
    Environment,
)
from sphinxext.mooncake_errors.headers.expansion import Expander
from sphinxext.mooncake_errors.headers.integers import (
    INT,
    UNKNOWN,
    UNSIGNED,
    Integer,
    NotEvaluatedError,
    Type,
)
from sphinxext.mooncake_errors.headers.preprocess import Definition, preprocess

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinxext.mooncake_errors.headers.tokens import Token
    from sphinxext.mooncake_errors.headers.unit import Unit

_MAX_PATH = 200
"""More conditions than any sane enumerator depends on are not told apart."""
_FOLLOWS = "it follows "


class Source:
    """A header that has been read."""

    def __init__(self, unit: Unit, types: Mapping[str, Type]) -> None:
        """Read `unit` and evaluate every enumerator in it; `types` are known types by name."""
        self.unit = unit
        self.parts = preprocess(unit)
        found = declarations(self.parts.code, types)
        self.enums = found.enums
        self._types = found.types
        self._constants = found.constants
        self._environment = Environment()
        self._expander = Expander(self._environment, found.types)
        self._entries: dict[int, list[Entry]] = {enum.start: [] for enum in self.enums}
        self._fixed: list[Entry] = []
        self._evaluate()

    def enumerators(self, enum: Enum) -> list[Entry]:
        """Return the enumerators of `enum` in the order of the header."""
        return self._entries[enum.start]

    def macros(self, prefix: str) -> list[Entry]:
        """Return the macros and constants with a value whose names start with `prefix`."""
        macros = [
            self._macro(definition)
            for definition, _ in self._environment.alive()
            if definition.body
            and definition.parameters is None
            and definition.name.startswith(prefix)
        ]
        return [*macros, *(each for each in self._fixed if each.name.startswith(prefix))]

    def text(self, entry: Entry) -> str:
        """Return the text beside the name of `entry` in a list that a macro expands."""
        return self._expander.texts.get(entry.start, "") if entry.start != entry.origin else ""

    def _evaluate(self) -> None:
        """Go through the header from top to bottom, as a compiler does."""
        events: list[tuple[int, Definition | Constant | list[Token], Enum | None]] = []
        events += ((each.start, each, None) for each in self.parts.definitions)
        events += ((each.start, each, None) for each in self._constants)
        for enum in self.enums:
            events += ((chunk[0].start, chunk, enum) for chunk in chunks(enum.tokens))
        for start, event, around in sorted(events, key=lambda event: event[0]):
            if isinstance(event, Definition):
                self._environment.define(event, self.unit.line(start))
            elif isinstance(event, Constant):
                self._constant(event)
            elif around:
                for made in self._made(event, self.parts.conditions.path(start)):
                    self._enumerator(around, made)

    def _made(self, tokens: Sequence[Token], path: frozenset[tuple[int, int]]) -> Iterator[Entry]:
        """Yield the enumerators that `tokens` make once macros at their start are expanded."""
        origin = tokens[0].start
        while tokens:
            first = tokens[0]
            if first.kind == "word" and self._environment.definitions(first.text):
                yield from self._expanded(tokens, path, origin)
                return
            call, rest = split_call(tokens)
            if first.kind != "word" or len(call) == 1:
                yield entry(tokens, path, origin)
                return
            yield entry(call, path, origin)
            tokens = rest

    def _expanded(
        self, tokens: Sequence[Token], path: frozenset[tuple[int, int]], origin: int
    ) -> Iterator[Entry]:
        try:
            expansions = self._expander.code(tokens, path)
        except NotEvaluatedError as error:
            made = entry(tokens, path, origin)
            made.reason = str(error)
            yield made
            return
        for code, under in expansions:
            yield from (entry(chunk, under, origin) for chunk in chunks(code))

    def _enumerator(self, enum: Enum, entry: Entry) -> None:
        earlier = self._entries[enum.start]
        if not entry.reason:
            self._fill(entry, enum.names[0], earlier)
        fixed = enum.type or (INT if enum.scoped else None)
        if fixed and not all(fixed.holds(each.integer.value) for each in entry.values):
            entry.values, entry.reason = (), "the type of the enumeration cannot hold it"
        if fixed:
            entry.values = tuple(
                each._replace(integer=each.integer.cast(fixed)) for each in entry.values
            )
        earlier.append(entry)
        known = entry.values or (Alternative(UNKNOWN, entry.path, 0),)
        for name in enum.names:
            self._environment.constant(join(name, entry.name), known)
            if not fixed:
                self._widen(name.rpartition("::")[2], entry)
        if not enum.scoped:
            self._environment.constant(join(enum.scope, entry.name), known)

    def _widen(self, name: str, entry: Entry) -> None:
        """Note the type that a compiler gives the enumeration `name` for its values so far."""
        negative = any(each.integer.value < 0 for each in entry.values)
        before = self._types.get(name, UNSIGNED)
        if not entry.values or before is None:
            self._types[name] = None
        else:
            self._types[name] = INT if negative else before

    def _fill(self, entry: Entry, scope: str, earlier: Sequence[Entry], within: str = "") -> None:
        """Give `entry` its values, or the reason why it has none."""
        line = self.unit.line(entry.start)
        try:
            if entry.expression is None:
                entry.values = self._following(entry, earlier, line)
            else:
                entry.values = self._expander.values(
                    entry.expression, scope, entry.path, line, within
                )
        except NotEvaluatedError as error:
            entry.reason = str(error)

    def _following(
        self, entry: Entry, earlier: Sequence[Entry], line: int
    ) -> tuple[Alternative, ...]:
        """Return the values of an enumerator that states none: one more than the one before.

        Which one that is may depend on conditions; all that can be are followed.
        """
        found: dict[int, Alternative] = {}
        absent: set[tuple[int, int]] = set()
        for before in reversed(earlier):
            nesting = self.parts.conditions.nesting(before.origin)
            extra = [branch for branch in nesting if branch not in entry.path]
            if not compatible(before.path, entry.path) or absent.intersection(extra):
                continue
            if not before.values:
                reason = before.reason if before.reason.startswith(_FOLLOWS) else ""
                raise NotEvaluatedError(reason or f"{_FOLLOWS}{before.name}, which has no value")
            for value in before.values:
                if compatible(value.path, entry.path):
                    integer = value.integer.next()
                    path = value.path | entry.path
                    path = path if len(path) <= _MAX_PATH else entry.path
                    found.setdefault(integer.value, Alternative(integer, path, value.line))
            if len(found) > MAX_ALTERNATIVES:
                raise NotEvaluatedError("it has too many values")
            if not self._leave(extra, absent):
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
        end = constant.tokens[-1].end if constant.tokens else constant.start
        entry = Entry(constant.name, constant.start, end, path, constant.tokens, constant.start)
        self._fill(entry, constant.scope, ())
        entry.values = tuple(
            each._replace(integer=each.integer.cast(constant.type)) for each in entry.values
        )
        known = entry.values or (Alternative(UNKNOWN, path, 0),)
        self._environment.constant(join(constant.scope, constant.name), known)
        if constant.type.bits > 1:
            self._fixed.append(entry)

    def _macro(self, definition: Definition) -> Entry:
        start, path = definition.start, definition.path
        entry = Entry(definition.name, start, definition.end, path, definition.body, start)
        self._fill(entry, "", (), definition.name)
        return entry
