"""Tokens of C and C++ source text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.headers.preprocess import Macro

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
      | (?P<mark>    :: | << | >> | <= | >= | == | != | && | \|\| | (?s:.) )
    )
    """,
    re.VERBOSE,
)
"""White space and a token; frequent kinds come first, for speed."""


Path = frozenset[tuple[int, int]]
"""The branches around a place: pairs of the number of an ``#if`` and of its branch."""

ALWAYS: Path = frozenset()


def compatible(left: Path, right: Path) -> bool:
    """Return True if no ``#if`` has different branches in `left` and `right`."""
    both = left | right
    return len({number for number, _ in both}) == len(both)


@dataclass(slots=True)
class Token:
    """A token or a comment of source text.

    Not frozen, since frozen instances are slower to create.
    """

    kind: str
    """One of comment, behind, string, char, number, word, mark; `preprocess` adds some."""
    text: str
    start: int
    """Offset of the first character in the source, from 0."""
    path: Path = ALWAYS
    macro: Macro | None = None
    """The macro of a ``#define`` or ``#undef``."""

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.start + len(self.text)


def lines(text: str, start: int, end: int) -> Iterator[tuple[list[Token], list[Token], int]]:
    """Yield the code and the comments that begin in each line of `text`, and their end.

    White space makes no tokens. Lines joined by a backslash are one. Comments behind code are
    tokens of the kind ``behind``.
    """
    code: list[Token] = []
    comments: list[Token] = []
    last: Token | None = None
    for match in _TOKEN.finditer(text, start, end):
        kind = match.lastgroup
        if not kind:
            continue
        token = Token(kind, match[kind], match.start(kind))
        if kind == "newline":
            yield code, comments, token.start
            code, comments, last = [], [], None
            continue
        if kind == "comment":
            if last and last.kind != kind and "\n" not in text[last.end : token.start]:
                token.kind = "behind"
            comments.append(token)
        else:
            code.append(token)
        last = token
    yield code, comments, end
