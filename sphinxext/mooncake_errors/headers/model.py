"""The data of the header reader: tokens, definitions, comments and codes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sphinxext.mooncake_errors.headers.integers import Integer, Type
from sphinxext.mooncake_errors.registry.problems import Problem

Path = frozenset[tuple[int, bool]]
"""The branches around a place: the number of each condition, and whether it holds."""

ALWAYS: Path = frozenset()
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_DEPRECATED = re.compile(
    r"\bDeprecated:?\s(?:[^\n]{0,300}?\b(?:[Ss]ince|[Aa]s\s+of|(?<!removed )in)\s+(?:\w+\s+)?|\W*)"
    r"v?(?P<version>\d+(?:\.\d+)+|\d+\b(?![-/]))"
)
_ENDS = tuple(".:;,!?。：；，！？")


@dataclass(slots=True)
class Token:
    """A token, a comment or a directive of source text.

    Not frozen, since frozen instances are slower to create.
    """

    kind: str
    """One of comment, string, char, number, word, mark.

    A ``#define`` or ``#undef`` has the kind ``macro``, a conditional the kind ``condition``, an
    ``#include`` the kind ``include``, and the end of a file the kind ``file``.
    """
    text: str
    start: int
    """Offset of the first character in the source, from 0."""
    path: Path = ALWAYS
    macro: Definition | None = None
    """The macro of a ``#define`` or ``#undef``."""
    hidden: frozenset[str] = frozenset()
    """The macros that the token comes from: these are not expanded in it."""

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


@dataclass(frozen=True, slots=True)
class HeaderSection:
    """A section comment of a header."""

    text: str
    path: str
    line: int
    """The line where the comment begins, counted from 1."""
    range: tuple[int, int] | None
    """The lowest and the highest number that the text states."""

    def holds(self, value: int) -> bool:
        """Return whether `value` is in the range, which may be that of negative codes unsigned."""
        return in_range(value, self.range) or in_range(-value, self.range)


@dataclass(slots=True)
class Comments:
    """Adjacent comments, or all comments about one code."""

    plain: list[str] = field(default_factory=list)
    """Texts of plain comments above the code that are about it alone."""
    doc: list[str] = field(default_factory=list)
    """Texts of doc comments above it."""
    behind: list[str] = field(default_factory=list)
    place: tuple[str, int] = ("", 0)
    """Path and line where the comments above it begin; the line is 0 without any."""
    lines: tuple[int, int] = (0, 0)
    """First and last line of the comments above it, in the text of all files."""
    path: Path = ALWAYS
    """The branches around the comments above it."""
    named: HeaderSection | None = None
    """A Doxygen group, or codes below a heading and a blank line, that begin above it."""
    section: HeaderSection | None = None

    @property
    def deprecated(self) -> str:
        """The version in which the code is deprecated, as a comment states it; or empty."""
        match = _DEPRECATED.search(self._paragraphs)
        return match["version"] if match else ""

    @property
    def heading(self) -> str:
        """The text of `plain`, white space folded."""
        return " ".join(" ".join(self.plain).split())

    @property
    def text(self) -> str:
        """The code's own comment, white space folded; empty if there is none.

        A paragraph without punctuation at its end gets a full stop, unless it is the last one. The
        word of a deprecation is left out if `deprecated` has its version.
        """
        text = self._paragraphs.replace("Deprecated: ", "") if self.deprecated else self._paragraphs
        found = [" ".join(paragraph.split()) for paragraph in text.split("\n")]
        *before, last = [paragraph for paragraph in found if paragraph] or [""]
        before = [each if each.endswith(_ENDS) else f"{each}." for each in before]
        return " ".join([*before, last.removesuffix(":")])

    @property
    def _paragraphs(self) -> str:
        """The paragraphs of the code's own comment, a line each, with their white space."""
        return "\n".join(map(" ".join, ([*self.doc, *self.behind], self.plain)))


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
    """The tokens of the value.

    None if an enumerator is one more than the one before, and for ``#undef``.
    """
    parameters: tuple[str, ...] | None = None
    """Those of a macro; a last parameter ``...`` is ``__VA_ARGS__``."""
    text: str = ""
    """A string beside the name, if a macro makes enumerators from a list."""
    values: list[Value] = field(default_factory=list)
    """The values under different conditions; empty if none is certain."""
    reason: str = ""
    """Why there is no value."""
    comments: Comments = field(default_factory=Comments)

    @property
    def numbers(self) -> list[int]:
        """The numbers of the values."""
        return [value.integer.value for value in self.values]

    def cast(self, type_: Type) -> None:
        """Cast the values to `type_`."""
        self.values = [each._replace(integer=each.integer.cast(type_)) for each in self.values]


@dataclass(frozen=True, slots=True)
class HeaderCode:
    """A code as a header defines it."""

    name: str
    value: int
    """The number, the first one if it has several."""
    place: tuple[str, int, int]
    """Path, line and column of the name; both are counted from 1, columns in characters."""
    comment: str
    """The text of its comment, white space folded; empty if it has none."""
    section: HeaderSection | None = None
    """Its section comment."""
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


@dataclass(frozen=True, slots=True)
class Header:
    """The codes of a header, or of several that share one number space."""

    path: str
    codes: tuple[HeaderCode, ...]
    """In the order of the header, each name and each number once."""
    problems: tuple[Problem, ...]
    """In the order of the header."""
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
