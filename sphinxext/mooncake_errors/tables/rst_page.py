"""Pages in reStructuredText, read by docutils without Sphinx."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser, directives
from docutils.transforms.references import (
    AnonymousHyperlinks,
    ExternalTargets,
    IndirectHyperlinks,
    PropagateTargets,
    Substitutions,
)
from docutils.utils import new_document

from sphinxext.mooncake_errors.registry.files import MAX_BYTES
from sphinxext.mooncake_errors.registry.problems import RegistryError, file_problem
from sphinxext.mooncake_errors.tables.near import looks_like_table
from sphinxext.mooncake_errors.tables.rst_directives import directive_class
from sphinxext.mooncake_errors.tables.rst_roles import inliner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.tables.html_tables import HtmlTables

_SETTINGS = {
    # A page that is imported opens no other file.
    "file_insertion_enabled": False,
    "warning_stream": "",
    "report_level": 5,
    "halt_level": 5,
    "line_length_limit": MAX_BYTES,
}
_TRANSFORMS = (
    *(PropagateTargets, AnonymousHyperlinks, IndirectHyperlinks, ExternalTargets),
    Substitutions,
)
"""Those that give links their targets and substitutions their texts."""
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""Ends of lines to docutils, but not to editors."""
_ABOUT_TABLES = re.compile(r"\btables?\b", re.IGNORECASE)
_ERROR = 3
"""The level of a message about source that docutils left out."""
_LOOKS = (
    "looks like a table, but reStructuredText does not read it as one; "
    "a page in Markdown has to end in .md"
)
_UNSEEN = (nodes.comment, nodes.substitution_definition, nodes.pending)
_NOTES = (nodes.footnote_reference, nodes.citation_reference)
_ALPHABETS = {"loweralpha": "a", "upperalpha": "A"}
_TAGS: dict[type[nodes.Node], str] = {
    nodes.table: "table",
    nodes.thead: "thead",
    nodes.tbody: "tbody",
    nodes.row: "tr",
    nodes.entry: "td",
    nodes.strong: "b",
    nodes.literal: "code",
    nodes.literal_block: "pre",
    nodes.doctest_block: "pre",
    nodes.paragraph: "p",
    nodes.list_item: "li",
    nodes.line: "br",
}


def read_rst(text: str, tables: HtmlTables, first: int = 1) -> None:
    """Add the tables in `text`, which begins at the line `first`, and what cannot be read.

    Raises RegistryError where the text is nested too deeply.
    """
    text = "\n" * (first - 1) + _BREAKS.sub(" ", text)
    try:
        document, messages = _parse(text, tables.path)
        _Walker(tables).walk(document)
    except RecursionError:
        problem = file_problem(tables.path, "too-deep", "nested too deeply")
        raise RegistryError([problem]) from None
    for message in messages:
        words = " ".join(message.children[0].astext().split())
        if message["level"] >= _ERROR and (_ABOUT_TABLES.search(words) or _has_table(message)):
            tables.problem(message.get("line") or first, words)


def _has_table(message: nodes.system_message) -> bool:
    """Return whether docutils left a table out."""
    return any(
        "table::" in c.astext() or looks_like_table(c.astext()) for c in message.children[1:]
    )


def _parse(text: str, path: str) -> tuple[nodes.document, list[nodes.system_message]]:
    """Return `text` as a document, and what docutils says about it.

    Directives that docutils does not know hold what reStructuredText holds, or code.
    """
    settings = get_default_settings(Parser)
    for name, value in _SETTINGS.items():
        setattr(settings, name, value)
    document = new_document(path, settings)
    messages: list[nodes.system_message] = []
    document.reporter.attach_observer(messages.append)
    with _own_directives():
        Parser(inliner=inliner()).parse(text, document)
    document.transformer.add_transforms(_TRANSFORMS)
    document.transformer.apply_transforms()
    return document, messages


