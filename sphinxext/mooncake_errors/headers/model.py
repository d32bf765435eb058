"""The data of the header reader: tokens, definitions, comments and codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sphinxext.mooncake_errors.headers.integers import Integer, Type
from sphinxext.mooncake_errors.registry.problems import Problem

Path = frozenset[tuple[int, bool]]
"""The branches around a place: the number of each condition, and whether it holds."""

ALWAYS: Path = frozenset()
DEPTHS = {**dict.fromkeys("([{", 1), **dict.fromkeys(")]}", -1)}
"""The change of the number of open brackets by each bracket."""
_BRACKETS = {"(": ")", "[": "]", "{": "}"}


@dataclass(slots=True)
class Token:
    """A token, a comment or a directive; not frozen, since frozen ones are slower to create."""

    kind: str
    """One of comment, string, char, number, word and mark, of the directives macro, condition and
    include, or file: the end of one."""
    text: str
    start: int
    """Offset of the first character in the source, from 0."""
    path: Path = ALWAYS
    hidden: frozenset[str] = frozenset()
    """The macros that the token comes from: these are not expanded in it."""
    macro: Definition | None = None
    """The macro of a ``#define`` or ``#undef``."""

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.start + len(self.text)


class Value(NamedTuple):
    """A value of a name in some branches."""

    integer: Integer
    path: Path
    start: int
    """Offset of the definition that the value depends on; -1 for the name's own place."""


class HeaderSection(NamedTuple):
    """A section comment of a header, with its place."""

    text: str
    path: str
    line: int
    range: tuple[int, int] | None
    """The lowest and the highest number that the text states."""

    def holds(self, value: int) -> bool:
        """Return whether `value` is in the range, which may be that of negative codes unsigned."""
        return in_range(value, self.range) or in_range(-value, self.range)


@dataclass(slots=True)
class Definition:
    """A macro, an enumerator or a constant where the header defines it."""

    name: str
    start: int
    """Offset of the name."""
    end: int
    """Offset behind the value."""
    path: Path
    tokens: Sequence[Token] | None
    """The value; None if an enumerator is one more than the one before, and for ``#undef``."""
    parameters: tuple[str, ...] | None = None
    """Those of a macro; a last parameter ``...`` is ``__VA_ARGS__``."""
    values: list[Value] = field(default_factory=list)
    """The values under different conditions; empty if none is certain."""
    reason: str = ""
    """Why there is no value."""
    comment: str = ""
    """Its text, or the string beside the name, if a macro makes enumerators from a list."""
    deprecated: str = ""
    section: HeaderSection | None = None

    @property
    def numbers(self) -> list[int]:
        """The numbers of the values."""
        return [value.integer.value for value in self.values]

    def cast(self, type_: Type) -> None:
        """Cast the values to `type_`."""
        self.values = [each._replace(integer=each.integer.cast(type_)) for each in self.values]


class HeaderCode(NamedTuple):
    """A code as a header defines it."""

    name: str
    value: int
    """The number, the first one if it has several."""
    place: tuple[str, int, int]
    """Path, line and column of the name; both are counted from 1, columns in characters."""
    comment: str
    """The text of its comment, white space folded; empty if it has none."""
    section: HeaderSection | None = None
    aliases: tuple[str, ...] = ()
    """Other names of the same number, in the order of the header."""
    values: tuple[int, ...] = ()
    """Its different numbers under different conditions."""
    deprecated: str = ""
    """The version since which it is deprecated, from its comment; empty if there is none."""

    @property
    def heading(self) -> str:
        """The text of its section comment; empty if there is none."""
        return self.section.text if self.section else ""

    @property
    def names(self) -> tuple[str, ...]:
        """The name, then its aliases."""
        return (self.name, *self.aliases)


class Header(NamedTuple):
    """The codes of a header, or of several that share one number space."""

    path: str
    codes: tuple[HeaderCode, ...]
    """In the order of the header, each name and each number once."""
    problems: tuple[Problem, ...]
    unevaluated: tuple[str, ...] = ()
    """The names of codes without a certain number."""


def compatible(left: Path, right: Path) -> bool:
    """Return True if no ``#if`` has different branches in `left` and `right`."""
    both = left | right
    return len({number for number, _ in both}) == len(both)


def in_range(value: int, limits: tuple[int, int] | None) -> bool:
    """Return True if `value` is within `limits`, both included, or if there are none."""
    return limits is None or limits[0] <= value <= limits[1]


def closing(code: Sequence[Token], start: int) -> int:
    """Return the index of the bracket that closes the one at `start`, or the length of `code`."""
    opening, depth = code[start].text, 0
    for index in range(start, len(code)):
        depth += (code[index].text == opening) - (code[index].text == _BRACKETS[opening])
        if depth == 0:
            return index
    return len(code)
