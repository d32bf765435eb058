"""The facts about codes in the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.problems import Problem
from sphinxext.mooncake_errors.tables.codes import one_number, read_code
from sphinxext.mooncake_errors.tables.columns import NOTHING, columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinxext.mooncake_errors.tables.columns import Columns
    from sphinxext.mooncake_errors.tables.heads import Role
    from sphinxext.mooncake_errors.tables.model import Cell, Table

    ByRole = dict[Role, list[Cell]]

_OPTIONAL: tuple[Role, ...] = ("details", "causes", "actions", "since", "retry")
_NOTHING = ("-", "--", "\u2013", "\u2014", "/", "n/a", "none", "无", "無", "なし", "keine")
"""Marks of empty cells in optional columns."""
_RETRY = {
    **dict.fromkeys(
        ("no", "never", "false", "n", "✗", "否", "不可", "不", "nein", "いいえ"), "never"
    ),
    **dict.fromkeys(("yes", "true", "y", "backoff", "✓", "✔", "是", "可", "ja", "はい"), "backoff"),
    **dict.fromkeys(("after-fix", "after fix", "after a fix"), "after-fix"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """The facts about one code in a table, with a name or a number or both."""

    path: str
    name: str | None
    value: int | None
    group: Cell | None
    """The cell with the group, in this row or in one above it."""
    code: Cell
    description: Cell
    more: dict[str, str | list[str]]
    """The other keys of the code in the registry."""

    @property
    def line(self) -> int:
        """The line of the code."""
        return self.code.line

    @property
    def label(self) -> str:
        """The name, or the number where the row has no name."""
        return str(self.value) if self.name is None else self.name

    def problem(self, rule: str, message: str) -> Problem:
        """Return a problem at the line of this row."""
        return Problem(self.path, self.line, 1, rule, message)


class _RowError(Exception):
    """A row that is left out; the arguments are the cell, the rule and the message."""


def rows(table: Table, given: Mapping[str, Role] = NOTHING) -> tuple[list[Row], list[Problem]]:
    """Return the facts about codes in `table`, and problems about everything that is left out.

    `given` has the roles of further heads, by their canonical form.
    """
    places, problems = columns(table, given)
    found: list[Row] = []
    group: Cell | None = None
    headings: list[Cell] = []
    for cells in table.rows if places else []:
        by_role, faults = _by_role(table, places, cells)
        problems += faults
        if heading := _group_row(by_role, cells):
            group = heading
            headings.append(heading)
            continue
        group = next(iter(by_role.get("group", [])), group)
        try:
            row = _row(table.path, by_role, group, cells)
            same = found and row.code is found[-1].code
            found[-1:] = [_merged(found[-1], row)] if same else [*found[-1:], row]
        except _RowError as error:
            cell, rule, message = error.args
            if any(cell.plain for cell in cells):
                problems.append(Problem(table.path, cell.line, 1, rule, message))
    return found, [*problems, *_unused(table.path, headings, found)]


def _unused(path: str, headings: list[Cell], found: list[Row]) -> Iterator[Problem]:
    """Yield a problem for each group without rows, which may be meant as a code."""
    used = {id(row.group) for row in found}
    for heading in headings:
        if id(heading) not in used:
            message = f"a group without codes, {heading.plain!r}"
            yield Problem(path, heading.line, 1, "empty-group", message)


def _by_role(table: Table, places: Columns, cells: list[Cell]) -> tuple[ByRole, list[Problem]]:
    """Return the filled cells by role, and problems about filled cells that cannot be used."""
    result: ByRole = {}
    problems = []
    for cell in filter(attrgetter("plain"), cells[len(table.heads) :]):
        message = f"{cell.plain!r} stands in no column: the table has only {len(table.heads)}"
        problems.append(Problem(table.path, cell.line, 1, "surplus-cell", message))
    below = [(cells[index], role) for index, role in places.items() if index < len(cells)]
    for cell, role in below:
        optional = role in _OPTIONAL
        if not (cell.plain or cell.fault) or (optional and cell.plain.casefold() in _NOTHING):
            continue
        if optional and (fault := _fault(cell, role)):
            problems.append(Problem(table.path, cell.line, 1, *fault))
        else:
            result.setdefault(role, []).append(cell)
    return result, problems


def _fault(cell: Cell, role: Role) -> tuple[str, str] | None:
    """Return the rule and the message for an optional cell that cannot be used, or None."""
    if cell.fault:
        return "markup", cell.fault
    if role == "retry" and cell.plain.casefold() not in _RETRY:
        return "not-understood", f"{cell.plain!r} is no retry: write never, after-fix or backoff"
    return None


def _group_row(by_role: ByRole, cells: list[Cell]) -> Cell | None:
    """Return the only filled cell of a row if it is a bold heading of a group, else None."""
    filled = [cell for cell in cells if cell.plain]
    if len(filled) != 1 or not filled[0].bold or filled[0] in by_role.get("description", []):
        return None
    return filled[0]


def _row(path: str, by_role: ByRole, group: Cell | None, cells: list[Cell]) -> Row:
    """Return the facts in a row; raise _RowError if it is left out."""
    codes = by_role.get("code", [])
    if not codes:
        raise _RowError(cells[0], "no-code", "a row without a name or a number")
    name, value = _code(codes)
    descriptions = by_role.get("description", [])
    for cell in [*descriptions, *([group] if group else [])]:
        if cell.fault:
            raise _RowError(cell, "markup", cell.fault)
    if not descriptions:
        raise _RowError(codes[0], "no-description", f"{codes[0].plain} has no description")
    more = _more(by_role, descriptions[1:])
    return Row(path, name, value, group, codes[0], descriptions[0], more)


def _code(cells: list[Cell]) -> tuple[str | None, int | None]:
    """Return the name and the number in `cells`; raise _RowError if there are two of one."""
    names, numbers = set(), set()
    for cell in cells:
        read = read_code(cell.plain)
        if isinstance(read, str):
            raise _RowError(cell, "not-understood", read)
        names |= {read.name} if read.name else set()
        numbers |= {read.value} if read.value is not None else set()
    value = one_number(numbers)
    two_numbers = numbers if value is None else set()
    for what, found in (("names", names if len(names) > 1 else set()), ("numbers", two_numbers)):
        if found:
            message = f"a row with two {what}, {' and '.join(sorted(map(str, found)))}"
            raise _RowError(cells[0], "not-understood", message)
    return next(iter(names), None), value


def _more(by_role: ByRole, descriptions: list[Cell]) -> dict[str, str | list[str]]:
    more: dict[str, str | list[str]] = {}
    if details := [*descriptions, *by_role.get("details", [])]:
        more["details"] = " ".join(cell.text for cell in details)
    for role in ("causes", "actions"):
        if items := [item for cell in by_role.get(role, []) for item in cell.items]:
            more[role] = items
    for cell in by_role.get("retry", []):
        more["retry"] = _RETRY[cell.plain.casefold()]
    for cell in by_role.get("since", []):
        more["since"] = cell.plain
    return more


def _merged(row: Row, other: Row) -> Row:
    """Return `row` with the texts of `other` added; both share the cell with the code."""
    more = {**other.more, **row.more}
    description = "" if other.description is row.description else other.description.text
    details = [row.more.get("details", ""), description, other.more.get("details", "")]
    if any(details):
        more["details"] = " ".join(map(str, dict.fromkeys(filter(None, details))))
    for role in ("causes", "actions"):
        if role in more:
            texts = [*row.more.get(role, []), *other.more.get(role, [])]
            more[role] = list(dict.fromkeys(texts))
    return replace(row, more=more)
