"""From the cells of a table to what each row says about a code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.problems import Problem
from sphinxext.mooncake_errors.tables.heads import roles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.tables.heads import Role
    from sphinxext.mooncake_errors.tables.model import Cell, Table

_NAME = r"(?:[A-Za-z_][A-Za-z0-9_]*(?:::|\.))*(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
_NUMBER = r"(?P<number>[-+\u2212\u2013]?(?:0[xX][0-9A-Fa-f]{1,16}|[0-9]{1,19}))"
_FORMS = [
    re.compile(form)
    for form in (
        _NAME,
        _NUMBER,
        rf"{_NAME}\s*[(（\[]\s*{_NUMBER}\s*[)）\]]",
        rf"{_NUMBER}\s*[(（\[]\s*{_NAME}\s*[)）\]]",
        rf"{_NAME}\s*[=:：,，/]?\s*(?<![A-Za-z0-9_]){_NUMBER}",
        rf"{_NUMBER}\s*[:：,，/]?\s*(?<![A-Za-z0-9_]){_NAME}",
    )
]
_TOO_LARGE = 10**19
"""A registry has numbers of up to 19 digits."""
_MINUS = str.maketrans("\u2212\u2013", "--")


@dataclass(frozen=True, slots=True)
class Row:
    """What a table says about one code: it has a name or a number or both."""

    path: str
    name: str | None
    value: int | None
    group: Cell | None
    """The cell with the group, of this row or of one above it."""
    description: Cell
    place: Cell
    """The cell with the name or, where there is none, with the number."""

    @property
    def label(self) -> str:
        """The name, or the number where the row has no name."""
        return str(self.value) if self.name is None else self.name

    def problem(self, rule: str, message: str) -> Problem:
        """Return a problem of this row."""
        return Problem(self.path, self.place.line, self.place.column, rule, message)


def rows(table: Table) -> tuple[list[Row], list[Problem]]:
    """Return what `table` says about codes, and everything in it that cannot be understood."""
    columns, problems = roles(table)
    found: list[Row] = []
    group: Cell | None = None
    headings: list[Cell] = []
    for cells in table.rows if columns else []:
        problems += _surplus(table, cells)
        by_role = _by_role(columns, cells)
        if heading := _group_row(by_role, cells):
            group = heading
            headings.append(heading)
            continue
        filled = [cell for cell in by_role["group"] if cell.plain]
        group = filled[0] if filled else group
        row = _row(table.path, by_role, group)
        if isinstance(row, Row):
            found.append(row)
        elif any(cell.plain for cell in cells):
            problems.append(row)
    return found, [*problems, *_unused(table.path, headings, found)]


def _unused(path: str, headings: list[Cell], found: list[Row]) -> Iterator[Problem]:
    """Yield the bold rows without a row below them: they may be meant as codes."""
    used = {row.group for row in found}
    for heading in headings:
        if heading not in used:
            message = f"a group without codes, {heading.plain!r}"
            yield _problem(path, heading, "empty-group", message)


def _by_role(columns: dict[int, Role], cells: list[Cell]) -> dict[Role, list[Cell]]:
    result: dict[Role, list[Cell]] = {"group": [], "code": [], "description": []}
    for index, role in columns.items():
        result[role].append(cells[index])
    return result


def _group_row(by_role: dict[Role, list[Cell]], cells: list[Cell]) -> Cell | None:
    """Return the cell of a row that is only a bold heading for those below it."""
    filled = [cell for cell in cells if cell.plain]
    if len(filled) != 1 or not filled[0].bold or filled[0] in by_role["description"]:
        return None
    return filled[0]


def _row(path: str, by_role: dict[Role, list[Cell]], group: Cell | None) -> Row | Problem:
    codes = [cell for cell in by_role["code"] if cell.plain]
    description = by_role["description"][0]
    if not codes:
        return _problem(path, by_role["code"][0], "no-code", "a row without a name or a number")
    found: dict[str, set[str]] = {"name": set(), "number": set()}
    for cell in codes:
        read = _code(cell.plain)
        if isinstance(read, str):
            return _problem(path, cell, "not-understood", read)
        for kind, text in read.items():
            found[kind].add(text)
    for kind, words in found.items():
        if len(words) > 1:
            message = f"a row with two {kind}s, {' and '.join(sorted(words))}"
            return _problem(path, codes[0], "not-understood", message)
    for cell in [description, *([group] if group else [])]:
        if cell.fault:
            return _problem(path, cell, "markup", cell.fault)
    if not description.plain:
        return _problem(path, description, "no-description", f"{codes[0].plain} has no description")
    name, number = next(iter(found["name"]), None), next(iter(found["number"]), None)
    value = None if number is None else int(number)
    return Row(path, name, value, group, description, codes[0])


def _code(text: str) -> dict[str, str] | str:
    """Return the name or the number in `text`, or both, or else why there is none."""
    match = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    if match is None:
        return f"{text!r} is neither a name nor a number"
    read = match.groupdict()
    if "number" in read:
        value = _integer(read["number"])
        if abs(value) >= _TOO_LARGE:
            return f"{text!r} has more than the 19 digits that a registry may have"
        read["number"] = str(value)
    return read


def _integer(text: str) -> int:
    text = text.translate(_MINUS)
    return int(text, 16 if "x" in text.lower() else 10)


def _surplus(table: Table, cells: list[Cell]) -> Iterator[Problem]:
    for cell in cells[len(table.heads) :]:
        if cell.plain:
            message = f"{cell.plain!r} stands in no column: the table has only {len(table.heads)}"
            yield _problem(table.path, cell, "surplus-cell", message)


def _problem(path: str, cell: Cell, rule: str, message: str) -> Problem:
    return Problem(path, cell.line, cell.column, rule, message)
