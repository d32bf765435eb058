"""Text for a terminal: safe to show, wrapped to its width, with colors where it has some."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.tables.width import display_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COLORS = ("auto", "always", "never")

_NARROWEST, _WIDEST = 30, 100
"""Lines are not wrapped shorter than can be read, nor longer than is read with ease."""

_CLOSING = frozenset("，。、；：？！）】》」』”’…—·～,.;:?!)]}%")
_OPENING = frozenset("（【《「『“‘([{")


_STYLES: dict[str, dict[str, Any]] = {
    "title": {"fg": "red", "bold": True},
    "label": {"bold": True},
    "literal": {"fg": "cyan"},
    "reference": {"fg": "green"},
    "rule": {"dim": True},
}


class Styled(NamedTuple):
    """A stretch of a line; `style` is a key of _STYLES, or another word for none."""

    text: str
    style: str = ""


Line = list[Styled]


def echo(lines: Iterable[Line], color: str) -> None:
    """Print `lines`, with their styles if `color`, one of COLORS, wants it."""
    colored = in_color(color)
    for line in lines:
        click.echo("".join(_shown(part, colored=colored) for part in line), color=colored)


def _shown(part: Styled, *, colored: bool) -> str:
    text = safe(part.text)
    style = _STYLES.get(part.style)
    return click.style(text, **style) if colored and style and text else text


def in_color(color: str) -> bool:
    """Return whether to print colors; ``auto`` obeys NO_COLOR and needs a terminal."""
    if color != COLORS[0]:
        return color == COLORS[1]
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def width() -> int:
    """Return how many columns a line may have; 80 where no terminal tells."""
    return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))


def wrap(parts: Iterable[Styled], columns: int, first: str = "", rest: str = "") -> Iterator[Line]:
    """Yield lines of at most `columns` with all of `parts`, after the indents `first` and `rest`.

    A line ends at a blank or beside a wide character, but not before closing or after opening
    punctuation. A word that is wider than a line is not broken.
    """
    line, used = [Styled(first)], display_width(first)
    blank = True  # whether the line has no word yet
    for word in _words(parts):
        space = word[0].text == " "
        needed = sum(display_width(part.text) for part in word)
        if not blank and not space and used + needed > columns:
            yield _without_blank(line)
            line, used, blank = [Styled(rest)], display_width(rest), True
        if not (blank and space):
            line += word
            used += needed
            blank = False
    yield _without_blank(line)


def _without_blank(line: Line) -> Line:
    return line[:-1] if line[-1].text == " " else line


def _words(parts: Iterable[Styled]) -> Iterator[Line]:
    """Yield what must not be torn apart; each blank is a word of its own."""
    word: Line = []
    for part in _characters(parts):
        if word and _may_break(word[-1].text[-1], part.text):
            yield word
            word = []
        if word and word[-1].style == part.style:
            part = Styled(word.pop().text + part.text, part.style)  # noqa: PLW2901
        word.append(part)
    if word:
        yield word


def _characters(parts: Iterable[Styled]) -> Iterator[Styled]:
    for part in parts:
        for character in part.text:
            yield Styled(" " if character == "\n" else character, part.style)


def _may_break(before: str, after: str) -> bool:
    if " " in {before, after}:
        return True
    if after in _CLOSING or before in _OPENING or display_width(after) == 0:
        return False
    return display_width(before) > 1 or display_width(after) > 1
