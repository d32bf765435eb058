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

_BACKQUOTES = re.compile("`+")
_ROLE = ":mcerr:"
_LITERAL = "``"


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
    return tuple(_split(text)) if "`" in text else (Span("plain", str(text)),)


def plain(text: str) -> str:
    """Return `text` without its markup, for places that show no markup; may raise TextError."""
    return "".join(span.text for span in spans(text))


def references(text: str) -> list[str]:
    """Return the targets of all references in `text`, in order; raise TextError as `spans`."""
    return [span.text for span in spans(text) if span.kind == "reference"]


def _split(text: str) -> Iterator[Span]:
    """Yield the spans of `text`, from one run of backquotes to the run that closes it."""
    done = 0
    runs = _BACKQUOTES.finditer(text)
    for opening in runs:
        start = opening.start()
        literal = opening[0] == _LITERAL
        is_role = opening[0] == "`" and text.endswith(_ROLE, done, start)
        closing = _closing(runs, opening[0]) if literal or is_role else None
        if closing is None or closing.start() == opening.end():
            raise TextError(start)
        end = start if literal else start - len(_ROLE)
        if end > done:
            yield Span("plain", text[done:end])
        inner = text[opening.end() : closing.start()]
        yield Span("literal" if literal else "reference", inner)
        done = closing.end()
    if done < len(text):
        yield Span("plain", text[done:])


def _closing(runs: Iterator[re.Match[str]], opening: str) -> re.Match[str] | None:
    """Return the run that closes `opening`; a literal may hold other backquotes."""
    if opening == _LITERAL:
        return next((run for run in runs if run[0] == opening), None)
    run = next(runs, None)
    return run if run and run[0] == opening else None
