"""What a cell of a table in reStructuredText says, in the form of registry texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinxext.mooncake_errors.tables.text import CellText

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.tables.model import Cell

_ERROR = 3
"""The level of a message about source that docutils left out."""
_CODE = (nodes.literal, nodes.literal_block, nodes.doctest_block)
_NOTES = (nodes.footnote_reference, nodes.citation_reference)
_UNSEEN = (nodes.comment, nodes.substitution_definition, nodes.pending, nodes.raw)
_ALPHABETS = {"loweralpha": "a", "upperalpha": "A"}


def read_cell(node: nodes.Element, line: int, column: int, *, bold: bool = False) -> Cell:
    """Return the cell with what `node` holds, which stands at `line` and `column`.

    The cell is bold where all of it is, or where `bold` says so.
    """
    text = CellText()
    _read(node, text)
    return text.cell(line, column, bold=bold or _is_bold(node))


def _read(node: nodes.Node, text: CellText) -> None:
    if isinstance(node, nodes.Text):
        text.add(node.astext())
    elif isinstance(node, _CODE):
        text.add(node.astext(), code=True)
    elif isinstance(node, nodes.system_message):
        _message(node, text)
    elif isinstance(node, nodes.image):
        text.add(node.get("alt", ""))
        text.target(node["uri"])
    elif isinstance(node, nodes.Element) and not isinstance(node, _UNSEEN):
        _element(node, text)
    if isinstance(node, (nodes.Body, nodes.Part)) and not isinstance(node, nodes.Inline):
        text.add(" ")


def _element(node: nodes.Element, text: CellText) -> None:
    before, after = _marks(node)
    text.add(before)
    for child in node.children:
        _read(child, text)
    text.add(after)
    if isinstance(node, nodes.reference):
        text.target(node.get("refuri", ""))


def _marks(node: nodes.Element) -> tuple[str, str]:
    """Return what the source has before and after the content of `node`, where readers see it."""
    if isinstance(node, _NOTES):
        return "[", "]"
    if isinstance(node, nodes.field_name):
        return ":", ":"
    return (_enumerator(node), "") if isinstance(node, nodes.list_item) else ("", "")


def _message(node: nodes.system_message, text: CellText) -> None:
    if node["level"] >= _ERROR:
        words = node.children[0].astext().partition("\n")[0]
        text.fault = f"docutils cannot read all of it: {words}"


def _enumerator(item: nodes.list_item) -> str:
    """Return what stands before an `item` of an enumerated list, Roman numbers as Arabic ones."""
    parent = item.parent
    if not isinstance(parent, nodes.enumerated_list):
        return ""
    number = parent.index(item) + int(parent.get("start", 1))
    alphabet = _ALPHABETS.get(parent["enumtype"])
    shown = chr(ord(alphabet) + number - 1) if alphabet else str(number)
    return f"{parent['prefix']}{shown}{parent['suffix']} "


def _is_bold(node: nodes.Element) -> bool:
    seen = [child for child in node.children if not isinstance(child, nodes.Invisible)]
    if len(seen) == 1 and isinstance(seen[0], nodes.paragraph):
        return _is_bold(seen[0])
    return bool(seen) and isinstance(seen[0], nodes.strong) and isinstance(seen[-1], nodes.strong)
