"""Reader of the tables in Markdown pages, with the directives of MyST."""

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

from sphinxext.mooncake_errors.tables.html_tables import without_comments
from sphinxext.mooncake_errors.tables.model import Cell
from sphinxext.mooncake_errors.tables.near import IN_CODE, code_table_lines, table_lines
from sphinxext.mooncake_errors.tables.rst_directives import (
    CSV_TABLES,
    INCLUDES,
    LIST_TABLES,
    VERBATIM,
    csv_rows,
    elsewhere,
)
from sphinxext.mooncake_errors.tables.rst_page import read_rst
from sphinxext.mooncake_errors.tables.rst_roles import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

    from sphinxext.mooncake_errors.tables.html_tables import HtmlTables

_DEEPEST = 10
"""Largest number of nested directives."""
_DIRECTIVE = re.compile(r"\{([^\s{}]+)\}\s*(.*)", re.DOTALL)
_OPTION = re.compile(r":([\w-]+):[ \t]*(.*)")
_TITLE = re.compile(r"^title[ \t]*[:=][ \t]*(.+)$", re.MULTILINE)
_ROLE = re.compile(r"[\w:+-]{1,100}\}")
_PIPE = re.compile(r"(?<!\\)\|")
_CONTAINER = re.compile(r"[ \t>]*(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t]+)*[ \t>]*")
"""The beginning of a line of a table that is in a quotation or in a list."""
_TABS = ("!!!", "???", "===")
"""The beginning of the line above indented content in MkDocs."""
_LOOKS = (
    "looks like a table, but Markdown does not read it as one; "
    "it needs a blank line before it, and a row of dashes with as many cells as the heads"
)


def read_markdown(text: str, tables: HtmlTables) -> None:
    """Add the tables in the Markdown `text` to `tables`, and problems about unread content."""
    _Page(tables).read(text, 1, 0)


