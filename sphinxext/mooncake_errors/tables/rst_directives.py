"""Directives of reStructuredText: tables, more reStructuredText, or code."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.parsers.rst import directives as docutils_directives
from docutils.parsers.rst.directives.images import Image
from docutils.parsers.rst.directives.misc import Replace, Unicode
from docutils.parsers.rst.directives.tables import CSVTable, ListTable
from docutils.statemachine import StringList

from sphinxext.mooncake_errors.tables.kinds import CSV_TABLES, INCLUDES, LIST_TABLES, VERBATIM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_CODE = frozenset(("code", "code-block", "sourcecode"))
_DIALECT = ("delim", "quote", "escape")


def csv_rows(lines: Iterable[str], options: Mapping[str, str]) -> list[tuple[int, list[str]]]:
    """Return the rows of CSV in `lines`, each with the index of its first line.

    `options` are those of a csv-table, as they are written. Raises csv.Error and ValueError.
    """
    spec: Any = CSVTable.option_spec
    read = {name: spec[name](options[name]) for name in _DIALECT if name in options}
    return list(_rows(lines, CSVTable.DocutilsDialect({**read, **_keepspace(options)})))


def directive_class(name: str) -> type[Directive]:
    """Return the class of the directive `name`, whoever made that."""
    return _KNOWN.get(name.lower(), _Content)


def _keepspace(options: Mapping[str, str]) -> dict[str, None]:
    return {"keepspace": None} if "keepspace" in options else {}


def _rows(lines: Iterable[str], dialect: Any) -> Iterable[tuple[int, list[str]]]:
    reader = csv.reader((line + "\n" for line in lines), dialect=dialect)
    first = 0
    for row in reader:
        if row:
            yield first, row
        first = reader.line_num


class _Options(dict[str, Any]):
    """The options of a directive, and any other that an extension may have added."""

    def __missing__(self, _: str) -> Any:
        return docutils_directives.unchanged


class _Content(Directive):
    """A directive that holds reStructuredText, its arguments and options included."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the content, headings too."""
        holder = nodes.container()
        memo = self.state.memo
        kept = memo.title_styles, memo.section_level
        memo.title_styles, memo.section_level = [], 0
        try:
            self.state.nested_parse(self.content, self.content_offset, holder, match_titles=True)
        finally:
            memo.title_styles, memo.section_level = kept
        return [holder]


class _Verbatim(Directive):
    """A directive that holds code, or something like it."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = _Options(name=docutils_directives.unchanged)

    def run(self) -> list[nodes.Node]:
        """Return the source; the argument of code is its language."""
        before = [] if self.name.lower() in _CODE else self.arguments
        text = "\n".join([*before, *self.content])
        return [nodes.literal_block(text, text)]


class _Raw(_Verbatim):
    """A directive that holds text in the markup of a writer."""

    option_spec = _Options(file=docutils_directives.unchanged)

    def run(self) -> list[nodes.Node]:
        """Return the text; raise DirectiveError where it is in another file."""
        file = self.options.get("file") or self.options.get("url")
        if file:
            raise self.error(f"tables in {file} are not read: import that file too")
        format_ = self.arguments[0].lower() if self.arguments else ""
        node = nodes.raw("", "\n".join(self.content), format=format_)
        node.line = self.content_offset + 1
        return [node]


class _Include(Directive):
    """A directive that stands for another file."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Raise the problem that the file is not read."""
        file = next(iter(self.content), "")
        raise self.error(f"tables in {file} are not read: import that file too")


class _ListTable(ListTable):
    """A list-table with any widths and options."""

    option_spec = _Options(ListTable.option_spec, widths=docutils_directives.unchanged)

    def run(self) -> list[Any]:
        """Return the table."""
        self.options.pop("widths", None)
        return list(super().run())


class _CSVTable(CSVTable):
    """A csv-table in the page, whose cells have lines."""

    option_spec = _Options(
        {name: kind for name, kind in CSVTable.option_spec.items() if name != "encoding"},
        widths=docutils_directives.unchanged,
    )

    def run(self) -> list[Any]:
        """Return the table; raise DirectiveError where it is in another file."""
        file = self.options.get("file") or self.options.get("url")
        if file:
            raise self.error(f"tables in {file} are not read: import that file too")
        self.options.pop("widths", None)
        return list(super().run())

    def parse_csv_data_into_rows(self, csv_data: Any, dialect: Any, source: Any) -> Any:
        """Return the rows in the form of docutils, and the number of columns."""
        first = self._first(csv_data)
        rows = [
            [(0, 0, line, _cell(cell, source, first + line)) for cell in row]
            for line, row in _rows(csv_data, dialect)
        ]
        return rows, max(map(len, rows), default=0)

    def _first(self, csv_data: Any) -> int:
        """Return the index in the page of the first line of `csv_data`, content or heads."""
        if csv_data is self.content:
            return int(csv_data.offset(0))
        own = self.state_machine.get_source_and_line(self.lineno)[1] or self.lineno
        lines = self.block_text.split("\n")
        return own - 1 + next((n for n, line in enumerate(lines) if ":header:" in line), 0)


def _cell(text: str, source: str, index: int) -> StringList:
    lines = text.splitlines()
    return StringList(lines, items=[(source, index)] * len(lines))


_KNOWN: dict[str, type[Directive]] = {
    **dict.fromkeys(VERBATIM, _Verbatim),
    **dict.fromkeys(LIST_TABLES, _ListTable),
    **dict.fromkeys(CSV_TABLES, _CSVTable),
    **dict.fromkeys(INCLUDES, _Include),
    "raw": _Raw,
    "image": Image,
    "replace": Replace,
    "unicode": Unicode,
}
