"""Enumerations and their enumerators; macros and constants as codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.headers.expressions import NoNumberError
from sphinxext.mooncake_errors.headers.integers import (
    INT,
    UNSIGNED,
    Integer,
    NotEvaluatedError,
    Type,
)
from sphinxext.mooncake_errors.headers.names import Value, put
from sphinxext.mooncake_errors.headers.tokens import ALWAYS, Path, Token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxext.mooncake_errors.headers.names import Names

_OPENING, _CLOSING = set("([{"), set(")]}")
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_FOLLOWS = "it follows "


@dataclass(slots=True)
class Entry:
    """An enumerator, a macro or a constant where the header defines it."""

    name: str
    start: int
    """Offset of the name."""
    end: int
    """Offset behind the value."""
    path: Path
    expression: Sequence[Token] | None = None
    """The tokens of the value; None if the value is one more than that of the enumerator before."""
    text: str = ""
    """A string beside the name, if a macro makes enumerators from a list."""
    values: list[Value] = field(default_factory=list)
    """The values under different conditions; empty if none is certain."""
    reason: str = ""
    """Why there is no value."""
    may_be_code: bool = True
    """False if the value cannot be a number, such as a string."""

    def evaluate(self, names: Names, scope: str, hidden: str = "") -> None:
        """Set `values`, or `reason` if the expression cannot be evaluated."""
        try:
            self.values = names.values(self.expression or (), scope, self.path, hidden)
        except NotEvaluatedError as error:
            self.reason, self.may_be_code = str(error), not isinstance(error, NoNumberError)

    def known(self) -> list[Value]:
        """Return the values for other expressions; one with a reason if there are none."""
        follows = f"{_FOLLOWS}{self.name}, which has no value"
        reason = self.reason if self.reason.startswith(_FOLLOWS) else follows
        return self.values or [Value(Integer(0), self.path, self.start, reason)]

    def convert(self, type_: Type) -> None:
        """Convert the values to `type_`."""
        self.values = [each._replace(integer=each.integer.cast(type_)) for each in self.values]


@dataclass(slots=True)
class Enum:
    """An enumeration with a body."""

    names: tuple[str, ...]
    """Qualified names: its own, then those of a typedef."""
    scope: str
    """Qualified name of the namespace or class around it."""
    is_scoped: bool
    """Whether it is an ``enum class`` or ``enum struct``."""
    start: int
    """Offset of the opening brace."""
    base: Type | None
    """The underlying type, if it is declared and known."""
    entries: list[Entry] = field(default_factory=list)
    _last: list[Value] = field(default_factory=list)
    """The value of the last enumerator, under different conditions."""

    def read(self, body: Sequence[Token], names: Names) -> None:
        """Evaluate the enumerators in `body` one by one."""
        self._last.append(Value(Integer(-1), ALWAYS, self.start))
        for chunk in chunks(body):
            if chunk[0].macro:
                names.define(chunk[0].macro)
                continue
            for entry in _made(chunk, names):
                self._enter(entry, names)

    def compiled_type(self) -> Type | None:
        """Return the underlying type that a compiler chooses; None if a value is not known."""
        if not all(entry.values for entry in self.entries):
            return None
        numbers = [each.integer.value for entry in self.entries for each in entry.values]
        return INT if min(numbers, default=0) < 0 else UNSIGNED

    def _enter(self, entry: Entry, names: Names) -> None:
        """Evaluate `entry`, and store its values for later expressions."""
        fixed = self.base or (INT if self.is_scoped else None)
        if not entry.reason and entry.expression is not None:
            entry.evaluate(names, self.names[0])
        elif not entry.reason:
            try:
                entry.values = names.following(self._last, entry.path)
            except NotEvaluatedError as error:
                entry.reason = str(error)
        if fixed and not all(fixed.holds(each.integer.value) for each in entry.values):
            entry.values, entry.reason = [], "the type of the enumeration cannot hold it"
        elif fixed:
            entry.convert(fixed)
        self.entries.append(entry)
        for scope in [*self.names, *([] if self.is_scoped else [self.scope])]:
            names.constant(f"{scope}::{entry.name}".removeprefix("::"), entry.known())
        for each in entry.known():
            put(self._last, each)


def closing(code: Sequence[Token], start: int) -> int:
    """Return the index of the bracket that closes the one at `start`, or the length of `code`."""
    opening, depth = code[start].text, 0
    for index in range(start, len(code)):
        depth += (code[index].text == opening) - (code[index].text == _PAIRS[opening])
        if depth == 0:
            return index
    return len(code)


def chunks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Split the inside of an enumeration, or a list of constants, at its commas.

    A conditional between enumerators separates them, as a comma does. A conditional within an
    enumerator stays in its chunk, which then is not evaluated. A macro is a chunk of its own,
    behind the enumerator that it stands in.
    """
    chunk: list[Token] = []
    macros: list[Token] = []
    condition: Token | None = None
    depth = 0
    for token in [*tokens, Token("end", ",", 0)]:
        if token.macro:
            macros.append(token)
            continue
        if token.kind == "condition":
            condition = token
            continue
        is_comma = token.text == "," and depth == 0
        is_next = condition and depth == 0 and token.kind == "word" and chunk
        ends = token.kind in {"include", "end"} or is_comma
        if ends or not chunk or (is_next and _is_complete(chunk[-1])):
            yield from ([chunk] if chunk else [])
            yield from ([each] for each in macros)
            chunk, macros = [], []
        elif condition:
            chunk.append(condition)
        condition = None
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if token.kind == "include":
            yield [token]
        elif token.kind != "end" and not is_comma:
            chunk.append(token)


