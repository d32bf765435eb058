"""Edits of a registry file that leave the rest of it unchanged, byte for byte."""

import re
import textwrap
from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml

from sphinxext.mooncake_errors.registry.document import Document, Node
from sphinxext.mooncake_errors.registry.fields import Location

REVIEW = "# to be reviewed: from the header"
"""The YAML comment above each generated text that has not been reviewed."""

_WIDTH = 98
_KEY = re.compile(r"([ -]*)([a-z_]+:)\s*")
"""The indentation with dashes, and the key, before a value in block style."""


class _Edit(NamedTuple):
    """A replacement from the offset ``start`` to ``end``."""

    start: int
    end: int
    text: str
    column: int = 0
    """That of a new key, or behind the dash of a new item; at one place the deepest comes first."""


class Editor:
    """Edits of one registry file; all offsets are those of the text as it was read."""

    def __init__(self, document: Document) -> None:
        """Edit `document`, whose text has only line feeds as line ends."""
        self.document = document
        self.notes: list[str] = []
        """A line about each change, for people."""
        self._text = document.text
        self._edits: list[_Edit] = []

    def edited(self, raw: str) -> str:
        """Return `raw`, the file with its line ends and byte order mark, after all edits.

        The offsets of edits count each line end as one character, and no byte order mark.
        """
        mark = "\ufeff" if raw.startswith("\ufeff") else ""
        characters = re.findall(r"\r\n|(?s:.)", raw.removeprefix(mark))
        newline = next((each for each in characters if each in {"\r\n", "\r", "\n"}), "\n")
        pieces, done = [mark], 0
        for edit in sorted(self._edits, key=lambda edit: (edit.start, -edit.column, edit.end)):
            if edit.end < done:  # in a removed item
                continue
            pieces += [*characters[done : edit.start], edit.text.replace("\n", newline)]
            done = edit.end
        return "".join([*pieces, *characters[done:]])

    def set_key(self, location: Location, key: str, value: Any) -> None:
        """Set `key` to `value` in the mapping at `location`.

        A present value is replaced; a new key is added last. `value` is a text, a number, or a
        list or mapping of these, written in flow style.
        """
        node = self.document.node(location)
        if key in node.value:
            start = self._text.index(":", node.value[key].key.end) + 1
            end = node.value[key].end
            is_hex = isinstance(value, int) and "0x" in self._text[start:end]
            self._replace(start, end, f" {value:#x}" if is_hex else f" {inline(value)}")
        elif node.flow:
            self._insert(list(node.value.values())[-1].end, f", {key}: {inline(value)}")
        else:
            column = node.start - self._line_start(node.start)
            text = f"\n{' ' * column}{key}: {inline(value)}"
            self._insert(self._last_line_end(node, column - 1), text, column)

    def replace(self, location: Location, old: str, new: str) -> None:
        """Replace `old` by `new` in the scalar at `location`, whose quotes stay."""
        node = self.document.node(location)
        self._replace(node.start, node.end, self._text[node.start : node.end].replace(old, new))

    def add_item(
        self, location: Location, after: int | None, mapping: Mapping[str, Any], review: str
    ) -> None:
        """Add `mapping` to the sequence at `location`.

        The item follows the one with the index `after`, or comes last if that is None. REVIEW goes
        above its key `review`, if that is not empty.
        """
        sequence = self.document.node(location)
        items = sequence.value
        start = self._line_start(sequence.start)
        before = self._text[start : sequence.start]
        key = _KEY.fullmatch(before)
        if not items and key and not self._rest(sequence.end).strip():
            item = _item(mapping, review, key[1].replace("-", " "))
            self._replace(start + key.end(2), sequence.end, item)
        elif not items or sequence.flow:
            self._add_in_flow(sequence, after, mapping, review)
        else:
            index, dash = len(items) - 1 if after is None else after, len(before)
            text = self._blank_lines(items, index, dash) + _item(mapping, review, " " * dash)
            self._insert(self._last_line_end(items[index], dash), text, dash + 1)

    def remove_item(self, location: Location) -> None:
        """Delete the item at `location`, not the only one of its sequence."""
        sequence = self.document.node(location[:-1])
        index = int(location[-1])
        node = sequence.value[index]
        if not sequence.flow:
            start = self._line_start(node.start)
            end = self._last_line_end(node, sequence.start - self._line_start(sequence.start))
            self._replace(start, min(end + 1, len(self._text)), "")
        elif index + 1 < len(sequence.value):
            self._replace(node.start, sequence.value[index + 1].start, "")
        else:
            self._replace(sequence.value[index - 1].end, node.end, "")

    def is_marked(self, location: Location) -> bool:
        """Return whether the line above the scalar at `location` is REVIEW."""
        start = self._line_start(self.document.node(location).start)
        return start > 0 and self._rest(self._line_start(start - 1)).strip() == REVIEW

    def _replace(self, start: int, end: int, text: str) -> None:
        self._edits.append(_Edit(start, end, text))

    def _insert(self, at: int, text: str, column: int = 0) -> None:
        self._edits.append(_Edit(at, at, text, column))

    def _add_in_flow(
        self, sequence: Node, after: int | None, mapping: Mapping[str, Any], review: str
    ) -> None:
        line = self._rest(self._line_start(sequence.start))
        indent = " " * (len(line) - len(line.lstrip()) + 4)
        shown = inline(mapping)
        text = f"\n{indent}{REVIEW}\n{indent}{shown}" if review else f" {shown}"
        if not sequence.value:
            # The trailing comma separates items of several edits; YAML allows it after the last.
            self._insert(sequence.start + 1, f"{text},")
        else:
            self._insert(sequence.value[-1 if after is None else after].end, f",{text}")

    def _last_line_end(self, node: Node, indent: int) -> int:
        """Return the end of the last line of `node`, whose dash or parent key is at `indent`.

        Comments with a deeper indentation belong to the node.
        """
        end = node.end + len(self._rest(node.end))
        deeper = re.compile(rf"(?:\n *)*\n {{{indent + 1},}}[^ \n].*")
        while match := deeper.match(self._text, end):
            end = match.end()
        return end

    def _blank_lines(self, items: list[Node], index: int, dash: int) -> str:
        """Return the blank lines between items, as found next to the item `index`."""
        if len(items) < 2:  # noqa: PLR2004 - between two
            return ""
        first = max(index - 1, 0)
        start = self._last_line_end(items[first], dash)
        between = self._text[start : self._line_start(items[first + 1].start)]
        return "\n" * sum(not line.strip() for line in between.split("\n")[1:-1])

    def _line_start(self, offset: int) -> int:
        return self._text.rfind("\n", 0, offset) + 1

    def _rest(self, offset: int) -> str:
        """Return the rest of the line from `offset`."""
        end = self._text.find("\n", offset)
        return self._text[offset:] if end < 0 else self._text[offset:end]


