"""Changes of a registry file that leave all the rest of it as it is, byte for byte."""

from __future__ import annotations

import re
import textwrap
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, cast

import yaml

from sphinxext.mooncake_errors.registry.nodes import Mapping as MappingNode
from sphinxext.mooncake_errors.registry.nodes import Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinxext.mooncake_errors.registry.document import Document, Location
    from sphinxext.mooncake_errors.registry.nodes import Node

REVIEW = "# to be reviewed: from the header"
"""The YAML comment at every text that nobody has looked at."""

_WIDTH = 98
_KEY = re.compile(r"[ -]*[a-z_]+:\s*")
"""The indentation and the key before a value in a block."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_YAML_LINE_END = re.compile("[\n\x85\u2028\u2029]")
"""YAML begins a new line at each of these, editors at line feeds only."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement in a text; several at one place are made in their order."""

    start: int
    end: int
    text: str


class Editor:
    """Makes edits of one registry file; places are those of the text as it was read."""

    def __init__(self, document: Document) -> None:
        """Edit the text of `document`, whose line ends are as in Unix."""
        self._document = document
        self._text = document.text
        self._lines = _YAML_LINE_END.split(document.text)
        self._starts = [0, *accumulate(len(line) + 1 for line in self._lines)]

    def replace_scalar(self, location: Location, value: int | str) -> Edit:
        """Return an edit that makes `value` of the scalar at `location`, quoted as before."""
        node = cast("Scalar", self._document.node(location))
        end = self._end(node)
        old = self._text[node.start : end]
        if isinstance(value, int):
            return Edit(node.start, end, f"{value:#x}" if "0x" in old else str(value))
        quote = old[0] if old[:1] in {"'", '"'} and not set(value) & set("'\"\\") else ""
        return Edit(node.start, end, f"{quote}{value}{quote}" if quote else scalar(value))

    def set_key(self, location: Location, key: str, value: Any) -> Edit:
        """Return an edit that sets `key` to `value` in the mapping at `location`.

        A value that is there is replaced, otherwise the key comes last. `value` is a text, a
        number, or a list or mapping of such, which is written in brackets or braces.
        """
        node = cast("MappingNode", self._document.node(location))
        old = next((pair for pair in node.items if pair[0].text == key), None)
        if old is None:
            return self.add_key(location, key, value)
        before = self._text[old[0].end : old[1].start]
        colon = old[0].end + before.index(":") + 1
        return Edit(colon, self._end(old[1]), f" {_inline(value)}")

    def add_key(self, location: Location, key: str, value: Any) -> Edit:
        """Return an edit that adds ``key: value`` to the end of the mapping at `location`."""
        node = cast("MappingNode", self._document.node(location))
        shown = f"{key}: {_inline(value)}"
        if node.flow:
            end = self._end(node.items[-1][1])
            return Edit(end, end, f", {shown}")
        column = self._column(node.start)
        return self._below(self._last_line(node, column - 1), [" " * column + shown])

    def add_item(
        self, location: Location, after: int | None, mapping: Mapping[str, Any], review: str
    ) -> Edit:
        """Return an edit that adds `mapping` to the sequence at `location`.

        It comes after the item `after`, or at the end; above its key `review` stands REVIEW.
        """
        sequence = cast("Sequence", self._document.node(location))
        if not sequence.items and self._ends_line(sequence):
            return self._first_item(sequence, mapping, review)
        if not sequence.items or sequence.flow:
            return self._flow_item(sequence, after, mapping, review)
        index = len(sequence.items) - 1 if after is None else after
        dash = self._column(sequence.start)
        last = self._last_line(sequence.items[index], dash)
        blank = [""] * self._gap(sequence.items, index, dash)
        return self._below(last, [*blank, *_item(mapping, review, " " * dash)])

    def remove_item(self, location: Location) -> Edit:
        """Return an edit that deletes the item at `location`, one of several of a sequence."""
        sequence = cast("Sequence", self._document.node(location[:-1]))
        index = cast("int", location[-1])
        node = sequence.items[index]
        if sequence.flow:
            later = index + 1 < len(sequence.items)
            start = node.start if later else self._end(sequence.items[index - 1])
            return Edit(start, sequence.items[index + 1].start if later else self._end(node), "")
        last = self._last_line(node, self._column(sequence.start))
        start = self._starts[self._line(node.start)]
        end = min(self._starts[last] + len(self._lines[last]) + 1, len(self._text))
        return Edit(start, end, "")

    def is_marked(self, location: Location) -> bool:
        """Return whether REVIEW stands in the line above the scalar at `location`."""
        node = self._document.node(location)
        line = self._line(node.start) if node else 0
        return line > 0 and self._lines[line - 1].strip() == REVIEW

    def _ends_line(self, sequence: Sequence) -> bool:
        """Return whether `sequence` is all that stands behind its key, to the end of the line."""
        key = self._lines[self._line(sequence.start)][: self._column(sequence.start)]
        rest = self._lines[self._line(sequence.end)][self._column(sequence.end) :]
        return bool(_KEY.fullmatch(key)) and not rest.strip()

    def _first_item(self, sequence: Sequence, mapping: Mapping[str, Any], review: str) -> Edit:
        """Return an edit that makes a block with an item of the empty `sequence`."""
        number = self._line(sequence.start)
        line = self._lines[number]
        indent = re.match("[ -]*", line)[0].replace("-", " ")  # type: ignore[index]
        lines = [f"\n{each}" for each in _item(mapping, review, indent)]
        start = self._starts[number] + line.rindex(":", 0, self._column(sequence.start)) + 1
        return Edit(start, sequence.end, "".join(lines))

    def _flow_item(
        self, sequence: Sequence, after: int | None, mapping: Mapping[str, Any], review: str
    ) -> Edit:
        line = self._lines[self._line(sequence.start)]
        indent = " " * (len(line) - len(line.lstrip()) + 4)
        text = f"\n{indent}{REVIEW}\n{indent}{flow(mapping)}" if review else f" {flow(mapping)}"
        if not sequence.items:
            # Each of several has a comma behind it, which YAML allows behind the last one too.
            return Edit(sequence.start + 1, sequence.start + 1, f"{text},")
        end = self._end(sequence.items[-1 if after is None else after])
        return Edit(end, end, f",{text}")

    def _last_line(self, node: Node, indent: int) -> int:
        """Return the last line of the item `node`, whose dash or parent key stands at `indent`."""
        leaf = _last_leaf(node)
        in_block = isinstance(leaf, Scalar) and leaf.block
        line = last = self._line(leaf.start if in_block else leaf.end)
        while line + 1 < len(self._lines):
            line += 1
            content = self._lines[line].lstrip(" ")
            if content and len(self._lines[line]) - len(content) <= indent:
                break
            last = line if content else last
        return last

    def _gap(self, items: list[Node], index: int, dash: int) -> int:
        """Return how many blank lines people left between the items, seen at item `index`."""
        if len(items) < 2:  # noqa: PLR2004 - between two
            return 0
        first = max(index - 1, 0)
        start = self._last_line(items[first], dash) + 1
        between = self._lines[start : self._line(items[first + 1].start)]
        return sum(not line.strip() for line in between)

    def _below(self, line: int, lines: list[str]) -> Edit:
        """Return an edit that puts `lines` below the line `line`."""
        start = self._starts[line] + len(self._lines[line])
        return Edit(start, start, "".join(f"\n{each}" for each in lines))

    def _end(self, node: Node) -> int:
        """Return the offset behind the last character of `node`, without white space."""
        leaf = _last_leaf(node)
        return leaf.start + len(self._text[leaf.start : leaf.end].rstrip())

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def _column(self, offset: int) -> int:
        return offset - self._starts[self._line(offset)]


