"""Comments of codes, and comments that are headings of several codes.

The comment of a code stands behind it, on the same lines. It continues on the lines below with
``///<`` or in the same column. A doc comment (``///``, ``//!``, ``/**``, ``/*!``) directly above a
code is a comment of that code too. A plain comment directly above a code, on lines of its own, is
a section comment if

1. it states a range or ends in "errors", "codes", "failures" or the like, or
2. the code also has another comment, or
3. another code follows that has neither a blank line nor a comment above it;

otherwise it is the comment of that code. A section ends at a blank line or at the next section, and
a Doxygen group (``@name``, ``@defgroup``, ``@addtogroup``) at the next section only.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinxext.mooncake_errors.headers.enumerators import Entry
    from sphinxext.mooncake_errors.headers.preprocess import Preprocessor
    from sphinxext.mooncake_errors.headers.tokens import Token
    from sphinxext.mooncake_errors.headers.unit import Unit

_MARKER = re.compile(r"//[/!]?<?|/\*[*!]?<?")
_DOC = re.compile(r"(?:///(?!/)|//!|/\*\*(?![*/])|/\*!)")
_BEHIND = re.compile(r"(?://[/!]|/\*[*!])<")
_COMMAND = re.compile(
    r"[@\\](?:brief|short|details|deprecated|c|p|a|e|em|b|ref|li|arg)(?:\s+|$)|[@\\][{}]"
)
_DEPRECATED = re.compile(r"[@\\]deprecated\b[^@\\]*?\b(?P<version>\d+(?:\.\d+)+)")
_NAMED = re.compile(r"[@\\](?:name|(?:defgroup|addtogroup)\s+\w+)\s+(?P<title>[^\n]*)")
_FILE = re.compile(r"[@\\](?:file|mainpage|page|copyright)\b")
_SENTENCES = re.compile(r"\w\w[.!?]\s+[A-Z]")
_OWN_NUMBER = re.compile(
    r"[(\[]?(?P<number>[-+]?(?:0[xX][0-9a-fA-F]+|\d+))\b[)\]]?(?:\s*[-:=–.,]\s)?\s*"
)
_DECORATION = "-=*#~_/+ \t"
_MIN_DECORATION = 3
_SILENT = re.compile(
    r"(?:clang-format (?:on|off)|NOLINT\w*|cppcheck-suppress)\b.*"
    r"|(?:#\s*define\b.*|[A-Za-z_]\w*\s*(?:=[^=].*)?,)"
)
"""Comments that are not shown: instructions to tools, and code that is commented out."""

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


@dataclass(frozen=True, slots=True)
class HeaderSection:
    """A section comment of a header."""

    text: str
    line: int
    """The line where the comment begins, counted from 1."""
    range: tuple[int, int] | None
    """The lowest and the highest number that the text states."""


@dataclass(slots=True)
class Comments:
    """The comments about one code."""

    above: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    section: HeaderSection | None = None
    deprecated: str = ""
    """The version in which the code is deprecated, as a comment states it."""

    @property
    def text(self) -> str:
        """The code's own comment, white space folded; empty if there is none."""
        return " ".join(self.above + self.behind)


@dataclass(slots=True)
class _Note:
    """Adjacent comments on lines of their own."""

    owner: int
    """Index of the code before the comments, -1 if there is none."""
    first: int
    last: int
    plain: list[str] = field(default_factory=list)
    doc: list[str] = field(default_factory=list)
    named: str = ""
    """The title of a Doxygen group."""
    deprecated: str = ""


def attach(entries: Sequence[Entry], parts: Preprocessor, unit: Unit) -> list[Comments]:
    """Return the comments of each of `entries`, which are in the order of the header."""
    found = [Comments() for _ in entries]
    lines = [unit.line(entry.start) for entry in entries]
    above = _above(lines, _notes(entries, parts.comments, unit, found), parts, unit)
    apart = _apart(lines, sorted(parts.blank))
    section: HeaderSection | None = None
    named = False
    for index, comment in enumerate(found):
        note = above.get(index, _Note(-1, 0, 0))
        line = unit.place(unit.start(note.first or 1))[1]
        section = None if apart[index] and not named else section
        comment.above = note.doc
        comment.deprecated = note.deprecated
        if note.named:
            section, named = HeaderSection(note.named, line, None), True
        if note.plain:
            text = " ".join(note.plain)
            several = not apart[index + 1] and index + 1 not in above
            if several or note.doc or comment.behind or _is_heading(text):
                section, named = HeaderSection(text, line, range_of(text)), False
            else:
                comment.above = note.plain
        comment.section = section
    return found


