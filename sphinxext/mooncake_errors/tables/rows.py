"""The facts about codes in the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.tables.codes import one_number, read_code
from sphinxext.mooncake_errors.tables.columns import NOTHING, columns

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.registry.problems import Problem
    from sphinxext.mooncake_errors.tables.columns import Columns
    from sphinxext.mooncake_errors.tables.heads import Role
    from sphinxext.mooncake_errors.tables.model import Cell, Table

    ByRole = dict[Role, list[Cell]]
    Found = list[tuple[Table, "list[Row]"]]
    """Tables with their rows."""

_OPTIONAL: tuple[Role, ...] = ("details", "causes", "actions", "since", "retry")
_NOTHING = frozenset(("", "n/a", "none", "无", "暂无", "無", "なし", "keine"))
"""Marks of empty cells in optional columns, without the dashes that may also mark them."""
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

    name: str | None
    value: int | None
    group: Cell | None
    """The cell with the group, in this row or in one above it."""
    code: Cell
    description: Cell
    more: dict[str, str | list[str]]
    """The other keys of the code in the registry."""

    @property
    def label(self) -> str:
        """The name, or the number where the row has no name."""
        return str(self.value) if self.name is None else self.name

    def problem(self, rule: str, message: str) -> Problem:
        """Return a problem at the line of this row."""
        return self.code.problem(rule, message)


class _RowError(Exception):
    """A row that is left out, for the problem that is the argument."""


def rows(table: Table, given: Mapping[str, Role] = NOTHING) -> tuple[list[Row], list[Problem]]:
    """Return the facts about codes in `table`, and problems about everything that is left out.

    `given` has the roles of further heads, by their canonical form.
    """
    places, problems = columns(table, given)
    parts: list[tuple[ByRole, Cell | None]] = []
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
        if parts and "code" in by_role and by_role["code"][0] is parts[-1][0]["code"][0]:
            _add(parts[-1][0], by_role)
        elif "code" in by_role:
            parts.append((by_role, group))
        elif any(cell.plain for cell in cells):
            problems.append(cells[0].problem("no-code", "a row without a name or a number"))
    found = []
    for by_role, cell in parts:
        try:
            found.append(_row(by_role, cell))
        except _RowError as error:
            problems += error.args
    problems += _unused(headings, found)
    return found, sorted(problems, key=attrgetter("line"))


def _add(by_role: ByRole, other: ByRole) -> None:
    """Add to `by_role` the cells of another row with the same code."""
    for role, cells in other.items():
        present = by_role.setdefault(role, [])
        present += [cell for cell in cells if cell not in present]


def _unused(headings: list[Cell], found: list[Row]) -> Iterator[Problem]:
    """Yield a problem for each group without rows, which may be meant as a code."""
    used = {id(row.group) for row in found}
    for heading in headings:
        if id(heading) not in used:
            message = f"a group without codes, {heading.plain!r}"
            yield heading.problem("empty-group", message)


def _by_role(table: Table, places: Columns, cells: list[Cell]) -> tuple[ByRole, list[Problem]]:
    """Return the filled cells by role, and problems about filled cells that cannot be used."""
    result: ByRole = {}
    problems = []
    for cell in filter(attrgetter("plain"), cells[len(table.heads) :]):
        message = f"{cell.plain!r} stands in no column: the table has only {len(table.heads)}"
        problems.append(cell.problem("surplus-cell", message))
    below = [(cells[index], role) for index, role in places.items() if index < len(cells)]
    for cell, role in below:
        optional = role in _OPTIONAL
        if not (cell.plain or cell.fault) or (
            optional and cell.plain.casefold().strip("-\u2013\u2014/") in _NOTHING
        ):
            continue
        if optional and cell.fault:
            problems.append(cell.problem("markup", cell.fault))
        elif role == "retry" and cell.plain.casefold() not in _RETRY:
            message = f"{cell.plain!r} is no retry: write never, after-fix or backoff"
            problems.append(cell.problem("not-understood", message))
        else:
            result.setdefault(role, []).append(cell)
    return result, problems


def _group_row(by_role: ByRole, cells: list[Cell]) -> Cell | None:
    """Return the only filled cell of a row if it is a bold heading of a group, else None."""
    filled = [cell for cell in cells if cell.plain]
    if len(filled) != 1 or not filled[0].bold or filled[0] in by_role.get("description", []):
        return None
    return filled[0]


def _row(by_role: ByRole, group: Cell | None) -> Row:
    """Return the facts in a row; raise _RowError if it is left out."""
    codes = by_role["code"]
    name, value = _code(codes)
    phrases = [replace(c, text=words) for c in codes if (words := read_code(c.plain).words)]
    descriptions = [*by_role.get("description", []), *phrases]
    for cell in [*descriptions, *([group] if group else [])]:
        if cell.fault:
            raise _RowError(cell.problem("markup", cell.fault))
    if not descriptions:
        message = f"{codes[0].plain} has no description"
        raise _RowError(codes[0].problem("no-description", message))
    more = _more(by_role, descriptions[1:])
    return Row(name, value, group, codes[0], descriptions[0], more)


def _code(cells: list[Cell]) -> tuple[str | None, int | None]:
    """Return the name and the number in `cells`; raise _RowError if there are two of one."""
    names: set[str] = set()
    numbers: set[int] = set()
    for cell in cells:
        read = read_code(cell.plain)
        if read.fault:
            raise _RowError(cell.problem("not-understood", read.fault))
        names |= {read.name} if read.name else set()
        numbers |= {read.value} if read.value is not None else set()
    value = one_number(numbers)
    if len(names) > 1 or (numbers and value is None):
        kind, found = ("names", names) if len(names) > 1 else ("numbers", numbers)
        both = " and ".join(sorted(map(str, found)))
        message = f"a row with two {kind}, {both}; --column HEAD=skip leaves a column out"
        raise _RowError(cells[0].problem("not-understood", message))
    return next(iter(names), None), value


def _more(by_role: ByRole, descriptions: list[Cell]) -> dict[str, str | list[str]]:
    more: dict[str, str | list[str]] = {}
    if details := [*descriptions, *by_role.get("details", [])]:
        more["details"] = " ".join(cell.text for cell in details)
    for role in ("causes", "actions"):
        if items := [item for cell in by_role.get(role, []) for item in cell.items]:
            more[role] = list(dict.fromkeys(items))
    if "retry" in by_role:
        more["retry"] = _RETRY[by_role["retry"][0].plain.casefold()]
    if "since" in by_role:
        more["since"] = by_role["since"][0].plain
    return more