def block(mapping: Mapping[str, Any], review: str) -> list[str]:
    """Return `mapping` as lines of YAML in block style, with REVIEW above the key `review`."""
    lines: list[str] = []
    for key, value in mapping.items():
        lines += [REVIEW] if key == review else []
        if isinstance(value, tuple):
            items = "".join(_item(item, "description", "") for item in value)
            lines += f"{key}:{items}".split("\n")
        elif isinstance(value, str) and len(f"{key}: {inline(value)}") > _WIDTH - 8:
            folded = textwrap.wrap(
                value, _WIDTH - 10, break_long_words=False, break_on_hyphens=False
            )
            lines += [f"{key}: >-", *(f"  {line}" for line in folded)]
        else:
            lines.append(f"{key}: {inline(value)}")
    return lines


def _item(mapping: Mapping[str, Any], review: str, indent: str) -> str:
    """Return a list item in block style: a line feed, then lines with `indent` before the dash."""
    return f"\n{indent}- " + f"\n{indent}  ".join(block(mapping, review))


def inline(value: Any) -> str:
    """Return `value` as YAML in one line, texts quoted if needed; valid in flow style too."""
    shown = yaml.safe_dump(
        [value], allow_unicode=True, width=10**9, default_flow_style=True, sort_keys=False
    )
    return shown.strip()[1:-1]
