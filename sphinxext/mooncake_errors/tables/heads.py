"""Which column of a table holds what, told by its head in English or Chinese."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from sphinxext.mooncake_errors.registry.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.tables.model import Table

Role = Literal["group", "code", "description"]
"""``code`` is for names and for numbers: which of them a cell holds is seen in the cell."""

_HEADS: dict[Role, tuple[str, ...]] = {
    "group": (
        *("group", "error group", "category", "class", "type", "module"),
        *("组别", "分组", "组", "类别", "分类", "类型", "模块"),
    ),
    "code": (
        *("return value", "return code", "return", "returns", "code", "codes", "error code"),
        *("error", "errors", "status", "status code", "name", "error name", "code name"),
        *("constant", "macro", "symbol", "enumerator", "identifier"),
        *("number", "value", "error number", "numeric value", "no", "int", "integer"),
        *("返回值", "返回码", "错误码", "错误代码", "错误", "状态码", "名称", "名字", "错误名称"),
        *("错误码名称", "宏", "常量", "枚举", "标识符", "值", "数值", "数字", "编号", "错误值"),
    ),
    "description": (
        *("description", "error description", "meaning", "explanation", "message", "remark"),
        *("说明", "描述", "错误描述", "错误说明", "含义", "解释", "意义", "备注"),
    ),
}
_ROLES = {head: role for role, heads in _HEADS.items() for head in heads}
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")


def roles(table: Table) -> tuple[dict[int, Role], list[Problem]]:
    """Return what each column of `table` holds, by its index, and what is wrong with the heads.

    There are none where the table is not one of codes.
    """
    found: dict[int, Role] = {}
    problems: list[Problem] = []
    for index, cell in enumerate(table.heads):
        role = _ROLES.get(_canonical(cell.plain))
        if role is None:
            if cell.plain or any(row[index].plain for row in table.rows):
                problems.append(_unknown(table, index))
        elif role != "code" and role in found.values():
            message = f"a second column of {role}s, {cell.plain!r}, is left out"
            problems.append(
                Problem(table.path, cell.line, cell.column, "duplicate-column", message)
            )
        else:
            found[index] = role
    missing = [role for role in ("code", "description") if role not in found.values()]
    return ({}, [_no_codes(table, missing)]) if missing else (found, problems)


def _canonical(head: str) -> str:
    words = re.sub(r"[\W_]+", " ", _ASIDE.sub(" ", head.casefold()))
    return " ".join(words.split())


def _unknown(table: Table, index: int) -> Problem:
    cell = table.heads[index]
    what = f"unknown column {cell.plain!r} is left out" if cell.plain else "a column without a head"
    hint = did_you_mean(_canonical(cell.plain), _ROLES)
    return Problem(table.path, cell.line, cell.column, "unknown-column", f"{what}{hint}")


def _no_codes(table: Table, missing: list[str]) -> Problem:
    heads = ", ".join(repr(cell.plain) for cell in table.heads)
    wanted = " and none of ".join(f"{role}s" for role in missing)
    message = f"no table of codes, so left out: there is no column of {wanted} among {heads}"
    first = table.heads[0]
    return Problem(table.path, first.line, first.column, "not-codes", message)
