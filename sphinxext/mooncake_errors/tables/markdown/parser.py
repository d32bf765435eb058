"""Markdown as GitHub reads it, as far as tables and comments go."""

from __future__ import annotations

from markdown_it import MarkdownIt


def markdown_parser() -> MarkdownIt:
    """Return a parser of CommonMark with tables."""
    return MarkdownIt("commonmark").enable("table")
