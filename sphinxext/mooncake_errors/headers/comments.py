"""Comments of codes, and comments that are headings of several codes.

The comment of a code stands behind it, on the same lines. It continues on the lines below with
``///<`` or in the same column. A doc comment (``///``, ``//!``, ``/**``, ``/*!``) directly above a
code is a comment of that code too. A plain comment directly above a code, on lines of its own, is
a section comment if

1. it states a range or ends in "errors", "codes", "failures" or the like, or
2. the code also has another comment, or
3. another code follows in its branch of an ``#if``, with neither a blank line nor a comment above,

the last two unless a Doxygen group begins above the code, or it begins with "deprecated" or has
several sentences; otherwise it is the comment of that code. A comment about reserved or removed
numbers, other than that of the code, is neither. A section ends at a blank line, with the branch
that its comment stands in, or at the next section. A Doxygen group (``@name``, ``@defgroup``,
``@addtogroup``, or a doc comment of one sentence before ``@{``), and a comment as in 1 with a blank
line below it, are section comments too. They end at the next section, at a blank line before a code
that is not in the range they state, or with the group (``@}``). A code without a comment has the
one that a doc comment gives by its name, as in the style of the Linux kernel (``@NAME: text``).
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from sphinxext.mooncake_errors.headers.comment_text import (
    DOC,
    SENTENCES,
    clean,
    is_about_others,
    is_heading,
    paragraphs,
    range_of,
)
from sphinxext.mooncake_errors.headers.model import (
    ALWAYS,
    Comments,
    Definition,
    HeaderSection,
    Token,
)
from sphinxext.mooncake_errors.headers.preprocess import Preprocessor
from sphinxext.mooncake_errors.headers.unit import Unit

_BEHIND = re.compile(r"(?://[/!]|/\*[*!])<")
_BEFORE = re.compile(r"\s*(?:/\*.*\*/\s*)?")
"""The start of a line up to a comment, if there is no code before it."""
_NAMED = re.compile(r"[@\\](?:name|(?:defgroup|addtogroup)\s+\w+)\s+(?P<title>[^\n]*)")
_FILE = re.compile(r"[@\\](?:file|mainpage|page|copyright)\b")
_GROUP_BEGIN = re.compile(r"[@\\]\{\s*(?:\*/)?$", re.MULTILINE)
_GROUP_END = re.compile(r"[@\\]\}")
_LISTED = re.compile(r"^[ \t*]*@(\w+):[ \t]*(\S.*(?:\n[ \t*]+(?!@\w+:|/)[^\s*].*)*)", re.MULTILINE)
_MAX_APART = 80
"""Longest heading with a blank line below it, in characters."""


def attach(items: Sequence[Definition], parts: Preprocessor, unit: Unit) -> None:
    """Set the comments of `items`, which are in the order of the header."""
    lines = [unit.line(item.start) for item in items]
    # Conditionals may stand between comments and code; below a doc comment, blank lines too.
    directives = {unit.line(token.start) for token in parts.code if token.kind == "condition"}
    around = directives | parts.blank
    for item, line, blocks in zip(items, lines, _sort(items, parts, unit), strict=False):
        below = line
        for above in reversed(blocks):
            own, text = item.comments, above.heading
            between = set(range(above.lines[1] + 1, below))
            if not between <= around:
                break
            if below == line and between <= (around if above.doc or above.named else directives):
                item.comments = replace(above, behind=own.behind)
            elif not own.named:
                alone = not above.doc and len(text) <= _MAX_APART and is_heading(text, item.numbers)
                heading = HeaderSection(text, *above.place, range_of(text)) if alone else None
                own.named = above.named or heading
            below = above.lines[0]
    blank = [any(line in parts.blank for line in range(*pair)) for pair in pairwise(lines)]
    _set_sections(items, [True, *blank, True])
    docs = (comment.text for comment in parts.comments if DOC.match(comment.text))
    listed = {name: text for doc in docs for name, text in _LISTED.findall(doc)}
    for item in items:
        if item.name in listed and not item.comments.text:
            item.comments.doc = paragraphs(f"/** {listed[item.name]} */")


def _set_sections(items: Sequence[Definition], apart: list[bool]) -> None:
    """Set the sections of `items`; `apart` says where blank lines stand, also before the end."""
    section: HeaderSection | None = None
    named, around = False, ALWAYS  # the branches around its comment
    for index, item in enumerate(items):
        own = item.comments
        if own.named:
            section, named, around = own.named if own.named.text else None, True, ALWAYS
        elif apart[index] or not around <= item.path:
            is_held = section and all(map(section.holds, item.numbers))
            section = section if named and is_held else None
        text = own.heading
        several = (
            not apart[index + 1]
            and not items[index + 1].comments.place[1]
            and own.path <= items[index + 1].path
        )
        is_remark = text.lower().startswith("deprecated") or SENTENCES.search(text)
        is_own = is_remark or (own.named and own.named.text)
        is_section = is_heading(text, item.numbers) or (
            not is_own and (several or own.doc or own.behind)
        )
        if is_about_others(text, item.numbers):
            own.plain = []
        elif text and is_section:
            section, named = HeaderSection(text, *own.place, range_of(text)), False
            around = own.path
            own.plain = []
        own.section = section


def _sort(items: Sequence[Definition], parts: Preprocessor, unit: Unit) -> list[list[Comments]]:
    """Add comments to `items` that stand behind them; return blocks of adjacent ones above each."""
    above: list[list[Comments]] = [[] for _ in [*items, None]]
    starts = [item.start for item in items]
    owner, end, column = -1, 0, -1
    # the code before, the line where it and the comments behind it end, and their column
    for comment in parts.comments:
        line, last = unit.line(comment.start), unit.line(comment.end)
        path, number, here = unit.place(comment.start)
        before = bisect_right(starts, comment.start) - 1
        if before != owner:
            owner, end, column = before, unit.line(items[before].end), -1
        is_alone = _BEFORE.fullmatch(unit.text, comment.start - here + 1, comment.start)
        goes_on = is_alone and line == end + 1 and (here == column or _BEHIND.match(comment.text))
        blocks = above[owner + 1]
        if owner >= 0 and (line <= end or goes_on):
            own = items[owner].comments
            own.behind += paragraphs(comment.text)
            end, column = max(end, last), here
        elif is_alone:
            if not blocks or line > blocks[-1].lines[1] + 1:
                blocks.append(Comments(place=(path, number), lines=(line, last), path=comment.path))
            _add(blocks[-1], comment, (path, number))
            blocks[-1].lines = (blocks[-1].lines[0], last)
    return above


def _add(block: Comments, comment: Token, place: tuple[str, int]) -> None:
    """Add a comment above a code, at `place`, to the `block` of adjacent ones."""
    named = _NAMED.search(comment.text)
    if named or _GROUP_END.search(comment.text):
        title = clean(named["title"].removesuffix("*/")) if named else ""
        block.named = HeaderSection(title, *place, None)
    elif not _FILE.search(comment.text):
        is_doc = block.doc or DOC.match(comment.text)
        (block.doc if is_doc else block.plain).extend(paragraphs(comment.text))
        if _GROUP_BEGIN.search(comment.text):
            _name(block)


def _name(block: Comments) -> None:
    """Make the doc comments of `block` the name of the group that begins, unless it has one."""
    text, is_named = Comments(doc=block.doc).text, block.named and block.named.text
    if text and not is_named and not SENTENCES.search(text):
        block.named = HeaderSection(text, *block.place, None)
    block.doc = []
