"""What directives hold: tables, more reStructuredText, or code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.parsers.rst import directives as docutils_directives
from docutils.parsers.rst.directives.images import Image
from docutils.parsers.rst.directives.misc import Replace, Unicode
from docutils.parsers.rst.directives.tables import CSVTable, ListTable

from sphinxext.mooncake_errors.tables.rst.csv_places import csv_places

if TYPE_CHECKING:
    Rows = list[list[tuple[int, int]]]

PLACE = "place"
"""The attribute of an entry with its line and, counted from the end of that line, its start."""
_VERBATIM = frozenset(
    (
        *("code", "code-block", "sourcecode", "parsed-literal", "literalinclude", "prompt"),
        *("doctest", "testcode", "testoutput", "testsetup", "testcleanup", "productionlist"),
        *("math", "raw", "toctree", "highlight", "role", "default-role", "meta", "tabularcolumns"),
        *("graphviz", "graph", "digraph", "mermaid", "plantuml", "uml", "ditaa", "aafig", "tikz"),
        *("blockdiag", "seqdiag", "actdiag", "nwdiag", "packetdiag", "rackdiag", "bytefield"),
        *("ipython", "jupyter-execute", "plot", "command-output", "program-output", "console"),
    )
)
"""Directives with something else in them than reStructuredText."""


_LANGUAGES = ("code", "code-block", "sourcecode")


class _Options(dict[str, Any]):
    """The options of a directive, and any other that an extension may have added."""

    def __missing__(self, _: str) -> Any:
        return docutils_directives.unchanged


class _Content(Directive):
    """A directive that holds reStructuredText, its arguments and options included."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return what it holds, headings too."""
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
        before = [] if self.name.lower() in _LANGUAGES else self.arguments
        text = "\n".join([*before, *self.content])
        return [nodes.literal_block(text, text)]


class _Include(Directive):
    """A directive that stands for another file."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Say that it is not read."""
        file = next(iter(self.content), "")
        raise self.error(f"tables in the included file {file} are not read: give it to import too")


class _ListTable(ListTable):
    """A list-table whose entries know their places."""

    option_spec = _Options(ListTable.option_spec, widths=docutils_directives.unchanged)

    def run(self) -> list[Any]:
        """Return the table."""
        self.options.pop("widths", None)
        self._places: Rows = []
        return _placed(list(super().run()), self._places)

    def check_list_content(self, node: Any) -> Any:
        """Check as docutils does, and note the place of each item."""
        check: Any = super().check_list_content  # it has no types
        result = check(node)
        self._places += [[_item_place(item) for item in row[0].children] for row in node[0]]
        return result


class _CSVTable(CSVTable):
    """A csv-table in the page whose entries know their places."""

    option_spec = _Options(
        {name: kind for name, kind in CSVTable.option_spec.items() if name != "encoding"},
        widths=docutils_directives.unchanged,
    )

    def run(self) -> list[Any]:
        """Return the table; raise DirectiveError where it stands in another file."""
        other = self.options.get("file") or self.options.get("url")
        if other:
            raise self.error(f"the csv-table of {other} is not read: put its rows into the page")
        self.options.pop("widths", None)
        self._places: Rows = []
        return _placed(list(super().run()), self._places)

    def parse_csv_data_into_rows(self, csv_data: Any, dialect: Any, source: Any) -> Any:
        """Read as docutils does, and note the place of each cell."""
        read: Any = super().parse_csv_data_into_rows  # it has no types
        result = read(csv_data, dialect, source)
        first = self._first_line(csv_data)
        for row in csv_places(csv_data, dialect):
            self._places.append([(first + line, from_end) for line, from_end in row])
        return result

    def _first_line(self, csv_data: Any) -> int:
        """Return the line in the file where `csv_data`, the content or the heads, begins."""
        if csv_data is self.content:
            return int(csv_data.offset(0)) + 1
        own = self.state_machine.get_source_and_line(self.lineno)[1] or self.lineno
        lines = self.block_text.split("\n")
        return own + next((n for n, line in enumerate(lines) if ":header:" in line), 0)


_KNOWN = {
    "csv-table": _CSVTable,
    "list-table": _ListTable,
    "include": _Include,
    "image": Image,
    "replace": Replace,
    "unicode": Unicode,
    **dict.fromkeys(_VERBATIM, _Verbatim),
}


def directive_class(name: str) -> type[Directive]:
    """Return the class of the directive `name`, whoever made that."""
    return _KNOWN.get(name.lower(), _Content)


def table_rows(table: Any, *parts: type[nodes.Element]) -> list[Any]:
    """Return the rows in the `parts` of `table`, its thead and its tbody, without other tables."""
    groups = (group for group in table.children if isinstance(group, nodes.tgroup))
    return [
        row
        for group in groups
        for part in group.children
        if isinstance(part, parts)
        for row in part.children
    ]


def _placed(made: list[Any], places: Rows) -> list[Any]:
    """Give the entries of the table in `made`, if there is one, their `places`."""
    for table in made:
        rows = table_rows(table, nodes.thead, nodes.tbody)
        for row, in_row in zip(rows, places, strict=False):
            for entry, place in zip(row.children, in_row, strict=False):
                entry[PLACE] = place
    return made


def _item_place(item: nodes.list_item) -> tuple[int, int]:
    """Return the place of what `item` of a list says: it goes on to the end of its line."""
    line = item.line or next((each.line for each in item.findall() if each.line), 1)
    return line, len(item.rawsource.partition("\n")[0])
