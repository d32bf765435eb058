"""Explained codes as text for a terminal, as Markdown and as JSON."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.cli.explain.sheet import data, sheet
from sphinxext.mooncake_errors.cli.explain.terminal import Styled, echo, width, wrap
from sphinxext.mooncake_errors.cli.report import to_json
from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.tables.markdown import code
from sphinxext.mooncake_errors.tables.width import display_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinxext.mooncake_errors.cli.explain.language import Texts
    from sphinxext.mooncake_errors.cli.explain.sheet import Explained, Fact, Sheet, Text
    from sphinxext.mooncake_errors.cli.explain.terminal import Line
    from sphinxext.mooncake_errors.registry.lookup import Lookup
    from sphinxext.mooncake_errors.registry.text import Span

FORMATS = ("text", "json", "markdown")

_MARKDOWN = re.compile(r"([\\`*{}\[\]<>#&|~$!]|(?<!\w)_|_(?!\w))|(?<!\S)([-+](?=\s)|\d+(?=[.)]\s))")


def print_explained(
    lookup: Lookup, texts: Texts, explained: list[Explained], style: str, color: str
) -> None:
    """Print all of `explained` in the `style`, one of FORMATS; `color` is one of COLORS."""
    if style == "json":
        click.echo(to_json([data(texts, item) for item in explained]))
        return
    sheets = [sheet(lookup, texts, item) for item in explained]
    if style == "markdown":
        click.echo("\n\n".join("\n".join(_markdown(each)) for each in sheets), nl=bool(sheets))
    else:
        echo(_terminal_lines(sheets), color)


def _terminal_lines(sheets: Iterable[Sheet]) -> Iterator[Line]:
    columns = width()
    for number, each in enumerate(sheets):
        if number:
            yield from ([], [Styled("-" * columns, "rule")], [])
        yield from _terminal(each, columns)


def _terminal(sheet: Sheet, columns: int) -> Iterator[Line]:
    yield [Styled(sheet.title, "title")]
    yield from _labelled(sheet.facts, columns)
    for paragraph in sheet.paragraphs:
        yield []
        yield from wrap(_styled(paragraph), columns)
    for heading, items in sheet.lists:
        yield []
        yield [Styled(heading, "label")]
        for item in items:
            yield from wrap(_styled(item.text), columns, "- ", "  ")
            yield from _labelled(item.facts, columns, "  ")
    if sheet.more:
        yield []
        yield from _labelled(sheet.more, columns)


def _labelled(facts: tuple[Fact, ...], columns: int, indent: str = "") -> Iterator[Line]:
    widest = max((display_width(label) for label, _ in facts), default=0) + 2
    rest = indent + " " * widest
    for label, texts in facts:
        start = indent + label + " " * (widest - display_width(label))
        for text in texts:
            first, *others = wrap(_styled(text), columns, start, rest)
            yield [Styled(start, "label"), *first[1:]]
            yield from others
            start = rest


def _styled(text: Text) -> list[Styled]:
    return [Styled(span.text, span.kind) for span in text]


def _markdown(sheet: Sheet) -> Iterator[str]:
    yield f"## {_escaped(sheet.title)}"
    yield ""
    yield from _markdown_facts(sheet.facts)
    for paragraph in sheet.paragraphs:
        yield from ("", _inline(paragraph))
    for heading, items in sheet.lists:
        yield from ("", f"### {_escaped(heading)}", "")
        for item in items:
            yield f"- {_inline(item.text)}"
            yield from _markdown_facts(item.facts, "  ")
    if sheet.more:
        yield ""
        yield from _markdown_facts(sheet.more)


def _markdown_facts(facts: tuple[Fact, ...], indent: str = "") -> Iterator[str]:
    for label, texts in facts:
        for text in texts:
            yield f"{indent}- **{_escaped(label)}:** {_inline(text)}"


def _inline(text: Text) -> str:
    return "".join(map(_inline_span, text))


def _inline_span(span: Span) -> str:
    if span.kind == "plain":
        return _escaped(span.text)
    return code(safe(span.text), in_table=False)


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1\2", safe(text))
