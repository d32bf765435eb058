"""The facts about codes in the rows of a table."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import attrgetter

from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError
from sphinxext.mooncake_errors.registry.words import RETRY
from sphinxext.mooncake_errors.tables.cells import Cell
from sphinxext.mooncake_errors.tables.codes import one_number, read_code
from sphinxext.mooncake_errors.tables.columns import columns
from sphinxext.mooncake_errors.tables.doctree import Table
from sphinxext.mooncake_errors.tables.heads import Role

ByRole = defaultdict[Role, list[Cell]]
Found = list[tuple[Table, "list[Row]"]]
"""Tables with their rows."""

_OPTIONAL: tuple[Role, ...] = ("details", "causes", "actions", "since", "retry")
_NONE = ("none", "keine")
"""Words that mark an empty cell, except as a name or as the only text of a row."""
_MARK = re.compile(r"\A(?:[-*+•·]\s+|[(（]?\d\d?(?:[.)](?:\s+|(?=[\u4e00-\u9fff]))|[）、]\s*))")
"""The mark of an item of a list."""
_RETRY_WORDS = {
    "never": "no, never, false, n, ✗, ❌, 否, 不可, 不, nein, いいえ, 不要重试",
    "after-fix": "after-fix, after fix, after a fix, 修正后重试",
    "backoff": "yes, true, y, backoff, ✓, ✔, ✅, 是, 可, ja, はい, 等待后重试",
}
_RETRY = {
    word: retry
    for retry, words in _RETRY_WORDS.items()
    for word in [*words.split(", "), str(RETRY[retry]).casefold()]
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


def rows(table: Table, given: Mapping[str, Role] = {}) -> tuple[list[Row], list[Problem]]:
    """Return the facts about codes in `table`, and problems about everything that is left out.

    `given` has the roles of further heads, by their canonical form.
    """
    places, problems = columns(table, given)
    groups: list[Cell] = []
    found: list[Row] = []
    for by_role in _parts(table, places, groups, problems) if places else ():
        try:
            found.append(_row(by_role))
        except RegistryError as error:
            problems += error.problems
    used = {row.group for row in found}
    for cell in [group for group in groups if group not in used]:
        problems.append(cell.problem("empty-group", f"a group without codes, {cell.plain!r}"))
    return found, sorted(problems, key=attrgetter("line"))


def _parts(
    table: Table, places: Mapping[int, Role], groups: list[Cell], problems: list[Problem]
) -> list[ByRole]:
    """Return the cells of each code with its group, and add the groups in rows of their own.

    A bold cell alone in its row is a group. Rows that share the cell of the code are one.
    """
    parts: list[ByRole] = []
    group: list[Cell] = []
    for cells in table.rows:
        by_role = _by_role(table, places, cells, problems)
        filled = [cell for cell in cells if not cell.is_empty]
        if len(filled) == 1 and filled[0].bold and filled[0] not in by_role["description"]:
            group = filled
            groups += group
            continue
        is_ended = any(cells[place].plain for place, role in places.items() if role == "group")
        group = by_role["group"] or ([] if is_ended else group)
        by_role["group"] = [*group]
        if by_role["code"] and parts and by_role["code"][0] is parts[-1]["code"][0]:
            for role, more in by_role.items():
                parts[-1][role] += [cell for cell in more if cell not in parts[-1][role]]
        elif by_role["code"]:
            parts.append(by_role)
        elif filled:
            problems.append(cells[0].problem("no-code", "a row without a name or a number"))
    return parts


def _by_role(
    table: Table, places: Mapping[int, Role], cells: list[Cell], problems: list[Problem]
) -> ByRole:
    """Return the filled cells by role, and add problems about filled cells that cannot be used."""
    result: ByRole = defaultdict(list)
    for cell in filter(attrgetter("plain"), cells[len(table.heads) :]):
        message = f"{cell.plain!r} stands in no column: the table has only {len(table.heads)}"
        problems.append(cell.problem("surplus-cell", message))
    for place, role in places.items():
        cell = cells[place]
        word = cell.plain.casefold()
        is_none = word in _NONE and role not in {"code", "description"}
        if is_none or (cell.is_empty and not cell.fault):
            continue
        if cell.fault and role in _OPTIONAL:
            problems.append(cell.problem("markup", cell.fault))
        elif role == "retry" and word not in _RETRY:
            message = f"{cell.plain!r} is no retry advice: write never, after-fix or backoff"
            problems.append(cell.problem("not-understood", message))
        else:
            result[role].append(cell)
    return result


def _row(by_role: ByRole) -> Row:
    """Return the facts in a row; raise RegistryError if it is left out."""
    first, read = by_role["code"][0], [(cell, read_code(cell.plain)) for cell in by_role["code"]]
    phrases = [replace(cell, text=code.words) for cell, code in read if code.words]
    texts = [*by_role["description"], *phrases]
    descriptions = [cell for cell in texts if cell.plain.casefold() not in _NONE] or texts[:1]
    names = {code.name for _, code in read if code.name}
    numbers = {code.value for _, code in read if code.value is not None}
    value = one_number(numbers)
    faults = [(cell, "not-understood", code.fault) for cell, code in read]
    if len(names) > 1 or (numbers and value is None):
        kind, found = ("names", names) if len(names) > 1 else ("numbers", numbers)
        both = " and ".join(sorted(map(str, found)))
        message = f"a row with two {kind}, {both}; --column HEAD=skip leaves a column out"
        faults.append((first, "not-understood", message))
    faults += [(cell, "markup", cell.fault) for cell in [*descriptions, *by_role["group"]]]
    if not descriptions:
        faults.append((first, "no-description", f"{first.plain} has no description"))
    for cell, rule, message in faults:
        if message:
            raise RegistryError([cell.problem(rule, message)])
    more: dict[str, str | list[str]] = {}
    if details := [*descriptions[1:], *by_role["details"]]:
        more["details"] = " ".join(cell.text for cell in details)
    for role in ("causes", "actions"):
        if items := [item for cell in by_role[role] for item in cell.items]:
            is_list = len(items) > 1 and all(map(_MARK.match, items))
            items = [_MARK.sub("", item) for item in items] if is_list else items
            more[role] = list(dict.fromkeys(items))
    for cell in by_role["retry"][:1]:
        more["retry"] = _RETRY[cell.plain.casefold()]
    for cell in by_role["since"][:1]:
        more["since"] = cell.plain
    group = next(iter(by_role["group"]), None)
    return Row(next(iter(names), None), value, group, first, descriptions[0], more)
