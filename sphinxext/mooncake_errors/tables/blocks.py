"""Blocks in Markdown files that are filled from the registry.

A block is what stands between the comments ``<!-- mooncake-errors: store columns=name,value -->``
and ``<!-- /mooncake-errors -->``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from sphinxext.mooncake_errors.registry.problems import Problem, did_you_mean
from sphinxext.mooncake_errors.registry.selection import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Fill = Callable[["Block"], tuple[list[str], list[Problem]]]

LINE_END = re.compile(r"\r\n|\r|\n")
_MARKER = re.compile(
    r"<!--\s*(?P<end>/?)\s*mooncake-errors(?![\w-])(?!:\s*ignore(?:-file)?\b):?"
    r"(?P<rest>.*?)(?P<closed>-->|\Z)",
    re.DOTALL,
)
"""The comments of a block; those that exempt text from checks are none."""
_BEFORE = re.compile(r"[ \t>]*")
_RAW = re.compile(r" {0,3}<(?:pre|script|style|textarea)\b", re.IGNORECASE)
"""HTML in which a comment is no comment."""
_LISTS = ("columns", "groups", "codes")
_OPTIONS = (*_LISTS, "language", "sort")
_MAX_LEVEL = 6
_SYNTAX = "<!-- mooncake-errors: … --> and <!-- /mooncake-errors -->"


@dataclass(frozen=True, slots=True)
class Block:
    """A block and what is asked of it."""

    path: str
    line: int
    column: int
    """Where its first comment begins."""
    start: int
    end: int
    """Index of the first line inside it, and of the line of its last comment."""
    prefix: str
    """What each of its lines begins with, in a list or in a quotation."""
    level: int
    """Level of a heading below the one that the block stands under."""
    request: Request
    language: str
    """Empty where the block does not say."""

    def problem(self, rule: str, message: str) -> Problem:
        """Return a problem of the block."""
        return Problem(self.path, self.line, self.column, rule, message)


@dataclass(frozen=True, slots=True)
class _Marker:
    line: int
    """Index of its first line."""
    last: int
    """Index of its last line."""
    match: re.Match[str]
    level: int


@dataclass(slots=True)
class _Finder:
    path: str
    lines: list[str]
    blocks: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    open: _Marker | None = None

    def add(self, marker: _Marker) -> None:
        """Note `marker`, and the block that ends with it."""
        if not self._stands_alone(marker):
            self._problem(marker, f"each of {_SYNTAX} needs lines of its own")
        elif marker.match["end"]:
            self._end(marker)
        elif self.open:
            first = self.open.line + 1
            self._problem(marker, f"a block inside the block of line {first}, which is not ended")
        else:
            self.open = marker

    def finish(self) -> None:
        """Note a block that does not end."""
        if self.open:
            self._problem(self.open, "this block has no <!-- /mooncake-errors -->")

    def _end(self, marker: _Marker) -> None:
        start, self.open = self.open, None
        if start is None:
            self._problem(marker, "no block begins before this end of one")
        elif marker.match["rest"].strip():
            self._problem(marker, "the end of a block has no options")
        else:
            self._block(start, marker)

    def _block(self, start: _Marker, end: _Marker) -> None:
        options, faults = _options(start.match["rest"])
        self.problems += [self._at(start, "block", fault) for fault in faults]
        lists: dict[str, Any] = {
            name: tuple(options.get(name, "").split(",")) for name in _LISTS if name in options
        }
        request = Request(options.get("component", ""), sort=options.get("sort", ""), **lists)
        place = self._at(start, "", "")
        prefix = _before(self.lines[start.line])
        where = (place.path, place.line, place.column, start.last + 1, end.line, prefix)
        self.blocks.append(Block(*where, start.level, request, options.get("language", "")))

    def _stands_alone(self, marker: _Marker) -> bool:
        before = _before(self.lines[marker.line])
        rest = self.lines[marker.line][len(before) :]
        after = self.lines[marker.last].rpartition("-->")[2]
        return rest.startswith("<!--") and marker.match["closed"] != "" and not after.strip()

    def _problem(self, marker: _Marker, message: str) -> None:
        self.problems.append(self._at(marker, "block", message))

    def _at(self, marker: _Marker, rule: str, message: str) -> Problem:
        column = max(self.lines[marker.line].find("<!--"), 0) + 1
        return Problem(self.path, marker.line + 1, column, rule, message)


def blocks(text: str, path: str) -> tuple[list[Block], list[Problem]]:
    """Return the blocks in `text`, that of the Markdown file `path`, and what is wrong with them.

    Comments in code are no blocks.
    """
    finder = _Finder(path, LINE_END.split(text))
    if "mooncake-errors" in text:
        for marker in _markers(text):
            finder.add(marker)
    finder.finish()
    return finder.blocks, finder.problems


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


def _markers(text: str) -> Iterator[_Marker]:
    level, inside = 1, False
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "heading_open" and not inside:
            level = min(int(token.tag[1:]) + 1, _MAX_LEVEL)
        first = token.map[0] if token.map else 0
        if token.type == "html_block" and not _RAW.match(token.content):
            for match in _MARKER.finditer(token.content):
                line = first + token.content.count("\n", 0, match.start())
                inside = not match["end"]
                yield _Marker(line, line + match[0].rstrip().count("\n"), match, level)
        for child in token.children or ():
            match_ = _MARKER.match(child.content) if child.type == "html_inline" else None
            if match_:
                yield _Marker(first, first, match_, level)


def _before(line: str) -> str:
    match = _BEFORE.match(line)
    return match[0] if match else ""


def _options(source: str) -> tuple[dict[str, str], list[str]]:
    """Return what a block asks for, and what is wrong with it."""
    options: dict[str, str] = {}
    faults = []
    for word in re.sub(r"\s*([,=])\s*", r"\1", source).split():
        name, separator, value = word.partition("=")
        if not separator:
            name, value = "component", word
        if name in options:
            faults.append(f"{name} is given twice: {options[name]} and {value}")
        elif name not in (*_OPTIONS, "component"):
            hint = did_you_mean(name, _OPTIONS) or f"; known are {', '.join(_OPTIONS)}"
            faults.append(f"unknown option {name!r}{hint}")
        elif not all(value.split(",")):
            faults.append(f"option {name} has no value, or an empty one among several")
        else:
            options[name] = value
    return options, faults
