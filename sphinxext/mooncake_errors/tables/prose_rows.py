"""The rows of tables in Markdown, HTML, reStructuredText and comments, with their offsets."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

Rows = list[list[tuple[int, str]]]
"""The rows of a table: their cells as written, each with its offset in the file."""

_LONGEST = 5_000
"""Longest part of a cell that is read, in characters."""
_CSV = r"\.\.[ \t]+csv-table::|(?:`{3,}|~{3,}|:{3,})\{csv-table\}"
_KINDS = [
    tuple(re.compile(pattern, re.MULTILINE) for pattern in kind)
    for kind in (
        (  # pipe tables of Markdown and grid tables, also in comments
            r"((?:^(?:.*\|.*|[ \t/*#]*\+[-=].*)\n?)+)",
            r"^(?![-|:=+ \t/*#]*$)(.*\|.*)",
            r"((?:[^|\n]|(?<=\\)\|)*)(?:\||$)",
        ),
        (  # list-tables: the first line of each cell
            r"list-table((?s:.*?))(?=list-table|\Z)",
            r"^([ \t]*\*[ \t]+-(?:[ \t]|$).*(?:\n(?![ \t]*\*[ \t]+-(?:[ \t]|$)).*)*)",
            r"^(?:[ \t]*\*[ \t]+|[ \t]+)-(?:[ \t]+|$)(.*)",
        ),
        (  # CSV tables in the document, with one row in each line
            rf"^[ \t]*(?:{_CSV}).*((?:\n(?![ \t]*(?:`{{3}}|~{{3}}|:{{3}})|\.\.|\w[^,\n]*$).*)*)",
            r"^(?:[ \t]*:header:|(?![ \t]*:))(.*,.*)",
            r"[ \t]*(\"(?:[^\"\n]|\"\")*\"|[^,\n]*)(?:,|$)",
        ),
        (  # HTML
            r"(<t(?:able|r)\b(?s:.*?))(?=<table\b|\Z)",
            r"(<t[dh]\b(?s:.*?))(?=</?t(?:r|able)\b|\Z)",
            r"<t[dh]\b[^<>]*>((?s:.*?))(?=</?t[dh]\b|\Z)",
        ),
    )
]
"""Patterns of a table, of a row in it and of a cell in that; the content is the group of each."""
_RULER = r"[ \t]*=+(?:[ \t]+=+)+[ \t]*$"
_SIMPLE = re.compile(
    rf"^(?P<ruler>{_RULER})\n(?:[ \t]*\S.*\n)*?{_RULER}(?:\n[ \t]*\S.*)*", re.MULTILINE
)
_MARKUP = (
    (re.compile(r"</?\w[^<>]*>"), ""),
    (re.compile(r"!?\[([^\]]*)\](?:\([^()]*\)|\[[^\]]*\])"), r"\1"),
    (re.compile(r"(?::[\w:+-]+:|\{[\w:+-]+\})`"), "`"),
    (re.compile(r"`([^`<>]*?)[ \t]*<[^<>]*>`_{0,2}"), r"\1"),
    (re.compile(r"\\(?=[^A-Za-z0-9\s])"), ""),
)
"""Links, roles, tags and escapes with their replacements."""


class Cell(NamedTuple):
    """A cell of a row."""

    text: str
    """The text of the cell, without markup around it."""
    offset: int
    """The offset of the text in the file."""
    heading: str
    """The head of its column; empty if there is none."""


def rows(text: str) -> Iterator[list[Cell]]:
    """Yield the rows of all tables in `text`, rows of heads included."""
    for table in chain(_tables(text), _simple_tables(text)):
        heads: list[str] = []
        for pieces in table:
            plain = [_plain(piece) for _, piece in pieces]
            heads = heads or plain
            starts = [start + len(piece) - len(piece.lstrip()) for start, piece in pieces]
            yield list(map(Cell, plain, starts, heads + [""] * len(plain)))


def _plain(cell: str) -> str:
    for pattern, replacement in _MARKUP if re.search(r"[\\<`\]]", cell) else ():
        cell = pattern.sub(replacement, cell)
    return cell.strip(" \t\n`*\"'")


def _tables(text: str) -> Iterator[Rows]:
    for table_pattern, row_pattern, cell_pattern in _KINDS:
        for table in table_pattern.finditer(text):
            rows_ = row_pattern.finditer(text, *table.span(1))
            cells = (cell_pattern.finditer(text, *row.span(1)) for row in rows_)
            yield [[(cell.start(1), cell[1][:_LONGEST]) for cell in row] for row in cells]


def _simple_tables(text: str) -> Iterator[Rows]:
    """Yield the simple tables of reStructuredText, whose columns begin where the ruler has them."""
    for table in _SIMPLE.finditer(text):
        found: Rows = []
        edges = [match.start() for match in re.finditer(r"=+", table["ruler"])]
        offset = table.start()
        for line in table[0].split("\n"):
            if not re.match(_RULER, line):
                cuts = zip(edges, [*edges[1:], len(line)], strict=True)
                found.append([(offset + start, line[start:end]) for start, end in cuts])
            offset += len(line) + 1
        yield found
