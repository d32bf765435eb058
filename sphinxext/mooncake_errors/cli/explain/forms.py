"""Explained codes as text for a terminal, as Markdown and as JSON."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.cli.explain.sheet import data, sheet
from sphinxext.mooncake_errors.cli.explain.terminal import echo
from sphinxext.mooncake_errors.cli.report import to_json
from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.tables.markdown import code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.cli.explain.language import Texts
    from sphinxext.mooncake_errors.cli.explain.sheet import Explained, Fact, Sheet, Text
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
        echo(sheets, color)


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
