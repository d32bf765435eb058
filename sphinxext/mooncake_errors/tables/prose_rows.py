"""The rows of tables in Markdown, HTML, reStructuredText and comments, with their offsets."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

_LONGEST = 5_000
"""Longest part of a cell that is read, in characters."""
_CSV = r"\.\.[ \t]+csv-table::|(?:`{3,}|~{3,}|:{3,})\{csv-table\}"
_RULER = r"[ \t]*=+(?:[ \t]+=+)+[ \t]*$"
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
        (  # simple tables of reStructuredText, whose ruler tells where columns begin
            rf"^((?P<ruler>{_RULER})\n(?:[ \t]*\S.*\n)*?{_RULER}(?:\n[ \t]*\S.*)*)",
            rf"^(?!{_RULER})(.+)",
            r"(.+)",
        ),
        (  # HTML
            r"(<t(?:able|r)\b(?s:.*?))(?=<table\b|\Z)",
            r"(<t[dh]\b(?s:.*?))(?=</?t(?:r|able)\b|\Z)",
            r"<t[dh]\b[^<>]*>((?s:.*?))(?=</?t[dh]\b|\Z)",
        ),
    )
]
"""Patterns of a table, of a row in it and of a cell in that; the content is the group of each."""
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
    for table_pattern, row_pattern, cell_pattern in _KINDS:
        for table in table_pattern.finditer(text):
            heads: list[str] = []
            ruler = table.groupdict().get("ruler", "")
            columns = [column.start() for column in re.finditer("=+", ruler)]
            for row in row_pattern.finditer(text, *table.span(1)):
                edges = [min(row.start() + column, row.end()) for column in columns]
                cuts = list(pairwise([*edges, row.end()])) or [row.span(1)]
                found = [cell for cut in cuts for cell in cell_pattern.finditer(text, *cut)]
                plain = [_plain(cell[1][:_LONGEST]) for cell in found]
                heads = heads or plain
                starts = [cell.end(1) - len(cell[1].lstrip()) for cell in found]
                yield list(map(Cell, plain, starts, heads + [""] * len(plain)))


def _plain(cell: str) -> str:
    for pattern, replacement in _MARKUP if re.search(r"[\\<`\]]", cell) else ():
        cell = pattern.sub(replacement, cell)
    return cell.strip(" \t\n`*\"'")
