"""The tables in a file of reStructuredText, with the place of each cell."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError, file_problem
from sphinxext.mooncake_errors.tables.model import Cell, Table
from sphinxext.mooncake_errors.tables.rst.cells import read_cell
from sphinxext.mooncake_errors.tables.rst.directives import table_rows
from sphinxext.mooncake_errors.tables.rst.parser import parse
from sphinxext.mooncake_errors.tables.rst.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What ends a line to docutils, and to no editor."""
_ABOUT_TABLES = re.compile(r"\btables?\b", re.IGNORECASE)
_UNDERLINE = re.compile(r"[ \t]*([!-/:-@\[-`{-~])\1*[ \t]*")
_ERROR = 3


def tables(text: str, path: str) -> tuple[list[Table], list[Problem]]:
    """Return the tables in `text`, that of the file `path`, and those that cannot be read.

    Raises RegistryError where nothing of it can.
    """
    text = _BREAKS.sub(" ", text)
    lines = text.split("\n")
    try:
        document, messages = parse(text, path)
        found = list(_tables(document, lines, path))
    except RecursionError:
        raise RegistryError([file_problem(path, "too-deep", "nested too deeply")]) from None
    return found, list(_problems(messages, lines, path))


def _tables(document: nodes.document, lines: Sequence[str], path: str) -> Iterator[Table]:
    heading: Cell | None = None
    for node in document.findall():
        if isinstance(node, nodes.title) and isinstance(node.parent, nodes.section):
            heading = _heading(node, lines, heading.line if heading else 0)
        elif isinstance(node, nodes.table) and table_rows(node, nodes.thead, nodes.tbody):
            yield _table(node, lines, path, heading)


def _heading(title: nodes.title, lines: Sequence[str], after: int) -> Cell:
    """Return the heading `title`, which is in one of the `lines` after so many."""
    # docutils does not always say which, and never the line of the words themselves.
    words = title.rawsource
    same = (n for n in range(after, len(lines) - 1) if lines[n].strip() == words)
    index = next((n for n in same if _UNDERLINE.fullmatch(lines[n + 1])), after)
    return read_cell(title, index + 1, max(lines[index].find(words), 0) + 1)


def _table(node: nodes.table, lines: Sequence[str], path: str, heading: Cell | None) -> Table:
    places = Places(node, lines)
    head, body = table_rows(node, nodes.thead), table_rows(node, nodes.tbody)
    if not head:
        head, body = body[:1], body[1:]
    rows = list(_filled([*head, *body], places, len(head)))
    return Table(path, heading, rows[len(head) - 1], rows[len(head) :])


def _filled(rows: Sequence[Any], places: Places, heads: int) -> Iterator[list[Cell]]:
    """Yield the cells of `rows`, of which so many are `heads`; a cell for each column.

    A cell of several rows stands in each of them; one of several columns does so in the heads,
    else in the first of them.
    """
    spans: dict[int, tuple[int, Cell]] = {}
    line = 1
    for number, row in enumerate(rows):
        line = places.row(row, line)
        cells = {column: cell for column, (_, cell) in spans.items()}
        spans = {column: (left - 1, cell) for column, (left, cell) in spans.items() if left > 1}
        for entry in row.children:
            first = next(column for column in count() if column not in cells)
            made = _entry(entry, places, first, line)
            for column, cell in enumerate(made[:1] * len(made) if number < heads else made, first):
                cells[column] = cell
                if rows_more := entry.get("morerows", 0):
                    spans[column] = (rows_more, cell)
        yield [cells[column] for column in sorted(cells)]


def _entry(entry: nodes.entry, places: Places, column: int, line: int) -> list[Cell]:
    """Return the cell of `entry` and, for each further column that it takes, a blank one."""
    place = places.entry(entry, column, line)
    more = entry.get("morecols", 0)
    cell = read_cell(entry, *place, bold=0 < more == places.columns - 1)
    return [cell, *[Cell("", "", *place)] * more]


def _problems(
    messages: Iterable[nodes.system_message], lines: Sequence[str], path: str
) -> Iterator[Problem]:
    for message in messages:
        text = " ".join(message.children[0].astext().split())
        if message["level"] >= _ERROR and _ABOUT_TABLES.search(text):
            line = min(message.get("line") or 1, len(lines))
            source = lines[line - 1]
            column = len(source) - len(source.lstrip()) + 1
            yield Problem(path, line, column, "not-read", text)
