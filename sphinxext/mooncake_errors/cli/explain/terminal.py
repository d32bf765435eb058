"""Explained codes as text for a terminal: wrapped to its width, with colors."""

from __future__ import annotations

import os
import re
import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.registry.text import Span
from sphinxext.mooncake_errors.tables.markdown import display_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinxext.mooncake_errors.cli.explain.sheet import Fact, Sheet, Text

COLORS = ("auto", "always", "never")

_NARROWEST, _WIDEST = 30, 100
"""The limits of the width, in columns, to which lines are wrapped."""

_CLOSING = frozenset("，。、；：？！）】》」』”’…—·～,.;:?!)]}%")
_OPENING = frozenset("（【《「『“‘([{")


_STYLES: dict[str, dict[str, Any]] = {
    "title": {"fg": "red", "bold": True},
    "label": {"bold": True},
    "literal": {"fg": "cyan"},
    "reference": {"fg": "green"},
    "rule": {"dim": True},
}


def echo(sheets: Sequence[Sheet], color: str) -> None:
    """Print `sheets` for a terminal; `color`, one of COLORS, decides about styles."""
    columns = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))
    for number, sheet in enumerate(sheets):
        rule = ["", _styled("-" * columns, "rule"), ""] if number else []
        for line in [*rule, *_lines(sheet, columns)]:
            click.echo(line, color=_in_color(color))


def _in_color(color: str) -> bool:
    """Return whether to print colors; ``auto`` obeys NO_COLOR and needs a terminal."""
    if color != COLORS[0]:
        return color == COLORS[1]
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def _lines(sheet: Sheet, columns: int) -> Iterator[str]:
    yield _styled(sheet.title, "title")
    yield from _labelled(sheet.facts, columns)
    for paragraph in sheet.paragraphs:
        yield ""
        yield from _wrap(paragraph, columns)
    for heading, items in sheet.lists:
        yield ""
        yield _styled(heading, "label")
        for item in items:
            yield from _wrap(item.text, columns, "- ", "  ")
            yield from _labelled(item.facts, columns, "  ")
    if sheet.more:
        yield ""
        yield from _labelled(sheet.more, columns)


def _labelled(facts: tuple[Fact, ...], columns: int, indent: str = "") -> Iterator[str]:
    widest = max((display_width(label) for label, _ in facts), default=0) + 2
    rest = indent + " " * widest
    for label, texts in facts:
        start = _styled(indent + label + " " * (widest - display_width(label)), "label")
        for text in texts:
            yield from _wrap(text, columns, start, rest)
            start = rest


def _styled(text: str, kind: str) -> str:
    style = _STYLES.get(kind)
    return click.style(safe(text), **style) if style else safe(text)


def _wrap(text: Text, columns: int, first: str = "", rest: str = "") -> Iterator[str]:
    """Yield lines of at most `columns` with all of `text`, after the indents `first` and `rest`.

    A line ends at a blank or beside a wide character, but not before closing or after opening
    punctuation. A word that is wider than a line is not broken.
    """
    line, used = first, display_width(click.unstyle(first))
    is_new = True  # True while the line has no word
    for word in _words(text):
        shown = "".join(_styled(part.text, part.kind) for part in word)
        needed = sum(display_width(safe(part.text)) for part in word)
        if not is_new and shown != " " and used + needed > columns:
            yield line.removesuffix(" ")
            line, used, is_new = rest, display_width(rest), True
        if not (is_new and shown == " "):
            line += shown
            used += needed
            is_new = False
    yield line.removesuffix(" ")


def _words(text: Text) -> Iterator[list[Span]]:
    """Yield the pieces that are not broken; each blank is a piece."""
    word: list[Span] = []
    for span in text:
        for part in _unbreakable(span.text.replace("\n", " ")):
            if word and _may_break(word[-1].text[-1], part[0]):
                yield word
                word = []
            kind = "plain" if part == " " else span.kind
            if word and word[-1].kind == kind:
                word[-1] = Span(kind, word[-1].text + part)
            else:
                word.append(Span(kind, part))
    if word:
        yield word


def _unbreakable(text: str) -> Iterable[str]:
    """Return the words and blanks of ASCII, and the single characters of other text."""
    return filter(None, re.split("( )", text)) if text.isascii() else text


def _may_break(before: str, after: str) -> bool:
    if " " in {before, after}:
        return True
    if after in _CLOSING or before in _OPENING or display_width(after) == 0:
        return False
    return display_width(before) > 1 or display_width(after) > 1
