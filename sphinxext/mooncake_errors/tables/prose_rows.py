"""The rows of tables in Markdown, HTML, reStructuredText and comments, with their offsets."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Pieces = list[tuple[int, str]]
    """The cells of a row as written, each with its offset in the file."""

_MAX_LINE = 5_000
"""Longest line that is read as a row, and longest part of a cell in HTML, in characters."""
_PIPE = re.compile(r"(?<!\\)\|")
_DELIMITER = re.compile(r"(?=[^-=]*[-=])[|:\-=+ \t]+")
_RULER = re.compile(r"[ \t]*=+(?:[ \t]+=+)+[ \t]*")
_ITEM = re.compile(r"(?:[ \t]*(\*)[ \t]+|[ \t]+)-(?:[ \t]+|$)")
_CSV = re.compile(r"[ \t]*(?:\.\.[ \t]+csv-table::|(?:`{3,}|~{3,}|:{3,})\{csv-table\})")
_CSV_END = re.compile(r"[ \t]*(?:`{3}|~{3}|:{3})|\.\.|\w")
_CSV_HEADER = re.compile(r"[ \t]*:header:[ \t]*")
_TAG = re.compile(r"<(/?(?:table|tr|td|th))\b[^<>]*>")
_MARKUP = (
    (re.compile(r"</?\w[^<>]*>"), ""),
    (re.compile(r"!?\[([^\]]*)\](?:\([^()]*\)|\[[^\]]*\])"), r"\1"),
    (re.compile(r"(?::[\w:+-]+:|\{[\w:+-]+\})`"), "`"),
    (re.compile(r"`([^`<>]*?)[ \t]*<[^<>]*>`_{0,2}"), r"\1"),
    (re.compile(r"\\(?=[^A-Za-z0-9\s])"), ""),
)
"""Links, roles, tags and escapes with their replacements."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row."""

    text: str
    """The text of the cell, without markup around it."""
    offset: int
    """The offset of the text in the file."""
    heading: str
    """The head of its column; empty if there is none."""


def rows(text: str) -> Iterator[list[Cell]]:
    """Yield the rows of all tables in `text`, rows of heads included."""
    readers = (_pipes, _simple, _lists, _csv, _html)
    for sign, reader in zip(("|", "==", "* -", "csv-table", "<td"), readers, strict=True):
        heads: list[str] = []
        for pieces in reader(text) if sign in text else ():
            plain = [_plain(piece) for _, piece in pieces]
            heads = (heads or plain) if plain else []
            starts = [start + len(piece) - len(piece.lstrip()) for start, piece in pieces]
            yield list(map(Cell, plain, starts, heads + [""] * len(plain)))


def _plain(cell: str) -> str:
    for pattern, replacement in _MARKUP if re.search(r"[\\<`\]]", cell) else ():
        cell = pattern.sub(replacement, cell)
    return cell.strip(" \t\n`*\"'")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    offset = 0
    for line in text.split("\n"):
        yield offset, line if len(line) <= _MAX_LINE else ""
        offset += len(line) + 1


# Each reader yields the rows of one kind of table, and an empty one between two tables.


def _pipes(text: str) -> Iterator[Pieces]:
    """Read pipe tables of Markdown and grid tables."""
    for offset, line in _lines(text):
        bare = line.strip(" \t/*#")
        if "|" not in line and not bare.startswith(("+-", "+=")):
            yield []
        elif not _DELIMITER.fullmatch(bare):
            edges = [-1, *(match.start() for match in _PIPE.finditer(line)), len(line)]
            yield [(offset + start + 1, line[start + 1 : end]) for start, end in pairwise(edges)]


def _simple(text: str) -> Iterator[Pieces]:
    """Read simple tables of reStructuredText."""
    edges: list[int] = []
    rulers = 0
    for offset, line in _lines(text):
        if _RULER.fullmatch(line):
            rulers += 1
            edges = [match.start() for match in re.finditer(r"=+", line)]
        elif rulers > 1 and not line.strip():
            rulers = 0
            yield []
        elif rulers:
            ends = [*edges[1:], max(len(line), edges[-1])]
            cuts = zip(edges, ends, strict=True)
            yield [(offset + start, line[start:end]) for start, end in cuts]


def _lists(text: str) -> Iterator[Pieces]:
    """Read list-tables: the first line of each cell."""
    pieces: Pieces = []
    for offset, line in [*_lines(text), (len(text), "list-table")]:
        item = _ITEM.match(line)
        begins = "list-table" in line
        if pieces and (begins or (item and item[1])):
            yield pieces
            pieces = []
        if begins:
            yield []
        if item and (item[1] or pieces):
            pieces.append((offset + item.end(), line[item.end() :]))


def _csv(text: str) -> Iterator[Pieces]:
    """Read CSV tables in the document, with one row in each line."""
    inside = False
    for offset, line in _lines(text):
        header = _CSV_HEADER.match(line)
        if _CSV.match(line):
            inside = True
            yield []
        elif inside and (header or ("," in line and not line.lstrip().startswith(":"))):
            values = _values(line[header.end() if header else 0 :])
            yield [(offset + line.find(value), value) for value in values]
        elif _CSV_END.match(line):
            inside = False


def _html(text: str) -> Iterator[Pieces]:
    """Read tables in HTML."""
    row: Pieces = []
    for tag, following in pairwise(_TAG.finditer(text)):
        if tag[1] in {"td", "th"}:
            row.append((tag.end(), text[tag.end() : following.start()][:_MAX_LINE]))
        if row and following[1].endswith(("tr", "table")):
            yield row
            row = []
        if following[1] == "table":
            yield []


def _values(line: str) -> list[str]:
    try:
        return next(csv.reader([line.strip()], skipinitialspace=True), [])
    except csv.Error:
        return []
