"""Tables of a document of docutils, whose nodes are passed on as tags of HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from sphinxext.mooncake_errors.tables.html_tables import without_comments
from sphinxext.mooncake_errors.tables.near import code_table_lines, table_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinxext.mooncake_errors.tables.html_tables import HtmlTables

_ABOUT_TABLES = re.compile(r"\btables?\b", re.IGNORECASE)
_ERROR = 3
"""The lowest level of messages about source that docutils leaves out."""
_IN_CODE = "a table in a code block is not read"
_UNSEEN = (nodes.comment, nodes.substitution_definition, nodes.pending)
_TAGS: dict[type[nodes.Node], str] = {
    nodes.table: "table",
    nodes.thead: "thead",
    nodes.tbody: "tbody",
    nodes.row: "tr",
    nodes.entry: "td",
    nodes.rubric: "h2",
    nodes.strong: "b",
    nodes.literal: "code",
    nodes.literal_block: "pre",
    nodes.doctest_block: "pre",
    nodes.paragraph: "p",
    nodes.list_item: "li",
    nodes.line: "br",
    nodes.reference: "a",
    nodes.image: "img",
}


class DocumentReader:
    """Passes the nodes of a document as tags to the reader of HTML."""

    def __init__(self, tables: HtmlTables, looks: str) -> None:
        """Add to `tables`; `looks` is the problem of text that only looks like a table."""
        self._tables = tables
        self._looks = looks

    def read(self, document: nodes.document, messages: Iterable[nodes.system_message]) -> None:
        """Add the tables of `document`, and problems about content that is not read."""
        self._node(document)
        for message in messages:
            words, *lost = (child.astext() for child in message.children)
            lost_tables = ("table::" in source or table_lines(source) for source in lost)
            if message["level"] >= _ERROR and (_ABOUT_TABLES.search(words) or any(lost_tables)):
                self._tables.problem(message.get("line") or 1, " ".join(words.split()))

    def _node(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.Text):
            self._tables.handle_data(node.astext())
        elif isinstance(node, nodes.Element) and not isinstance(node, _UNSEEN):
            if node.line:
                self._tables.at(node.line)
            if isinstance(node, nodes.raw):
                self._raw(node)
            elif isinstance(node, nodes.system_message):
                self._message(node)
            else:
                self._element(node)

    def _raw(self, node: nodes.raw) -> None:
        if "html" in node["format"].split():
            line, html = self._tables.line, node.astext()
            if not self._tables.in_table:
                self._unread(table_lines(without_comments(html)), line, self._looks)
            self._tables.read(html, line)

    def _message(self, node: nodes.system_message) -> None:
        if node["level"] >= _ERROR:
            words = node.children[0].astext().partition("\n")[0]
            self._tables.fault(f"docutils cannot read all of it: {words}")

    def _element(self, node: nodes.Element) -> None:
        tables = self._tables
        line, tag = tables.line, _tag(node)
        before, after = _marks(node)
        if tag == "td":
            tables.at(next((each.line for each in node.findall() if each.line), line))
        if tag:
            tables.handle_starttag(tag, _attributes(node))
        tables.handle_data(before)
        for child in node.children:
            self._node(child)
        tables.handle_data(after)
        if tag:
            tables.handle_endtag(tag)
        if tables.in_table:
            return
        if isinstance(node, nodes.literal_block):
            self._unread(code_table_lines(node.astext()), line, _IN_CODE)
        elif isinstance(node, (nodes.paragraph, nodes.line_block)):
            source = node.rawsource or "\n".join(f"| {line.astext()}" for line in node.children)
            self._unread(table_lines(source), line, self._looks)

    def _unread(self, numbers: Iterable[int], line: int, message: str) -> None:
        for number in numbers:
            self._tables.problem(line + number, message)


def _tag(node: nodes.Element) -> str:
    if isinstance(node, nodes.title) and isinstance(node.parent, nodes.section):
        return "h2"
    is_block = isinstance(node, (nodes.Body, nodes.Part)) and not isinstance(node, nodes.Inline)
    return _TAGS.get(type(node), "p" if is_block else "")


def _attributes(node: nodes.Element) -> list[tuple[str, str]]:
    spans = [("rowspan", "morerows"), ("colspan", "morecols")]
    found = [(name, str(1 + node[key])) for name, key in spans if key in node]
    texts = [("href", "refuri"), ("alt", "alt"), ("src", "uri")]
    return [*found, *((name, node.get(key, "")) for name, key in texts)]


def _marks(node: nodes.Element) -> tuple[str, str]:
    """Return the marks that writers add before and after the content of `node`."""
    if isinstance(node, (nodes.footnote_reference, nodes.citation_reference)):
        return "[", "]"
    if isinstance(node, nodes.field_name):
        return ":", ": "
    is_numbered = isinstance(node.parent, nodes.enumerated_list)
    return (_enumerator(node.parent, node), "") if is_numbered else ("", "")


def _enumerator(parent: nodes.Element, item: nodes.Element) -> str:
    """Return the number before an `item` of an enumerated list; Roman ones become Arabic."""
    number = parent.index(item) + int(parent.get("start", 1))
    first = {"loweralpha": "a", "upperalpha": "A"}.get(parent["enumtype"])
    shown = chr(ord(first) + number - 1) if first else str(number)
    return f"{parent['prefix']}{shown}{parent['suffix']} "
