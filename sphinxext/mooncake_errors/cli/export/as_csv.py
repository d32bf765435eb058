"""A registry as CSV, for spreadsheets."""

from __future__ import annotations

import csv
import re
from dataclasses import fields
from io import StringIO
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.data import set_values
from sphinxext.mooncake_errors.registry.fields import with_texts
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
        values = map(_text, _values(entry.code))
        cells = (entry.component.component, entry.group.id, *values)
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "\n".join(_harmless(_line(item)) for item in value)
    return str(value)


def _line(item: Any) -> str:
    """Return an item of a list in one line; a mapping as its values."""
    if isinstance(item, dict):
        return "; ".join(map(_line, item.values()))
    return "; ".join(map(_line, item)) if isinstance(item, list) else str(item)


def _values(code: Code) -> list[Any]:
    """Return the values of `code` in the order of the columns, its texts without markup."""
    values = set_values(with_texts(code, plain))
    return [values.get(key, code.raised if key == "raised" else None) for key in _KEYS]


def _harmless(cell: str) -> str:
    is_formula = cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if is_formula else cell
