"""Texts of the registry: plain text in which only two things are markup.

These are ``literal`` in double backquotes and :mcerr:`CODE`, a reference to a code. Each renderer
(docutils, Markdown, terminal) turns the spans into its own form, so that nothing in a text can
become markup of the document around it.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

_MARKUP = re.compile(
    r"(?<!`)``(?!`)(.+?)(?<!`)``(?!`)"  # a literal may hold other runs of backquotes
    r"|:mcerr:`([^`]+)`(?!`)",
    re.DOTALL,
)


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
    if "`" not in text:
        return (Span("plain", str(text)),)
    found, done = [], 0
    for match in _MARKUP.finditer(text):
        found += _plain(text, done, match.start())
        literal, reference = match.groups()
        found.append(Span("literal", literal) if literal else Span("reference", reference))
        done = match.end()
    return (*found, *_plain(text, done, len(text)))


def plain(text: str) -> str:
    """Return `text` without its markup, for places that show no markup; may raise TextError."""
    return "".join(span.text for span in spans(text))


def references(text: str) -> list[str]:
    """Return the targets of all references in `text`, in order; raise TextError as `spans`."""
    return [span.text for span in spans(text) if span.kind == "reference"]


def _plain(text: str, start: int, end: int) -> list[Span]:
    stray = text.find("`", start, end)
    if stray >= 0:
        raise TextError(stray)
    return [Span("plain", text[start:end])] if start < end else []
