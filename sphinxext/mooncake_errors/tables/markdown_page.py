"""Pages in Markdown, with the directives of MyST."""

from __future__ import annotations

import csv
import re
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from sphinxext.mooncake_errors.tables.heads import are_heads_of_codes
from sphinxext.mooncake_errors.tables.html_tables import COMMENT
from sphinxext.mooncake_errors.tables.kinds import CSV_TABLES, INCLUDES, LIST_TABLES, VERBATIM
from sphinxext.mooncake_errors.tables.model import Cell
from sphinxext.mooncake_errors.tables.near import is_rule, table_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from sphinxext.mooncake_errors.tables.html_tables import HtmlTables

_DEEPEST = 10
"""The number of directives that may be inside of each other."""
_DIRECTIVE = re.compile(r"\{([^\s{}]+)\}\s*(.*)", re.DOTALL)
_OPTION = re.compile(r":([\w-]+):[ \t]*(.*)")
_TITLE = re.compile(r"^title[ \t]*[:=][ \t]*(.+)$", re.MULTILINE)
_PIPE = re.compile(r"(?<!\\)\|")
_CONTAINER = re.compile(r"[ \t>]*(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t]+)*[ \t>]*")
"""The part of a line before a table in a quotation or in a list."""
_TABS = ("!!!", "???", "===")
"""The line above indented content in MkDocs."""
_LOOKS = (
    "looks like a table, but Markdown does not read it as one; "
    "it needs a blank line before it, and a row of dashes with as many cells as the heads"
)


def read_markdown(text: str, tables: HtmlTables) -> None:
    """Add the tables in the Markdown `text` to `tables`, and what cannot be read."""
    _Page(tables).read(text, 1, 0)


class _Page:
    """Reads one page; lines are counted from 1."""

    def __init__(self, tables: HtmlTables) -> None:
        self._tables = tables
        parser = MarkdownIt("commonmark").enable("table")
        self._markdown = parser.use(front_matter_plugin).use(colon_fence_plugin)

    def read(self, text: str, first: int, depth: int) -> None:
        """Read `text`, which begins at the line `first` inside of `depth` directives."""
        if depth > _DEEPEST:
            self._tables.problem(first, f"more than {_DEEPEST} nested directives are not read")
        else:
            self._read(self._markdown.parse(text), _Lines(text, first), depth)

    def _read(self, tokens: Sequence[Token], lines: _Lines, depth: int) -> None:
        above = ""
        for token in tokens:
            line = lines.line(token)
            if token.type in {"fence", "colon_fence"}:
                self._fence(token, line, depth)
            elif token.type == "code_block" and above.startswith(_TABS):
                self.read(token.content, line, depth + 1)
            elif token.type == "code_block":
                self._code(token.content, line)
            elif token.type == "html_block":
                self._near(COMMENT.sub(_blank_lines, token.content), line)
                self._tables.read(token.content, line)
            elif token.type == "front_matter":
                self._front_matter(token.content, line)
            else:
                if token.type == "inline" and not lines.columns:
                    above = token.content.rpartition("\n")[2].lstrip()
                    self._near(token.content, line)
                self._tag(token, lines, line)

    def _tag(self, token: Token, lines: _Lines, line: int) -> None:
        if token.type == "tr_close":
            for cell in lines.surplus():
                self._tables.add(f"<td>{escape(cell)}</td>", line)
        html = self._markdown.renderer.render([token], self._markdown.options, {})
        self._tables.add(html, line)

    def _fence(self, token: Token, line: int, depth: int) -> None:
        match = _DIRECTIVE.match(token.info.strip())
        if match is None and token.type == "fence":
            self._code(token.content, line + 1)
        elif match is None:
            self.read(token.content, line + 1, depth + 1)
        else:
            self._directive(match[1].lower(), match[2], token.content, line, depth)

    def _directive(self, name: str, argument: str, content: str, line: int, depth: int) -> None:
        options, body, skipped = _options(content)
        first = line + 1 + skipped
        file = options.get("file") or options.get("url")
        if name in INCLUDES:
            file = argument
        if file and name in INCLUDES | CSV_TABLES:
            self._tables.problem(line, f"tables in {file} are not read: import that file too")
        elif name in LIST_TABLES:
            self._list_table(body, first, options, depth)
        elif name in CSV_TABLES:
            self._csv_table(body, first, options)
        elif name == "eval-rst":
            # docutils takes a while to import.
            from sphinxext.mooncake_errors.tables.rst_page import read_rst  # noqa: PLC0415

            read_rst(content, self._tables, line + 1)
        elif name == "raw" and argument.strip() == "html":
            self._tables.read(body, first)
        elif name not in VERBATIM:
            self.read(body, first, depth + 1)

    def _list_table(self, body: str, first: int, options: dict[str, str], depth: int) -> None:
        """Read a table whose rows are the items of a list, and the cells those of lists in it."""
        tokens = self._markdown.parse(body)
        lines = _Lines(body, first)
        if not _is_list_of_lists(tokens):
            self._tables.problem(first, "a list-table needs a list of lists with the cells")
            return
        rows = 0
        self._tables.add("<table>", first)
        for token in tokens:
            if token.level == 1 and token.type == "list_item_open":
                self._tables.feed("<thead><tr>" if rows < _number(options) else "<tbody><tr>")
                rows += 1
            elif token.level == 3 and token.type == "list_item_open":  # noqa: PLR2004
                self._tables.add("<td>", lines.line(token))
            elif token.level == 3 and token.type == "list_item_close":  # noqa: PLR2004
                self._tables.feed("</td>")
            elif token.level > 3:  # noqa: PLR2004
                self._read([token], lines, depth)
        self._tables.feed("</table>")

    def _csv_table(self, body: str, first: int, options: dict[str, str]) -> None:
        from sphinxext.mooncake_errors.tables.rst_directives import csv_rows  # noqa: PLC0415

        try:
            heads = csv_rows(options.get("header", "").split("\n"), options)
            rows = csv_rows(body.split("\n"), options)
        except (csv.Error, ValueError) as error:
            self._tables.problem(first, f"a csv-table that cannot be read: {error}")
            return
        count = len(heads) + _number(options)
        self._tables.add("<table>", first)
        for number, (line, row) in enumerate([*((-1, row) for _, row in heads), *rows]):
            self._tables.feed("<thead><tr>" if number < count else "<tbody><tr>")
            for cell in row:
                self._tables.add(f"<td>{self._markdown.renderInline(cell)}</td>", first + line)
        self._tables.feed("</table>")

    def _front_matter(self, content: str, line: int) -> None:
        match = _TITLE.search(content)
        if match:
            title = _scalar(match[1])
            at = line + 1 + content.count("\n", 0, match.start())
            self._tables.heading = Cell(title, title, at)

    def _code(self, content: str, line: int) -> None:
        """List tables of codes in code, which readers of the page do not see as tables."""
        rows = content.split("\n")
        for number, (heads, rule) in enumerate(pairwise(rows)):
            if is_rule(rule.strip()) and are_heads_of_codes(re.split(r"\s*\|\s*|\s{2,}", heads)):
                self._tables.problem(line + number, "a table in a code block is not read")

    def _near(self, content: str, line: int) -> None:
        """List what looks like a table in text."""
        for number in table_lines(content):
            self._tables.problem(line + number, _LOOKS)


