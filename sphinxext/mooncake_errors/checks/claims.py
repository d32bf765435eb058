"""What prose says about codes: every name in it, and the number that it is given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MARK = r"[`*\"'_]*"
_NUMBER = r"(\\?[-+\u2212]?[0-9]{1,19})"
_END = r"(?![\w%]|[.,:][0-9])"
_GAP = r"[ \t]*(?:\n[ \t]*(?:(?://+|\*|\#+|>|;)[ \t]*)?)?"
"""Between name and number: prose may be wrapped there, in a comment too."""

_CLOSE = (
    rf"(?:[ \t]*<[^<>\n]*>)?{_MARK}(?:\](?:\([^()\n]*\)|\[[^\]\n]*\]))?{_MARK}(?:</\w+[^<>\n]*>)*"
)
"""What ends markup around a name: the end of a literal or of a link."""
_LABEL = (
    r"(?:(?:error[ _-]?)?(?:code|value|number|errno|status)|错误码|返回码|代码|值)?[ \t]*[:=：]?"
)
_AFTER = re.compile(
    rf"{_CLOSE}(?:"
    rf"{_GAP}[(（\[][ \t]*{_MARK}{_LABEL}[ \t]*{_MARK}{_NUMBER}{_END}"
    rf"(?={_MARK}[ \t]*(?:[)）\],;:，；：/]|[-–—][ \t]|\n))"
    rf"|\)*[ \t]*==?[ \t]*{_MARK}\(?{_NUMBER}{_END}"
    rf"|[ \t]*[:：][ \t]*{_MARK}{_NUMBER}{_END})"
)
_LOOSE = 3
"""The group of the number behind a colon."""
_DEFINED = re.compile(rf"[ \t]+\(?{_NUMBER}{_END}")
_OPEN = r"(?:[\[`*\"'_]|:[\w:+-]+:`|\{[\w:+-]+\}`|<\w+[^<>\n]*>)*"
_BEFORE = re.compile(rf"(?<![\w.]){_NUMBER}{_MARK}{_GAP}[(（]{_OPEN}$")
_BEFORE_SIGNED = re.compile(
    rf"(?<![\w.])(\\?[-\u2212][0-9]{{1,19}}){_MARK}[ \t]*(?:[:：=]|->|=>|→)[ \t]*{_OPEN}$"
)
_CLOSED = re.compile(rf"{_CLOSE}[ \t]*(?:[)）,;:，；：/]|[-–—][ \t])")
_SCOPE = re.compile(r"(?:[A-Za-z_][\w-]*(?:::|\.))+$")
_DIGIT = re.compile("[0-9]")
_REACH = 80
"""So many characters before a name are looked at."""

NAME_SHAPE = r"[A-Z][A-Z0-9]*(?:\\?_[A-Z0-9]+)+"
"""How most codes are written; Markdown may escape the underscores."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in prose that is a code, or looks like one."""

    name: str
    scope: str
    """What stands before it with its last separator, e.g. ``ErrorCode::``; often empty."""
    offset: int
    number: int | None
    """What it is said to be."""
    number_offset: int
    loose: bool
    """Whether the number follows a mere colon, as a count would."""
    literal: bool
    """Whether it stands alone in backquotes."""


class Reader:
    """Finds the mentions of codes."""

    def __init__(self, names: Iterable[str], scopes: Iterable[str]) -> None:
        """Look for `names`, for all that has their shape, and for all behind the `scopes`."""
        odd = [name for name in names if not re.fullmatch(NAME_SHAPE, name)]
        spelled = [re.escape(name).replace("_", r"\\?_") for name in sorted(odd, reverse=True)]
        scoped = [rf"(?<={re.escape(scope)}::)[A-Za-z]\w*" for scope in sorted(scopes)]
        forms = "|".join([*scoped, NAME_SHAPE, *spelled])
        self._token = re.compile(rf"(?<![A-Za-z0-9])(?<!\w_)({forms})(?!_?[A-Za-z0-9]|_\*|\\_)")

    def mentions(self, text: str) -> Iterator[Mention]:
        """Yield every mention in `text`, in order."""
        for match in self._token.finditer(text):
            yield _mention(text, match)


def integer(text: str) -> int:
    """Return the number that prose writes as `text`, with a typographic minus or an escape."""
    return int(text.lstrip("\\").replace("\N{MINUS SIGN}", "-"))


def _mention(text: str, match: re.Match[str]) -> Mention:
    start, end = match.span(1)
    before = text[max(0, start - _REACH) : start]
    found = _SCOPE.search(before) if before.endswith((":", ".")) else None
    scope = found[0] if found else ""
    before = before[: len(before) - len(scope)]
    literal = before.endswith("`") and text.startswith("`", end)
    number, offset, loose = _number(text, before, start - len(scope), end)
    return Mention(match[1].replace("\\", ""), scope, start, number, offset, loose, literal)


def _number(text: str, before: str, start: int, end: int) -> tuple[int | None, int, bool]:
    """Return the number that the name at `start` to `end` is given, its offset, and if loosely."""
    after = _AFTER.match(text, end)
    if after is None and before.endswith("#define "):
        after = _DEFINED.match(text, end)
    if after and after.lastindex:
        return (
            integer(after[after.lastindex]),
            after.start(after.lastindex),
            after.lastindex == _LOOSE,
        )
    if not _DIGIT.search(before):
        return None, 0, False
    ahead = _BEFORE.search(before) if _CLOSED.match(text, end) else None
    ahead = ahead or _BEFORE_SIGNED.search(before)
    if ahead:
        return integer(ahead[1]), start - len(before) + ahead.start(1), False
    return None, 0, False
