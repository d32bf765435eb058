"""Explained codes as text for a terminal, wrapped and with colors, and as Markdown."""

import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

import click

from sphinxext.mooncake_errors.cli.explain.sheet import Sheet
from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.registry.facts import Value
from sphinxext.mooncake_errors.tables.markdown import code, display_width, escaped

COLORS = ("auto", "always", "never")

_NARROWEST, _WIDEST = 30, 100
"""The limits of the width, in columns, to which lines are wrapped."""
_CLOSING, _OPENING = r"，。、；：？！）】》」』”’…—·～,.;:?!)\]}%", r"（【《「『“‘(\[{"
_EAST_ASIAN = r"^\0-\u2e7f\U0003fffe-\U0010ffff"  # a set of all others compiles slowly
_BREAK = re.compile(
    rf"(?<= )|(?<![ {_OPENING}])(?:(?<=[{_EAST_ASIAN}])|(?=[{_EAST_ASIAN}]))(?![ {_CLOSING}]|\Z)"
)
"""A place where a line may be wrapped: behind a blank, or beside an East Asian character, but
neither before closing nor behind opening punctuation."""
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"fg": "red", "bold": True},
    "label": {"bold": True},
    "literal": {"fg": "cyan"},
    "reference": {"fg": "green"},
    "rule": {"dim": True},
}


def print_sheets(sheets: Sequence[Sheet], style: str, color: str) -> None:
    """Print `sheets` in the `style`, ``text`` or ``markdown``; `color` is one of COLORS."""
    if style == "markdown":
        click.echo("\n\n".join("\n".join(_markdown(each)) for each in sheets), nl=bool(sheets))
        return
    columns = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    in_color = sys.stdout.isatty() and not plain if color == "auto" else color == "always"
    for number, each in enumerate(sheets):
        rule = ["", _styled("-" * columns, "rule"), ""] if number else []
        for line in [*rule, *_lines(each, columns)]:
            click.echo(line, color=in_color)


def _markdown(sheet: Sheet) -> Iterator[str]:
    title, parts = sheet
    yield f"## {_escaped(title)}"
    for heading, lines in parts:
        yield from ("", f"### {_escaped(heading)}", "") if heading else ("",)
        bullet, indent = ("- ", "  ") if heading else ("", "")
        for label, text in lines:
            start = f"{indent}- **{_escaped(label)}:** " if label else bullet
            yield start + _inline(text)


def _inline(text: Value) -> str:
    return "".join(
        _escaped(span.text) if span.kind == "plain" else code(safe(span.text), in_table=False)
        for span in text
    )


def _escaped(text: str) -> str:
    return escaped(safe(text), in_table=False)


def _lines(sheet: Sheet, columns: int) -> Iterator[str]:
    title, parts = sheet
    yield _styled(title, "title")
    for number, (heading, lines) in enumerate(parts):
        if number:
            yield ""
        if heading:
            yield _styled(heading, "label")
        bullet, indent = ("- ", "  ") if heading else ("", "")
        for is_labelled, run in groupby(lines, key=lambda line: bool(line[0])):
            labelled = list(run)
            widest = max(display_width(label) for label, _ in labelled) + 2 if is_labelled else 0
            rest, before = indent + " " * widest, ""
            for label, text in labelled:
                padded = indent + label + " " * (widest - display_width(label))
                start = _styled(padded, "label") if label else bullet
                yield from _wrap(text, columns, rest if label and label == before else start, rest)
                before = label


def _styled(text: str, kind: str) -> str:
    style = _STYLES.get(kind)
    return click.style(safe(text), **style) if style else safe(text)


def _wrap(text: Value, columns: int, first: str, rest: str) -> Iterator[str]:
    """Yield lines of at most `columns` with all of `text`, after the indents `first` and `rest`.

    Both are equally wide. A word that is wider than a line is not broken.
    """
    characters = [(c, "plain" if c == " " else span.kind) for span in text for c in span.text]
    following = iter(characters)
    indent = display_width(rest)
    line, used = first, indent
    for word in _BREAK.split("".join(character for character, _ in characters)):
        if used > indent and used + display_width(safe(word.rstrip(" "))) > columns:
            yield line.rstrip(" ")
            line, used = rest, indent
        for kind, run in groupby(islice(following, len(word)), key=itemgetter(1)):
            line += _styled("".join(character for character, _ in run), kind)
        used += display_width(safe(word))
    yield line.rstrip(" ")
