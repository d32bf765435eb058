"""Comments of codes, and comments that are headings of several codes.

The comment of a code stands behind it, on the same lines. It continues on the lines below with
``///<`` or in the same column. A doc comment (``///``, ``//!``, ``/**``, ``/*!``) directly above a
code is a comment of that code too. A plain comment directly above a code, on lines of its own, is
a section comment if

1. it states a range or ends in "errors", "codes", "failures" or the like, or
2. the code also has another comment, or
3. another code follows that has neither a blank line nor a comment above it;

otherwise it is the comment of that code. A comment about reserved or removed numbers, other than
that of the code, is neither. A section ends at a blank line or at the next section, and a Doxygen
group (``@name``, ``@defgroup``, ``@addtogroup``) at the next section only.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.headers.comment_text import (
    clean,
    is_about_others,
    is_heading,
    range_of,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinxext.mooncake_errors.headers.enumerators import Entry
    from sphinxext.mooncake_errors.headers.preprocess import Preprocessor
    from sphinxext.mooncake_errors.headers.tokens import Token
    from sphinxext.mooncake_errors.headers.unit import Unit

_DOC = re.compile(r"(?:///(?!/)|//!|/\*\*(?![*/])|/\*!)")
_BEHIND = re.compile(r"(?://[/!]|/\*[*!])<")
_DEPRECATED = re.compile(r"[@\\]deprecated\b[^@\\]*?\b(?P<version>\d+(?:\.\d+)+)")
_NAMED = re.compile(r"[@\\](?:name|(?:defgroup|addtogroup)\s+\w+)\s+(?P<title>[^\n]*)")
_FILE = re.compile(r"[@\\](?:file|mainpage|page|copyright)\b")


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
        text = " ".join(note.plain)
        values = [value.integer.value for value in entries[index].values]
        if text and not is_about_others(text, values):
            several = not apart[index + 1] and index + 1 not in above
            if several or note.doc or comment.behind or is_heading(text):
                section, named = HeaderSection(text, line, range_of(text)), False
            else:
                comment.above = note.plain
        comment.section = section
    return found


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
        note.named = clean(named["title"].removesuffix("*/"))
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


def _apart(lines: Sequence[int], blank: Sequence[int]) -> list[bool]:
    """Return for each of `lines` if a blank line separates it from the line before.

    The first item is True. A last item, also True, stands for the end of the header.
    """
    counts = [bisect_right(blank, line) for line in lines]
    pairs = pairwise(counts)
    return [True, *(first != second for first, second in pairs), True]
