"""A registry as CSV, for spreadsheets."""

from __future__ import annotations

import csv
import re
from dataclasses import fields
from io import StringIO
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.model import Code
from sphinxext.mooncake_errors.registry.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinxext.mooncake_errors.registry.lookup import Entry

_FIRST = ("name", "value", "description")
_KEYS = (*_FIRST, *(item.name for item in fields(Code) if item.name not in _FIRST))
_NUMBER = re.compile(r"[-+]?[0-9]+")
_FORMULA = tuple("=+-@\t＝＋－＠")
"""With these a spreadsheet takes a cell for a formula."""


def to_csv(entries: Iterable[Entry]) -> str:
    """Return a line of heads and a record for each of `entries`.

    The columns are component, group and the keys of a code. Texts are without markup, the items of
    a list stand in lines of their own inside a cell. A cell that a spreadsheet would take for a
    formula begins with an apostrophe, and so does such a line inside a cell.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("component", "group", *_KEYS))
    for entry in entries:
        values = (_text(getattr(entry.code, key)) for key in _KEYS)
        cells = (entry.component.component, entry.group.id, *values)
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "\n".join(_harmless(plain(item)) for item in value)
    return plain(value) if isinstance(value, str) else str(value)


def _harmless(cell: str) -> str:
    is_formula = cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if is_formula else cell
