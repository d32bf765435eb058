"""Characters that mislead readers: terminal controls, and characters that reorder text."""

import re

_CONTROLS = "\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
_REORDERING = "\u202a-\u202e\u2066-\u2069"
"""Bidirectional overrides, embeddings and isolates: they can reorder words and digits."""
_MARKS = "\u061c\u200e\u200f"
"""Direction marks, which right-to-left scripts need; in a terminal they can move a minus sign."""

_UNSAFE = re.compile(f"[{_CONTROLS}{_REORDERING}{_MARKS}]")
FORBIDDEN = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff{_REORDERING}]"
)
"""The characters that no text may have."""
HALF_WIDTH: dict[int, int | str | None] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys((*range(0x2010, 0x2014), 0x2212, 0xFE63), "-"),
    **str.maketrans("【】〔〕、\xa0\u202f\u3000", "[][],   ", "\u200b\ufeff\xad"),
}
"""For `str.translate`: full-width signs, dashes and blanks become ASCII, invisible ones nothing."""
_WHITE_SPACE = re.compile("[\t-\r \x85\u2028\u2029]+")


def safe(text: str) -> str:
    """Return `text` with an escape sequence for every character that could control a terminal.

    Line feeds stay. The escape sequences are those of JSON, so that JSON keeps its meaning.
    """
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def safe_line(text: str) -> str:
    """Return `text` as one line that is safe to print."""
    return safe(" ".join(text.splitlines()))


def not_allowed(match: re.Match[str]) -> str:
    """Return the message about the forbidden character in `match`."""
    return f"character U+{ord(match[0]):04X} is not allowed"


def folded(text: str) -> str:
    """Return `text` in one line: each run of white space becomes one blank."""
    if text.isprintable() and "  " not in text:  # most texts: faster than the pattern
        return text.strip(" ")
    return _WHITE_SPACE.sub(" ", text).strip(" ")
