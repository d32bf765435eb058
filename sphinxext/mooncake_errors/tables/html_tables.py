"""Tables of HTML pages; documents of docutils pass their nodes as tags, too."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import takewhile
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.problems import Problem
from sphinxext.mooncake_errors.tables.cells import OpenCell
from sphinxext.mooncake_errors.tables.model import Cell, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Attributes = Iterable[tuple[str, str | None]]

_WIDEST = 1_000
"""The number of columns to which HTML limits the span of a cell."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_DATA = re.compile(r"\bdata:[\w/+.;=,%-]{100,}")
"""An image as a data URL."""
_ATTRIBUTES = re.compile(r"\s*\{:?\s*[#.][^{}]*\}$")
"""Attributes after a heading, e.g. ``{#id .class}``."""
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_PARTS = frozenset(("thead", "tbody", "tfoot", "tr", "td", "th"))


@dataclass(slots=True)
class _Open:
    """A table whose end has not been read."""

    rows: list[list[OpenCell]] = field(default_factory=lambda: [[]])
    in_head: bool = False
    box: OpenCell | None = None


class HtmlTables(HTMLParser):
    """Collects the tables of one page."""

    def __init__(self, path: str) -> None:
        """Collect the tables of the page `path`."""
        super().__init__(convert_charrefs=True)
        self.path = path
        self.found: list[Table] = []
        self.problems: list[Problem] = []
        self._heading: Cell | None = None
        self._open_heading: OpenCell | None = None
        self._open: list[_Open] = []
        self._above = 0

    def set_cdata_mode(self, *_: object, **__: object) -> None:
        """Do nothing: an unclosed ``script`` or ``style`` must not hide the rest."""

    def at(self, line: int) -> None:
        """Count lines so that the next text is at `line` of the page."""
        self._above = line - self.getpos()[0]

    def read(self, html: str, line: int) -> None:
        """Read `html`, which begins at `line` of the page."""
        self.at(line)
        self.feed(_DATA.sub("data:", without_comments(html)))
        self.close()

    def problem(self, line: int, message: str) -> None:
        """Add a problem about content at `line` that is not read."""
        self.problems.append(Problem(self.path, line, 1, "not-read", message))

    def finish(self) -> None:
        """End all tables whose end has not been read."""
        while self._open:
            self._end_table()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Begin a table, a row, a cell or a heading, or add a tag to a cell or a heading."""
        values = {name: value or "" for name, value in attrs}
        if tag == "table":
            self.fault("a table in a cell")
            self._open.append(_Open())
        elif tag in _HEADINGS and not self._open:
            self._open_heading = OpenCell(self.path, self.line)
        elif self._open and tag in _PARTS:
            self._start_part(tag, values)
        elif box := self._box:
            box.start(tag, values, self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """Read a tag such as ``<br />``."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """End a table, a row, a cell or a heading, or add an end tag to a cell or a heading."""
        if self._open and tag == "table":
            self._end_table()
        elif self._open and tag in _PARTS:
            self._open[-1].box = None
            self._open[-1].in_head = self._open[-1].in_head and tag != "thead"
        elif self._open_heading and tag in _HEADINGS:
            plain = _ATTRIBUTES.sub("", self._open_heading.cell().plain)
            self._heading = Cell(self.path, self._open_heading.line, plain, plain)
            self._open_heading = None
        elif box := self._box:
            box.end(tag)

    def handle_data(self, data: str) -> None:
        """Add text to the current cell or heading."""
        if box := self._box:
            box.add(data)

    def fault(self, message: str) -> None:
        """Set the fault of the current cell or heading, which cannot be read completely."""
        if box := self._box:
            box.fault = message

    @property
    def in_table(self) -> bool:
        """Whether the parser is in a table."""
        return bool(self._open)

    @property
    def line(self) -> int:
        """The current line of the page."""
        return self._above + self.getpos()[0]

    @property
    def _box(self) -> OpenCell | None:
        return self._open[-1].box if self._open else self._open_heading

    def _start_part(self, tag: str, values: dict[str, str]) -> None:
        table = self._open[-1]
        table.box = None
        if tag in {"td", "th"}:
            rows, columns = _span(values, "rowspan"), min(_span(values, "colspan"), _WIDEST)
            head = table.in_head or tag == "th"
            table.box = OpenCell(self.path, self.line, rows, columns, head)
            table.rows[-1].append(table.box)
        elif tag == "tr":
            table.rows.append([])
        else:
            table.in_head = tag == "thead"

    def _end_table(self) -> None:
        rows = [row for row in self._open.pop().rows if row]
        if rows:
            leading = sum(1 for _ in takewhile(lambda row: all(box.head for box in row), rows))
            heads = leading if 0 < leading < len(rows) else 1
            cells = list(_cells(rows, heads))
            self.found.append(Table(self.path, self._heading, cells[heads - 1], cells[heads:]))


def without_comments(html: str) -> str:
    """Return `html` with each comment replaced by the line feeds in it."""
    return _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), html)


def _span(values: dict[str, str], name: str) -> int:
    text = values.get(name, "")
    return int(text) if re.fullmatch("[1-9][0-9]{0,4}", text) else 1


def _cells(rows: list[list[OpenCell]], heads: int) -> Iterator[list[Cell]]:
    """Yield the cells of each row.

    A cell that spans rows is in each of them. A cell that spans columns is in each of them in rows
    of heads, and in the first of them in other rows.
    """
    width = max(sum(box.columns for box in row) for row in rows[:heads])
    below: dict[int, tuple[int, Cell]] = {}
    for number, row in enumerate(rows):
        cells = {column: cell for column, (_, cell) in below.items()}
        below = {column: (left - 1, cell) for column, (left, cell) in below.items() if left > 1}
        column = 0
        for box in row:
            while column in cells:
                column += 1
            cell = box.cell(bold=1 < width <= box.columns)
            empty = Cell(box.path, box.line)
            for place in range(column, column + box.columns):
                cells[place] = cell if place == column or number < heads else empty
                if box.rows > 1:
                    below[place] = (box.rows - 1, cells[place])
        last = max(cells, default=-1)
        empty = Cell(row[0].path, row[0].line)
        yield [cells.get(place, empty) for place in range(last + 1)]
