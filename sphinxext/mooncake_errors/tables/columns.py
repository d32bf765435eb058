"""The roles of the columns of a table, from their heads and cells."""

import re
import shlex
from collections.abc import Iterable, Mapping
from functools import cache

from sphinxext.mooncake_errors.registry.problems import Names, Problem
from sphinxext.mooncake_errors.tables.cells import Cell
from sphinxext.mooncake_errors.tables.codes import is_identifier, read_code
from sphinxext.mooncake_errors.tables.doctree import Table
from sphinxext.mooncake_errors.tables.heads import (
    HEADS,
    Role,
    canonical,
    head_role,
    is_ambiguous,
    rank,
)

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
    if "code" not in found.values():
        found.update(_of_protocols(table, found))
    if "description" not in found.values():
        found.update({index: "description" for index, role in found.items() if role == "causes"})
    missing = [role for role in ("code", "description") if role not in found.values()]
    if missing:
        return {}, [_no_codes(table, found, missing)]
    problems = _left_out(table, found)
    order = sorted(found, key=lambda index: rank(table.heads[index].plain))
    return {index: found[index] for index in order}, problems


def _by_head(table: Table, given: Mapping[str, Role]) -> Columns:
    words = [canonical(head.plain) for head in table.heads]
    roles = [given.get(word) or head_role(table.heads[n].plain) for n, word in enumerate(words)]
    # With a known head for codes, other heads may end in the same word, e.g. HTTP code.
    known = [word in HEADS or word in given for word in words]
    exact = ("code", True) in zip(roles, known, strict=True)
    return {
        index: role
        for index, (role, is_known) in enumerate(zip(roles, known, strict=True))
        if role and (role != "code" or is_known or not exact)
    }


def _of_protocols(table: Table, found: Columns) -> Columns:
    """Return the columns with codes of a protocol, if no other column may have the codes."""
    others = [index for index in range(len(table.heads)) if index not in found]
    roles = {index: head_role(table.heads[index].plain, any_code=True) for index in others}
    texts = _texts(table)
    # A head without letters, such as #, is one of running numbers.
    headed = [index for index in others if re.search(r"\w", table.heads[index].plain)]
    if any(roles[index] is None and _are_codes(texts[index], {"name"}) for index in headed):
        return {}
    return {index: "code" for index in others if roles[index] == "code"}


def _resolve(table: Table, found: Columns, given: Mapping[str, Role]) -> None:
    """Correct the roles of columns whose cells tell names and numbers from texts."""
    texts = _texts(table)
    kinds = cache(lambda index: _kinds(texts[index]))
    for index, head in enumerate(table.heads):
        if canonical(head.plain) in given:
            continue
        role = found.get(index)
        may_be = is_ambiguous(head.plain) if role else head_role(head.plain) == "code"
        others = [other for other in found if other != index]
        beside = set().union(*(kinds(other) for other in others if found[other] == "code"))
        has_text = "description" in map(found.get, others)
        if role == "code" and beside == {"number"} and _are_phrases(texts[index]):
            found[index] = "description"
        elif has_text and may_be and _are_codes(texts[index], beside):
            found[index] = "code"


def _are_codes(texts: list[str], beside: set[str]) -> bool:
    """Return whether `texts` have what codes of the kinds `beside` lack, names or numbers."""
    if not texts or not beside:
        return bool(texts) and all(is_identifier(text) or _is_number(text) for text in texts)
    if len(set(texts)) < len(texts) or beside >= {"name", "number"}:
        return False
    if "name" in beside:
        return all(map(_is_number, texts))
    # A name may be a plain word such as Timeout, but so may a short description.
    return all(map(_is_name, texts)) and 2 * sum(map(is_identifier, texts)) > len(texts)


def _are_phrases(texts: list[str]) -> bool:
    """Return whether many of `texts` are phrases such as Not Found, and fewer are codes.

    Plain words may be either.
    """
    phrases = sum(text[0].isalpha() and read_code(text).fault != "" for text in texts)
    codes = sum(is_identifier(text) or _is_number(text) for text in texts)
    return phrases > codes and 3 * phrases >= len(texts)


def _kinds(texts: list[str]) -> set[str]:
    """Return the kinds of cells among `texts`: ``name``, ``number``, and ``text`` for others."""
    codes = list(map(read_code, texts))
    found = {"name": any(code.name for code in codes), "text": any(code.fault for code in codes)}
    found["number"] = any(code.value is not None for code in codes)
    return set(filter(found.get, found))


def _is_name(text: str) -> bool:
    code = read_code(text)
    return code.name is not None and code.value is None


def _is_number(text: str) -> bool:
    return read_code(text).value is not None


def _texts(table: Table) -> list[list[str]]:
    """Return the filled cells of each column, without rows of a single cell, such as a group."""
    rows = [row for row in table.rows if sum(not cell.is_empty for cell in row) > 1]
    heads = range(len(table.heads))
    return [[row[n].plain for row in rows if n < len(row) and not row[n].is_empty] for n in heads]


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
    option = shlex.quote(f"{head.plain}=ROLE")
    way = f"; --column {option} gives it a meaning"
    return head.problem("unknown-column", f"{what}{way}{_near(head.plain, HEADS)}")


def _near(head: str, known: Iterable[str]) -> str:
    """Return ``; did you mean …?`` with those of `known` that may be what `head` should be."""
    # Heads are short words of several languages, so less similar ones have nothing in common.
    return Names(known).did_you_mean(canonical(head), cutoff=0.8)


def _no_codes(table: Table, found: Columns, missing: list[str]) -> Problem:
    """Return the problem of `table`, which has no columns of the roles `missing`."""
    heads = ", ".join(repr(cell.plain) for cell in table.heads)
    known = [head for head, role in HEADS.items() if role == missing[0]]
    others = [head.plain for index, head in enumerate(table.heads) if index not in found]
    hints = (_near(head, known) for head in others)
    way = next(filter(None, hints), "")
    way += "; --column HEAD=ROLE gives one a meaning" if others else ""
    wanted = " and none of ".join(f"{role}s" for role in missing)
    message = f"no table of codes, so left out: there is no column of {wanted} among {heads}{way}"
    return table.heads[0].problem("not-codes", message)
