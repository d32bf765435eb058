"""Several header files joined to one text, with the file, line and column of each offset."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.files import decode_exactly
from sphinxext.mooncake_errors.registry.problems import RegistryError

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.registry.problems import Problem

_MAX_NESTING = 50
_FILE = re.compile(r"[^/\\:]*\Z")
"""The name of a file in its path, or in ``REV:path`` of git."""
_PIECE = re.compile(
    r'^[ \t]*#[ \t]*include[ \t]*"(?P<name>[^"\n]+)"[^\n]*\n?'
    r'|//[^\n]*|/\*(?s:.*?)\*/|"(?:\\.|[^"\\\n])*"|(?P<word>\benum\b|[;{}])',
    re.MULTILINE,
)


class Unit:
    """The text of several files, and the places of its characters in them."""

    def __init__(
        self,
        headers: Sequence[tuple[str, bytes | str]],
        also: Sequence[tuple[str, bytes]],
        read: Callable[[str], bytes],
    ) -> None:
        """Join the files `also` and `headers`, and insert the files that enumerations include.

        `read` returns the content of such a file.
        """
        self._read = read
        self.problems: list[Problem] = []
        """Bytes that are not UTF-8."""
        self.files: list[tuple[int, int]] = []
        """Start and end of each file, with those that it includes."""
        self._places: list[tuple[str, int]] = []
        """Path and number of each line."""
        texts: list[str] = []
        end = 0
        for name, content in [*also, *headers]:
            start = end
            for path, line, text in self._pieces(name, content, 0):
                texts.append(text if text.endswith("\n") else f"{text}\n")
                end += len(texts[-1])
                self._places += ((path, line + i) for i in range(texts[-1].count("\n")))
            self.files.append((start, end))
        self.text = "".join(texts)
        self._starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        self._own = self.files[len(also)][0]

    def own(self, offset: int) -> bool:
        """Return True if codes at `offset` are read; False if only names are looked up there."""
        return offset >= self._own

    def line(self, offset: int) -> int:
        """Return the line of `offset` in the unit, counted from 1."""
        return bisect_right(self._starts, offset)

    def start(self, line: int) -> int:
        """Return the offset where the line `line` of the unit begins."""
        return self._starts[line - 1]

    def place(self, offset: int) -> tuple[str, int, int]:
        """Return path, line and column of `offset`; both are counted from 1, columns in characters.

        The end of the text belongs to the last line.
        """
        offset = min(offset, len(self.text) - 1)
        line = self.line(offset)
        return (*self._places[line - 1], offset - self.start(line) + 1)

    def _pieces(
        self, path: str, content: bytes | str, depth: int
    ) -> Iterator[tuple[str, int, str]]:
        """Yield a file in pieces, each as path, number of the first line, and text.

        Between them come the files that its enumerations include.
        """
        text = self._decoded(path, content)
        before = ""
        start, line = 0, 1
        for match in _PIECE.finditer(text):
            if match["word"]:
                # An enumeration is open between "enum", "{" and the next bracket or semicolon.
                before = match["word"] if match["word"] != "{" else before + match["word"]
            elif match["name"] and before == "enum{" and depth < _MAX_NESTING:
                beside = _FILE.sub("", path) + match["name"]
                try:
                    included = self._read(beside)
                except (OSError, RegistryError):
                    continue  # the enumerator in its place is a problem
                yield path, line, text[start : match.start()]
                yield from self._pieces(beside, included, depth + 1)
                line += text.count("\n", start, match.end())
                start = match.end()
        yield path, line, text[start:]

    def _decoded(self, path: str, content: bytes | str) -> str:
        """Decode UTF-8, or UTF-16 with a byte order mark; other bytes are replaced."""
        if isinstance(content, str):
            return content.removeprefix("\ufeff")
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16", "replace")
        try:
            decode_exactly(path, content)
        except RegistryError as error:
            self.problems += error.problems
        return content.decode("utf-8-sig", "replace")
