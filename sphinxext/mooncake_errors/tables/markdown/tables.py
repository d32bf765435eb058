"""The tables in a Markdown file, with the place of each cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.tables.markdown.cells import read_cell
from sphinxext.mooncake_errors.tables.markdown.parser import markdown_parser
from sphinxext.mooncake_errors.tables.model import Cell, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

_CONTAINER = re.compile(r"[ \t>]*(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t]+)*[ \t>]*")
"""What stands before a table in a quotation or in a list."""
_PIPE = re.compile(r"(?<!\\)\|")


def tables(text: str, path: str) -> list[Table]:
    """Return the tables in the Markdown `text`, that of the file `path`, in their order."""
    lines = text.split("\n")
    found: list[Table] = []
    heading: Cell | None = None
    tokens = markdown_parser().parse(text)
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = _heading(tokens[index + 1], lines)
        elif token.type == "tr_open" and token.map:
            cells = _row(tokens, index, token.map[0], lines[token.map[0]])
            if tokens[index - 1].type == "thead_open":
                found.append(Table(path, heading, cells))
            else:
                found[-1].rows.append(cells)
    return found


def _heading(inline: Token, lines: list[str]) -> Cell:
    line = inline.map[0] if inline.map else 0
    column = max(lines[line].find(inline.content.partition("\n")[0]), 0) + 1
    return read_cell(inline.children or [], line + 1, column)


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
