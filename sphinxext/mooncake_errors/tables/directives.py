"""Directives and roles of any extension.

Directives are read as tables, as content in the markup of the page, or as code.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.directives import unchanged
from docutils.parsers.rst.directives.images import Image
from docutils.parsers.rst.directives.misc import Raw, Replace, Unicode
from docutils.parsers.rst.directives.tables import CSVTable, ListTable
from docutils.parsers.rst.states import RSTState
from docutils.statemachine import StringList
from docutils.utils import unescape

_VERBATIM = (
    *("code", "code-block", "sourcecode", "code-cell", "prompt", "doctest", "testcode"),
    *("testoutput", "testsetup", "testcleanup", "ipython", "jupyter-execute", "highlight"),
    "tabularcolumns",
)
"""Directives whose content has no tables, behind an argument that is not shown."""
_STYLED = ("class", "container", "cssclass", "ifconfig", "only", "rst-class")
"""Directives whose argument is a class or a condition, and no text."""
_INCLUDES = ("include", "mdinclude")
_CODE_ROLES = {
    *("code", "literal", "samp", "kbd", "file", "command", "option", "envvar", "mcerr"),
    *("any", "func", "class", "meth", "mod", "data", "const", "exc", "attr", "obj"),
    *("macro", "enum", "enumerator", "member", "var", "type", "struct", "expr", "texpr"),
}
"""Roles that Sphinx shows as code, besides the roles of domains such as ``c:macro``."""
_TITLE = re.compile(r"(?P<title>.+?)\s*(?<!\x00)<(?P<target>[^<>]+)>", re.DOTALL)


def _any_option(**known: Any) -> dict[str, Any]:
    return defaultdict(lambda: unchanged, known)


class _Content(Directive):
    """A directive whose content is read, after its arguments."""

    has_content = True
    option_spec = _any_option(name=unchanged)

    def run(self) -> list[nodes.Node]:
        """Return the content, in which headings are allowed."""
        holder = nodes.container()
        memo = self.state.memo
        kept = memo.title_styles, memo.section_level
        memo.title_styles, memo.section_level = [], 0
        try:
            self.state.nested_parse(self.content, self.content_offset, holder, match_titles=True)
        finally:
            memo.title_styles, memo.section_level = kept
        return [holder]


class _Styled(_Content):
    """A directive whose argument is not shown."""

    optional_arguments = 1
    final_argument_whitespace = True


class _Code(_Styled):
    """A directive that is read as code."""

    def run(self) -> list[nodes.Node]:
        """Return the content with its line."""
        text = "\n".join(self.content)
        node = nodes.literal_block(text, text)
        node.line = _first_line(self)
        return [node]


class _InPage(Directive):
    """A directive with any options, whose content must be in the page."""

    has_content = True
    option_spec = _any_option(name=unchanged)
    way = "import that file too"
    """The advice for content in another file."""

    def run(self) -> list[Any]:
        """Return the content with its line; raise DirectiveError if it is in another file."""
        file = self.options.get("file") or self.options.get("url")
        if file or self.name.lower() in _INCLUDES:
            file = file or next(iter(self.content), "")
            raise self.error(f"tables in {file} are not read: {self.way}")
        content = list(super().run())
        if isinstance(content[0], nodes.raw):
            content[0].line = _first_line(self)
        return content


class _Raw(_InPage, Raw):
    """A directive with text in the format of a writer."""


class _ListTable(_InPage, ListTable):
    """A list-table."""

    option_spec = _any_option(**ListTable.option_spec)


class _CSVTable(_InPage, CSVTable):
    """A csv-table that keeps the lines of its cells."""

    option_spec = _any_option(**CSVTable.option_spec)
    way = "write its rows into the directive"

    def parse_csv_data_into_rows(self, csv_data: Any, _: Any, source: Any) -> Any:
        """Return the rows in the form that docutils expects, and the number of columns."""
        if csv_data is self.content:
            first = csv_data.offset(0)
        else:  # the heads in an option
            own = self.state_machine.get_source_and_line(self.lineno)[1] or self.lineno
            first = own - 1 + self.block_text.partition(":header:")[0].count("\n")
        dialect = self.DocutilsDialect(self.options)
        reader = csv.reader((line + "\n" for line in csv_data), dialect=dialect)
        rows, index = [], first
        for cells in reader:
            texts = [cell.splitlines() for cell in cells]
            lines = [StringList(text, items=[(source, index)] * len(text)) for text in texts]
            rows += [[(0, 0, index - first, each) for each in lines]] if lines else []
            index = first + reader.line_num
        return rows, max(map(len, rows), default=0)


def _first_line(directive: Directive) -> int:
    """Return the line of the page at which the content of `directive` begins."""
    # The parser of Markdown counts from the line of the directive.
    above = 0 if isinstance(directive.state, RSTState) else directive.lineno
    return above + directive.content_offset + 1


def _role(
    name: str, rawsource: str, text: str, *_: Any
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Return the nodes of `text` in the role `name`, and no messages, as docutils calls a role."""
    *domain, role = name.lower().split(":")
    match = _TITLE.fullmatch(text)
    title, target = (match["title"], match["target"]) if match else (text, "")
    if role in _CODE_ROLES or domain not in ([], ["std"]):
        # Sphinx shows ~a.b as b, and !a as a.
        code = title if match else re.sub(r"^(?:~(?:.*(?:::|\.))?|!)", "", title, flags=re.DOTALL)
        return [nodes.literal(rawsource, unescape(code, restore_backslashes=True))], []
    if target and role in {"doc", "download"}:
        return [nodes.reference(rawsource, unescape(title), refuri=unescape(target))], []
    shown = unescape(f"{role.upper()} {text}" if role in {"pep", "rfc"} else title)
    kind = nodes.superscript if role in {"sup", "superscript"} else nodes.inline
    return [kind(rawsource, shown)], []


_KNOWN: dict[str, type[Directive]] = {
    **dict.fromkeys(_STYLED, _Styled),
    **dict.fromkeys(_VERBATIM, _Code),
    **dict.fromkeys(("flat-table", "list-table"), _ListTable),
    **dict.fromkeys(_INCLUDES, _InPage),
    "csv-table": _CSVTable,
    "raw": _Raw,
    "image": Image,
    "replace": Replace,
    "unicode": Unicode,
}


@contextmanager
def every_name() -> Iterator[None]:
    """Let docutils, whose registries are global, find any role and directive, as Sphinx does."""
    original = directives.directive, roles.role
    directives.directive = lambda name, *_: (_KNOWN.get(name.lower(), _Content), [])
    roles.role = lambda *_: (_role, [])  # type: ignore[assignment]
    try:
        yield
    finally:
        directives.directive, roles.role = original
