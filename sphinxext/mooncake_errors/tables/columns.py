"""The roles of the columns of a table, from their heads and cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.problems import did_you_mean
from sphinxext.mooncake_errors.tables.codes import is_identifier, read_code
from sphinxext.mooncake_errors.tables.heads import (
    HEADS,
    canonical,
    head_role,
    is_ambiguous,
    rank,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinxext.mooncake_errors.registry.problems import Problem
    from sphinxext.mooncake_errors.tables.heads import Role
    from sphinxext.mooncake_errors.tables.model import Cell, Table

    Columns = dict[int, Role]

_ONCE: tuple[Role, ...] = ("group", "since", "retry")
NOTHING: Mapping[str, Role] = {}


def columns(table: Table, given: Mapping[str, Role] = NOTHING) -> tuple[Columns, list[Problem]]:
    """Return the role of each column of `table` by its index, and the problems of its heads.

    `given` has the roles of further heads, by their canonical form. The result is empty if the
    table has no codes or no descriptions. The best description comes first; columns without a role
    are left out.
    """
    found = _by_head(table, given)
    _resolve(table, found, given)
    if "description" not in found.values():
        found.update({index: "description" for index, role in found.items() if role == "causes"})
    missing = [role for role in ("code", "description") if role not in found.values()]
    if missing:
        return {}, [_no_codes(table, missing)]
    problems = _left_out(table, found)
    order = sorted(found, key=lambda index: rank(table.heads[index].plain))
    return {index: found[index] for index in order}, problems


def _by_head(table: Table, given: Mapping[str, Role]) -> Columns:
    words = [canonical(head.plain) for head in table.heads]
    roles = [given.get(word) or head_role(table.heads[n].plain) for n, word in enumerate(words)]
    # With a known head for codes, other heads may end in the same word, e.g. HTTP code.
    exact = "code" in {role for role, word in zip(roles, words, strict=True) if word in HEADS}
    return {
        index: role
        for index, (role, word) in enumerate(zip(roles, words, strict=True))
        if role and (role != "code" or not exact or word in HEADS or word in given)
    }


def _resolve(table: Table, found: Columns, given: Mapping[str, Role]) -> None:
    """Give the role of codes to a column of messages or types whose cells are names."""
    for index in list(found):
        head = table.heads[index].plain
        others = [role for other, role in found.items() if other != index]
        if canonical(head) in given or not is_ambiguous(head) or "description" not in others:
            continue
        cells = [text for text in _texts(table, index) if text]
        codes = [other for other, role in found.items() if role == "code"]
        if not codes:
            are_codes = all(
                is_identifier(text) or read_code(text).value is not None for text in cells
            )
        else:
            are_codes = all(map(is_identifier, cells)) and len(set(cells)) == len(cells)
            named = (read_code(text).name for code in codes for text in _texts(table, code))
            are_codes = are_codes and not any(named)
        if cells and are_codes:
            found[index] = "code"


def _texts(table: Table, index: int) -> list[str]:
    return [row[index].plain for row in table.rows if index < len(row)]


def _left_out(table: Table, found: Columns) -> list[Problem]:
    """Return a problem for each column that is left out, and remove repeated ones from `found`."""
    filled = {i for row in table.rows for i, cell in enumerate(row) if cell.plain}
    problems = []
    seen: set[Role] = set()
    for index, head in enumerate(table.heads):
        role = found.get(index)
        if role in _ONCE and role in seen:
            del found[index]
            message = f"a second column of {role}s, {head.plain!r}, is left out"
            problems.append(head.problem("duplicate-column", message))
        elif role is None and (head.plain or index in filled):
            problems.append(_unknown(head))
        seen |= {role} if role else set()
    return problems


def _unknown(head: Cell) -> Problem:
    what = f"unknown column {head.plain!r} is left out" if head.plain else "a column without a head"
    hint = did_you_mean(canonical(head.plain), HEADS)
    way = hint or "; --column HEAD=ROLE gives it a meaning"
    return head.problem("unknown-column", f"{what}{way}")


def _no_codes(table: Table, missing: list[str]) -> Problem:
    heads = ", ".join(repr(cell.plain) for cell in table.heads)
    wanted = " and none of ".join(f"{role}s" for role in missing)
    message = f"no table of codes, so left out: there is no column of {wanted} among {heads}"
    return table.heads[0].problem("not-codes", message)
