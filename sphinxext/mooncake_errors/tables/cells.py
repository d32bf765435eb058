"""Conversion of the tags and the text of a cell or a heading to a text of the registry."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.tables.model import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable

_STRAY = re.compile(r"^`|(?<!`)``(?!`)|`\Z")
"""Backquotes that would end a literal or run together with its marks."""
_CODE = frozenset(("code", "kbd", "pre", "samp", "tt"))
_BOLD = frozenset(("b", "strong"))
_BREAKS = frozenset(
    (
        *("address", "article", "blockquote", "br", "dd", "details", "div", "dl", "dt", "hr", "li"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "section", "summary", "ul"),
    )
)
_SILENT = frozenset(
    (
        *("a", "abbr", "big", "center", "cite", "colgroup", "col", "del", "dfn", "em", "font", "i"),
        *("ins", "mark", "nobr", "q", "s", "small", "span", "strike", "sub", "sup", "u", "var"),
        *("wbr", "picture", "source", "svg", "path", "caption", "thead", "tbody", "tfoot"),
        *("img", *_CODE, *_BOLD),
    )
)
"""Known tags within text; unknown ones are text, as in ``vector<int>``."""

Parts = list[tuple[bool, str]]
"""Pieces of text; True if the piece is code."""


@dataclass(slots=True)
class OpenCell:
    """A cell or a heading, collected piece by piece."""

    path: str
    line: int
    rows: int = 1
    columns: int = 1
    head: bool = False
    fault: str = ""
    _items: list[Parts] = field(default_factory=lambda: [[]])
    _plain: list[str] = field(default_factory=list)
    _all_bold: bool = True
    _code: int = 0
    _bold: int = 0
    """The number of tags for code and for bold text that are open."""
    _links: list[str] = field(default_factory=list)

    def start(self, tag: str, values: dict[str, str], source: str) -> None:
        """Read the start of a `tag` with the attributes `values`; `source` is its source."""
        self._count(tag, 1)
        if tag == "a":
            self._links.append(values.get("href", ""))
        elif tag == "img":
            self.add(values.get("alt", ""))
            self._target(values.get("src", ""))
        else:
            self._break_or_add(tag, source)

    def end(self, tag: str) -> None:
        """Read the end of a `tag`."""
        self._count(tag, -1)
        if tag == "a" and self._links:
            self._target(self._links.pop())
        else:
            self._break_or_add(tag, f"</{tag}>")

    def add(self, text: str) -> None:
        """Add `text`."""
        if text:
            self._plain.append(text)
            self._append(text, code=self._code > 0)
            self._all_bold = self._all_bold and (self._bold > 0 or not text.strip())

    def cell(self, *, bold: bool = False) -> Cell:
        """Return the cell; it is bold if `bold`, or if all of its text is."""
        shown = ("".join(f"``{t}``" if code else t for code, t in item) for item in self._items)
        items = tuple(filter(None, map(_fold, shown)))
        plain = _fold("".join(self._plain))
        return Cell(
            self.path,
            self.line,
            " ".join(items),
            plain,
            bold=bold or (self._all_bold and plain != ""),
            fault=self.fault or _fault(part for item in self._items for part in item),
            items=items,
        )

    def _append(self, text: str, *, code: bool) -> None:
        """Add `text` to the last piece of the item if that is of the same kind."""
        item = self._items[-1]
        if item and item[-1][0] == code:
            item[-1] = (code, item[-1][1] + text)
        else:
            item.append((code, text))

    def _count(self, tag: str, change: int) -> None:
        self._code = max(self._code + change * (tag in _CODE), 0)
        self._bold = max(self._bold + change * (tag in _BOLD), 0)

    def _break_or_add(self, tag: str, source: str) -> None:
        """Begin another item at the tag of a block, or add an unknown tag as text."""
        if tag in _BREAKS:
            self._plain.append(" ")
            if self._items[-1]:
                self._items.append([])
        elif tag not in _SILENT:
            self.add(source)

    def _target(self, target: str) -> None:
        """Add the `target` of a link, unless it is on the page or equals the text of the link."""
        shown = self._plain[-1] if self._plain else ""
        if target and not target.startswith("#") and shown != target.removeprefix("mailto:"):
            self._append(f" ({target})", code=False)


def _fold(text: str) -> str:
    return " ".join(text.split())


def _fault(parts: Iterable[tuple[bool, str]]) -> str:
    """Return the fault of `parts` with backquotes that no text of the registry can have."""
    stray = any(_STRAY.search(text) if code else "`" in text for code, text in parts)
    return "the registry cannot hold these backquotes" if stray else ""
