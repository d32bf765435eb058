"""Changes of a registry file that leave all the rest of it as it is, byte for byte."""

from __future__ import annotations

import re
import textwrap
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinxext.mooncake_errors.registry.document import Document, Location

REVIEW = "# to be reviewed: from the header"
"""The YAML comment at every text that nobody has looked at."""

_WIDTH = 98
_KEY = re.compile(r"[ -]*[a-z_]+:\s*")
"""What stands before a value that is not inside of brackets."""
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement in a text; several at one place are made in their order."""

    start: int
    end: int
    text: str


class Editor:
    """Makes edits of one registry file; places are those of the text as it was read."""

    def __init__(self, document: Document, text: str) -> None:
        """Edit `text`, with line ends as in Unix, which `document` was made of."""
        self._document = document
        self._text = text
        self._lines = text.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in self._lines)]

    def replace_scalar(self, location: Location, value: int | str) -> Edit:
        """Return an edit that makes `value` of the scalar at `location`, quoted as before."""
        node = self._document.node(location)
        start, end = self._offset(node.start_mark), self._offset(node.end_mark)
        old = self._text[start:end]
        quote = old[0] if old[:1] in {"'", '"'} else ""
        if isinstance(value, str):
            return Edit(start, end, f"{quote}{value}{quote}" if quote else scalar(value))
        return Edit(start, end, f"{value:#x}" if "0x" in old else str(value))

    def add_key(self, location: Location, key: str, value: str) -> Edit:
        """Return an edit that adds ``key: value`` to the end of the mapping at `location`."""
        node = self._document.node(location)
        shown = f"{key}: {scalar(value)}"
        if node.flow_style:
            return self._insert(self._offset(node.value[-1][1].end_mark), f", {shown}")
        last = self._last_line(node, node.start_mark.column - 1)
        return self._below(last, [" " * node.start_mark.column + shown])

    def add_item(
        self, location: Location, after: int | None, mapping: Mapping[str, Any], review: str
    ) -> Edit:
        """Return an edit that adds `mapping` to the sequence at `location`.

        It comes after the item `after`, or at the end; above its key `review` stands REVIEW.
        """
        sequence = self._document.node(location)
        if not sequence.value and self._ends_line(sequence):
            return self._first_item(sequence, mapping, review)
        if not sequence.value or sequence.flow_style:
            return self._flow_item(sequence, after, mapping, review)
        index = len(sequence.value) - 1 if after is None else after
        item = sequence.value[index]
        dash = sequence.start_mark.column
        last = self._last_line(item, dash)
        blank = [""] * self._gap(sequence.value, index, dash)
        return self._below(last, [*blank, *_item(mapping, review, " " * dash)])

    def _ends_line(self, sequence: Any) -> bool:
        """Return whether `sequence` is all that stands behind its key, to the end of the line."""
        line, end = self._lines[sequence.start_mark.line], sequence.end_mark
        key = line[: sequence.start_mark.column]
        return bool(_KEY.fullmatch(key)) and not line[end.column :].strip()

    def _first_item(self, sequence: Any, mapping: Mapping[str, Any], review: str) -> Edit:
        """Return an edit that makes a block with an item of the empty `sequence`."""
        line = self._lines[sequence.start_mark.line]
        indent = re.match("[ -]*", line)[0].replace("-", " ")  # type: ignore[index]
        lines = [f"\n{each}" for each in _item(mapping, review, indent)]
        start = self._starts[sequence.start_mark.line] + line.rindex(":") + 1
        return Edit(start, self._offset(sequence.end_mark), "".join(lines))

    def _flow_item(
        self, sequence: Any, after: int | None, mapping: Mapping[str, Any], review: str
    ) -> Edit:
        line = self._lines[sequence.start_mark.line]
        indent = " " * (len(line) - len(line.lstrip()) + 4)
        text = f"\n{indent}{REVIEW}\n{indent}{flow(mapping)}" if review else f" {flow(mapping)}"
        if not sequence.value:
            # Each of several has a comma behind it, which YAML allows behind the last one too.
            return self._insert(self._offset(sequence.start_mark) + 1, f"{text},")
        item = sequence.value[-1 if after is None else after]
        return self._insert(self._offset(item.end_mark), f",{text}")

    def _last_line(self, node: Any, indent: int) -> int:
        """Return the last line of the item `node`, whose dash or parent key stands at `indent`."""
        line = _last_leaf_line(node)
        last = line
        while line + 1 < len(self._lines):
            line += 1
            content = self._lines[line].lstrip(" ")
            if content and len(self._lines[line]) - len(content) <= indent:
                break
            last = line if content else last
        return last

    def _gap(self, items: list[Any], index: int, dash: int) -> int:
        """Return how many blank lines people left between the items, seen at item `index`."""
        if len(items) < 2:  # noqa: PLR2004 - between two
            return 0
        first = max(index - 1, 0)
        start = self._last_line(items[first], dash) + 1
        between = self._lines[start : items[first + 1].start_mark.line]
        return sum(not line.strip() for line in between)

    def _below(self, line: int, lines: list[str]) -> Edit:
        """Return an edit that puts `lines` below the line `line`."""
        start = self._starts[line] + len(self._lines[line])
        return self._insert(start, "".join(f"\n{each}" for each in lines))

    def _insert(self, offset: int, text: str) -> Edit:
        return Edit(offset, offset, text)

    def _offset(self, mark: Any) -> int:
        return int(self._starts[mark.line] + mark.column)


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
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    if isinstance(value, tuple):
        return f"[{', '.join(map(flow, value))}]"
    return str(value)


def _last_leaf_line(node: Any) -> int:
    """Return the line where the last value in `node` ends; that of a block scalar only begins."""
    while not isinstance(node, yaml.ScalarNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    in_block = isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}
    return int(node.start_mark.line if in_block else node.end_mark.line)
