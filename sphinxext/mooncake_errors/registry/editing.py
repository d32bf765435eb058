"""Edits of a registry file that leave the rest of it unchanged, byte for byte."""

import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from sphinxext.mooncake_errors.registry.document import Document, Node
from sphinxext.mooncake_errors.registry.fields import Location

REVIEW = "# to be reviewed: from the header"
"""The YAML comment above each generated text that has not been reviewed."""

_WIDTH = 90
_EMPTY = re.compile(r"(?P<indent>[ -]*)[a-z_]+:(?P<brackets> *\[ *\])(?: *#.*| *)$", re.MULTILINE)
"""A line with a key in block style and an empty list."""


class Editor:
    """Edits of one registry file; all offsets are those of the text as it was read."""

    def __init__(self, document: Document) -> None:
        """Edit `document`, whose text has only line feeds as line ends."""
        self.document = document
        self.notes: list[str] = []
        """A line about each change, for people."""
        self._text = document.text
        self._edits: list[tuple[int, int, int, str]] = []
        """Start, minus the column of a new key or item, end, and text that replaces the old one.

        Sorted by these numbers, the deepest of several new keys and items at one place comes first.
        """

    def edited(self, raw: str) -> str:
        """Return `raw`, the file with its line ends and byte order mark, after all edits.

        The offsets of edits count each line end as one character, and no byte order mark.
        """
        mark = "\ufeff" if raw.startswith("\ufeff") else ""
        characters = re.findall(r"\r\n|(?s:.)", raw.removeprefix(mark))
        newline = next((each for each in characters if each in {"\r\n", "\r", "\n"}), "\n")
        pieces, done = [mark], 0
        for start, _, end, text in sorted(self._edits, key=lambda edit: edit[:3]):
            if start >= done:  # else it is in a removed item
                pieces += [*characters[done:start], text.replace("\n", newline)]
                done = end
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
            self._edit(start, end, f" {value:#x}" if is_hex else f" {inline(value)}")
        elif node.flow:
            end = list(node.value.values())[-1].end
            self._edit(end, end, f", {key}: {inline(value)}")
        else:
            column = len(self._before(node))
            end = self._last_line_end(node, column - 1)
            self._edit(end, end, f"\n{' ' * column}{key}: {inline(value)}", column)

    def extend(self, location: Location, key: str, items: Sequence[Any]) -> None:
        """Add `items` to the list `key` of the mapping at `location`; make one if it has none."""
        present = self.document.node(location).value.get(key)
        if present and present.value:
            for item in items:
                self.add_item((*location, key), item)
        elif items:
            self.set_key(location, key, items)

    def replace(self, location: Location, old: str, new: str) -> None:
        """Replace `old` by `new` in the scalar at `location`, whose quotes stay."""
        node = self.document.node(location)
        self._edit(node.start, node.end, self._text[node.start : node.end].replace(old, new))

    def add_item(
        self, location: Location, item: Mapping[str, Any], after: int = -1, review: str = ""
    ) -> None:
        """Add `item` to the sequence at `location`, behind the present item with the index `after`.

        If `review` is given, REVIEW goes above this key, or above the item in a list in brackets.
        """
        sequence = self.document.node(location)
        items, column = sequence.value, len(self._before(sequence))
        empty = _EMPTY.match(self._text, sequence.start - column)
        if empty:
            self._edit(*empty.span("brackets"), "")
            text = _item(item, review, empty["indent"].replace("-", " "))
            self._edit(empty.end(), empty.end(), text, 1)
        elif sequence.flow or not items:
            before = self._before(sequence)
            indent = " " * (len(before) - len(before.lstrip()) + 4)
            text = f"\n{indent}{REVIEW}\n{indent}{inline(item)}" if review else f" {inline(item)}"
            at = items[after].end if items else sequence.start + 1
            # Behind the last item of a list may stand a comma too.
            self._edit(at, at, f",{text}" if items else f"{text},")
        else:
            end = self._last_line_end(items[after], column)
            apart = "\n\n" in self._text[items[0].end : items[min(1, len(items) - 1)].start]
            text = _item(item, review, " " * column)
            self._edit(end, end, f"\n{text}" if apart else text, column + 1)

    def remove_item(self, location: Location) -> None:
        """Delete the item at `location`, not the only one of its sequence."""
        sequence = self.document.node(location[:-1])
        index = int(location[-1])
        node = sequence.value[index]
        if not sequence.flow:
            start = node.start - len(self._before(node))
            end = self._last_line_end(node, len(self._before(sequence)))
            self._edit(start - 1, end, "")
        elif index and all(end != node.start for _, _, end, _ in self._edits):
            self._edit(sequence.value[index - 1].end, node.end, "")
        else:  # it is the first one that is left
            starts = [*(each.start for each in sequence.value), sequence.end - 1]
            self._edit(node.start, starts[index + 1], "")

    def is_marked(self, location: Location) -> bool:
        """Return whether REVIEW is above the scalar at `location` or the line of its item."""
        before = self._text[: self.document.node(location).start]
        is_first = not self._before(self.document.node(location[:-1])).strip(" -")
        return is_first and before.rpartition("\n")[0].rpartition("\n")[2].strip() == REVIEW

    def _edit(self, start: int, end: int, text: str, column: int = 0) -> None:
        self._edits.append((start, -column, end, text))

    def _before(self, node: Node) -> str:
        """Return the line of `node` up to its first character."""
        return self._text[self._text.rfind("\n", 0, node.start) + 1 : node.start]

    def _last_line_end(self, node: Node, indent: int) -> int:
        """Return the end of the last line of `node`, whose dash or parent key is at `indent`.

        Comments with a deeper indentation belong to the node.
        """
        lines = re.compile(rf".*(?:(?:\n *)*\n {{{indent + 1},}}[^ \n].*)*")
        match = lines.match(self._text, node.end)
        return match.end() if match else node.end


def block(mapping: Mapping[str, Any], review: str = "") -> list[str]:
    """Return `mapping` as lines of YAML in block style, with REVIEW above the key `review`."""
    lines: list[str] = []
    for key, value in mapping.items():
        if isinstance(value, tuple):
            text = "".join(_item(each, review and "description") for each in value)
        else:
            text = f" {_scalar(value, len(key) + 2)}"
        lines += [REVIEW] if key == review else []
        lines += f"{key}:{text}".split("\n")
    return lines


def _item(item: Any, review: str, indent: str = "") -> str:
    """Return a list item in block style: a line feed, then lines with `indent` before the dash."""
    lines = block(item, review) if isinstance(item, Mapping) else _scalar(item, 2).split("\n")
    return f"\n{indent}- " + f"\n{indent}  ".join(lines)


def _scalar(value: Any, column: int) -> str:
    """Return `value` as YAML in block style; a text too long for a line from `column` is folded."""
    if not isinstance(value, str):
        return inline(value)
    text = yaml.safe_dump([value], allow_unicode=True, width=10**9)[2:-1]
    if column + len(text) <= _WIDTH:
        return text
    folded = textwrap.wrap(value, _WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return "\n  ".join([">-", *folded])


def inline(value: Any) -> str:
    """Return `value` as YAML in one line, texts quoted if needed; valid in flow style too."""
    shown = yaml.safe_dump(
        [value], allow_unicode=True, width=10**9, default_flow_style=True, sort_keys=False
    )
    return shown.strip()[1:-1]
