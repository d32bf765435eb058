"""Several header files joined to one text, with the file, line and column of each offset."""

from __future__ import annotations

import re
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.problems import RegistryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MAX_NESTING = 50
_PIECE = re.compile(
    r'^[ \t]*#[ \t]*include[ \t]*"(?P<name>[^"\n]+)"[^\n]*\n?'
    r'|//[^\n]*|/\*(?s:.*?)\*/|"(?:\\.|[^"\\\n])*"|(?P<word>\benum\b|[;{}])',
    re.MULTILINE,
)


class File(NamedTuple):
    """A file, or some of its lines."""

    path: str
    text: str
    own: bool = True
    """True if its codes are read; False if only names are looked up in it."""
    line: int = 1
    """The number of the line at which `text` begins in the file."""


class Unit:
    """The text of several files, and the places of its characters in them."""

    def __init__(self, files: Sequence[File]) -> None:
        """Join `files`, and insert the files that their enumerations include."""
        self.files: list[tuple[int, int]] = []
        """Start and end of each file, with those that it includes."""
        self._parts: list[File] = []
        self._first: list[int] = []
        """The line of the unit with which each part begins, counted from 1."""
        start, line = 0, 1
        for file in files:
            end = start
            for part in _parts(file, 0):
                text = part.text if part.text.endswith("\n") else f"{part.text}\n"
                self._parts.append(part._replace(text=text))
                self._first.append(line)
                end += len(text)
                line += text.count("\n")
            self.files.append((start, end))
            start = end
        self.text = "".join(part.text for part in self._parts)
        self._starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def own(self, offset: int) -> bool:
        """Return True if codes at `offset` are read, not only names."""
        return self._part(self.line(offset))[0].own

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
        offset = max(0, min(offset, len(self.text) - 1))
        line = self.line(offset)
        part, first = self._part(line)
        return part.path, line - first + part.line, offset - self.start(line) + 1

    def _part(self, line: int) -> tuple[File, int]:
        index = bisect_right(self._first, line) - 1
        return self._parts[index], self._first[index]


def _parts(file: File, depth: int) -> Iterator[File]:
    """Yield `file` in parts; between them come the files that its enumerations include."""
    before = ""
    start, line = 0, file.line
    for match in _PIECE.finditer(file.text):
        if match["word"]:
            # An enumeration is open between "enum", "{" and the next bracket or semicolon.
            before = match["word"] if match["word"] != "{" else before + match["word"]
        elif match["name"] and before == "enum{" and depth < _MAX_NESTING:
            path = Path(file.path).parent / match["name"]
            try:
                text = read_bytes(path).decode("utf-8-sig", "replace")
            except RegistryError:
                continue  # the enumerator in its place is a problem
            yield file._replace(text=file.text[start : match.start()], line=line)
            yield from _parts(File(str(path), text, file.own), depth + 1)
            line += file.text.count("\n", start, match.end())
            start = match.end()
    yield file._replace(text=file.text[start:], line=line)
