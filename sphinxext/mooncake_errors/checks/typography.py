"""Punctuation and spaces in Chinese and Japanese translations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.registry.text import Span

_MARK = "\ue000"
"""A private-use character in the place of a literal or reference, which is not checked."""
_MARKUP = {"literal": "``{}``", "reference": ":mcerr:`{}`"}
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CJK = f"々〆\u3041-\u30ff{_HAN}"
_FULL = "\u3001\u3002\u3008-\u3011\u3014-\u301b\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f"
_LATIN = rf"A-Za-z0-9{_MARK}"
_FULL_FORMS = dict(zip(",.:;!?()", "，。：；！？（）", strict=True))
_JAPANESE_FORMS = {**_FULL_FORMS, ",": "、"}
_STOP = r"[,.:;!?]"

_HALF_WIDTH = re.compile(
    rf"(?<=[{_CJK}{_MARK}]){_STOP}"  # 未找到, or ``A``:
    rf"|{_STOP}(?=[{_CJK}])"  # OpLog:未找到
    rf"|(?<=[A-Za-z0-9])[,:;!?](?= +[{_CJK}])"  # OpLog, 未找到
    rf"|(?<=[{_CJK}{_FULL}{_MARK}])[()]"  # 日志(OpLog
    rf"|[()](?=[{_CJK}{_FULL}{_MARK}])"  # OpLog)的
)
_FULL_WIDTH = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
_NO_SPACE = re.compile(rf"[{_HAN}](?=-?[{_LATIN}])|[{_LATIN}](?=[{_HAN}])")
_NEEDLESS_SPACE = re.compile(rf" (?=[{_FULL}])|(?<=[{_FULL}]) ")


def typography_faults(parts: tuple[Span, ...], language: str) -> Iterator[tuple[str, str]]:
    """Yield kind (``width`` or ``spacing``) and description of each fault of a translation.

    `parts` are the spans of the translation. Only Chinese and Japanese are checked; a space
    between Latin and Chinese characters is required in Chinese only.
    """
    primary = re.split("[-_]", language)[0].casefold()
    text = "".join(span.text if span.kind == "plain" else _MARK for span in parts)
    if primary not in ("zh", "ja") or not re.search(f"[{_CJK}]", text):
        return
    forms = _JAPANESE_FORMS if primary == "ja" else _FULL_FORMS
    for kind, slip, match in _slips(text, chinese=primary == "zh"):
        shown = slip.format(found=match[0], right=forms.get(match[0]))
        yield kind, f"{shown} in {_excerpt(parts, text, match)!r}"


def _slips(text: str, *, chinese: bool) -> Iterator[tuple[str, str, re.Match[str]]]:
    for match in _HALF_WIDTH.finditer(text):
        yield "width", "half-width {found} should be {right}", match
    for match in _FULL_WIDTH.finditer(text):
        yield "width", "full-width {found} should be half-width", match
    for match in _NO_SPACE.finditer(text) if chinese else ():
        yield "spacing", "no space between Chinese and Latin", match
    for match in _NEEDLESS_SPACE.finditer(text):
        yield "spacing", "space beside full-width punctuation", match


def _excerpt(parts: tuple[Span, ...], text: str, match: re.Match[str]) -> str:
    """Return `match` with the text around it, and with the literals and references there."""
    start, end = max(match.start() - 5, 0), match.end() + 5
    marked = [_MARKUP[span.kind].format(span.text) for span in parts if span.kind in _MARKUP]
    inside = iter(marked[text.count(_MARK, 0, start) :])
    return "".join(next(inside, "") if char == _MARK else char for char in text[start:end])
