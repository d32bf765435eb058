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
"""Returns the lines of a block, and its problems."""

_MARKER = re.compile(
    r"<!--\s*(?P<end>/?)\s*mooncake-errors(?!\w|-(?!->))(?!:\s*ignore(?:-file)?\b):?"
    r"(?P<rest>.*?)(?P<closed>-->|\Z)",
    re.DOTALL,
)
"""The comments of a block, but not those that exempt text from checks."""
_HTML = ("html_block", "html_inline")
_LINE_START = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
_LISTS = ("columns", "groups", "codes")
_OPTIONS = (*_LISTS, "language", "sort")
SYNTAX = "<!-- mooncake-errors: … --> and <!-- /mooncake-errors -->"


class Block(NamedTuple):
    """A block: the lines from the index `start` to `end`, between its comments."""

    path: str
    line: int
    """The line of its first comment, counted from 1."""
    start: int
    end: int
    prefix: str
    """The beginning of its lines, in a list or a quotation."""
    level: int
    """Level of headings in it: one below the heading above it."""
    request: Request = Request()
    language: str = ""
    """The language of the block; empty if it has no option for it."""

    def problem(self, rule: str, message: str) -> Problem:
        """Return a problem of the block, at its first comment."""
        return Problem(self.path, self.line, len(self.prefix) + 1, rule, message)


def may_have_blocks(text: str) -> bool:
    """Return whether `text` has a comment of a block, perhaps only in code."""
    return _MARKER.search(text) is not None


def blocks(text: str, path: str) -> tuple[list[Block], list[Problem]]:
    """Return the blocks in `text`, the content of the Markdown file `path`, and their problems."""
    found: list[Block] = []
    problems: list[Problem] = []
    opened: Block | None = None
    wrong: list[str] = []
    text = text.removeprefix("\ufeff")
    lines = _LINE_START.split(text)
    for match, is_apart, line, level in _comments(text) if may_have_blocks(text) else ():
        is_end, options = match["end"], match["rest"].strip()
        last = line + match[0].rstrip().count("\n")
        before, sign, _ = lines[line].partition("<!--")
        others = before.strip(" \t>") + lines[last].partition("-->")[2].strip()
        block = Block(path, line + 1, last + 1, line, before if sign else "", level)
        faults = []
        if others or not (is_apart and match["closed"]):
            faults = [f"each of {SYNTAX} needs lines of its own"]
        elif opened and not is_end:
            faults = [f"a block inside the block of line {opened.line}, which is not ended"]
        elif opened:
            faults = ["the end of a block has no options"] if options else []
            problems += [opened.problem("block", fault) for fault in wrong]
            found.append(opened._replace(end=line))
            opened = None
        elif is_end:
            faults = ["no block begins before this end of one"]
        else:
            request, language, wrong = _options(options)
            opened = block._replace(request=request, language=language)
        problems += [block.problem("block", fault) for fault in faults]
    if opened:
        problems.append(opened.problem("block", "this block has no <!-- /mooncake-errors -->"))
    return found, problems


def _comments(text: str) -> Iterator[tuple[re.Match[str], bool, int, int]]:
    """Yield each comment of a block that is not in code.

    With it come whether it is outside of paragraphs, the index of its line, and the level of
    headings there.
    """
    level, inside = 1, False
    for token in MarkdownIt("commonmark").enable("table").parse(f"{text}\n"):
        if token.type == "heading_open" and not inside:
            level = min(int(token.tag[1:]) + 1, 6)
        line = token.map[0] if token.map else 0
        for part in [token, *(token.children or ())]:
            for match in _MARKER.finditer(part.content) if part.type in _HTML else ():
                inside = not match["end"]
                above = part.content.count("\n", 0, match.start())
                yield match, part.type == "html_block", line + above, level
            if part is not token:
                line += part.content.count("\n") + part.type.endswith("break")


def filled(text: str, path: str, fill: Fill) -> tuple[str, list[Problem], list[Problem]]:
    """Return `text` with blocks filled by `fill`, problems of those that change, and faults.

    `text` is the content of the Markdown file `path`; it is returned unchanged if there are
    faults. Text outside of blocks does not change. New lines have the line end of the first
    comment of their block.
    """
    found, faults = blocks(text, path)
    lines = _LINE_START.split(text)
    stale: list[Problem] = []
    message = "this block is not current: run mooncake-errors render"
    for block in reversed(found):
        content, problems = fill(block)
        faults += problems
        comment = lines[block.start - 1]
        end = comment[len(comment.rstrip("\r\n")) :]
        new = [(block.prefix + line).rstrip() + end for line in ["", *content, ""]]
        if new != lines[block.start : block.end]:
            lines[block.start : block.end] = new
            stale.insert(0, block.problem("stale", message))
    return (text if faults else "".join(lines)), stale, faults


def _options(source: str) -> tuple[Request, str, list[str]]:
    """Return the request and the language of a block, and messages about faulty options."""
    options: dict[str, Any] = {}
    faults = []
    for word in re.sub(r"\s*([,=])\s*", r"\1", source).split():
        name, _, value = word.partition("=") if "=" in word else ("component", "", word)
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
