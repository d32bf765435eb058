"""Texts of the registry: plain text with two kinds of markup.

These are ``literal`` in double backquotes and :mcerr:`CODE`, a reference to a code. Each renderer
(docutils, Markdown, terminal) converts the spans to its own form and escapes the rest, so that no
text becomes markup of the document around it.
"""

import re
from typing import Literal, NamedTuple

_MARKUP = re.compile(
    r"(?<!`)``(?!`)(.+?)(?<!`)``(?!`)"  # a literal may contain other runs of backquotes
    r"|:mcerr:`([^`]+)`(?!`)",
    re.DOTALL,
)


class TextError(ValueError):
    """A backquote that belongs to no markup; ``offset`` is its index in the text."""

    def __init__(self, offset: int) -> None:
        """Report the backquote at `offset`."""
        super().__init__("a backquote here is neither ``literal`` nor :mcerr:`CODE`")
        self.offset = offset


class Span(NamedTuple):
    """A part of a text: plain text, the content of a literal, or the target of a reference."""

    kind: Literal["plain", "literal", "reference"]
    text: str


def spans(text: str) -> tuple[Span, ...]:
    """Split `text` into spans; raise TextError at a stray backquote."""
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
    """Return `text` without its markup; raise TextError as `spans` does."""
    return "".join(span.text for span in spans(text))


def references(text: str) -> list[str]:
    """Return the targets of the references in `text`; raise TextError as `spans` does."""
    return [span.text for span in spans(text) if span.kind == "reference"]


def _plain(text: str, start: int, end: int) -> list[Span]:
    stray = text.find("`", start, end)
    if stray >= 0:
        raise TextError(stray)
    return [Span("plain", text[start:end])] if start < end else []
