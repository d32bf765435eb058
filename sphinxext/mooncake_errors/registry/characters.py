"""Characters that mislead readers: those that steer a terminal, and those that reorder text.

Importing this module is fast: everything that is printed goes through `safe`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONTROLS = "\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
_REORDERING = "\u202a-\u202e\u2066-\u2069"
"""Overrides, embeddings and isolates: they can show other words and numbers than are there."""
_MARKS = "\u061c\u200e\u200f"
"""Right-to-left scripts need them; in a terminal even these can move a sign."""

# Patterns as texts, which the first search compiles: a build without a fault needs none of them.
_UNSAFE = f"[{_CONTROLS}{_REORDERING}{_MARKS}]"
_FORBIDDEN = f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff{_REORDERING}]"
_WHITE_SPACE = "[\t-\r \x85\u2028\u2029]+"


def safe(text: str) -> str:
    """Return `text` with everything that could steer a terminal shown as an escape sequence.

    Line feeds stay. In JSON such an escape sequence means what it stands for.
    """
    return re.sub(_UNSAFE, lambda match: f"\\u{ord(match[0]):04x}", text)


def safe_line(text: str) -> str:
    """Return `text` as one line that is safe to print."""
    return safe(" ".join(text.splitlines()))


def forbidden(text: str) -> re.Match[str] | None:
    """Return the first character that no text for readers may hold, if `text` has one."""
    return re.search(_FORBIDDEN, text)


def all_forbidden(text: str) -> Iterator[re.Match[str]]:
    """Yield every character of `text` that no text for readers may hold."""
    return re.finditer(_FORBIDDEN, text)


def without_forbidden(text: str) -> str:
    """Return `text` with U+FFFD in the place of each character that it may not hold."""
    return re.sub(_FORBIDDEN, "\N{REPLACEMENT CHARACTER}", text)


def not_allowed(match: re.Match[str]) -> str:
    """Return the message about the character that `forbidden` found."""
    return f"character U+{ord(match[0]):04X} is not allowed"


def folded(text: str) -> str:
    """Return `text` in one line: blanks and line ends between words become one blank."""
    if text.isprintable() and "  " not in text:  # most texts: faster than the pattern
        return text.strip(" ")
    return re.sub(_WHITE_SPACE, " ", text).strip(" ")
