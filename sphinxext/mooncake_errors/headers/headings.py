"""Plain comments about several codes: headings, their ranges, and reserved numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SENTENCES = re.compile(r"\w\w[.!?]\s+[A-Z]")
_GAP = re.compile(
    r"(?:(?:error )?(?:codes?|numbers?|values?|errors?)\W+|[A-Z][A-Z0-9]*_\w+\W+)?\W*[0-9].*"
    r"\b(?:reserved|unused|unassigned|skipped|removed|retired|obsolete|re-?used?)\b"
    r"|(?:reserved|unused|unassigned|skipped|保留|未使用).*[0-9]",
    re.IGNORECASE,
)
_INTEGER = re.compile(r"(?<!\w)(?:0x[0-9a-f]{1,16}|[0-9]{1,19})(?!\w)", re.IGNORECASE)
_NUMBER = r"([-+]?(?:0[xX][0-9a-fA-F]{1,16}|[0-9]{1,19}))"
_TO = r"\s*(?:to|through|until|-|–|—|~|\.\.+|…|,|到|至)\s*"
_RANGE = re.compile(
    rf"(?:\brange\b|范围|[(\[（])\D{{0,12}}?{_NUMBER}{_TO}{_NUMBER}(?![\w.])"
    rf"|\b(?:errors?|codes?|values?|numbers?)\W{{1,3}}?{_NUMBER}{_TO}{_NUMBER}(?![\w.])"
    rf"|(?<![\w.]){_NUMBER}(?:\s+to\s+|\s*\.\.+\s*){_NUMBER}\W*$",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"\b(?:errors|codes|failures|statuses|results)\b\W*(?:\([^()]*\))?\W*$|错误码?\W*$",
    re.IGNORECASE,
)
_MAX_HEADING = 300
"""Number of characters at the end of a comment in which the words of a heading are searched."""


def is_heading(text: str) -> bool:
    """Return True if `text`, a plain comment, states a range or has the form of a heading."""
    heading = _HEADING.search(text[-_MAX_HEADING:]) and not _SENTENCES.search(text)
    return bool(range_of(text) or heading)


def range_of(text: str) -> tuple[int, int] | None:
    """Return the lowest and the highest number of the range in `text`; None if it has none."""
    match = _RANGE.search(text[:_MAX_HEADING])
    if match is None:
        return None
    low, high = (_integer(digits) for digits in match.groups() if digits)
    return min(low, high), max(low, high)


def is_about_others(text: str, values: Sequence[int]) -> bool:
    """Return True if `text`, a plain comment, says that numbers other than `values` are not used.

    Such as ``4 to 9 are reserved`` above a code with the number 10.
    """
    text = text[:_MAX_HEADING]
    numbers = [_integer(digits) for digits in _INTEGER.findall(text)]
    if not (_GAP.match(text) and numbers and values):
        return False
    return not any(min(numbers) <= abs(value) <= max(numbers) for value in values)


def _integer(digits: str) -> int:
    return int(digits, 16 if "x" in digits.lower() else 10)
