"""A header as tree-sitter shall see it.

The grammar can read neither the branches of an ``#if`` inside an enumeration nor the macros with
which projects decorate declarations. Both are blanked, and the enumerations are emptied: what
stands between their braces is taken from the tokens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinxext.mooncake_errors.headers.tokens import Token

_ATTRIBUTES = {"__attribute__", "__declspec", "alignas", "_Alignas"}
_ATTRIBUTE_STARTS = {*_ATTRIBUTES, "["}
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_HEADS = {"enum", "class", "struct"}
_MAX_HEAD = 40
"""More tokens than ever stand between ``enum`` and its brace."""
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Body:
    """The text of an enumeration."""

    head: tuple[Token, ...]
    """From ``enum`` to before the brace."""
    start: int
    """Offset of the opening brace."""
    end: int
    """Offset of the closing brace, or of the header's end."""
    tokens: tuple[Token, ...]
    """What stands between the braces."""


def bodies(code: Sequence[Token]) -> tuple[list[Body], list[Token]]:
    """Return every enumeration with braces in the tokens `code`, and the tokens around them."""
    found: list[Body] = []
    outside: list[Token] = []
    index = done = 0
    while index < len(code):
        body = index + 1
        if code[index].text == "enum":
            while body < min(len(code), index + _MAX_HEAD) and _in_head(code[body]):
                body += 1
            if body < len(code) and code[body].text == "{":
                end = closing(code, body)
                offset = code[end].start if end < len(code) else code[-1].end
                head, inside = tuple(code[index:body]), tuple(code[body + 1 : end])
                found.append(Body(head, code[body].start, offset, inside))
                outside += code[done : body + 1]
                body = done = end
        index = body
    outside += code[done:]
    return found, outside


def closing(code: Sequence[Token], start: int) -> int:
    """Return the index of the bracket that closes the one at `start`; the end if none does."""
    opening, depth = code[start].text, 0
    for index in range(start, len(code)):
        depth += (code[index].text == opening) - (code[index].text == _CLOSING[opening])
        if depth == 0:
            return index
    return len(code)


def skip_attribute(code: Sequence[Token], index: int) -> int:
    """Return the index behind the attribute at `index`; `index` if there is none."""
    token, following = code[index], code[index + 1] if index + 1 < len(code) else None
    if following is None:
        return index
    if token.text in _ATTRIBUTES and following.text == "(":
        return min(closing(code, index + 1) + 1, len(code))
    if token.text == following.text == "[" and following.start == token.end:
        return min(closing(code, index) + 1, len(code))
    return index


def blanked(length: int, code: list[Token], enums: Sequence[Body]) -> bytes:
    """Return the source of `length` characters, a byte each, that tree-sitter shall see.

    `code` are the tokens around the bodies of `enums`.
    """
    hidden = _hidden(code, {body.end for body in enums})
    pieces: list[str] = []
    end = 0
    for index, token in enumerate(code):
        if index not in hidden:
            pieces += (" " * (token.start - end), token.text)
            end = token.end
    pieces.append(" " * (length - end))
    return _NOT_ASCII.sub("_", "".join(pieces)).encode()


def _in_head(token: Token) -> bool:
    return token.kind in {"word", "string", "number"} or token.text in {"::", ":", *"[](),"}


def _hidden(code: list[Token], ends: set[int]) -> set[int]:
    """Return the indexes of attributes and of the macros that decorate names."""
    hidden: set[int] = set()
    end = 0
    for index, token in enumerate(code):
        if index >= end and token.text in _ATTRIBUTE_STARTS:
            end = skip_attribute(code, index)
            hidden.update(range(index, end))
    visible = [index for index in range(len(code)) if index not in hidden]
    for place, index in enumerate(visible):
        token = code[index]
        if token.text in _HEADS or token.start in ends:
            stops = {"{", ":"} if token.text in _HEADS else {";"}
            following = visible[place + 1 : place + _MAX_HEAD]
            hidden.update(_decorations(code, following, stops))
    return hidden


def _decorations(code: list[Token], indexes: list[int], stops: set[str]) -> list[int]:
    """Return those of the words at `indexes`, up to one of `stops`, that are not the name."""
    words = list(takewhile(lambda index: code[index].kind == "word", indexes))
    rest = indexes[len(words) :]
    words = [index for index in words if code[index].text not in {*_HEADS, "final"}]
    return words[:-1] if rest and code[rest[0]].text in stops else []
