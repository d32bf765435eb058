"""Comments of codes, and comments that are headings of several codes.

The comment of a code stands behind it, or below it in the column of the last one behind a code, and
goes on below with ``///<`` or in the same column. A doc comment (``///``, ``//!``, ``/**`` or
``/*!``) directly above a code is a comment of it too. A plain comment directly above a code, on
lines of its own, is a section comment if

1. it states a range or ends in "errors", "codes", "failures" or the like, or
2. the code also has another comment, or
3. another code follows in its branch of an ``#if``, with neither a blank line nor a comment above,

the last two unless a Doxygen group begins above the code, or it begins with "deprecated" or has
several sentences; otherwise it is the comment of that code. One about reserved or removed numbers
of other codes is neither. A section ends at a blank line, with the branch that its comment stands
in, or at the next section. A Doxygen group (``@name``, ``@defgroup``, ``@addtogroup``, or a doc
comment of one sentence before ``@{``), and a comment as in 1 with a blank line below it, are
section comments too. They end at the next section, at a blank line before a code that is not in the
range they state, or with the group (``@}``). A code without a comment has the one that a doc
comment gives by its name, as in the Linux kernel (``@NAME: text``).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sphinxext.mooncake_errors.headers import comment_text
from sphinxext.mooncake_errors.headers.model import ALWAYS, Definition, HeaderSection, Path, Token
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


@dataclass(slots=True)
class _Block:
    """Adjacent comments above a code, and those behind it."""

    place: tuple[str, int] = ("", 0)
    """Path and line where those above it begin; the line is 0 without any."""
    lines: tuple[int, int] = (0, 0)
    """First and last line of those above it, in the text of all files."""
    path: Path = ALWAYS
    """The branches around those above it."""
    plain: str = ""
    doc: str = ""
    behind: str = ""
    group: HeaderSection | None = None
    """A Doxygen group, or codes below a heading and a blank line, that begin above the code.

    The text is empty where a group ends.
    """

    @property
    def heading(self) -> HeaderSection:
        """The plain comments as a section comment, white space folded."""
        text = " ".join(self.plain.split())
        return HeaderSection(text, *self.place, comment_text.range_of(text))

    def add(self, comment: Token, place: tuple[str, int]) -> None:
        """Add a comment at `place`, above the code."""
        named = _NAMED.search(comment.text)
        if named or _GROUP_END.search(comment.text):
            title = comment_text.clean(named["title"].removesuffix("*/")) if named else ""
            self.group = HeaderSection(title, *place, None)
        elif not _FILE.search(comment.text):
            text = comment_text.paragraphs(comment.text)
            if self.doc or comment_text.DOC.match(comment.text):
                self.doc += text
            else:
                self.plain += text
            if _GROUP_BEGIN.search(comment.text):
                title, _ = comment_text.joined(self.doc)
                is_named = self.group and self.group.text
                if title and not is_named and not comment_text.SENTENCES.search(title):
                    self.group = HeaderSection(title, *self.place, None)
                self.doc = ""


def attach(items: Sequence[Definition], parts: Preprocessor, unit: Unit) -> None:
    """Set comments and sections of `items`, which are in the order of the header."""
    blocks = _blocks(items, parts, unit)
    lines = [unit.line(item.start) for item in items]
    apart = [any(line in parts.blank for line in range(*pair)) for pair in pairwise(lines)]
    _set_sections(items, blocks, [True, *apart, True])
    docs = (comment.text for comment in parts.comments if comment_text.DOC.match(comment.text))
    listed = {name: text for doc in docs for name, text in _LISTED.findall(doc)}
    for item, block in zip(items, blocks, strict=True):
        text = f"{block.doc}{block.behind}\n{block.plain}"
        if item.name in listed and text.isspace():
            text = comment_text.paragraphs(f"/** {listed[item.name]} */")
        text, item.deprecated = comment_text.joined(text)
        text = re.sub(rf"\A{re.escape(item.name)}(?::| -+) ", "", text)
        item.comment = text or item.comment


def _blocks(items: Sequence[Definition], parts: Preprocessor, unit: Unit) -> list[_Block]:
    """Return the comments of each of `items`."""
    conditions = {unit.line(token.start) for token in parts.code if token.kind == "condition"}
    around = conditions | parts.blank
    found: list[_Block] = []
    above: list[_Block] = []
    end = 0  # the line where the last item and the comments behind it end
    column = -1  # that of comments behind items
    both: list[Definition | Token] = [*items, *parts.comments]
    for each in sorted(both, key=lambda each: each.start):
        line, last = unit.line(each.start), unit.line(each.end)
        if isinstance(each, Definition):
            found.append(_nearest(each, line, above, conditions, around))
            above, end = [], last
            continue
        path, number, here = unit.place(each.start)
        before = unit.text[each.start - here + 1 : each.start]
        is_alone, here = _BEFORE.fullmatch(before), len(before.expandtabs())
        goes_on = is_alone and line == end + 1 and (here == column or _BEHIND.match(each.text))
        if found and (line <= end or goes_on):
            text = comment_text.paragraphs(each.text)
            found[-1].behind += "" if comment_text.NUMBERS.fullmatch(text) else text
            end, column = max(end, last), here
        elif is_alone:
            if not above or line > above[-1].lines[1] + 1:
                above.append(_Block((path, number), (line, last), each.path))
            above[-1].add(each, (path, number))
            above[-1].lines = (above[-1].lines[0], last)
    return found


def _nearest(
    item: Definition, line: int, above: list[_Block], conditions: set[int], around: set[int]
) -> _Block:
    """Return the block that is about `item` in `line`, with the group that begins `above` it.

    Lines with `conditions` may stand between a block and the code, and between blocks those that
    are `around` comments; these may also stand below a doc comment.
    """
    own, below = _Block(), line
    for block in reversed(above):
        between = set(range(block.lines[1] + 1, below))
        if not between <= around:
            break
        if below == line and between <= (around if block.doc or block.group else conditions):
            own = block
        elif block.group:
            own.group = own.group or block.group
        elif not block.doc and comment_text.is_heading(block.heading.text, item.numbers):
            is_short = len(block.heading.text) <= _MAX_APART
            own.group = own.group or (block.heading if is_short else None)
        below = block.lines[0]
    return own


def _set_sections(items: Sequence[Definition], blocks: list[_Block], apart: list[bool]) -> None:
    """Set the sections of `items`, and take their comments out of `blocks`, those of the items.

    `apart` says where blank lines stand, also before the end.
    """
    section: HeaderSection | None = None
    is_group, around = False, ALWAYS  # the branches around the comment of the section
    for index, (item, own) in enumerate(zip(items, blocks, strict=True)):
        if own.group:
            section, is_group, around = own.group if own.group.text else None, True, ALWAYS
        elif apart[index] or not around <= item.path:
            holds = is_group and section and all(map(section.holds, item.numbers))
            section = section if holds else None
        text = own.heading.text
        has_other = bool(own.doc or own.behind)
        if not (has_other or apart[index + 1] or blocks[index + 1].place[1]):
            has_other = own.path <= items[index + 1].path  # it is also about the next code
        is_remark = text.lower().startswith("deprecated") or comment_text.SENTENCES.search(text)
        is_own = is_remark or (own.group and own.group.text) or not has_other
        if comment_text.is_about_others(text, item.numbers):
            own.plain = ""
        elif text and (comment_text.is_heading(text, item.numbers) or not is_own):
            section, is_group, around = own.heading, False, own.path
            own.plain = ""
        item.section = section
