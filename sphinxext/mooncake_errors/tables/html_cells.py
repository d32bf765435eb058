"""Cells and headings of an HTML page, with the markup of their text."""

from __future__ import annotations

from dataclasses import dataclass, field

from sphinxext.mooncake_errors.tables.cells import CellText

_CODE = frozenset(("code", "kbd", "pre", "samp", "tt"))
_BOLD = frozenset(("b", "strong"))
_BREAKS = frozenset(
    (
        *("address", "article", "blockquote", "br", "dd", "details", "div", "dl", "dt", "hr", "li"),
        *("ol", "p", "section", "summary", "ul"),
    )
)
_SILENT = frozenset(
    (
        *("a", "abbr", "big", "center", "cite", "colgroup", "col", "del", "dfn", "em", "font", "i"),
        *("ins", "mark", "nobr", "q", "s", "small", "span", "strike", "sub", "sup", "u", "var"),
        *("wbr", "picture", "source", "svg", "path", "caption", "thead", "tbody", "tfoot"),
    )
)
"""Tags without meaning for a text; all others are text, e.g. those of ``vector<int>``."""


@dataclass(slots=True)
class Box:
    """A cell or a heading that is open."""

    line: int
    rows: int = 1
    columns: int = 1
    head: bool = False
    text: CellText = field(default_factory=CellText)
    code: int = 0
    bold: int = 0
    """The number of tags for code and for bold text that are open."""
    links: list[str] = field(default_factory=list)

    def start(self, tag: str, values: dict[str, str], source: str) -> None:
        """Read the start of the `tag` with the attributes `values`, written as `source`."""
        if tag in _CODE:
            self.code += 1
        elif tag in _BOLD:
            self.bold += 1
        elif tag in _BREAKS:
            self.text.new_item()
        elif tag == "a":
            self.links.append(values.get("href", ""))
        elif tag == "img":
            self.text.add(values.get("alt", ""))
            self.text.target(values.get("src", ""))
        elif tag not in _SILENT:
            self.text.add(source, code=self.code > 0, bold=self.bold > 0)

    def end(self, tag: str) -> None:
        """Read the end of the `tag`."""
        if tag in _CODE:
            self.code = max(self.code - 1, 0)
        elif tag in _BOLD:
            self.bold = max(self.bold - 1, 0)
        elif tag in _BREAKS:
            self.text.new_item()
        elif tag == "a":
            if self.links:
                self.text.target(self.links.pop())
        elif tag not in _SILENT:
            self.text.add(f"</{tag}>", code=self.code > 0)
