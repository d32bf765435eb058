"""The rows of tables in Markdown, reStructuredText and comments, with the place of each cell."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_LINE = 5_000
"""Longer lines are no rows that people wrote."""
_PIPE = re.compile(r"(?<!\\)\|")
_DELIMITER = re.compile(r"(?=[^-=]*[-=])[|:\-=+ \t]+")
_RULER = re.compile(r"[ \t]*=+(?:[ \t]+=+)+[ \t]*")
_RULER_LINE = re.compile(r"^[ \t]*=+[ \t]+=", re.MULTILINE)
_FIRST_ITEM = re.compile(r"[ \t]*\*[ \t]+-(?:[ \t]+|$)")
_ITEM = re.compile(r"[ \t]+-(?:[ \t]+|$)")
_CSV = re.compile(r"[ \t]*(?:\.\.[ \t]+csv-table::|(?:`{3,}|~{3,}|:{3,})\{csv-table\})")
_CSV_HEADER = re.compile(r"[ \t]*:header:[ \t]*(.*)")
_MARKUP = (
    (re.compile(r"</?\w[^<>]*>"), ""),
    (re.compile(r"!?\[([^\]]*)\](?:\([^()]*\)|\[[^\]]*\])"), r"\1"),
    (re.compile(r"(?::[\w:+-]+:|\{[\w:+-]+\})`"), "`"),
    (re.compile(r"`([^`<>]*?)[ \t]*<[^<>]*>`_{0,2}"), r"\1"),
    (re.compile(r"\\(?=[^A-Za-z0-9\s])"), ""),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row."""

    text: str
    """What it says, without markup around it."""
    offset: int
    """Where that begins in the file."""
    heading: str
    """What stands above its column; empty if that is not known."""


def rows(text: str) -> Iterator[list[Cell]]:
    """Yield the rows of all tables in `text`, those with headings too."""
    for reader in (_pipes, _simple, _lists, _csv):
        yield from reader(text)


def plain(cell: str) -> str:
    """Return what a `cell` says, without links, roles, tags, escapes and quotes."""
    for pattern, replacement in _MARKUP if re.search(r"[\\<`\]]", cell) else ():
        cell = pattern.sub(replacement, cell)
    return cell.strip(" \t`*\"'")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    offset = 0
    for line in text.split("\n"):
        yield offset, line if len(line) <= _MAX_LINE else ""
        offset += len(line) + 1


def _row(pieces: list[tuple[int, str]], headings: list[str]) -> list[Cell]:
    padded = headings + [""] * (len(pieces) - len(headings))
    return [
        Cell(plain(piece), start + len(piece) - len(piece.lstrip()), heading)
        for (start, piece), heading in zip(pieces, padded, strict=False)
    ]


def _pipes(text: str) -> Iterator[list[Cell]]:
    """Yield the rows of pipe tables of Markdown and of grid tables."""
    if "|" not in text:
        return
    headings: list[str] = []
    last: list[str] = []
    for offset, line in _lines(text):
        if "|" not in line and not ("+-" in line and line.lstrip(" /*#").startswith("+-")):
            if last:
                headings, last = [], []
            continue
        if _DELIMITER.fullmatch(line.strip(" \t/*#")):
            headings = headings or last
            continue
        pieces = list(_split(offset, line))
        last = [plain(piece) for _, piece in pieces]
        yield _row(pieces, headings)


def _split(offset: int, line: str) -> Iterator[tuple[int, str]]:
    edges = [-1, *(match.start() for match in _PIPE.finditer(line)), len(line)]
    for before, after in pairwise(edges):
        yield offset + before + 1, line[before + 1 : after]


def _simple(text: str) -> Iterator[list[Cell]]:
    """Yield the rows of the simple tables of reStructuredText."""
    if not _RULER_LINE.search(text):
        return
    edges: list[int] = []
    headings: list[str] = []
    last: list[str] = []
    rulers = 0
    for offset, line in _lines(text):
        if _RULER.fullmatch(line):
            rulers += 1
            headings = last if rulers == 2 else headings  # noqa: PLR2004 - the one below the head
            edges = [match.start() for match in re.finditer(r"=+", line)]
        elif rulers > 1 and not line.strip():
            rulers, headings, last = 0, [], []
        elif rulers:
            ends = [*edges[1:], max(len(line), edges[-1])]
            cuts = zip(edges, ends, strict=True)
            pieces = [(offset + start, line[start:end]) for start, end in cuts]
            last = [plain(piece) for _, piece in pieces]
            yield _row(pieces, headings)


def _lists(text: str) -> Iterator[list[Cell]]:
    """Yield the rows of list tables; only the first line of each cell."""
    if "* -" not in text:
        return
    headings: list[str] = []
    pieces: list[tuple[int, str]] = []
    for offset, line in _lines(text):
        first = _FIRST_ITEM.match(line)
        item = first or (_ITEM.match(line) if pieces else None)
        if (first or "list-table" in line) and pieces:
            yield _row(pieces, headings)
            headings = headings or [plain(piece) for _, piece in pieces]
            pieces = []
        if "list-table" in line:
            headings = []
        if item:
            pieces.append((offset + item.end(), line[item.end() :]))
    if pieces:
        yield _row(pieces, headings)


def _csv(text: str) -> Iterator[list[Cell]]:
    """Yield the rows of CSV tables that stand in the document; a row is a line."""
    if "csv-table" not in text:
        return
    inside = False
    headings: list[str] = []
    for offset, line in _lines(text):
        if _CSV.match(line):
            inside, headings = True, []
        elif inside and re.match(r"[ \t]*(?:`{3}|~{3}|:{3})|\.\.|\w", line) and not _data(line):
            inside = False
        elif inside and (header := _CSV_HEADER.match(line)):
            headings = [plain(value) for value in _values(header[1])]
        elif inside and _data(line):
            yield _row([(offset + line.find(v), v) for v in _values(line)], headings)


def _data(line: str) -> bool:
    return "," in line and not line.lstrip().startswith(":")


def _values(line: str) -> list[str]:
    try:
        return next(csv.reader([line.strip()], skipinitialspace=True), [])
    except csv.Error:
        return []
