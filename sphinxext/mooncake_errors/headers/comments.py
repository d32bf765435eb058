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
from bisect import bisect_right
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

    from sphinxext.mooncake_errors.headers.preprocess import Preprocessor
    from sphinxext.mooncake_errors.headers.tokens import Definition, Token
    from sphinxext.mooncake_errors.headers.unit import Unit

_DOC = re.compile(r"(?:///(?!/)|//!|/\*\*(?![*/])|/\*!)")
_BEHIND = re.compile(r"(?://[/!]|/\*[*!])<")
_BEFORE = re.compile(r"\s*(?:/\*.*\*/\s*)?")
"""What stands before a comment without code before it in its line."""
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
    """The texts of adjacent comments on lines of their own."""

    line: int = 0
    """The line where they begin."""
    plain: list[str] = field(default_factory=list)
    doc: list[str] = field(default_factory=list)
    named: str = ""
    """The title of a Doxygen group."""
    deprecated: str = ""


def attach(items: Sequence[Definition], parts: Preprocessor, unit: Unit) -> list[Comments]:
    """Return the comments of each of `items`, which are in the order of the header."""
    found = [Comments() for _ in items]
    lines = [unit.line(item.start) for item in items]
    alone = _alone(items, parts.comments, unit, found)
    directives = {unit.line(token.start) for token in parts.code if token.kind == "condition"}
    notes = [
        _above(line, comments, unit, directives, parts.blank)
        for line, comments in zip(lines, alone, strict=False)
    ]
    blank = [any(line in parts.blank for line in range(*pair)) for pair in pairwise(lines)]
    apart = [True, *blank, True]
    section: HeaderSection | None = None
    named = False
    for index, (item, comments) in enumerate(zip(items, found, strict=True)):
        note = notes[index] or _Note()
        comments.above, comments.deprecated = note.doc, note.deprecated
        if note.named:
            section, named = HeaderSection(note.named, note.line, None), True
        elif apart[index] and not named:
            section = None
        text = " ".join(note.plain)
        if text and not is_about_others(text, [value.integer.value for value in item.values]):
            several = not apart[index + 1] and not notes[index + 1]
            if several or note.doc or comments.behind or is_heading(text):
                section, named = HeaderSection(text, note.line, range_of(text)), False
            else:
                comments.above = note.plain
        comments.section = section
    return found


def _alone(
    items: Sequence[Definition], comments: Sequence[Token], unit: Unit, found: Sequence[Comments]
) -> list[list[Token]]:
    """Store the comments behind codes in `found`; return those on lines of their own.

    They are returned for each code, between this and the one before.
    """
    alone: list[list[Token]] = [[] for _ in [*items, None]]
    starts = [item.start for item in items]
    owner, end, column = -1, 0, -1
    # the code before, the line where it and the comments behind it end, and their column
    for comment in comments:
        line, last = unit.line(comment.start), unit.line(comment.end)
        before = bisect_right(starts, comment.start) - 1
        if before != owner:
            owner, end, column = before, unit.line(items[before].end), -1
        here = comment.start - unit.start(line)
        is_alone = _BEFORE.fullmatch(unit.text, unit.start(line), comment.start)
        goes_on = is_alone and line == end + 1 and (here == column or _BEHIND.match(comment.text))
        if owner >= 0 and (line <= end or goes_on):
            found[owner].behind += _texts(comment)
            end, column = max(end, last), here
        elif is_alone:
            alone[owner + 1].append(comment)
    return alone


def _above(
    line: int, comments: Sequence[Token], unit: Unit, directives: set[int], blank: set[int]
) -> _Note | None:
    """Return the last of `comments` if they are directly above the code in `line`.

    Conditionals may stand between comments and code; below a doc comment, blank lines too.
    """
    block: list[Token] = []
    for comment in reversed(comments):
        if block and unit.line(comment.end) + 1 < unit.line(block[0].start):
            break
        block.insert(0, comment)
    if not block:
        return None
    note = _note(block, unit)
    between = set(range(unit.line(block[-1].end) + 1, line)) - directives
    return note if not between or (note.doc and between <= blank) else None


def _note(comments: Sequence[Token], unit: Unit) -> _Note:
    note = _Note(unit.place(comments[0].start)[1])
    for comment in comments:
        named = _NAMED.search(comment.text)
        deprecated = _DEPRECATED.search(comment.text)
        if named:
            note.named = clean(named["title"].removesuffix("*/"))
        elif not _FILE.search(comment.text):
            note.deprecated = deprecated["version"] if deprecated else note.deprecated
            is_doc = note.doc or _DOC.match(comment.text)
            (note.doc if is_doc else note.plain).extend(_texts(comment))
    return note


def _texts(comment: Token) -> tuple[str, ...]:
    text = words(comment.text)
    return (text,) if text else ()