def _is_complete(token: Token) -> bool:
    return token.kind in {"word", "number", "char"} or token.text in _CLOSING


def _made(tokens: list[Token], names: Names) -> Iterator[Entry]:
    """Yield the enumerators in `tokens`, after expansion of macros at their start."""
    first = tokens[0]
    is_call = first.kind == "word" and [token.text for token in tokens[1:2]] == ["("]
    if first.kind == "word" and names.macros.get(first.text):
        yield from _expanded(tokens, names)
    elif is_call:
        end = closing(tokens, 1) + 1
        reason = f"{first.text} is not defined in this header"
        yield Entry(first.text, first.start, tokens[:end][-1].end, first.path, reason=reason)
        if tokens[end:]:
            yield from _made(tokens[end:], names)
    else:
        yield _spelled(tokens, first.path)


def _expanded(tokens: list[Token], names: Names) -> Iterator[Entry]:
    first = tokens[0]
    try:
        cases = names.code(tokens, first.path)
    except NotEvaluatedError as error:
        yield Entry(first.text, first.start, tokens[-1].end, first.path, reason=str(error))
        return
    for code, path in cases:
        for chunk in chunks(code):
            entry = _spelled(chunk, path)
            if entry.start != first.start:
                entry.end = chunk[0].end
                entry.text = names.expander.texts.get(entry.start, "")
            yield entry


def _spelled(tokens: list[Token], path: Path) -> Entry:
    """Return the enumerator in `tokens`, which stand in the branches `path`."""
    first = tokens[0]
    entry = Entry(first.text, first.start, tokens[-1].end, path)
    sign = next((i for i, token in enumerate(tokens) if token.text == "="), len(tokens))
    entry.expression = tokens[sign + 1 :] if sign < len(tokens) else None
    # Words and attributes may stand between the name and the value.
    stray = [
        token for token in tokens[1:2] if token.kind != "word" and token.text not in {"[", "="}
    ]
    stray += [token for token in tokens[1:sign] if token.text in {"{", ";"}]
    if first.kind == "include":
        entry.name = f"#include {first.text}"
        entry.reason = f"{first.text} is not beside the header"
    elif not first.text:
        entry.name, entry.reason = "the last enumerator", "the header ends here"
    elif first.kind != "word":
        entry.reason = "it is no enumerator"
    elif stray and not stray[0].text:
        entry.reason = "the header ends here"
    elif stray:
        entry.reason = f"{stray[0].text} is not expected here"
    return entry
