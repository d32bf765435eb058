"""Text that looks like a table."""

from __future__ import annotations

import re

_RULE = re.compile(
    r":?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?|\|\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?"
    r"|\+(?:[-=:]{3,}\+)+|-{2,}(?:\s+-{2,})+|={2,}(?:\s+={2,})+"
)


def is_rule(line: str) -> bool:
    """Return whether `line` is one below the heads of a table, in any markup."""
    return _RULE.fullmatch(line) is not None


def table_lines(text: str) -> list[int]:
    """Return the index of the first line of each thing in `text` that looks like a table."""
    if not any(sign in text for sign in ("|", "--", "==")):
        return []
    lines = [line.strip(" \t>") for line in text.split("\n")]
    rules = [number for number, line in enumerate(lines) if is_rule(line)]
    of_pipes = [number for number in rules if "|" in lines[number]]
    rows = [number + 1 for number, line in enumerate(lines) if _is_row(line)]
    return [max(number - 1, 0) for number in of_pipes or rules[:1] or rows[:1]]


def looks_like_table(text: str) -> bool:
    """Return whether there is something like a table in `text`."""
    return bool(table_lines(text))


def _is_row(line: str) -> bool:
    return line.startswith("| ") and line.endswith(" |") and line.count("|") > 2  # noqa: PLR2004
