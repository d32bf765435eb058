"""Cells and headings: the conversion of their nodes to texts of the registry."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby

from docutils import nodes

from sphinxext.mooncake_errors.registry.problems import Problem
from sphinxext.mooncake_errors.registry.text import TextError
from sphinxext.mooncake_errors.registry.text import plain as plain_text

_CODE = (nodes.literal, nodes.literal_block, nodes.doctest_block)
_UNSEEN = (
    *(nodes.comment, nodes.substitution_definition, nodes.pending, nodes.raw),
    *(nodes.table, nodes.system_message),
)
_NOTHING = frozenset(("", "n/a", "无", "暂无", "無", "なし"))
"""Marks of cells without content, without the dashes that may also mark them."""
_NOTES = (nodes.footnote_reference, nodes.citation_reference)
_NOTE = re.compile(r"\[[^\[\]]+\]")
_FOOTNOTE = re.compile(r"(\[\^[^\[\]\s]+\])")
"""The mark of a footnote in Markdown, such as ``[^1]``, which is text to the parser."""
ERROR = 3
"""The lowest level of messages about source that docutils leaves out."""
_Piece = tuple[str, str]
"""A text with its kind: ``text``, ``code``, or ``aside`` for what plain text lacks."""
_BREAK = ("text", "\n")
"""Parts paragraphs, lines and items of lists; the texts of other pieces have no line feed."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, or a heading."""

    path: str
    line: int
    plain: str = ""
    """The text without markup, the targets of links and the marks of footnotes."""
    text: str = ""
    """The text in the form of the registry: code as ``literal``, a link as text and (target)."""
    items: tuple[str, ...] = ()
    """The text, split at line breaks, paragraphs and items of lists."""
    bold: bool = False
    """Whether all text of the cell is bold, or the cell spans its row."""
    fault: str = ""
    """The reason why the registry cannot have the text; empty if it can."""

    @property
    def is_empty(self) -> bool:
        """Whether the cell has no text, or only a mark for nothing, such as a dash."""
        return self.plain.casefold().strip("-\u2013\u2014/") in _NOTHING

    def problem(self, rule: str, message: str) -> Problem:
        """Return a problem at the line of the cell."""
        return Problem(self.path, self.line, 1, rule, message)


def read_cell(node: nodes.Element, path: str, line: int) -> Cell:
    """Return the content of `node`, which is at `line`, as a cell."""
    pieces = [(kind, text) for kind, text in _pieces(node) if text]
    plain = _plain(pieces)
    in_bold = _plain(piece for each in node.findall(nodes.strong) for piece in _pieces(each))
    bold = "" != plain.replace(" ", "") == in_bold.replace(" ", "")
    source = ""
    for is_code, run in groupby(pieces, lambda piece: piece[0] == "code"):
        part = "".join(text for _, text in run)
        source += f"``{part}``" if is_code else part
    items = tuple(filter(None, map(_fold, source.split("\n"))))
    return Cell(path, line, plain, " ".join(items), items, bold, _fault(node, source, pieces))


def _fold(text: str) -> str:
    return " ".join(text.split())


def _plain(pieces: Iterable[_Piece]) -> str:
    return _fold("".join(text for kind, text in pieces if kind != "aside"))


def _fault(node: nodes.Element, source: str, pieces: Iterable[_Piece]) -> str:
    """Return the reason why the registry cannot have `node` as `source`; empty if it can.

    Backquotes of its content, which is `pieces`, must not be read as markup.
    """
    if any(node.findall(nodes.table)):
        return "a table in a cell"
    for message in node.findall(nodes.system_message):
        if message["level"] >= ERROR:
            words = message.children[0].astext().partition("\n")[0]
            return f"docutils cannot read all of it: {words}"
    with suppress(TextError):
        if plain_text(source) == "".join(text for _, text in pieces):
            return ""
    return "the registry cannot hold these backquotes"


def _pieces(node: nodes.Node, kind: str = "text") -> Iterator[_Piece]:
    """Yield the content of `node`, whose texts are of the kind `kind`."""
    if isinstance(node, nodes.Text):
        for place, text in enumerate(_FOOTNOTE.split(node.astext().replace("\n", " "))):
            yield "aside" if place % 2 and kind != "code" else kind, text
    if not isinstance(node, nodes.Element) or isinstance(node, _UNSEEN) or node.get("hidden"):
        return
    if note := _note(node):
        yield "aside", note
        return
    kind = "code" if isinstance(node, _CODE) else kind
    is_block = isinstance(node, (nodes.Body, nodes.Part)) and not isinstance(node, nodes.Inline)
    # The number of an item stands in the line of its text.
    if is_block and not (isinstance(node.parent, nodes.list_item) and node is node.parent[0]):
        yield _BREAK
    before, after = _marks(node)
    yield kind, before
    for child in node.children:
        yield from _pieces(child, kind)
    yield kind, after
    yield "aside", _target(node)
    if is_block:
        yield _BREAK


def _note(node: nodes.Element) -> str:
    """Return the mark of a footnote, such as ``[1]``, if `node` is one; otherwise an empty text."""
    if not isinstance(node, (*_NOTES, nodes.reference, nodes.superscript)):
        return ""
    text, address = node.astext(), next(node.findall(nodes.reference), node).get("refuri") or ""
    is_note = isinstance(node, _NOTES) or "footnote-reference" in node["classes"]
    if isinstance(node, nodes.reference):
        # Markdown takes a footnote of one word for the target of a link with the text ^1.
        is_note = is_note or ("://" not in address and re.fullmatch(r"\^\S+", text) is not None)
    if address.startswith("#") or isinstance(node, nodes.superscript):
        raised = [each.astext() for each in node.findall(nodes.superscript)]
        is_raised_link = address.startswith("#") and raised == [text]
        is_note = is_note or is_raised_link or _NOTE.fullmatch(text) is not None
    return f"[{text.strip('[]')}]" if is_note and text else ""


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
    is_shown = target in {node.astext(), f"mailto:{node.astext()}"}
    return "" if not target or is_shown or target.startswith(("#", "data:")) else f" ({target})"
