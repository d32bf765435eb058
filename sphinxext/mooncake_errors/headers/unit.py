"""Several header files joined to one text: its lines of tokens, and the place of each offset."""

import codecs
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

from sphinxext.mooncake_errors.headers.model import Token
from sphinxext.mooncake_errors.registry.files import decode_exactly
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError

_FILE = re.compile(r"[^/\\:]*\Z")
"""The name of a file in its path, or in ``REV:path`` of git."""
_PIECE = re.compile(
    r'^[ \t]*#[ \t]*include[ \t]*"(?P<name>[^"\n]+)"[^\n]*\n?'
    r'|//[^\n]*|/\*(?s:.*?)\*/|"(?:\\.|[^"\\\n])*"|(?P<word>\benum\b|[;{}])',
    re.MULTILINE,
)
_TOKEN = re.compile(
    r"""
    (?: [^\S\n] | \\\n )*
    (?: (?P<word>    (?! (?: u8 | [uUL] )? (?: R"[^()\\\s"]{0,16}\( | ["'] ) ) [^\W\d] \w* )
      | (?P<newline> \n )
      | (?P<number>  0[xX] (?: '? \w )+ | \.?\d (?: [eE][-+]\d | '? [\w.] )* )
      | (?P<comment> // (?: [^\\\n]+ | \\\n | \\ )* | /\* (?s:.*?) (?: \*/ | \Z ) )
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


class Unit:
    """The text of several files, and the places of its characters in them."""

    def __init__(self, files: Iterable[tuple[str, bytes]], read: Callable[[str], bytes]) -> None:
        """Join `files`, pairs of path and content, with those that enumerations include."""
        self._read = read
        self.problems: list[Problem] = []
        """Bytes that are not UTF-8."""
        self._places: list[tuple[str, int]] = []
        """Path and number of each line."""
        texts = ["".join(self._pieces(*each)) for each in files]
        self.text = "".join(texts)
        self.bounds = list(accumulate(map(len, texts), initial=0))
        """Offsets where files begin, and the end."""
        self._starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def line(self, offset: int) -> int:
        """Return the line of `offset` in the unit, counted from 1."""
        return bisect_right(self._starts, offset)

    def place(self, offset: int) -> tuple[str, int, int]:
        """Return path, line and column of `offset`, from 1; columns count characters."""
        offset = min(offset, len(self.text) - 1)  # the end belongs to the last line
        line = self.line(offset)
        return (*self._places[line - 1], offset - self._starts[line - 1] + 1)

    def lines(self, start: int, end: int) -> Iterator[tuple[list[Token], list[Token], int]]:
        """Yield the lines between two offsets: their code, their comments and their end.

        Tokens stand in the line where they begin. Lines joined by a backslash are one.
        """
        code: list[Token] = []
        comments: list[Token] = []
        for match in _TOKEN.finditer(self.text, start, end):
            kind = match.lastgroup
            if kind == "newline":
                yield code, comments, match.start(kind)
                code, comments = [], []
            elif kind:
                token = Token(kind, match[kind], match.start(kind))
                (comments if kind == "comment" else code).append(token)
        yield code, comments, end

    def _pieces(
        self, path: str, content: bytes, before: str = "", around: tuple[str, ...] = ()
    ) -> Iterator[str]:
        """Yield the text of a file in pieces, with the files that its enumerations include.

        `before` is "enum{" for a file that is included, by the last of the files `around`.
        """
        text, start = self._decoded(path, content), 0
        for match in _PIECE.finditer(text):
            if match["word"]:
                # An enumeration is open between "enum", "{" and the next bracket or semicolon.
                before = match["word"] if match["word"] != "{" else before + match["word"]
            elif match["name"] and before == "enum{":
                beside = _FILE.sub("", path) + match["name"]
                if beside in {path, *around}:
                    continue
                try:
                    included = self._read(beside)
                except (OSError, RegistryError):
                    continue  # the enumerator in its place is a problem
                yield self._piece(path, text, start, match.start())
                yield from self._pieces(beside, included, "enum{", (*around, path))
                start = match.end()
        yield self._piece(path, text, start, len(text))

    def _piece(self, path: str, text: str, start: int, end: int) -> str:
        """Return a part of `text` with a line end behind it, and store the places of its lines."""
        piece = text[start:end] if text.endswith("\n", start, end) else f"{text[start:end]}\n"
        first = text.count("\n", 0, start) + 1
        self._places += ((path, first + index) for index in range(piece.count("\n")))
        return piece

    def _decoded(self, path: str, content: bytes) -> str:
        """Decode UTF-8, or UTF-16 with a byte order mark; other bytes are replaced."""
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16", "replace").replace("\r\n", "\n")
        try:
            decode_exactly(path, content)
        except RegistryError as error:
            self.problems += error.problems
        return content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