class _Page:
    """Reads one page; lines are counted from 1."""

    def __init__(self, tables: HtmlTables) -> None:
        self._tables = tables
        parser = MarkdownIt("commonmark").enable("table")
        self._markdown = parser.use(front_matter_plugin).use(colon_fence_plugin)
        parser.core.ruler.before("text_join", "roles", _roles)

    def read(self, text: str, first: int, depth: int) -> None:
        """Read `text`, which begins at the line `first` and is nested in `depth` directives."""
        if depth > _DEEPEST:
            self._tables.problem(first, f"more than {_DEEPEST} nested directives are not read")
        else:
            # markdown-it-py 3 fails on some texts without a line feed at the end.
            self._read(self._markdown.parse(f"{text}\n"), text, first, depth)

    def _read(self, tokens: Sequence[Token], text: str, first: int, depth: int) -> None:
        lines = text.split("\n")
        above, row, columns = "", 0, 0
        for token in tokens:
            row = token.map[0] if token.map else row
            columns = 0 if token.tag == "table" else columns + (token.type == "th_open")
            if token.type == "inline" and not columns:
                above = token.content.rpartition("\n")[2].lstrip()
                self._unread(table_lines(token.content), first + row, _LOOKS)
            elif token.type == "tr_close":
                for cell in _surplus(lines[row], columns):
                    self._tables.add(f"<td>{escape(cell)}</td>", first + row)
            self._token(token, first + row, depth, above)

    def _token(self, token: Token, line: int, depth: int, above: str) -> None:
        if token.type in {"fence", "colon_fence"}:
            self._fence(token, line, depth)
        elif token.type == "code_block" and above.startswith(_TABS):
            self.read(token.content, line, depth + 1)
        elif token.type == "code_block":
            self._unread(code_table_lines(token.content), line, IN_CODE)
        elif token.type == "html_block":
            self._unread(table_lines(without_comments(token.content)), line, _LOOKS)
            self._tables.read(token.content, line)
        elif token.type == "front_matter":
            self._front_matter(token.content, line)
        else:
            html = self._markdown.renderer.render([token], self._markdown.options, {})
            self._tables.add(html, line)

    def _fence(self, token: Token, line: int, depth: int) -> None:
        match = _DIRECTIVE.match(token.info.strip())
        if match:
            self._directive(match[1].lower(), match[2].strip(), token.content, line + 1, depth)
        elif token.type == "fence":
            self._unread(code_table_lines(token.content), line + 1, IN_CODE)
        else:
            self.read(token.content, line + 1, depth + 1)

    def _directive(self, name: str, argument: str, content: str, line: int, depth: int) -> None:
        options, body, skipped = _options(content)
        first = line + skipped
        file = argument if name in INCLUDES else options.get("file") or options.get("url")
        if file and name in {*INCLUDES, *CSV_TABLES}:
            self._tables.problem(line - 1, elsewhere(file))
        elif name in LIST_TABLES:
            self._list_table(body, first, _number(options), depth)
        elif name in CSV_TABLES:
            self._csv_table(body, first, options)
        elif name == "eval-rst":
            read_rst(content, self._tables, line)
        elif name == "raw" and argument == "html":
            self._tables.read(body, first)
        elif name not in VERBATIM:
            self.read(body, first, depth + 1)

    def _list_table(self, body: str, first: int, heads: int, depth: int) -> None:
        """Read a list-table: a list of rows, each with a list of cells."""
        tokens = self._markdown.parse(f"{body}\n")
        if not _is_list_of_lists(tokens):
            self._tables.problem(first, "a list-table needs a list of lists with the cells")
            return
        rows = 0
        for token in tokens:
            rows += token.level == 1 and token.nesting == 1
            if token.level < 4:  # noqa: PLR2004 - what is deeper is the content of cells
                token.tag = ("table", "tr", "tbody", "th" if rows <= heads else "td")[token.level]
        self._read(tokens, body, first, depth)

    def _csv_table(self, body: str, first: int, options: dict[str, str]) -> None:
        try:
            heads = csv_rows(options.get("header", "").split("\n"), options)
            rows = csv_rows(body.split("\n"), options)
        except (csv.Error, ValueError) as error:
            self._tables.problem(first, f"a csv-table that cannot be read: {error}")
            return
        count = len(heads) + _number(options)
        self._tables.add("<table>", first)
        for number, (line, row) in enumerate([*((-1, row) for _, row in heads), *rows]):
            tag = "<th>" if number < count else "<td>"
            cells = "".join(tag + self._markdown.renderInline(cell) for cell in row)
            self._tables.add(f"<tr>{cells}".replace("\n", " "), first + line)
        self._tables.feed("</table>")

    def _front_matter(self, content: str, line: int) -> None:
        match = _TITLE.search(content)
        if match:
            title = _scalar(match[1])
            at = line + 1 + content.count("\n", 0, match.start())
            self._tables.heading = Cell(title, title, at)

    def _unread(self, numbers: Iterable[int], line: int, message: str) -> None:
        for number in numbers:
            self._tables.problem(line + number, message)


def _roles(state: StateCore) -> None:
    """Replace each role of MyST, such as ``{ref}`x```, by what it shows."""
    for token in state.tokens:
        for before, code in pairwise(token.children or ()):
            text, brace, role = before.content.rpartition("{")
            is_role = before.type == "text" and _ROLE.fullmatch(role)
            if brace and is_role and code.type == "code_inline":
                tag, title, target = shown(role[:-1], code.content)
                start = f'<a href="{escape(target)}">' if target else f"<{tag}>" if tag else ""
                end = f"</{tag}>" if tag else ""
                before.content = text
                code.type, code.content = "html_inline", f"{start}{escape(title)}{end}"


def _surplus(row: str, columns: int) -> list[str]:
    """Return the cells of a `row` beyond the last column, which the parser leaves out."""
    if row.count("|") < columns:
        return []
    pieces = _PIPE.split(_CONTAINER.sub("", row, count=1).strip().removeprefix("|"))
    return [piece.strip() for piece in pieces[columns:] if piece.strip()]


def _options(content: str) -> tuple[dict[str, str], str, int]:
    """Return the options of a directive, its body, and the number of lines before the body."""
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
