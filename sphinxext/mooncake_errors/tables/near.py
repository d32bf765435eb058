"""Recognition of text that looks like a table, and of tables in code."""

from __future__ import annotations

import re
from itertools import pairwise

from sphinxext.mooncake_errors.tables.heads import head_role

_RULE = re.compile(
    r":?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?|\|\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?"
    r"|\+(?:[-=:]{3,}\+)+|-{2,}(?:\s+-{2,})+|={2,}(?:\s+={2,})+"
)
_GAP = re.compile(r"\s*\|\s*|\s{2,}")


def table_lines(text: str) -> list[int]:
    """Return the index of the first line of each part of `text` that looks like a table."""
    if not any(sign in text for sign in ("|", "--", "==")):
        return []
    lines = [line.strip(" \t>") for line in text.split("\n")]
    rules = [number for number, line in enumerate(lines) if _RULE.fullmatch(line)]
    of_pipes = [number for number in rules if "|" in lines[number]]
    rows = [number + 1 for number, line in enumerate(lines) if _is_row(line)]
    return [max(number - 1, 0) for number in of_pipes or rules[:1] or rows[:1]]


def code_table_lines(text: str) -> list[int]:
    """Return the index of the line with the heads of each table of codes in `text`."""
    return [
        number
        for number, (heads, rule) in enumerate(pairwise(text.split("\n")))
        if _RULE.fullmatch(rule.strip())
        and {"code", "description"} <= {head_role(head) for head in _GAP.split(heads)}
    ]


def _is_row(line: str) -> bool:
    return line.startswith("| ") and line.endswith(" |") and line.count("|") > 2  # noqa: PLR2004
