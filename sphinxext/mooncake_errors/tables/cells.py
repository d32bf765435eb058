"""Conversion of the nodes of a cell or a heading to a text of the registry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from docutils import nodes

from sphinxext.mooncake_errors.tables.model import Cell

if TYPE_CHECKING:
    Parts = list[tuple[bool, str]]
    """Pieces of text; True if the piece is code."""

_STRAY = re.compile(r"^`|(?<!`)``(?!`)|`\Z")
"""Backquotes that would end a literal or run together with its marks."""
_CODE = (nodes.literal, nodes.literal_block, nodes.doctest_block)
_UNSEEN = (nodes.comment, nodes.substitution_definition, nodes.pending, nodes.raw)
ERROR = 3
"""The lowest level of messages about source that docutils leaves out."""


class CellReader:
    """Collects the text of a cell or a heading, piece by piece."""

    def __init__(self) -> None:
        """Begin with no text."""
        self._items: list[Parts] = [[]]
        self._plain: list[str] = []
        self._all_bold = True
        self._fault = ""

    def read(self, node: nodes.Node, *, code: bool = False, bold: bool = False) -> None:
        """Add the text of `node`, which is in code or in bold text if `code` or `bold`."""
        if isinstance(node, nodes.Text):
            self._add(node.astext(), code=code, bold=bold)
        elif isinstance(node, nodes.table):
            self._fault = "a table in a cell"
        elif isinstance(node, nodes.system_message):
            if node["level"] >= ERROR:
                words = node.children[0].astext().partition("\n")[0]
                self._fault = f"docutils cannot read all of it: {words}"
        elif isinstance(node, nodes.Element) and not isinstance(node, _UNSEEN):
            code = code or isinstance(node, _CODE)
            self._element(node, code=code, bold=bold or isinstance(node, nodes.strong))

    def cell(self, path: str, line: int, *, bold: bool = False) -> Cell:
        """Return the cell at `line`; it is bold if `bold`, or if all of its text is."""
        shown = ("".join(f"``{t}``" if code else t for code, t in item) for item in self._items)
        items = tuple(filter(None, map(_fold, shown)))
        plain = _fold("".join(self._plain))
        bold = bold or (self._all_bold and plain != "")
        fault = self._fault or _fault(part for item in self._items for part in item)
        return Cell(path, line, " ".join(items), plain, bold, fault, items)

    def _element(self, node: nodes.Element, *, code: bool, bold: bool) -> None:
        is_block = isinstance(node, (nodes.Body, nodes.Part)) and not isinstance(node, nodes.Inline)
        before, after = _marks(node)
        if is_block:
            self._break()
        self._add(before, code=code, bold=bold)
        for child in node.children:
            self.read(child, code=code, bold=bold)
        self._add(after, code=code, bold=bold)
        if isinstance(node, (nodes.reference, nodes.image)):
            self._target(node.get("refuri") or node.get("uri") or "")
        if is_block:
            self._break()

    def _add(self, text: str, *, code: bool, bold: bool) -> None:
        if text:
            self._plain.append(text)
            self._append(text, code=code)
            self._all_bold = self._all_bold and (bold or not text.strip())

    def _append(self, text: str, *, code: bool) -> None:
        """Add `text` to the last piece of the item if that is of the same kind."""
        item = self._items[-1]
        if item and item[-1][0] == code:
            item[-1] = (code, item[-1][1] + text)
        else:
            item.append((code, text))

    def _break(self) -> None:
        self._plain.append(" ")
        if self._items[-1]:
            self._items.append([])

    def _target(self, target: str) -> None:
        """Add the `target` of a link, unless it is on the page, is data, or is the link's text."""
        shown = self._plain[-1] if self._plain else ""
        if target not in {"", shown, f"mailto:{shown}"} and not target.startswith(("#", "data:")):
            self._append(f" ({target})", code=False)


def _fold(text: str) -> str:
    return " ".join(text.split())


def _fault(parts: Iterable[tuple[bool, str]]) -> str:
    """Return the fault of `parts` with backquotes that no text of the registry can have."""
    stray = any(_STRAY.search(text) if code else "`" in text for code, text in parts)
    return "the registry cannot hold these backquotes" if stray else ""


def _marks(node: nodes.Element) -> tuple[str, str]:
    """Return the text that writers add before and after the content of `node`."""
    if isinstance(node, nodes.image):
        return node.get("alt", ""), ""
    if isinstance(node, (nodes.footnote_reference, nodes.citation_reference)):
        return "[", "]"
    if isinstance(node, nodes.field_name):
        return ":", ": "
    if isinstance(node, nodes.superscript):  # a number or a variable, but not as in 5th
        return "^" if re.match(r"[-+\u2212]?\d|[a-z]\b", node.astext()) else "", ""
    is_numbered = isinstance(node.parent, nodes.enumerated_list)
    return (_enumerator(node.parent, node), "") if is_numbered else ("", "")


def _enumerator(parent: nodes.Element, item: nodes.Element) -> str:
    """Return the number before an `item` of an enumerated list; Roman ones become Arabic."""
    number = parent.index(item) + int(parent.get("start", 1))
    first = {"loweralpha": "a", "upperalpha": "A"}.get(parent["enumtype"])
    shown = chr(ord(first) + number - 1) if first else str(number)
    return f"{parent['prefix']}{shown}{parent['suffix']} "
