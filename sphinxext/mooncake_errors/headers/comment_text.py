"""Text of a comment without markers and decoration; headings, and the numbers that they state."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARKER = re.compile(r"//[/!]?<?|/\*[*!]?<?")
_COMMAND = re.compile(
    r"[@\\](?:brief|short|details|deprecated|c|p|a|e|em|b|ref|li|arg|note|remarks?|warning"
    r"|attention|(?:end)?(?:code|verbatim))(?:\s+|$)|[@\\][{}]"
)
_SEE = re.compile(r"[@\\](?:see|sa)(?=\s)")
_SENTENCES = re.compile(r"\w\w[.!?]\s+[A-Z]")
_OWN_NUMBER = re.compile(
    r"[(\[]?(?P<number>[-+]?(?:0[xX][0-9a-fA-F]+|\d+))\b[)\]]?(?:\s*[-:=–.,]\s)?\s*"
)
_DECORATION = "-=*#~_/+ \t"
_MIN_DECORATION = 3
_SILENT = re.compile(
    r"(?:clang-format (?:on|off)|NOLINT\w*|cppcheck-suppress|TODO|FIXME|XXX)\b.*"
    r"|(?:#\s*define\b.*|[A-Za-z_]\w*\s*(?:=[^=].*)?,)"
)
"""Comments that are not shown: for tools or later work, and code that is commented out."""

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


def words(comment: str) -> str:
    """Return the text of a comment without its markers, white space folded."""
    body = _MARKER.sub("", comment, count=1)
    if comment.startswith("/*"):
        body = body.removesuffix("*/").rstrip("*")
    lines = (clean(line) for line in body.replace("\\\n", "\n").split("\n"))
    text = " ".join(" ".join(lines).split())
    return "" if _SILENT.fullmatch(text) else text


def clean(line: str) -> str:
    """Return a line of a comment without stars, rules and doc commands."""
    line = line.strip()
    marker = _MARKER.match(line)
    line = line[marker.end() :] if marker else line
    line = line.removeprefix("*") if line.startswith(("* ", "*\t")) or line == "*" else line
    start = line.lstrip(_DECORATION)
    if len(line[: len(line) - len(start)].strip()) >= _MIN_DECORATION:
        line = start
    end = line.rstrip(_DECORATION)
    if len(line[len(end) :].strip()) >= _MIN_DECORATION:
        line = end
    return _SEE.sub("See", _COMMAND.sub("", line)).strip()


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
    if not _GAP.match(text):
        return False
    numbers = [_integer(digits) for digits in _INTEGER.findall(text)]
    if not (numbers and values):
        return False
    return not any(min(numbers) <= abs(value) <= max(numbers) for value in values)


def without_number(text: str, value: int) -> str:
    """Return `text`, the comment of a code, without the number `value` of the code."""
    match = _OWN_NUMBER.match(text[:_MAX_HEADING])
    if match is None:
        return text
    is_own = abs(_integer(match["number"])) == abs(value)
    return text[match.end() :] if is_own else text


def _integer(digits: str) -> int:
    return int(digits, 16 if "x" in digits.lower() else 10)
