"""C and C++ source text as tokens, with line and column of every place in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      (?P<space>   (?: [^\S\n] | \\\r?\n )+ )
    | (?P<newline> \n )
    | (?P<comment> // (?: \\\r?\n | [^\n] )* | /\* (?s:.*?) (?: \*/ | \Z ) )
    | (?P<string>  (?: u8 | [uUL] )? R"(?P<fence>[^()\\\s"]{0,16})\( (?s:.*?)
                   (?: \)(?P=fence)" | \Z )
                 | (?: u8 | [uUL] )? " (?: \\(?s:.) | [^"\\\n] )* "? )
    | (?P<char>    (?: u8 | [uUL] )? ' (?: \\(?s:.) | [^'\\\n] )* '? )
    | (?P<number>  0[xX] (?: '? \w )+ | \.?\d (?: [eE][-+]\d | '? [\w.] )* )
    | (?P<word>    [^\W\d] \w* )
    | (?P<mark>    :: | << | >> | <= | >= | == | != | && | \|\| | (?s:.) )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of source text that means something, comments and ends of lines included."""

    kind: str
    """One of newline, comment, string, char, number, word, mark."""
    text: str
    start: int
    """Offset of the first character in the source, from 0."""

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.start + len(self.text)


def tokenize(text: str) -> list[Token]:
    """Return the tokens of `text`; white space and lines joined by a backslash leave none."""
    return [
        Token(kind, match[0], match.start())
        for match in _TOKEN.finditer(text)
        if (kind := match.lastgroup if match.lastgroup != "fence" else "string") and kind != "space"
    ]


class Places:
    """Turns offsets in a text into lines and columns."""

    def __init__(self, text: str) -> None:
        """Find the lines of `text`."""
        self.text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def line(self, offset: int) -> int:
        """Return the line of `offset`, counted from 1."""
        return bisect_right(self._starts, offset)

    def column(self, offset: int) -> int:
        """Return the column of `offset`, counted from 1 in characters."""
        return offset - self._starts[self.line(offset) - 1] + 1

    def before(self, offset: int) -> str:
        """Return what stands before `offset` in its line."""
        return self.text[self._starts[self.line(offset) - 1] : offset]

    def blank_lines(self) -> list[int]:
        """Return the lines that hold nothing but white space, in order."""
        lines = self.text.split("\n")
        return [number for number, line in enumerate(lines, 1) if not line or line.isspace()]
