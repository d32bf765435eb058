"""The tables of a document of docutils, and its content that only looks like a table."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from pathlib import Path

from docutils import nodes

from sphinxext.mooncake_errors.registry.characters import FORBIDDEN, folded
from sphinxext.mooncake_errors.registry.problems import Problem
from sphinxext.mooncake_errors.tables.cells import ERROR, Cell, read_cell
from sphinxext.mooncake_errors.tables.heads import head_role, with_prefix
from sphinxext.mooncake_errors.tables.html_nodes import without_unseen

_ABOUT_TABLES = re.compile(r"\btables?\b", re.IGNORECASE)
_OPTIONS = re.compile("'[a-z-]*table': Invalid option")
"""Begins a warning of myst-parser about a table that lacks its options, maybe ``file``."""
_IN_CODE = "a table in a code block is not read"
_ATTRIBUTES = re.compile(r"\s*(?:\{:?\s*[#.][^{}]*\}|[\u00b6\uf0c1])$")
"""Attributes or the sign of a link after a heading, e.g. ``{#id .class}``."""
_RULE = re.compile(
    r":?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?|\|\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?"
    r"|\+(?:[-=:]{3,}\+)+|-{2,}(?:\s+-{2,})+|={2,}(?:\s+={2,})+"
)
_ROW = re.compile(r"\| [^|]*\|.* \||\|(?:[^|\s][^|]*\|){2,}")
"""A row of a table, and not several substitutions of reStructuredText."""
_ROW_TAG = re.compile(r"\s*<t[rdh]")
_GAP = re.compile(r"\s*\|\s*|\s{2,}")


@dataclass(slots=True)
class Table:
    """A table under a heading."""

    heading: Cell
    """Its text is empty, and its plain text is the name of the file, if there is none."""
    top: Cell
    """The heading of the outermost section around it, or `heading` if there is no section."""
    heads: list[Cell]
    rows: list[list[Cell]]
    """Rows have at least as many cells as there are heads."""


class DocumentReader:
    """Collects the tables of a document, and problems about content that is not read."""

    def __init__(self, path: str, looks: str) -> None:
        """Read the page `path`; `looks` is the problem of text that only looks like a table."""
        self._path = path
        self._looks = looks
        self.found: list[Table] = []
        self.problems: list[Problem] = []
        name = folded(FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", Path(path).stem)) or "codes"
        self._heading = self._no_heading = Cell(path, 1, name)
        self._h1: Cell | None = None
        self._top: Cell | None = None
        self._line = 1

    def read(self, node: nodes.Element, *, in_table: bool = False) -> None:
        """Read the content of `node`, which is in a table if `in_table`."""
        for child in node.children:
            if not isinstance(child, nodes.Element) or isinstance(child, nodes.system_message):
                continue
            self._line = child.line or self._line
            if isinstance(child, nodes.table):
                self._table(child)
            elif not in_table:
                self._outside(child)
            elif isinstance(child, nodes.literal_block) and _ROW_TAG.match(child.astext()):
                self._unread([0], self._line, _IN_CODE)
            self.read(child, in_table=in_table or isinstance(child, nodes.table))

    def read_messages(self, messages: Iterable[nodes.system_message]) -> None:
        """Add a problem for each of `messages` of a parser that is about a table."""
        for message in messages:
            words, *lost = (child.astext() for child in message.children)
            lost_tables = ("table::" in source or _table_lines(source) for source in lost)
            is_about = _ABOUT_TABLES.search(words) or any(lost_tables)
            if (message["level"] >= ERROR and is_about) or _OPTIONS.match(words):
                self._unread([0], message.get("line") or 1, " ".join(words.split()))

    def _outside(self, node: nodes.Element) -> None:
        """Take a heading, or add problems about a node that looks like a table."""
        is_title = isinstance(node, nodes.title) and isinstance(node.parent, nodes.section)
        if is_title or isinstance(node, nodes.rubric):
            title = _ATTRIBUTES.sub("", self._cell(node).plain)
            shown = title.replace("`", "'") or self._no_heading.plain
            self._heading = Cell(self._path, self._line, shown, title)
            if node.get("tag") == "h1":
                self._h1 = self._heading
            elif is_title and isinstance(node.parent.parent, nodes.document):
                self._top = self._heading
        elif isinstance(node, nodes.literal_block):
            self._unread(_code_table_lines(node.astext()), self._line, _IN_CODE)
        elif isinstance(node, (nodes.raw, nodes.paragraph, nodes.line_block)):
            source = node.rawsource or "\n".join(f"| {line.astext()}" for line in node.children)
            source = without_unseen(node.astext()) if isinstance(node, nodes.raw) else source
            self._unread(_table_lines(source), self._line, self._looks)

    def _unread(self, numbers: Iterable[int], line: int, message: str) -> None:
        found = (Problem(self._path, line + number, 1, "not-read", message) for number in numbers)
        self.problems.extend(found)

    def _table(self, table: nodes.table) -> None:
        rows = list(filter(None, _rows(table)))
        if rows:
            leading = sum(1 for _ in takewhile(lambda row: all(map(_is_head, row)), rows))
            # A wide cell right below the heads is the title of a group.
            while leading > 1 and len(last := rows[leading - 1]) == 1 < _columns(last[0]):
                leading -= 1
            heads = leading if 0 < leading < len(rows) else 1
            cells = self._cells(rows, heads)
            top = self._h1 or self._top or self._heading
            self.found.append(Table(self._heading, top, cells[heads - 1], cells[heads:]))

    def _cells(self, rows: list[list[nodes.entry]], heads: int) -> list[list[Cell]]:
        """Return the cells of each row.

        A cell that spans rows is in each of them. A cell that spans columns is in each of them in
        rows of heads, and in the first of them in other rows.
        """
        width = max(sum(map(_columns, row)) for row in rows[:heads])
        grid: list[dict[int, Cell]] = [{} for _ in rows]
        for number, row in enumerate(rows):
            column = 0
            for entry in row:
                while column in grid[number]:
                    column += 1
                places = range(column, column + _columns(entry))
                cell = self._cell(entry)
                cell = replace(cell, bold=cell.bold or 1 < width <= len(places))
                if number >= heads and (head := grid[heads - 1].get(column)):
                    cell = replace(cell, plain=with_prefix(head.plain, cell.plain))
                copy = cell if number < heads else Cell(self._path, cell.line)
                for cells in grid[number : number + 1 + entry.get("morerows", 0)]:
                    cells.update({**dict.fromkeys(places, copy), column: cell})
        firsts = [min(cell.line for cell in cells.values()) for cells in grid]
        last = max(grid[heads - 1])
        return [
            [cells.get(place, Cell(self._path, first)) for place in range(max(last, *cells) + 1)]
            for first, cells in zip(firsts, grid, strict=True)
        ]

    def _cell(self, node: nodes.Element) -> Cell:
        self._line = next((each.line for each in node.findall() if each.line), self._line)
        return read_cell(node, self._path, self._line)


def _rows(node: nodes.Element) -> Iterator[list[nodes.entry]]:
    """Yield the cells of each row of a table, but not those of tables in it."""
    for child in node.children:
        if isinstance(child, nodes.row):
            yield [cell for cell in child.children if isinstance(cell, nodes.entry)]
        elif isinstance(child, (nodes.tgroup, nodes.thead, nodes.tbody)):
            yield from _rows(child)


def _is_head(entry: nodes.entry) -> bool:
    return bool(entry.get("is_head")) or isinstance(entry.parent.parent, nodes.thead)


def _columns(entry: nodes.entry) -> int:
    return 1 + int(entry.get("morecols", 0))


def _table_lines(text: str) -> list[int]:
    """Return the index of the first line of each part of `text` that looks like a table."""
    lines = [line.strip(" \t>") for line in text.split("\n")]
    rules = [number for number, line in enumerate(lines) if _RULE.fullmatch(line)]
    of_pipes = [number for number in rules if "|" in lines[number]]
    rows = [number + 1 for number, line in enumerate(lines) if _ROW.fullmatch(line)]
    return [max(number - 1, 0) for number in of_pipes or rules[:1] or rows[:1]]


def _code_table_lines(text: str) -> list[int]:
    """Return the index of the line with the heads of each table of codes in `text`."""
    return [
        number
        for number, (heads, rule) in enumerate(pairwise(text.split("\n")))
        if _RULE.fullmatch(rule.strip())
        and {"code", "description"} <= {head_role(head) for head in _GAP.split(heads)}
    ]
