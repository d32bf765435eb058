"""Markdown files with their blocks filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.tables.markdown.blocks import LINE_END, Block, blocks

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinxext.mooncake_errors.registry.problems import Problem

    Fill = Callable[[Block], tuple[list[str], list[Problem]]]


def filled(text: str, path: str, fill: Fill) -> tuple[str, list[Block], list[Problem]]:
    """Return `text`, that of the Markdown file `path`, with its blocks as `fill` has them.

    Also returned are the blocks that were not so before, and the problems of any block; if there
    are problems, the text is as it was. Nothing outside the blocks changes, and new lines end
    as the line of the first comment of their block.
    """
    found, problems = blocks(text, path)
    ends = LINE_END.findall(text)
    lines = [line + end for line, end in zip(LINE_END.split(text), [*ends, ""], strict=True)]
    stale: list[Block] = []
    for block in reversed(found):
        content, faults = fill(block)
        problems += faults
        end = ends[block.start - 1]
        new = [(block.prefix + line).rstrip() + end for line in ["", *content, ""]]
        if new != lines[block.start : block.end]:
            lines[block.start : block.end] = new
            stale.insert(0, block)
    return (text if problems else "".join(lines)), stale, problems
