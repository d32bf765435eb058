"""Blocks in Markdown files that are filled from the registry.

A block is the text between the comments ``<!-- mooncake-errors: store columns=name,value -->`` and
``<!-- /mooncake-errors -->``.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from markdown_it import MarkdownIt

from sphinxext.mooncake_errors.registry.problems import Problem, near_or_known
from sphinxext.mooncake_errors.registry.selection import Request

Fill = Callable[["Block"], tuple[list[str], list[Problem]]]

LINE_END = re.compile(r"\r\n|\r|\n")
_MARKER = re.compile(
    r"<!--\s*(?P<end>/?)\s*mooncake-errors(?!\w|-(?!->))(?!:\s*ignore(?:-file)?\b):?"
    r"(?P<rest>.*?)(?P<closed>-->|\Z)",
    re.DOTALL,
)
"""The comments of a block, but not those that exempt text from checks."""
_RAW = re.compile(r" {0,3}<(?:pre|script|style|textarea)\b", re.IGNORECASE)
"""HTML elements in which comments are text."""
_LISTS = ("columns", "groups", "codes")
_OPTIONS = (*_LISTS, "language", "sort")
_MAX_LEVEL = 6
SYNTAX = "<!-- mooncake-errors: … --> and <!-- /mooncake-errors -->"


class Marker(NamedTuple):
    """A comment at the start or at the end of a block."""

    path: str
    line: int
    """Counted from 1."""
    last: int
    """Index of its last line."""
    prefix: str
    """The beginning of its lines, and of those of its block, in a list or a quotation."""
    level: int
    """Level of headings in its block: one below the heading above it."""
    alone: bool
    """Whether it is closed and the only content of its lines."""
    is_end: bool
    options: str

    def problem(self, rule: str, message: str) -> Problem:
        """Return a problem of the comment."""
        return Problem(self.path, self.line, len(self.prefix) + 1, rule, message)


class Block(NamedTuple):
    """A block with its place and its request."""

    first: Marker
    end: int
    """Index of the line of its last comment."""
    request: Request
    language: str
    """The language of the block; empty if it has no option for it."""


def may_have_blocks(text: str) -> bool:
    """Return whether `text` has a comment of a block, perhaps only in code."""
    return _MARKER.search(text) is not None


def blocks(text: str, path: str) -> tuple[list[Block], list[Problem]]:
    """Return the blocks in `text`, the content of the Markdown file `path`, and their problems.

    Comments in code are not blocks.
    """
    found: list[Block] = []
    faults: list[tuple[Marker, str]] = []
    start: Marker | None = None
    for marker in _markers(text, path) if may_have_blocks(text) else ():
        if not marker.alone:
            faults.append((marker, f"each of {SYNTAX} needs lines of its own"))
        elif start is None and marker.is_end:
            faults.append((marker, "no block begins before this end of one"))
        elif start is None:
            start = marker
        elif not marker.is_end:
            inside = f"the block of line {start.line}, which is not ended"
            faults.append((marker, f"a block inside {inside}"))
        else:
            request, language, wrong = _options(start.options)
            found.append(Block(start, marker.line - 1, request, language))
            faults += [(start, fault) for fault in wrong]
            faults += [(marker, "the end of a block has no options")] if marker.options else []
            start = None
    faults += [(start, "this block has no <!-- /mooncake-errors -->")] if start else []
    return found, [marker.problem("block", fault) for marker, fault in faults]


def filled(text: str, path: str, fill: Fill) -> tuple[str, list[Block], list[Problem]]:
    """Return `text` with blocks filled by `fill`, the changed blocks, and the problems of blocks.

    `text` is the content of the Markdown file `path`; it is returned unchanged if there are
    problems. Text outside of blocks does not change. New lines have the line end of the first
    comment of their block.
    """
    found, problems = blocks(text, path)
    ends = LINE_END.findall(text)
    lines = [line + end for line, end in zip(LINE_END.split(text), [*ends, ""], strict=True)]
    stale: list[Block] = []
    for block in reversed(found):
        content, faults = fill(block)
        problems += faults
        start, prefix = block.first.last + 1, block.first.prefix
        end = ends[start - 1]
        new = [(prefix + line).rstrip() + end for line in ["", *content, ""]]
        if new != lines[start : block.end]:
            lines[start : block.end] = new
            stale.insert(0, block)
    return (text if problems else "".join(lines)), stale, problems


def _markers(text: str, path: str) -> Iterator[Marker]:
    lines = LINE_END.split(text)
    level, inside = 1, False
    for token in MarkdownIt("commonmark").enable("table").parse(f"{text}\n"):
        if token.type == "heading_open" and not inside:
            level = min(int(token.tag[1:]) + 1, _MAX_LEVEL)
        html = [child.content for child in token.children or () if child.type == "html_inline"]
        if token.type == "html_block" and not _RAW.match(token.content):
            html = [token.content]
        for match in (match for content in html for match in _MARKER.finditer(content)):
            inside = not match["end"]
            first = token.map[0] if token.map else 0
            line = first + match.string.count("\n", 0, match.start())
            last = line + match[0].rstrip().count("\n")
            before, sign, _ = lines[line].partition("<!--")
            others = before.strip(" \t>") + lines[last].rpartition("-->")[2].strip()
            alone = bool(sign and match["closed"] and not others)
            options, prefix = match["rest"].strip(), before if sign else ""
            yield Marker(path, line + 1, last, prefix, level, alone, not inside, options)


def _options(source: str) -> tuple[Request, str, list[str]]:
    """Return the request and the language of a block, and messages about faulty options."""
    options: dict[str, Any] = {}
    faults = []
    for word in re.sub(r"\s*([,=])\s*", r"\1", source).split():
        name, separator, value = word.partition("=")
        if not separator:
            name, value = "component", word
        if name in options:
            faults.append(f"{name} is given twice: {options[name]} and {value}")
        elif name not in (*_OPTIONS, "component"):
            faults.append(f"unknown option {name!r}{near_or_known(name, _OPTIONS)}")
        elif not all(value.split(",")):
            faults.append(f"option {name} has no value, or an empty one among several")
        else:
            options[name] = value
    options |= {name: tuple(options[name].split(",")) for name in _LISTS if name in options}
    language = options.pop("language", "")
    return Request(**options), language, faults
