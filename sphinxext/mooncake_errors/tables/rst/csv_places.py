"""Where the cells of CSV begin, which Python's reader of CSV does not tell."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


def csv_places(lines: Sequence[str], dialect: Any) -> list[list[tuple[int, int]]]:
    """Return the places of the cells in each row of `lines`, which are CSV in the `dialect`.

    A place is the index of a line, and how many characters before the end of it a cell begins.
    """
    text = "\n".join(lines)
    ends = list(accumulate(len(line) + 1 for line in lines))
    field = _field(dialect)
    rows: list[list[tuple[int, int]]] = []
    row: list[tuple[int, int]] = []
    position = 0
    while position <= len(text):
        match = field.match(text, position)
        start, position = (match.start(match.lastgroup or 0), match.end()) if match else (0, 0)
        line = bisect_right(ends, start)
        row.append((line, ends[line] - 1 - start))
        if text[position : position + 1] != dialect.delimiter:
            rows.append(row)
            row = []
        position += 1
    return rows


def _field(dialect: Any) -> re.Pattern[str]:
    """Return what matches a field, perhaps an empty one, with quotation marks and blanks."""
    delimiter, quote = re.escape(dialect.delimiter), re.escape(dialect.quotechar)
    escape = re.escape(dialect.escapechar) if dialect.escapechar else ""
    escaped = rf"{escape}.|" if escape else ""
    twice = rf"{quote}{quote}|" if dialect.doublequote else ""
    inside = rf"(?:{escaped}{twice}[^{quote}{escape}])*"
    quoted = rf"{quote}[ ]*(?P<quoted>){inside}{quote}[^{delimiter}\n]*"
    bare = rf"(?P<bare>)(?:{escaped}[^{delimiter}{escape}\n])*"
    return re.compile(rf"[ ]*(?:{quoted}|{bare})", re.DOTALL)
