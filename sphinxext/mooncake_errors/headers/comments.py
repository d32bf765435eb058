"""Comments of codes, and comments that are headings of several codes.

The comment of a code stands behind it, on the same lines. It continues on the lines below with
``///<`` or in the same column. A doc comment (``///``, ``//!``, ``/**``, ``/*!``) directly above a
code is a comment of that code too. A plain comment directly above a code, on lines of its own, is
a section comment if

1. it states a range or ends in "errors", "codes", "failures" or the like, or
2. the code also has another comment, or
3. another code follows that has neither a blank line nor a comment above it;

otherwise it is the comment of that code. A comment about reserved or removed numbers, other than
that of the code, is neither. A section ends at a blank line or at the next section. A Doxygen group
(``@name``, ``@defgroup``, ``@addtogroup``), and a comment as in 1 with a blank line below it, are
section comments too. They end at the next section, or at a blank line before a code that is not in
the range they state.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.headers.headings import is_about_others, is_heading, range_of

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.headers.preprocess import Preprocessor
    from sphinxext.mooncake_errors.headers.tokens import Definition, Token
    from sphinxext.mooncake_errors.headers.unit import Unit

_DOC = re.compile(r"(?:///(?!/)|//!|/\*\*(?![*/])|/\*!)")
_BEHIND = re.compile(r"(?://[/!]|/\*[*!])<")
_BEFORE = re.compile(r"\s*(?:/\*.*\*/\s*)?")
"""The start of a line up to a comment, if there is no code before it."""
_DEPRECATED = re.compile(r"[@\\]deprecated\b[^@\\]*?\b(?P<version>\d+(?:\.\d+)+)")
_NAMED = re.compile(r"[@\\](?:name|(?:defgroup|addtogroup)\s+\w+)\s+(?P<title>[^\n]*)")
_FILE = re.compile(r"[@\\](?:file|mainpage|page|copyright)\b")
_MARKER = re.compile(r"//[/!]?<?|/\*[*!]?<?")
_COMMAND = re.compile(
    r"[@\\](?:brief|short|c|p|a|e|em|b|ref|li|arg|ingroup\s+\w+|(?:end)?(?:code|verbatim))(?:\s+|$)"
    r"|[@\\][{}]"
)
_PARAGRAPH = re.compile(
    r"[@\\](?:(?:details|deprecated(?!\s+(?:since|in|as|v?\d))|note|remarks?|warning|attention)(?:\s+|$)"
    r"|(?P<word>see|sa|since|deprecated)(?=\s))"
)
"""A command that begins a paragraph: it is left out, or is a word of the text."""
_ENDS = tuple(".:;,!?。：；，！？")
_DECORATION = "-=*#~_/+ \t"
_MIN_DECORATION = 3
_MAX_APART = 80
"""Longest heading with a blank line below it, in characters."""
_SILENT = re.compile(
    r"(?:clang-format (?:on|off)|NOLINT\w*|cppcheck-suppress|TODO|FIXME|XXX)\b.*"
    r"|(?:#\s*define\b.*|[A-Za-z_]\w*\s*(?:=[^=].*)?,(?:\s*/[/*].*)?)"
)
"""Comments that are not shown: for tools or later work, and code that is commented out."""


@dataclass(frozen=True, slots=True)
class HeaderSection:
    """A section comment of a header."""

    text: str
    path: str
    line: int
    """The line where the comment begins, counted from 1."""
    range: tuple[int, int] | None
    """The lowest and the highest number that the text states."""


@dataclass(slots=True)
class Comments:
    """The comments about one code."""

    plain: list[str] = field(default_factory=list)
    """Texts of comments above it that are about it alone."""
    doc: list[str] = field(default_factory=list)
    """Texts of doc comments above it."""
    behind: list[str] = field(default_factory=list)
    place: tuple[str, int] = ("", 0)
    """Path and line where the comments above it begin; the line is 0 without any."""
    named: HeaderSection | None = None
    """A Doxygen group, or codes below a heading and a blank line, that begin above it."""
    deprecated: str = ""
    """The version in which the code is deprecated, as a comment states it."""
    section: HeaderSection | None = None

    @property
    def heading(self) -> str:
        """The text of `plain`, white space folded."""
        return " ".join(" ".join(self.plain).split())

    @property
    def text(self) -> str:
        """The code's own comment, white space folded; empty if there is none.

        A paragraph without punctuation at its end gets a full stop, unless it is the last one.
        """
        text = " ".join([*self.plain, *self.doc, *self.behind])
        found = [" ".join(paragraph.split()) for paragraph in text.split("\n")]
        *before, last = [paragraph for paragraph in found if paragraph] or [""]
        return " ".join([*(each if each.endswith(_ENDS) else f"{each}." for each in before), last])


def attach(items: Sequence[Definition], parts: Preprocessor, unit: Unit) -> list[Comments]:
    """Return the comments of each of `items`, which are in the order of the header."""
    lines = [unit.line(item.start) for item in items]
    found = [Comments() for _ in items]
    # Conditionals may stand between comments and code; below a doc comment, blank lines too.
    directives = {unit.line(token.start) for token in parts.code if token.kind == "condition"}
    around = directives | parts.blank
    for index, blocks in enumerate(_sort(items, parts.comments, unit, found)):
        below = lines[index]
        for block in reversed(blocks):
            between = set(range(unit.line(block[-1].end) + 1, below))
            above, own = _read(block, unit), found[index]
            place = unit.place(block[0].start)[:2]
            if below == lines[index] and between <= (around if above.doc else directives):
                deprecated = own.deprecated or above.deprecated
                found[index] = replace(above, behind=own.behind, deprecated=deprecated, place=place)
            elif between <= around and not own.named and _is_apart(above, items[index]):
                own.named = HeaderSection(above.heading, *place, range_of(above.heading))
            if not between <= around:
                break
            below = unit.line(block[0].start)
    blank = [any(line in parts.blank for line in range(*pair)) for pair in pairwise(lines)]
    _set_sections(items, found, [True, *blank, True])
    return found


def _set_sections(items: Sequence[Definition], found: list[Comments], apart: list[bool]) -> None:
    """Set the sections in `found`; `apart` says where blank lines stand, also before the end."""
    section: HeaderSection | None = None
    named = False
    for index, comments in enumerate(found):
        if comments.named:
            section, named = comments.named, True
        elif apart[index] and not (section and named and _holds(section, items[index])):
            section = None
        text = comments.heading
        several = not apart[index + 1] and not found[index + 1].place[1]
        if is_about_others(text, items[index].numbers):
            comments.plain = []
        elif text and (several or comments.doc or comments.behind or is_heading(text)):
            section, named = HeaderSection(text, *comments.place, range_of(text)), False
            comments.plain = []
        comments.section = section


def _sort(
    items: Sequence[Definition], comments: Sequence[Token], unit: Unit, found: Sequence[Comments]
) -> list[list[list[Token]]]:
    """Store the comments behind `items` in `found`; return blocks of adjacent ones above each."""
    above: list[list[list[Token]]] = [[] for _ in [*items, None]]
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
        blocks = above[owner + 1]
        if owner >= 0 and (line <= end or goes_on):
            found[owner].behind += _texts(comment)
            found[owner].deprecated = _deprecated(comment) or found[owner].deprecated
            end, column = max(end, last), here
        elif is_alone and blocks and line <= unit.line(blocks[-1][-1].end) + 1:
            blocks[-1].append(comment)
        elif is_alone:
            blocks.append([comment])
    return above[:-1]


def _is_apart(above: Comments, item: Definition) -> bool:
    """Return True if comments that do not stand directly above `item` are a heading."""
    text = above.heading
    is_short = len(text) <= _MAX_APART and not above.doc
    return is_short and is_heading(text) and not is_about_others(text, item.numbers)


def _holds(section: HeaderSection, item: Definition) -> bool:
    """Return True if the numbers of `item` are in the range of `section`, if it has one."""
    low, high = section.range or (0, 0)
    return section.range is None or all(low <= number <= high for number in item.numbers)


def _read(block: Sequence[Token], unit: Unit) -> Comments:
    """Return the texts of adjacent comments above a code."""
    above = Comments()
    for comment in block:
        named = _NAMED.search(comment.text)
        if named:
            title = _clean(named["title"].removesuffix("*/"))
            above.named = HeaderSection(title, *unit.place(comment.start)[:2], None)
        elif not _FILE.search(comment.text):
            above.deprecated = _deprecated(comment) or above.deprecated
            is_doc = above.doc or _DOC.match(comment.text)
            (above.doc if is_doc else above.plain).extend(_texts(comment))
    return above


def _deprecated(comment: Token) -> str:
    """Return the version in which a code is deprecated, as its comment says, or ""."""
    match = _DEPRECATED.search(comment.text)
    return match["version"] if match else ""


def _texts(comment: Token) -> list[str]:
    """Return the text of a comment without its markers; nothing if silent.

    Its paragraphs are lines, and a doc comment without text is the end of one.
    """
    body = _MARKER.sub("", comment.text, count=1)
    if comment.text.startswith("/*"):
        body = body.removesuffix("*/").rstrip("*")
    lines = [_clean(line) or "\n" for line in body.replace("\\\n", "\n").split("\n")]
    text = " ".join(lines)
    if text.isspace():
        return ["\n"] if _DOC.match(comment.text) else []
    return [] if _SILENT.fullmatch(" ".join(text.split())) else [text]


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
    line = _COMMAND.sub("", line).strip()
    return _PARAGRAPH.sub(lambda match: f"\n{(match['word'] or '').capitalize()}", line)
