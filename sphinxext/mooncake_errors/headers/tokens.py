"""Tokens of C and C++ source text, and what is defined with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.headers.integers import Integer

_TOKEN = re.compile(
    r"""
    (?: [^\S\n] | \\\r?\n )*
    (?: (?P<word>    (?! (?: u8 | [uUL] )? (?: R"[^()\\\s"]{0,16}\( | ["'] ) ) [^\W\d] \w* )
      | (?P<newline> \n )
      | (?P<number>  0[xX] (?: '? \w )+ | \.?\d (?: [eE][-+]\d | '? [\w.] )* )
      | (?P<comment> // (?: [^\\\n]+ | \\\r?\n | \\ )* | /\* (?s:.*?) (?: \*/ | \Z ) )
      | (?P<string>  (?: u8 | [uUL] )? R"(?P<fence>[^()\\\s"]{0,16})\( (?s:.*?)
                     (?: \)(?P=fence)" | \Z )
                   | (?: u8 | [uUL] )? " (?: \\(?s:.) | [^"\\\n] )* "? )
      | (?P<char>    (?: u8 | [uUL] )? ' (?: \\(?s:.) | [^'\\\n] )* '? )
      | \Z
      | (?P<mark>    :: | \#\# | << | >> | <= | >= | == | != | && | \|\| | (?s:.) )
    )
    """,
    re.VERBOSE,
)
"""White space and a token; frequent kinds come first, for speed."""

Path = frozenset[tuple[int, int]]
"""The branches around a place: pairs of the number of an ``#if`` and of its branch."""

ALWAYS: Path = frozenset()
_BRACKETS = {"(": ")", "[": "]", "{": "}"}


def compatible(left: Path, right: Path) -> bool:
    """Return True if no ``#if`` has different branches in `left` and `right`."""
    both = left | right
    return len({number for number, _ in both}) == len(both)


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

    @property
    def numbers(self) -> list[int]:
        """The numbers of the values."""
        return [value.integer.value for value in self.values]


def closing(code: Sequence[Token], start: int) -> int:
    """Return the index of the bracket that closes the one at `start`, or the length of `code`."""
    opening, depth = code[start].text, 0
    for index in range(start, len(code)):
        depth += (code[index].text == opening) - (code[index].text == _BRACKETS[opening])
        if depth == 0:
            return index
    return len(code)


def lines(text: str, start: int, end: int) -> Iterator[tuple[list[Token], list[Token], int]]:
    """Yield the code and the comments that begin in each line of `text`, and their end.

    White space makes no tokens. Lines joined by a backslash are one.
    """
    code: list[Token] = []
    comments: list[Token] = []
    for match in _TOKEN.finditer(text, start, end):
        kind = match.lastgroup
        if kind == "newline":
            yield code, comments, match.start(kind)
            code, comments = [], []
        elif kind:
            token = Token(kind, match[kind], match.start(kind))
            (comments if kind == "comment" else code).append(token)
    yield code, comments, end
