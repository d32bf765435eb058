"""Where the cells of tables begin, in characters as editors count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from docutils import nodes

from sphinxext.mooncake_errors.tables.rst.directives import PLACE

if TYPE_CHECKING:
    from collections.abc import Sequence

_GRID = re.compile(r"[ \t]*\+[-=+]+\+[ \t]*")
_SIMPLE = re.compile(r"[ \t]*=+(?:[ \t]+=+)*[ \t]*")
_TAB = 8


class Places:
    """The places of the entries of one table."""

    def __init__(self, table: nodes.table, lines: Sequence[str]) -> None:
        """Look for the entries of `table` in `lines`, all those of the file."""
        self._lines = lines
        groups = (group for group in table.children if isinstance(group, nodes.tgroup))
        specs = [s for group in groups for s in group.children if isinstance(s, nodes.colspec)]
        self._widths = [spec.get("colwidth") or 0 for spec in specs]

    @property
    def columns(self) -> int:
        """The number of columns."""
        return len(self._widths)

    def row(self, row: nodes.row, above: int) -> int:
        """Return the line of `row`, which has no line less than `above`."""
        found = [line for entry in row.children if (line := _line(entry))]
        return min(found, default=above)

    def entry(self, entry: nodes.Element, index: int, line: int) -> tuple[int, int]:
        """Return line and column of `entry`, in the column `index` of a row that is at `line`."""
        line, from_end = entry.get(PLACE) or (_line(entry) or line, None)
        source = self._lines[line - 1] if line <= len(self._lines) else ""
        if from_end is not None:
            return line, max(len(source.rstrip()) - from_end, 0) + 1
        start = _index(source, self._left(index, line))
        blanks = len(source[start:]) - len(source[start:].lstrip())
        return line, min(start + (blanks if entry.children else 1), len(source)) + 1

    def _left(self, index: int, line: int) -> int:
        """Return where the column `index` begins in `line`, as wide as docutils sees it."""
        for above in reversed(self._lines[:line]):
            if _GRID.fullmatch(above):
                indent = len(above.expandtabs(_TAB)) - len(above.expandtabs(_TAB).lstrip())
                return indent + 1 + sum(self._widths[:index]) + index
            if _SIMPLE.fullmatch(above):
                starts = [match.start() for match in re.finditer("=+", above.expandtabs(_TAB))]
                if len(starts) > index:
                    return starts[index]
        return 0


def _line(entry: nodes.Node) -> int:
    """Return the line of the first thing in `entry` that has one; 0 if nothing has."""
    if isinstance(entry, nodes.Element) and PLACE in entry:
        return int(entry[PLACE][0])
    below = (node for node in entry.findall() if node is not entry)
    return next((node.line for node in below if node.line), 0)


def _index(source: str, width: int) -> int:
    """Return the index of the character in `source` that begins after `width` columns."""
    seen = 0
    for index, character in enumerate(source):
        if seen >= width:
            return index
        wide = 2 if east_asian_width(character) in "WF" else 1
        seen += _TAB - seen % _TAB if character == "\t" else wide
    return len(source)
