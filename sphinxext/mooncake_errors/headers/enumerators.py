"""The text between the braces of an enumeration, as enumerators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.headers.blank import closing, skip_attribute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxext.mooncake_errors.headers.conditions import Path
    from sphinxext.mooncake_errors.headers.environment import Alternative
    from sphinxext.mooncake_errors.headers.tokens import Token

_OPENING, _CLOSING = set("([{"), set(")]}")


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
    values: tuple[Alternative, ...] = ()
    """Different values under different conditions; empty if there is none that is certain."""
    reason: str = ""
    """Why there is no value."""


def chunks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Split the inside of an enumeration into the tokens of each enumerator.

    A conditional ends an enumerator as a comma does, unless it stands in the middle of one: there
    it stays, so that what it stands in is not evaluated.
    """
    chunk: list[Token] = []
    condition: Token | None = None
    depth = 0
    for token in tokens:
        if token.kind == "condition":
            condition = token
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


def entries(tokens: Sequence[Token], path: Path) -> Iterator[Entry]:
    """Yield the enumerator that `tokens` spell under `path`, after the macros called before it."""
    while len(tokens) > 1 and tokens[0].kind == "word" and tokens[1].text == "(":
        end = min(closing(tokens, 1) + 1, len(tokens))
        yield _entry(tokens[:end], path, (), "it is a macro or function")
        tokens = tokens[end:]
    if tokens:
        sign = _head_end(tokens)
        expression = tuple(tokens[sign + 1 :]) if sign < len(tokens) else None
        if tokens[0].kind != "word":
            yield _entry(tokens, path, (), "it is no enumerator")
        elif expression is not None and tokens[sign].text != "=":
            yield _entry(tokens, path, (), f"{tokens[sign].text} is not expected here")
        else:
            yield _entry(tokens, path, expression, "")


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
    tokens: Sequence[Token], path: Path, expression: tuple[Token, ...] | None, reason: str
) -> Entry:
    first, last = tokens[0], tokens[-1]
    return Entry(first.text, first.start, last.end, path, expression, reason=reason)


def _complete(token: Token) -> bool:
    return token.kind in {"word", "number", "char"} or token.text in _CLOSING