@contextmanager
def _own_directives() -> Iterator[None]:
    """Have docutils ask for directives here, as Sphinx does too: its own table is global."""
    original = directives.directive

    def lookup(name: str, *_: Any) -> tuple[Any, list[Any]]:
        return directive_class(name), []

    directives.directive = lookup  # type: ignore[assignment]
    try:
        yield
    finally:
        directives.directive = original


class _Walker:
    """Turns the nodes of a document into tags."""

    def __init__(self, tables: HtmlTables) -> None:
        self._tables = tables
        self._line = 1

    def walk(self, node: nodes.Node) -> None:
        """Turn `node` and all that is in it into tags."""
        self._line = node.line or self._line
        if isinstance(node, nodes.Text):
            self._tables.handle_data(node.astext())
        elif isinstance(node, nodes.raw):
            if "html" in node["format"].split():
                self._tables.read(node.astext(), self._line)
        elif isinstance(node, nodes.system_message):
            self._message(node)
        elif isinstance(node, nodes.image):
            attributes = [("alt", node.get("alt", "")), ("src", node["uri"])]
            self._tables.handle_starttag("img", attributes)
        elif isinstance(node, nodes.Element) and not isinstance(node, _UNSEEN):
            self._element(node)

    def _element(self, node: nodes.Element) -> None:
        line, tag = self._line, _tag(node)
        if tag:
            self._tables.at(_first_line(node) or line if tag == "td" else line)
            self._tables.handle_starttag(tag, _attributes(node))
        before, after = _marks(node)
        self._tables.handle_data(before)
        for child in node.children:
            self.walk(child)
        self._tables.handle_data(after)
        if tag:
            self._tables.handle_endtag(tag)
        if isinstance(node, (nodes.paragraph, nodes.line_block)) and not self._tables.in_table:
            self._near(node, line)

    def _message(self, node: nodes.system_message) -> None:
        if node["level"] >= _ERROR:
            words = node.children[0].astext().partition("\n")[0]
            self._tables.fault(f"docutils cannot read all of it: {words}")

    def _near(self, node: nodes.Element, line: int) -> None:
        source = node.rawsource or "\n".join(f"| {line.astext()}" for line in node.children)
        if looks_like_table(source):
            self._tables.problem(line, _LOOKS)


def _tag(node: nodes.Element) -> str:
    if isinstance(node, nodes.title) and isinstance(node.parent, nodes.section):
        return "h2"
    if isinstance(node, nodes.reference):
        return "a"
    default = (
        "p"
        if isinstance(node, (nodes.Body, nodes.Part)) and not isinstance(node, nodes.Inline)
        else ""
    )
    return _TAGS.get(type(node), default)


def _attributes(node: nodes.Element) -> list[tuple[str, str]]:
    spans = [("rowspan", "morerows"), ("colspan", "morecols")]
    found = [(name, str(1 + node[key])) for name, key in spans if key in node]
    return [*found, ("href", node.get("refuri", ""))]


def _marks(node: nodes.Element) -> tuple[str, str]:
    """Return what readers see before and after the content of `node`."""
    if isinstance(node, _NOTES):
        return "[", "]"
    if isinstance(node, nodes.field_name):
        return ":", ": "
    return (_enumerator(node), "") if isinstance(node, nodes.list_item) else ("", "")


def _enumerator(item: nodes.list_item) -> str:
    """Return what stands before an `item` of an enumerated list, Roman numbers as Arabic ones."""
    parent = item.parent
    if not isinstance(parent, nodes.enumerated_list):
        return ""
    number = parent.index(item) + int(parent.get("start", 1))
    alphabet = _ALPHABETS.get(parent["enumtype"])
    shown = chr(ord(alphabet) + number - 1) if alphabet else str(number)
    return f"{parent['prefix']}{shown}{parent['suffix']} "


def _first_line(entry: nodes.Element) -> int:
    """Return the line of the first thing in `entry` that has one; 0 if nothing has."""
    return next((node.line for node in entry.findall() if node.line), 0)
