"""The tables in a Markdown file, with the place of each cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.sources.markdown.cells import Cell, read_cell
from sphinxext.mooncake_errors.sources.markdown.parser import markdown_parser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

_CONTAINER = re.compile(r"[ \t>]*(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t]+)*[ \t>]*")
"""What stands before a table in a quotation or in a list."""
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(slots=True)
class Table:
    """A table under a heading."""

    path: str
    heading: str
    """The text of the heading before it, without markup; empty where there is none."""
    heads: list[Cell]
    rows: list[list[Cell]] = field(default_factory=list)
    """Each with as many cells as there are heads, or with more where the file has more."""


def tables(text: str, path: str) -> list[Table]:
    """Return the tables in the Markdown `text`, that of the file `path`, in their order."""
    lines = text.split("\n")
    found: list[Table] = []
    heading = ""
    tokens = markdown_parser().parse(text)
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = read_cell(tokens[index + 1].children or [], 0, 0).plain.replace("`", "'")
        elif token.type == "tr_open" and token.map:
            cells = _row(tokens, index, token.map[0], lines[token.map[0]])
            if tokens[index - 1].type == "thead_open":
                found.append(Table(path, heading, cells))
            else:
                found[-1].rows.append(cells)
    return found


def _row(tokens: list[Token], start: int, line: int, source: str) -> list[Cell]:
    """Return the cells of the row that begins with the token `start`, in the line `source`."""
    places = list(_places(source))
    contents = list(_contents(tokens, start))
    cells = []
    for index, content in enumerate(contents):
        column = places[index][0] if index < len(places) else len(source) + 1
        cells.append(read_cell(content, line + 1, column))
    surplus = places[len(contents) :]
    return cells + [Cell(text, text, line + 1, column) for column, text in surplus]


def _contents(tokens: list[Token], start: int) -> Iterator[list[Token]]:
    for index in range(start, len(tokens)):
        if tokens[index].type == "inline":
            yield tokens[index].children or []
        elif tokens[index].type == "tr_close":
            return


def _places(source: str) -> Iterator[tuple[int, str]]:
    """Yield the column, counted from 1, and the source of each cell in the line `source`."""
    container = _CONTAINER.match(source)
    start = container.end() if container else 0
    if source.startswith("|", start):
        start += 1
    end = len(source.rstrip())
    if end > start and _PIPE.fullmatch(source, end - 1, end):
        end -= 1
    for bound in [*(m.start() for m in _PIPE.finditer(source, start, end)), end]:
        cell = source[start:bound]
        yield start + len(cell) - len(cell.lstrip()) + 1, cell.strip()
        start = bound + 1
