"""HTML as nodes of docutils: whole pages, and raw HTML in documents."""

import re
from html.parser import HTMLParser

from docutils import nodes

_UNSEEN = re.compile(
    r"(?si)<!--.*?(?:-->|\Z)"
    r"|<(script|style|template)(?=[\s/>])(?:.*?</\1\s*>|(?P<unclosed>.*))"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
"""In the style of an element that is not shown."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PARTS = ("tr", "td", "th")
_NODES: dict[str, type[nodes.Element]] = {
    "table": nodes.table,
    **dict.fromkeys(_HEADINGS, nodes.rubric),
    **dict.fromkeys(("td", "th"), nodes.entry),
    **dict.fromkeys(("code", "kbd", "pre", "samp", "tt"), nodes.literal),
    **dict.fromkeys(("b", "strong"), nodes.strong),
    "tr": nodes.row,
    "div": nodes.container,
    "span": nodes.inline,
    "sup": nodes.superscript,
    "a": nodes.reference,
}
_BREAKS = {
    *("address", "article", "aside", "blockquote", "br", "dd", "details", "dl", "dt", "fieldset"),
    *("figcaption", "figure", "hr", "li", "nav", "ol", "p", "section", "summary", "ul"),
    *_HEADINGS,
}
_SILENT = re.compile(
    r"abbr|acronym|bd[io]|big|button|center|cite|col(group)?|dfn|em|font|i|ins|mark|nobr|q|r[pt]"
    r"|ruby|small|sub|u|var|wbr|picture|source|svg|path|caption|img|t(head|body|foot)|\w+:[\w-]+"
)
"""Known tags within text, and those such as o:p; unknown ones are text, as in ``vector<int>``."""
_STRUCK = ("del", "s", "strike")
_TEXT = (nodes.entry, nodes.rubric)
"""The nodes whose text is read."""


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
        self.feed(without_unseen(html))
        self.close()

    def replace_raw(self, node: nodes.Element) -> None:
        """Add the nodes of all raw HTML in `node`; they may enclose the nodes behind it."""
        outer, self._current = self._current, node
        children, node.children = node.children, []
        for child in children:
            self._current.append(child)
            if isinstance(child, nodes.raw) and "html" in child["format"].split():
                self.read(child.astext(), child.line or self._above + self.getpos()[0])
            elif isinstance(child, nodes.Element):
                self.replace_raw(child)
        self._current = outer

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a part of one, or a heading, or add a tag to a cell or a heading."""
        values = {name: value or "" for name, value in attrs}
        kind = self._kind(tag)
        if kind and tag in _PARTS:
            around = (nodes.table,) if kind is nodes.row else (nodes.row, nodes.table)
            self._current = self._inside(*around) or self._current
            if kind is nodes.entry and isinstance(self._current, nodes.table):
                self._open(nodes.row())
        elif kind is nodes.rubric:
            self.handle_endtag(tag)
        elif kind is not nodes.table and not self._inside(*_TEXT):
            return
        if tag == "img":
            self._current += nodes.image(alt=values.get("alt", ""), uri=values.get("src", ""))
        elif kind is nodes.entry:
            spans = (values.get(name, "") for name in ("rowspan", "colspan"))
            rows, columns = (int(s) if re.fullmatch("[1-9][0-9]{0,4}", s) else 1 for s in spans)
            columns = min(columns, 1_000)  # as HTML limits it
            self._open(kind(is_head=tag == "th", morerows=rows - 1, morecols=columns - 1))
        elif kind:
            hidden = "hidden" in values or bool(_HIDDEN.search(values.get("style", "")))
            classes = values.get("class", "").split()
            target = values.get("href", "")
            self._open(kind(tag=tag, refuri=target, classes=classes, hidden=hidden))
        else:
            self._break_or_text(tag, self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read a tag such as ``<br />``."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """End a table, a part of one, or a heading, or add an end tag to a cell or a heading."""
        if kind := self._kind(tag):
            node = self._inside(kind, nodes.table)
            if isinstance(node, kind):
                self._current = node.parent
        elif self._inside(*_TEXT):
            self._break_or_text(tag, f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Add text to a cell or a heading."""
        if self._inside(*_TEXT):
            self._current += nodes.Text(data)

    def _inside(self, *kinds: type[nodes.Element]) -> nodes.Element | None:
        """Return the innermost open element of one of the classes `kinds`."""
        node: nodes.Element | None = self._current
        while node is not None and not isinstance(node, kinds):
            node = node.parent
        return node

    def _kind(self, tag: str) -> type[nodes.Element] | None:
        """Return the class of the node of `tag`; in tables headings have none, elsewhere parts."""
        elsewhere = _HEADINGS if self._inside(nodes.table) else _PARTS
        return None if tag in elsewhere else _NODES.get(tag)

    def _open(self, node: nodes.Element) -> None:
        node.line = self._above + self.getpos()[0]
        self._current.append(node)
        self._current = node

    def _break_or_text(self, tag: str, source: str) -> None:
        """Add a break at the tag of a block, or an unknown tag as text."""
        if tag in _BREAKS:
            self._current += nodes.line()
        elif tag in _STRUCK:  # told as in Markdown, so that it is taken for no code
            self._current += nodes.Text("~~")
        elif not _SILENT.fullmatch(tag):
            self._current += nodes.Text(source)


def without_unseen(html: str) -> str:
    """Return `html` with each comment, script, style and template replaced by the line feeds in it.

    An unclosed script, style or template stays, so that it does not hide the rest.
    """
    return _UNSEEN.sub(lambda m: m[0] if m["unclosed"] else "\n" * m[0].count("\n"), html)
