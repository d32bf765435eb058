"""Cells and headings: the conversion of their nodes to texts of the registry."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, dropwhile, groupby
from typing import NamedTuple

from docutils import nodes

from sphinxext.mooncake_errors.registry.problems import Problem

_STRAY = re.compile(r"^`|(?<!`)``(?!`)|`\Z")
"""Backquotes that would end a literal or run together with its marks."""
_CODE = (nodes.literal, nodes.literal_block, nodes.doctest_block)
_UNSEEN = (
    *(nodes.comment, nodes.substitution_definition, nodes.pending, nodes.raw),
    *(nodes.table, nodes.system_message),
)
_NOTHING = frozenset(("", "n/a", "无", "暂无", "無", "なし"))
"""Marks of cells without content, without the dashes that may also mark them."""
_NOTE = re.compile(r"\[[^\[\]]+\]")
_FOOTNOTE = re.compile(r"(\[\^[^\[\]\s]+\])")
"""The mark of a footnote in Markdown, such as ``[^1]``, which is text to the parser."""
ERROR = 3
"""The lowest level of messages about source that docutils leaves out."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, or a heading."""

    path: str
    line: int
    text: str = ""
    """The text in the form of the registry: code as ``literal``, a link as text and (target)."""
    plain: str = ""
    """The text without markup, the targets of links and the marks of footnotes."""
    bold: bool = False
    """Whether all text of the cell is bold, or the cell spans its row."""
    fault: str = ""
    """The reason why the registry cannot have the text; empty if it can."""
    items: tuple[str, ...] = ()
    """The text, split at line breaks, paragraphs and items of lists."""

    @property
    def is_empty(self) -> bool:
        """Whether the cell has no text, or only a mark for nothing, such as a dash."""
        return self.plain.casefold().strip("-\u2013\u2014/") in _NOTHING

    def problem(self, rule: str, message: str) -> Problem:
        """Return a problem at the line of the cell."""
        return Problem(self.path, self.line, 1, rule, message)


class _Piece(NamedTuple):
    text: str
    code: bool
    bold: bool
    is_aside: bool = False
    """Whether it is the target of a link or the mark of a note, which plain text lacks."""


_BREAK = _Piece(" ", code=False, bold=True)
"""The piece between two paragraphs, lines or items of a list."""


def read_cell(node: nodes.Element, path: str, line: int, *, bold: bool = False) -> Cell:
    """Return the content of `node`, which is at `line`, as a cell.

    The cell is bold if `bold`, or if all of its text is.
    """
    pieces = [piece for child in node.children for piece in _pieces(child) if piece.text]
    shown = [piece for piece in pieces if not piece.is_aside]
    plain = _fold("".join(piece.text for piece in shown))
    bold = bold or (plain != "" and all(piece.bold or piece.text.isspace() for piece in shown))
    fault = _unreadable(node)
    items = []
    for is_break, item in groupby(pieces, lambda piece: piece is _BREAK):
        text = ""
        for is_code, parts in groupby(item, lambda piece: piece.code):
            part = "".join(piece.text for piece in parts)
            if _STRAY.search(part) if is_code else "`" in part:
                fault = fault or "the registry cannot hold these backquotes"
            text += f"``{part}``" if is_code else part
        if not is_break and (text := _fold(text)):
            items.append(text)
    return Cell(path, line, " ".join(items), plain, bold, fault, tuple(items))


def _fold(text: str) -> str:
    return " ".join(text.split())


def _unreadable(node: nodes.Element) -> str:
    """Return the reason why a part of `node` cannot be read; empty if there is none."""
    fault = ""
    for each in node.findall():
        if isinstance(each, nodes.table):
            fault = "a table in a cell"
        elif isinstance(each, nodes.system_message) and each["level"] >= ERROR:
            words = each.children[0].astext().partition("\n")[0]
            fault = f"docutils cannot read all of it: {words}"
    return fault


def _pieces(node: nodes.Node, *, code: bool = False, bold: bool = False) -> Iterator[_Piece]:
    """Yield the text of `node`, which is in code or in bold text if `code` or `bold`."""
    if isinstance(node, nodes.Text):
        for place, text in enumerate(_FOOTNOTE.split(node.astext())):
            yield _Piece(text, code, bold, is_aside=place % 2 == 1 and not code)
    if not isinstance(node, nodes.Element) or isinstance(node, _UNSEEN) or node.get("hidden"):
        return
    if note := _note(node):
        yield _Piece(note, code=False, bold=True, is_aside=True)
        return
    is_block = isinstance(node, (nodes.Body, nodes.Part)) and not isinstance(node, nodes.Inline)
    code, bold = code or isinstance(node, _CODE), bold or isinstance(node, nodes.strong)
    before, after = _marks(node)
    if is_block:
        yield _BREAK
    yield _Piece(before, code, bold)
    inside = chain.from_iterable(_pieces(child, code=code, bold=bold) for child in node.children)
    # The number of an item stands in the line of its text.
    yield from dropwhile(lambda piece: before and piece is _BREAK, inside)
    yield _Piece(after, code, bold)
    yield _Piece(_target(node), code=False, bold=True, is_aside=True)
    if is_block:
        yield _BREAK


def _note(node: nodes.Element) -> str:
    """Return the mark of a footnote, such as ``[1]``, if `node` is one; otherwise an empty text."""
    is_note = isinstance(node, (nodes.footnote_reference, nodes.citation_reference))
    is_note = is_note or "footnote-reference" in node["classes"]  # HTML of docutils
    address = node.get("refuri") or ""
    if isinstance(node, nodes.reference) and "://" not in address:
        # Markdown takes a footnote of one word for the target of a link with the text ^1.
        is_note = is_note or re.fullmatch(r"\^\S+", node.astext()) is not None
    is_link = address.startswith("#")
    text = node.astext() if is_note or is_link or isinstance(node, nodes.superscript) else ""
    return f"[{text.strip('[]')}]" if text and (is_note or _NOTE.fullmatch(text)) else ""


def _marks(node: nodes.Element) -> tuple[str, str]:
    """Return the text that writers add before and after the content of `node`."""
    if isinstance(node, nodes.image):
        return node.get("alt", ""), ""
    if isinstance(node, nodes.field_name):
        return ":", ": "
    if isinstance(node, nodes.superscript):  # a number or a variable, but not as in 5th
        return "^" if re.match(r"[-+\u2212]?\d|[a-z]\b", node.astext()) else "", ""
    around = node.parent
    if isinstance(around, nodes.enumerated_list):  # Roman numbers become Arabic ones
        number = around.index(node) + int(around.get("start", 1))
        first = {"loweralpha": "a", "upperalpha": "A"}.get(around["enumtype"])
        shown = chr(ord(first) + number - 1) if first else number
        return f"{around['prefix']}{shown}{around['suffix']} ", ""
    return "", ""


def _target(node: nodes.Element) -> str:
    """Return the target of a link, unless it is on the page, is data, or is the link's text."""
    is_link = isinstance(node, (nodes.reference, nodes.image))
    target = (node.get("refuri") or node.get("uri") or "") if is_link else ""
    target = target.replace("&amp;", "&")  # as older releases of myst-parser write it
    is_shown = target and target in {node.astext(), f"mailto:{node.astext()}"}
    return "" if not target or is_shown or target.startswith(("#", "data:")) else f" ({target})"
