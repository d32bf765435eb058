"""A sheet as text for a terminal and as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.cli.terminal import Styled, cells, wrap
from sphinxext.mooncake_errors.registry.characters import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.cli.sheet import Sheet, Text
    from sphinxext.mooncake_errors.cli.terminal import Line
    from sphinxext.mooncake_errors.registry.text import Span

_TITLE, _LABEL = "bold red", "bold"
"""Styles, in the words of rich."""
_SPANS = {"plain": "", "literal": "cyan", "reference": "green"}
_MARKDOWN = re.compile(r"([\\`*{}\[\]<>#&|~$!]|(?<!\w)_|_(?!\w))|(?<!\S)([-+](?=\s)|\d+(?=[.)]\s))")


def terminal(sheet: Sheet, columns: int) -> Iterator[Line]:
    """Yield the lines of `sheet`, at most `columns` wide."""
    yield [Styled(sheet.title, _TITLE)]
    yield from _labelled(sheet.facts, columns)
    for paragraph in sheet.paragraphs:
        yield []
        yield from wrap(_styled(paragraph), columns)
    for heading, items in sheet.lists:
        yield []
        yield [Styled(heading, _LABEL)]
        for item in items:
            yield from wrap(_styled(item), columns, "- ", "  ")
    if sheet.links:
        yield []
        yield from _labelled(sheet.links, columns)


def markdown(sheet: Sheet) -> Iterator[str]:
    """Yield the lines of `sheet` in CommonMark."""
    yield f"## {_escaped(sheet.title)}"
    yield ""
    yield from _markdown_facts(sheet.facts)
    for paragraph in sheet.paragraphs:
        yield from ("", _inline(paragraph))
    for heading, items in sheet.lists:
        yield from ("", f"### {_escaped(heading)}", "")
        for item in items:
            yield f"- {_inline(item)}"
    if sheet.links:
        yield ""
        yield from _markdown_facts(sheet.links)


def _labelled(facts: tuple[tuple[str, Text], ...], columns: int) -> Iterator[Line]:
    widest = max(cells(label) for label, _ in facts) + 2
    for label, text in facts:
        indent = Styled(label + " " * (widest - cells(label)), _LABEL)
        first, *others = wrap(_styled(text), columns, indent.text, " " * widest)
        yield [indent, *first[1:]]
        yield from others


def _styled(text: Text) -> list[Styled]:
    return [Styled(span.text, _SPANS[span.kind]) for span in text]


def _markdown_facts(facts: tuple[tuple[str, Text], ...]) -> Iterator[str]:
    for label, text in facts:
        yield f"- **{_escaped(label)}:** {_inline(text)}"


def _inline(text: Text) -> str:
    return "".join(map(_inline_span, text))


def _inline_span(span: Span) -> str:
    if span.kind == "plain":
        return _escaped(span.text)
    runs = re.findall("`+", span.text)
    fence = "`" * next(n for n in range(1, len(runs) + 2) if "`" * n not in runs)
    return f"{fence}{safe(span.text)}{fence}"


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1\2", safe(text))
