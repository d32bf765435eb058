"""The roles of the columns of a table, from their heads and cells."""

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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

_NAMES, _NUMBERS = {"identifier", "word", "both"}, {"number", "both"}
"""The shapes of cells with a name, and of cells with a number."""


@dataclass(eq=False, slots=True)
class _Column:
    head: Cell
    texts: list[str]
    """The filled cells, without those alone in their row, such as a group."""
    shapes: Counter[str]
    role: Role | None
    is_given: bool
    """Whether the role was given for the head."""


def columns(table: Table, given: Mapping[str, Role]) -> tuple[dict[int, Role], list[Problem]]:
    """Return the role of each column of `table` by its index, and the problems of its heads.

    `given` has the roles of further heads, by their canonical form. The result is empty if the
    table has no codes or no descriptions. The best description comes first; columns without a role
    are left out.
    """
    rows = [row for row in table.rows if sum(not cell.is_empty for cell in row) > 1]
    found = []
    for index, head in enumerate(table.heads):
        texts = [row[index].plain for row in rows if not row[index].is_empty]
        own = given.get(canonical(head.plain))
        role = own or head_role(head.plain)
        found.append(_Column(head, texts, Counter(map(_shape, texts)), role, own is not None))
    _settle(found)
    roles = [column.role for column in found]
    if missing := [role for role in ("code", "description") if role not in roles]:
        return {}, [_no_codes(found, missing)]
    problems = []
    for index, (head, role) in enumerate(zip(table.heads, roles, strict=True)):
        if role in {"group", "since", "retry"} and role in roles[:index]:
            found[index].role = None
            message = f"a second column of {role}s, {head.plain!r}, is left out"
            problems.append(head.problem("duplicate-column", message))
        elif role is None and any(row[index].plain for row in [table.heads, *table.rows]):
            unknown = f"unknown column {head.plain!r} is left out"
            what = unknown if head.plain else "a column without a head"
            way = f"; --column {shlex.quote(f'{head.plain}=ROLE')} gives it a meaning"
            message = f"{what}{way}{_near(head.plain, HEADS)}"
            problems.append(head.problem("unknown-column", message))
    order = sorted(range(len(found)), key=lambda index: rank(table.heads[index].plain))
    return {index: role for index in order if (role := found[index].role)}, problems


def _settle(found: list[_Column]) -> None:
    """Correct the roles that the heads of columns give, by the other columns and by the cells."""
    codes = [column for column in found if column.role == "code"]
    known = [c for c in codes if c.is_given or canonical(c.head.plain) in HEADS]
    # With a known head for codes, other heads may end in the same word, e.g. HTTP code.
    for column in codes if known else ():
        column.role = "code" if column in known else None
    free = [c for c in found if not c.is_given and (c.role or head_role(c.head.plain) == "code")]
    roles = [_corrected(column, [each for each in found if each is not column]) for column in free]
    for column, role in zip(free, roles, strict=True):
        column.role = role
    if not any(column.role == "code" for column in found):
        # Codes of a protocol are codes if no column with an unknown head may have others. A head
        # without letters, such as #, is one of running numbers.
        unknown = [(c, head_role(c.head.plain, any_code=True)) for c in found if c.role is None]
        headed = [c for c, role in unknown if role is None and re.search(r"\w", c.head.plain)]
        if not any(_are_codes(column, {"word"}) for column in headed):
            for column, role in unknown:
                column.role = role if role == "code" else None
    if not any(column.role == "description" for column in found):
        for column in found:
            column.role = "description" if column.role == "causes" else column.role


def _corrected(column: _Column, others: list[_Column]) -> Role | None:
    """Return the role of `column`, for which its cells may tell names and numbers from texts."""
    head, shapes = column.head.plain, column.shapes
    beside = {shape for other in others if other.role == "code" for shape in other.shapes}
    if column.role == "code" and beside == {"number"}:
        # Plain words may be phrases, such as Not Found, or codes.
        codes = sum(shapes[shape] for shape in ("identifier", "number", "both"))
        if shapes["phrase"] > codes and 3 * shapes["phrase"] >= len(column.texts):
            return "description"
    may_be_code = is_ambiguous(head) if column.role else head_role(head) == "code"
    has_text = any(
        other.role == "description"
        or (other.role is None and 2 * other.shapes["phrase"] > len(other.texts))
        for other in others
    )
    return "code" if may_be_code and has_text and _are_codes(column, beside) else column.role


def _are_codes(column: _Column, beside: set[str]) -> bool:
    """Return whether the cells have what codes of the shapes `beside` lack, names or numbers."""
    shapes = set(column.shapes)
    if not shapes or not beside:
        return bool(shapes) and shapes <= {"identifier", *_NUMBERS}
    if len(set(column.texts)) < len(column.texts) or (beside & _NAMES and beside & _NUMBERS):
        return False
    if beside & _NAMES:
        return shapes <= _NUMBERS
    # A name may be a plain word such as Timeout, but so may a short description.
    is_most = 2 * column.shapes["identifier"] > len(column.texts)
    return is_most and shapes <= {"identifier", "word"}


def _shape(text: str) -> str:
    """Return the shape of a cell, seen as the name or the number of a code or both."""
    code = read_code(text)
    if code.fault:
        return "phrase" if text[0].isalpha() else "other"
    if code.name is None:
        return "number"
    return "both" if code.value is not None else "identifier" if is_identifier(text) else "word"


def _no_codes(found: list[_Column], missing: list[str]) -> Problem:
    """Return the problem of a table that has no columns of the roles `missing`."""
    heads = ", ".join(repr(column.head.plain) for column in found)
    known = [head for head, role in HEADS.items() if role == missing[0]]
    others = [column.head.plain for column in found if column.role is None]
    way = next(filter(None, (_near(head, known) for head in others)), "")
    way += "; --column HEAD=ROLE gives one a meaning" if others else ""
    wanted = " and none of ".join(f"{role}s" for role in missing)
    message = f"no table of codes, so left out: there is no column of {wanted} among {heads}{way}"
    return found[0].head.problem("not-codes", message)


def _near(head: str, known: Iterable[str]) -> str:
    """Return ``; did you mean …?`` with those of `known` that may be what `head` should be."""
    # Heads are short words of several languages, so less similar ones have nothing in common.
    return Names(known).did_you_mean(canonical(head), cutoff=0.8)
