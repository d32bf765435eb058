"""What each row of a table says about a code."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
_NOTHING = frozenset(
    ("-", "--", "\u2013", "\u2014", "/", "n/a", "none", "无", "無", "なし", "keine")
)
"""Signs in optional columns for nothing."""
_RETRY = {
    **dict.fromkeys(
        ("no", "never", "false", "n", "✗", "否", "不可", "不", "nein", "いいえ"), "never"
    ),
    **dict.fromkeys(("yes", "true", "y", "backoff", "✓", "✔", "是", "可", "ja", "はい"), "backoff"),
    **dict.fromkeys(("after-fix", "after fix", "after a fix"), "after-fix"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """What a table says about one code, which has a name or a number or both."""

    path: str
    name: str | None
    value: int | None
    group: Cell | None
    """The cell with the group, of this row or of one above it."""
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
        """Return a problem of this row."""
        return Problem(self.path, self.line, 1, rule, message)


class _RowError(Exception):
    """A row that is left out; its arguments are the cell, the rule and the message."""


def rows(table: Table, given: Mapping[str, Role] = NOTHING) -> tuple[list[Row], list[Problem]]:
    """Return what `table` says about codes, and everything in it that cannot be understood.

    `given` has roles of heads that are not known.
    """
    places, problems = columns(table, given)
    found: list[Row] = []
    group: Cell | None = None
    headings: list[Cell] = []
    for cells in table.rows if places else []:
        problems += _surplus(table, cells)
        by_role = _by_role(places, cells)
        if heading := _group_row(by_role, cells):
            group = heading
            headings.append(heading)
            continue
        group = next(iter(by_role.get("group", [])), group)
        try:
            problems += _unusable(table.path, by_role)
            row = _row(table.path, by_role, group, cells)
            same = found and row.code is found[-1].code
            found[-1:] = [_merged(found[-1], row)] if same else [*found[-1:], row]
        except _RowError as error:
            cell, rule, message = error.args
            if any(cell.plain for cell in cells):
                problems.append(Problem(table.path, cell.line, 1, rule, message))
    return found, [*problems, *_unused(table.path, headings, found)]


def _unused(path: str, headings: list[Cell], found: list[Row]) -> Iterator[Problem]:
    """Yield the bold rows without a row below them: they may be meant as codes."""
    used = {id(row.group) for row in found}
    for heading in headings:
        if id(heading) not in used:
            message = f"a group without codes, {heading.plain!r}"
            yield Problem(path, heading.line, 1, "empty-group", message)


def _by_role(places: Columns, cells: list[Cell]) -> ByRole:
    """Return the cells that say something."""
    result: ByRole = {}
    for index, role in places.items():
        if index < len(cells) and _is_filled(cells[index], role):
            result.setdefault(role, []).append(cells[index])
    return result


def _is_filled(cell: Cell, role: Role) -> bool:
    nothing = role in _OPTIONAL and cell.plain.casefold() in _NOTHING
    return bool(cell.plain or cell.fault) and not nothing


def _unusable(path: str, by_role: ByRole) -> list[Problem]:
    """Return a problem for each optional cell that cannot be used, and take it away."""
    problems = []
    for role in _OPTIONAL:
        for cell in by_role.get(role, []):
            if cell.fault:
                problems.append(Problem(path, cell.line, 1, "markup", cell.fault))
            elif role == "retry" and cell.plain.casefold() not in _RETRY:
                message = f"{cell.plain!r} is no retry: write never, after-fix or backoff"
                problems.append(Problem(path, cell.line, 1, "not-understood", message))
            else:
                continue
            by_role[role] = [other for other in by_role[role] if other is not cell]
    return problems


def _group_row(by_role: ByRole, cells: list[Cell]) -> Cell | None:
    """Return the cell of a row that is only a bold heading for those below it."""
    filled = [cell for cell in cells if cell.plain]
    if len(filled) != 1 or not filled[0].bold or filled[0] in by_role.get("description", []):
        return None
    return filled[0]


def _row(path: str, by_role: ByRole, group: Cell | None, cells: list[Cell]) -> Row:
    """Return what a row says; raise _RowError where that is not understood."""
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


def _merged(row: Row, other: Row) -> Row:
    """Return `row` with the texts of `other`, which has the same cell for the code."""
    more = dict(row.more)
    details = [text for text in (row.more.get("details"), other.more.get("details")) if text]
    if other.description is not row.description:
        details.insert(1, other.description.text)
    if details:
        more["details"] = " ".join(map(str, dict.fromkeys(details)))
    for role in ("causes", "actions"):
        texts = [*row.more.get(role, []), *other.more.get(role, [])]
        more |= {role: list(dict.fromkeys(texts))} if texts else {}
    return replace(row, more={**other.more, **more})


def _code(cells: list[Cell]) -> tuple[str | None, int | None]:
    """Return the name and the number in `cells`."""
    names, numbers = set(), set()
    for cell in cells:
        read = read_code(cell.plain)
        if isinstance(read, str):
            raise _RowError(cell, "not-understood", read)
        names |= {read.name} - {None}
        numbers |= {read.value} - {None}
    if len(names) > 1:
        message = f"a row with two names, {' and '.join(sorted(map(str, names)))}"
        raise _RowError(cells[0], "not-understood", message)
    value = one_number({number for number in numbers if number is not None})
    if value is None and numbers:
        message = f"a row with two numbers, {' and '.join(sorted(map(str, numbers)))}"
        raise _RowError(cells[0], "not-understood", message)
    return next(iter(names), None), value


def _more(by_role: ByRole, descriptions: list[Cell]) -> dict[str, str | list[str]]:
    more: dict[str, str | list[str]] = {}
    details = [cell.text for cell in [*descriptions, *by_role.get("details", [])]]
    if details:
        more["details"] = " ".join(details)
    for role in ("causes", "actions"):
        if by_role.get(role):
            more[role] = [item for cell in by_role[role] for item in cell.items]
    for cell in by_role.get("retry", []):
        more["retry"] = _RETRY[cell.plain.casefold()]
    for cell in by_role.get("since", []):
        more["since"] = cell.plain
    return more


def _surplus(table: Table, cells: list[Cell]) -> Iterator[Problem]:
    for cell in cells[len(table.heads) :]:
        if cell.plain:
            message = f"{cell.plain!r} stands in no column: the table has only {len(table.heads)}"
            yield Problem(table.path, cell.line, 1, "surplus-cell", message)