def range_of(text: str) -> tuple[int, int] | None:
    """Return the lowest and the highest number of the range in `text`; None if it has none."""
    match = _RANGE.search(text[:_MAX_HEADING])
    if match is None:
        return None
    low, high = (
        int(number, 16 if "x" in number.lower() else 10) for number in match.groups() if number
    )
    return min(low, high), max(low, high)


def without_number(text: str, value: int) -> str:
    """Return `text`, the comment of a code, without the number `value` of the code."""
    match = _OWN_NUMBER.match(text[:_MAX_HEADING])
    if match is None:
        return text
    digits = match["number"]
    number = int(digits, 16 if "x" in digits.lower() else 10)
    return text[match.end() :] if abs(number) == abs(value) else text


def words(comment: str) -> str:
    """Return the text of a comment without its markers, white space folded."""
    body = _MARKER.sub("", comment, count=1)
    if comment.startswith("/*"):
        body = body.removesuffix("*/")
    lines = (_clean(line) for line in body.replace("\\\n", "\n").split("\n"))
    text = " ".join(" ".join(lines).split())
    return "" if _SILENT.fullmatch(text) else text


def _clean(line: str) -> str:
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
    return _COMMAND.sub("", line).strip()


def _notes(
    entries: Sequence[Entry], comments: Sequence[Token], unit: Unit, found: Sequence[Comments]
) -> list[_Note]:
    """Store the comments behind codes in `found`; return those on lines of their own."""
    notes: list[_Note] = []
    starts = [entry.start for entry in entries]
    owner, end, column = -1, 0, -1
    # the code before, the line where it and the comments behind it end, and their column
    for comment in comments:
        line, last = unit.line(comment.start), unit.line(comment.end)
        before = bisect_right(starts, comment.start) - 1
        if before != owner:
            owner, end, column = before, unit.line(entries[before].end), -1
        here = comment.start - unit.start(line)
        alone = comment.kind == "comment"
        goes_on = alone and line == end + 1 and (here == column or _BEHIND.match(comment.text))
        if owner >= 0 and (line <= end or goes_on):
            found[owner].behind += _texts(comment)
            end, column = max(end, last), here
        elif alone:
            if not notes or notes[-1].owner != owner or line > notes[-1].last + 1:
                notes.append(_Note(owner, line, line))
            _note(notes[-1], comment, last)
    return notes


def _note(note: _Note, comment: Token, last: int) -> None:
    """Add `comment`, which ends in the line `last`, to `note`."""
    note.last = last
    named = _NAMED.search(comment.text)
    if named:
        note.named = _clean(named["title"].removesuffix("*/"))
        return
    if _FILE.search(comment.text):
        return
    deprecated = _DEPRECATED.search(comment.text)
    note.deprecated = deprecated["version"] if deprecated else note.deprecated
    if note.doc or _DOC.match(comment.text):
        note.doc += _texts(comment)
    else:
        note.plain += _texts(comment)


def _texts(comment: Token) -> tuple[str, ...]:
    text = words(comment.text)
    return (text,) if text else ()


def _above(
    lines: Sequence[int], notes: Sequence[_Note], parts: Preprocessor, unit: Unit
) -> dict[int, _Note]:
    """Map the index of a code in `lines` to the comments directly above it.

    Conditionals may stand between comments and code; below a doc comment, blank lines too.
    """
    directives = {unit.line(token.start) for token in parts.code if token.kind == "condition"}
    around = directives | parts.blank
    result: dict[int, _Note] = {}
    for note in notes:
        index = bisect_left(lines, note.last)
        if index < len(lines):
            line = note.last + 1
            between = around if note.doc else directives
            while line < lines[index] and line in between:
                line += 1
            if lines[index] <= line:
                result[index] = note
    return result


def _is_heading(text: str) -> bool:
    """Return True if `text`, a plain comment, states a range or has the form of a heading."""
    heading = _HEADING.search(text[-_MAX_HEADING:]) and not _SENTENCES.search(text)
    return bool(range_of(text) or heading)


def _apart(lines: Sequence[int], blank: Sequence[int]) -> list[bool]:
    """Return for each of `lines` if a blank line separates it from the line before.

    The first item is True. A last item, also True, stands for the end of the header.
    """
    counts = [bisect_right(blank, line) for line in lines]
    pairs = pairwise(counts)
    return [True, *(first != second for first, second in pairs), True]
