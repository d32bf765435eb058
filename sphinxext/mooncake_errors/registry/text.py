"""Texts of the registry: plain text in which only two things are markup.

These are ``literal`` in double backquotes and :mcerr:`CODE`, a reference to a code. Each renderer
(docutils, Markdown, terminal) turns the spans into its own form, so that nothing in a text can
become markup of the document around it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKUP = re.compile(r"``(?P<literal>[^`](?:.*?[^`])??)``(?!`)|:mcerr:`(?P<reference>[^`]+)`")


class TextError(ValueError):
    """A text holds a backquote that belongs to no markup; ``offset`` is its place, from 0."""

    def __init__(self, offset: int) -> None:
        """Keep the `offset` of the backquote in the text."""
        super().__init__("a backquote here is neither ``literal`` nor :mcerr:`CODE`")
        self.offset = offset


class Span(NamedTuple):
    """A stretch of a text: plain, literal, or the target of a reference."""

    kind: Literal["plain", "literal", "reference"]
    text: str


def spans(text: str) -> tuple[Span, ...]:
    """Split all of `text` into spans; raise TextError at a stray backquote."""
    return tuple(_split(text)) if "`" in text else (Span("plain", text),)


def plain(text: str) -> str:
    """Return `text` without its markup, for places that show no markup; may raise TextError."""
    return "".join(span.text for span in spans(text))


def references(text: str) -> list[str]:
    """Return the targets of all references in `text`, in order; raise TextError as `spans`."""
    return [span.text for span in spans(text) if span.kind == "reference"]


def _split(text: str) -> Iterator[Span]:
    end = 0
    for match in _MARKUP.finditer(text):
        yield from _plain(text, end, match.start())
        kind = match.lastgroup
        yield Span("literal" if kind == "literal" else "reference", match[kind or 0])
        end = match.end()
    yield from _plain(text, end, len(text))


def _plain(text: str, start: int, end: int) -> Iterator[Span]:
    stray = text.find("`", start, end)
    if stray >= 0:
        raise TextError(stray)
    if end > start:
        yield Span("plain", text[start:end])
