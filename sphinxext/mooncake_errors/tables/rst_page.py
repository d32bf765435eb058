"""Reader of the tables in reStructuredText pages, by docutils without Sphinx."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser, directives
from docutils.transforms import references
from docutils.utils import new_document

from sphinxext.mooncake_errors.registry.files import MAX_BYTES
from sphinxext.mooncake_errors.registry.problems import RegistryError, file_problem
from sphinxext.mooncake_errors.tables.near import IN_CODE, code_table_lines, table_lines
from sphinxext.mooncake_errors.tables.rst_directives import directive_class
from sphinxext.mooncake_errors.tables.rst_roles import inliner
from sphinxext.mooncake_errors.tables.rst_substitutions import Substitutions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.tables.html_tables import HtmlTables

_SETTINGS = {
    # Imported pages must not read other files.
    "file_insertion_enabled": False,
    "warning_stream": "",
    "report_level": 5,
    "halt_level": 5,
    "line_length_limit": MAX_BYTES,
}
_TRANSFORMS = (
    references.PropagateTargets,
    references.AnonymousHyperlinks,
    references.IndirectHyperlinks,
    references.ExternalTargets,
)
"""The transforms that resolve the targets of links."""
_BREAKS = re.compile("[\x85\u2028\u2029]")
"""Characters that end lines in docutils, but not in editors."""
_ABOUT_TABLES = re.compile(r"\btables?\b", re.IGNORECASE)
_ERROR = 3
"""The lowest level of messages about source that docutils leaves out."""
_LOOKS = (
    "looks like a table, but reStructuredText does not read it as one; "
    "a page in Markdown has to end in .md"
)
_UNSEEN = (nodes.comment, nodes.substitution_definition, nodes.pending)
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
    nodes.reference: "a",
    nodes.image: "img",
}


def read_rst(text: str, tables: HtmlTables, first: int = 1) -> None:
    """Add the tables in `text` to `tables`, and problems about unread content.

    `first` is the line of the page at which the text begins. Raises RegistryError if the text is
    nested too deeply.
    """
    text = "\n" * (first - 1) + _BREAKS.sub(" ", text)
    try:
        document, messages = _parse(text, tables.path)
        _walk(document, tables, Substitutions(document, tables.path))
    except RecursionError:
        problem = file_problem(tables.path, "too-deep", "nested too deeply")
        raise RegistryError([problem]) from None
    for message in messages:
        words, *lost = (child.astext() for child in message.children)
        lost_tables = ("table::" in source or table_lines(source) for source in lost)
        if message["level"] >= _ERROR and (_ABOUT_TABLES.search(words) or any(lost_tables)):
            tables.problem(message.get("line") or first, " ".join(words.split()))


def _parse(text: str, path: str) -> tuple[nodes.document, list[nodes.system_message]]:
    """Return `text` as a document, and the messages of docutils about it."""
    settings = get_default_settings(Parser)
    vars(settings).update(_SETTINGS)
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
    """Replace the lookup of directives in docutils, whose registry is global, as Sphinx does."""
    original = directives.directive

    def lookup(name: str, *_: Any) -> tuple[Any, list[Any]]:
        return directive_class(name), []

    directives.directive = lookup  # type: ignore[assignment]
    try:
        yield
    finally:
        directives.directive = original


def _walk(node: nodes.Node, tables: HtmlTables, names: Substitutions) -> None:
    """Pass `node` and its content as tags to `tables`."""
    if node.line:
        tables.at(node.line)
    if isinstance(node, nodes.Text):
        tables.handle_data(node.astext())
    elif isinstance(node, nodes.raw):
        if "html" in node["format"].split():
            tables.read(node.astext(), tables.line)
    elif isinstance(node, nodes.system_message):
        if node["level"] >= _ERROR:
            words = node.children[0].astext().partition("\n")[0]
            tables.fault(f"docutils cannot read all of it: {words}")
    elif isinstance(node, nodes.substitution_reference):
        _walk_substitution(node, tables, names)
    elif isinstance(node, nodes.Element) and not isinstance(node, _UNSEEN):
        _walk_element(node, tables, names)


def _walk_substitution(node: nodes.Element, tables: HtmlTables, names: Substitutions) -> None:
    fault = names.fault(node)
    if fault:
        tables.fault(fault)
        return
    for each in names.replaced(node):
        _walk(each, tables, names)


def _walk_element(node: nodes.Element, tables: HtmlTables, names: Substitutions) -> None:
    line, tag = tables.line, _tag(node)
    before, after = _marks(node)
    if tag == "td":
        tables.at(next((each.line for each in node.findall() if each.line), line))
    if tag:
        tables.handle_starttag(tag, _attributes(node))
    tables.handle_data(before)
    for child in names.children(node):
        _walk(child, tables, names)
    tables.handle_data(after)
    if tag:
        tables.handle_endtag(tag)
    if not tables.in_table:
        _note_unread(node, line, tables)


def _note_unread(node: nodes.Element, line: int, tables: HtmlTables) -> None:
    """Add a problem about each table in `node`, at `line`, that is code or only looks like one."""
    if isinstance(node, nodes.literal_block):
        for number in code_table_lines(node.astext()):
            tables.problem(line + number, IN_CODE)
    elif isinstance(node, (nodes.paragraph, nodes.line_block)):
        source = node.rawsource or "\n".join(f"| {line.astext()}" for line in node.children)
        if table_lines(source):
            tables.problem(line, _LOOKS)


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
