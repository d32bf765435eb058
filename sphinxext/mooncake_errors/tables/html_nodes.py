"""HTML as nodes of docutils: whole pages, and raw HTML in documents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    Attributes = Iterable[tuple[str, str | None]]

_WIDEST = 1_000
"""The number of columns to which HTML limits the span of a cell."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_PARTS: dict[str, type[nodes.Element]] = {
    "thead": nodes.thead,
    "tbody": nodes.tbody,
    "tfoot": nodes.tbody,
    "tr": nodes.row,
    "td": nodes.entry,
    "th": nodes.entry,
}
_INLINE: dict[str, type[nodes.Element]] = {
    **dict.fromkeys(("code", "kbd", "pre", "samp", "tt"), nodes.literal),
    **dict.fromkeys(("b", "strong"), nodes.strong),
    "sup": nodes.superscript,
    "a": nodes.reference,
}
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_BREAKS = frozenset(
    (
        *("address", "article", "blockquote", "br", "dd", "details", "div", "dl", "dt", "hr", "li"),
        *("ol", "p", "section", "summary", "ul", *_HEADINGS),
    )
)
_SILENT = frozenset(
    (
        *("abbr", "big", "center", "cite", "colgroup", "col", "del", "dfn", "em", "font", "i"),
        *("ins", "mark", "nobr", "q", "s", "small", "span", "strike", "sub", "u", "var"),
        *("wbr", "picture", "source", "svg", "path", "caption", "img"),
    )
)
"""Known tags within text; unknown ones are text, as in ``vector<int>``."""


class Reader(HTMLParser):
    """Adds the tables and headings of HTML to an element."""

    def __init__(self, root: nodes.Element) -> None:
        """Add to `root`."""
        super().__init__(convert_charrefs=True)
        self._current = root
        self._above = 0

    def set_cdata_mode(self, *_: object, **__: object) -> None:
        """Do nothing: an unclosed ``script`` or ``style`` must not hide the rest."""

    def read(self, html: str, line: int) -> None:
        """Read `html`, which begins at `line` of the page."""
        self._above = line - self.getpos()[0]
        self.feed(without_comments(html))
        self.close()

    def replace_raw(self, node: nodes.Element) -> None:
        """Add the nodes of all raw HTML in `node`; they may enclose the nodes behind it."""
        outer, self._current = self._current, node
        children, node.children = node.children, []
        for child in children:
            self._current.append(child)
            if isinstance(child, nodes.raw) and "html" in child["format"].split():
                self.read(child.astext(), child.line or self._line)
            elif isinstance(child, nodes.Element):
                self.replace_raw(child)
        self._current = outer

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Begin a table, a part of one, or a heading, or add a tag to a cell or a heading."""
        values = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._open(nodes.table())
        elif tag in _PARTS and self._inside(nodes.table):
            self._start_part(tag, values)
        elif tag in _HEADINGS and not self._inside(nodes.table):
            self._close(nodes.rubric)
            self._open(nodes.rubric())
        elif not self._inside(nodes.entry, nodes.rubric):
            return
        elif tag == "img":
            self._current += nodes.image(alt=values.get("alt", ""), uri=values.get("src", ""))
        elif tag in _INLINE:
            self._open(_INLINE[tag](refuri=values.get("href", "")))
        else:
            self._break_or_text(tag, self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """Read a tag such as ``<br />``."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """End a table, a part of one, or a heading, or add an end tag to a cell or a heading."""
        if tag == "table":
            self._close(nodes.table)
        elif tag in _PARTS:
            self._close(_PARTS[tag], nodes.table)
        elif tag in _INLINE:
            self._close(_INLINE[tag], nodes.entry, nodes.rubric)
        elif tag in _HEADINGS and not self._inside(nodes.table):
            self._close(nodes.rubric)
        elif self._inside(nodes.entry, nodes.rubric):
            self._break_or_text(tag, f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Add text to a cell or a heading."""
        if self._inside(nodes.entry, nodes.rubric):
            self._current += nodes.Text(data)

    @property
    def _line(self) -> int:
        return self._above + self.getpos()[0]

    def _inside(self, *kinds: type[nodes.Element]) -> nodes.Element | None:
        """Return the innermost open element of one of the classes `kinds`."""
        node: nodes.Element | None = self._current
        while node is not None and not isinstance(node, kinds):
            node = node.parent
        return node

    def _open(self, node: nodes.Element) -> None:
        node.line = self._line
        self._current.append(node)
        self._current = node

    def _close(self, kind: type[nodes.Element], *around: type[nodes.Element]) -> None:
        """End the innermost element of the class `kind` that is open in one of `around`."""
        node = self._inside(kind, *around)
        if isinstance(node, kind):
            self._current = node.parent

    def _break_or_text(self, tag: str, source: str) -> None:
        """Add a break at the tag of a block, or an unknown tag as text."""
        if tag in _BREAKS:
            self._current += nodes.line()
        elif tag not in _SILENT and not re.fullmatch(r"\w+:[\w-]+", tag):  # such as o:p
            self._current += nodes.Text(source)

    def _start_part(self, tag: str, values: dict[str, str]) -> None:
        around = {"td": (nodes.row,), "th": (nodes.row,), "tr": (nodes.thead, nodes.tbody)}
        self._current = self._inside(nodes.table, *around.get(tag, ())) or self._current
        if tag not in {"td", "th"}:
            self._open(_PARTS[tag]())
            return
        if isinstance(self._current, nodes.table):
            self._open(nodes.row())
        rows, columns = _span(values, "rowspan"), min(_span(values, "colspan"), _WIDEST)
        self._open(nodes.entry(morerows=rows - 1, morecols=columns - 1, is_head=tag == "th"))


def without_comments(html: str) -> str:
    """Return `html` with each comment replaced by the line feeds in it."""
    return _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), html)


def _span(values: dict[str, str], name: str) -> int:
    text = values.get(name, "")
    return int(text) if re.fullmatch("[1-9][0-9]{0,4}", text) else 1