class _Lines:
    """The lines of a text, and the row of a table that is being read."""

    def __init__(self, text: str, first: int) -> None:
        self._lines = text.split("\n")
        self._first = first
        self._row = 0
        self.columns = 0
        """The number of columns of the table; 0 outside of tables."""

    def line(self, token: Token) -> int:
        """Return the line of `token`, that of the row for a cell."""
        if token.map:
            self._row = token.map[0]
        self._count(token.type)
        return self._first + self._row

    def surplus(self) -> list[str]:
        """Return the cells of the row that are in no column: parsers leave them out."""
        source = self._lines[self._row]
        if source.count("|") < self.columns:
            return []
        source = _CONTAINER.sub("", source, count=1).strip().removeprefix("|")
        pieces = _PIPE.split(source)
        return [piece.strip() for piece in pieces[self.columns :] if piece.strip()]

    def _count(self, kind: str) -> None:
        if kind in {"table_open", "table_close"}:
            self.columns = 0
        self.columns += kind == "th_open"


def _blank_lines(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _options(content: str) -> tuple[dict[str, str], str, int]:
    """Return the options of a directive, its content, and the number of lines before that."""
    lines = content.split("\n")
    options: dict[str, str] = {}
    count = 0
    if lines[0].strip() == "---":
        end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
        pairs = (line.partition(":") for line in lines[1:end])
        options = {name.strip(): _scalar(value) for name, _, value in pairs}
        count = end + 1 if end else 0
    else:
        while count < len(lines) and (match := _OPTION.match(lines[count].strip())):
            options[match[1]] = match[2]
            count += 1
    return options, "\n".join(lines[count:]), count


def _number(options: dict[str, str]) -> int:
    text = options.get("header-rows", "0").strip()
    return int(text) if re.fullmatch("[0-9]{1,4}", text) else 0


def _is_list_of_lists(tokens: Sequence[Token]) -> bool:
    kinds = {0: "bullet_list", 1: "list_item", 2: "bullet_list", 3: "list_item"}
    tops = [token for token in tokens if token.level in kinds]
    return bool(tops) and all(token.type.startswith(kinds[token.level]) for token in tops)


def _scalar(text: str) -> str:
    try:
        return str(yaml.safe_load(text)).strip()
    except (yaml.YAMLError, ValueError, RecursionError):
        return text.strip()
