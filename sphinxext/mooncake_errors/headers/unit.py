"""One or several header files as one text, with the file, line and column of every place in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_INCLUDED = 4_000_000
"""Bytes; a larger file is no list of codes."""


class Origin(NamedTuple):
    """The file of a range of lines."""

    first: int
    """The first of the lines in the unit, counted from 1."""
    path: str
    line: int
    """The line of the file that stands there, counted from 1."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to read."""

    path: str
    text: str
    own: bool = True
    """Whether its codes count; otherwise only names are looked up in it."""


class Unit:
    """The text of several files, and the places of its characters in them."""

    def __init__(self, files: Sequence[File]) -> None:
        """Put `files` behind each other."""
        self.files: list[tuple[int, int, bool]] = []
        """Start, end and whether its codes count, a file."""
        pieces: list[str] = []
        self._origins: list[Origin] = []
        offset, line = 0, 1
        for file in files:
            ended = file.text.endswith("\n") or file is files[-1]
            text = file.text if ended else f"{file.text}\n"
            pieces.append(text)
            self._origins.append(Origin(line, file.path, 1))
            self.files.append((offset, offset + len(text), file.own))
            offset += len(text)
            line += text.count("\n")
        self._set("".join(pieces))

    def own(self, offset: int) -> bool:
        """Return whether codes at `offset` count."""
        return any(own and start <= offset <= end for start, end, own in self.files)

    def include(self, offset: int, name: str) -> int | None:
        """Put the file `name` in the place of the line at `offset`, and return its length.

        The file is looked for beside the one that includes it. None where it cannot be read.
        """
        path, line, _ = self.place(offset)
        text = _read(Path(path).parent / name)
        if text is None:
            return None
        number = self.line(offset)
        start, end = self.start(number), self.text.find("\n", offset)
        end = len(self.text) if end < 0 else end
        count = text.count("\n")
        index = bisect_right(self._origins, (number, "\U0010ffff"))
        moved = [each._replace(first=each.first + count) for each in self._origins[index:]]
        file = str(Path(path).parent / name)
        between = [Origin(number, file, 1), Origin(number + count + 1, path, line + 1)]
        self._origins[index:] = [*between, *moved]
        grown = len(text) - (end - start)
        self.files = [
            (first + grown * (first > start), last + grown * (last >= end), own)
            for first, last, own in self.files
        ]
        self._set(self.text[:start] + text + self.text[end:])
        return grown

    def line(self, offset: int) -> int:
        """Return the line of `offset` in the unit, counted from 1."""
        return bisect_right(self._starts, offset)

    def start(self, line: int) -> int:
        """Return the offset where the line `line` of the unit begins."""
        return self._starts[line - 1]

    def place(self, offset: int) -> tuple[str, int, int]:
        """Return the path, line and column of `offset`, counted from 1, columns in characters."""
        line = bisect_right(self._starts, offset)
        return (*self.origin(line), offset - self._starts[line - 1] + 1)

    def origin(self, line: int) -> tuple[str, int]:
        """Return the file and its line that stand in `line` of the unit."""
        origin = self._origins[bisect_right(self._origins, (line, "\U0010ffff")) - 1]
        return origin.path, line - origin.first + origin.line

    def blank_lines(self) -> list[int]:
        """Return the lines that hold nothing but white space, in order."""
        lines = self.text.split("\n")
        return [number for number, line in enumerate(lines, 1) if not line or line.isspace()]

    def _set(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]


def _read(path: Path) -> str | None:
    try:
        if not path.is_file() or path.stat().st_size > _MAX_INCLUDED:
            return None
        return path.read_bytes().decode("utf-8-sig", "replace").rstrip("\n")
    except (OSError, ValueError):
        return None