def apply(raw: str, edits: Iterable[Edit]) -> str:
    """Return `raw`, the file with its own line ends and byte order mark, with `edits` made."""
    ends = list(_LINE_END.finditer(raw))
    mark = raw.startswith("\ufeff")
    # Where a line end of two characters, which the places of edits count as one, has gone by.
    doubles = [m.end() - n - 1 - mark for n, m in enumerate(m for m in ends if len(m[0]) > 1)]
    newline = ends[0][0] if ends else "\n"
    pieces, done = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        start, end = (at + mark + bisect_right(doubles, at) for at in (edit.start, edit.end))
        pieces += [raw[done:start], edit.text.replace("\n", newline)]
        done = end
    return "".join([*pieces, raw[done:]])


def block(mapping: Mapping[str, Any], review: str) -> list[str]:
    """Return `mapping` as the lines of a block of YAML, with REVIEW above the key `review`."""
    lines: list[str] = []
    for key, value in mapping.items():
        lines += [REVIEW] if key == review else []
        if isinstance(value, tuple):
            lines.append(f"{key}:")
            for item in value:
                lines += _item(item, "description", "")
        elif isinstance(value, str) and len(f"{key}: {scalar(value)}") > _WIDTH - 8:
            folded = textwrap.wrap(
                value, _WIDTH - 10, break_long_words=False, break_on_hyphens=False
            )
            lines += [f"{key}: >-", *(f"  {line}" for line in folded)]
        else:
            lines.append(f"{key}: {_inline(value)}")
    return lines


def _item(mapping: Mapping[str, Any], review: str, indent: str) -> list[str]:
    """Return `mapping` as the lines of an item of a block, with `indent` before its dash."""
    lines = block(mapping, review)
    return [f"{indent}{'  ' if number else '- '}{line}" for number, line in enumerate(lines)]


def flow(mapping: Mapping[str, Any]) -> str:
    """Return `mapping` as YAML in braces, in one line."""
    return "{" + ", ".join(f"{key}: {_inline(value)}" for key, value in mapping.items()) + "}"


def scalar(text: str) -> str:
    """Return `text` as YAML in one line, quoted if it has to be, inside of brackets too."""
    quoted = yaml.safe_dump([text], allow_unicode=True, width=10**9, default_flow_style=True)
    return quoted.strip()[1:-1]


def _inline(value: Any) -> str:
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_inline, value))}]"
    return flow(value) if isinstance(value, dict) else str(value)


def _last_leaf(node: Node) -> Node:
    """Return the last value in a block, or `node` itself if it is none."""
    while isinstance(node, (Sequence, MappingNode)) and node.items and not node.flow:
        last = node.items[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node
