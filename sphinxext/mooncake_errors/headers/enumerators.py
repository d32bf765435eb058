"""The text between the braces of an enumeration, as enumerators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxext.mooncake_errors.headers.conditions import Path
    from sphinxext.mooncake_errors.headers.environment import Alternative
    from sphinxext.mooncake_errors.headers.expressions import Value
    from sphinxext.mooncake_errors.headers.tokens import Token

_OPENING, _CLOSING = set("([{"), set(")]}")
_ATTRIBUTES = {"__attribute__", "__declspec", "alignas", "_Alignas"}
_PAIRS = {"(": ")", "[": "]", "{": "}"}


@dataclass(slots=True)
class Entry:
    """An enumerator or a macro where the header defines it."""

    name: str
    start: int
    """Offset of the name."""
    end: int
    """Offset behind the value."""
    path: Path
    expression: tuple[Token, ...] | None
    """None where the value follows from the enumerator before."""
    origin: int
    """Offset in the enumeration; not `start` where a macro makes the enumerator."""
    values: tuple[Alternative, ...] = ()
    """Different values under different conditions; empty if there is none that is certain."""
    reason: str = ""
    """Why there is no value."""


def closing(code: Sequence[Token | Value], start: int) -> int:
    """Return the index of the bracket that closes the one at `start`; the end if none does."""
    opening, depth = code[start].text, 0
    for index in range(start, len(code)):
        depth += (code[index].text == opening) - (code[index].text == _PAIRS[opening])
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


def chunks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Split the inside of an enumeration into the tokens of each enumerator.

    A conditional ends an enumerator as a comma does, unless it stands in the middle of one: there
    it stays, so that its surroundings are not evaluated.
    """
    chunk: list[Token] = []
    condition: Token | None = None
    depth = 0
    for token in tokens:
        if token.kind == "condition":
            condition = token
            continue
        if token.kind == "include":
            yield from ([chunk, [token]] if chunk else [[token]])
            chunk = []
            continue
        if condition and chunk and token.text != ",":
            if depth == 0 and token.kind == "word" and _complete(chunk[-1]):
                yield chunk
                chunk = []
            else:
                chunk.append(condition)
        condition = None
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if token.text == "," and depth == 0:
            if chunk:
                yield chunk
            chunk = []
        else:
            chunk.append(token)
    if chunk:
        yield chunk


def entry(tokens: Sequence[Token], path: Path, origin: int) -> Entry:
    """Return the enumerator that `tokens` spell under `path`."""
    first = tokens[0]
    if first.kind == "include":
        return _entry(tokens, path, (), f"{first.text} is not beside the header", origin)
    if len(tokens) > 1 and first.kind == "word" and tokens[1].text == "(":
        return _entry(tokens, path, (), f"{first.text} is not defined in this header", origin)
    sign = _head_end(tokens)
    if first.kind != "word":
        return _entry(tokens, path, (), "it is no enumerator", origin)
    if sign < len(tokens) and tokens[sign].text != "=":
        return _entry(tokens, path, (), f"{tokens[sign].text} is not expected here", origin)
    expression = tuple(tokens[sign + 1 :]) if sign < len(tokens) else None
    return _entry(tokens, path, expression, "", origin)


def split_call(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return the macro that `tokens` begin with, arguments included, and the tokens behind it."""
    end = 1
    if len(tokens) > 1 and tokens[1].text == "(":
        end = min(closing(tokens, 1) + 1, len(tokens))
    return tokens[:end], tokens[end:]


def _head_end(tokens: Sequence[Token]) -> int:
    """Return the index behind the name and what decorates it: where ``=`` should be."""
    index = 1
    while index < len(tokens) and tokens[index].text != "=":
        if tokens[index].kind == "word":
            index += 1
            if index < len(tokens) and tokens[index].text == "(":
                index = closing(tokens, index) + 1
            continue
        end = skip_attribute(tokens, index)
        if end == index:
            break
        index = end
    return index


def _entry(
    tokens: Sequence[Token],
    path: Path,
    expression: tuple[Token, ...] | None,
    reason: str,
    origin: int,
) -> Entry:
    first, last = tokens[0], tokens[-1]
    name = f"#include {first.text}" if first.kind == "include" else first.text
    end = max(first.end, last.end) if first.start == origin else first.end
    return Entry(name, first.start, end, path, expression, origin, reason=reason)


def _complete(token: Token) -> bool:
    return token.kind in {"word", "number", "char"} or token.text in _CLOSING
