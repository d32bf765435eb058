"""What a cell of a Markdown table says, in the form of registry texts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.tables.text import CellText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from sphinxext.mooncake_errors.tables.model import Cell

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?=[\s/>])|<!--")
_CODE_TAGS = frozenset(("code", "kbd", "samp", "tt"))
_STYLE_TAGS = frozenset(
    (
        *("a", "abbr", "b", "big", "center", "del", "div", "em", "font", "i", "ins", "mark"),
        *("nobr", "p", "s", "small", "span", "strike", "strong", "sub", "sup", "u", "wbr"),
    )
)


def read_cell(tokens: Sequence[Token], line: int, column: int) -> Cell:
    """Return the cell with the inline `tokens` that stands at `line` and `column`."""
    reader = _Reader()
    for token in tokens:
        reader.read(token)
    return reader.text.cell(line, column, bold=_is_bold(tokens))


@dataclass(slots=True)
class _Reader:
    """Reads token after token."""

    text: CellText = field(default_factory=CellText)
    targets: list[str] = field(default_factory=list)
    code: int = 0
    """How many tags of code are open."""

    def read(self, token: Token) -> None:
        """Add what `token` says."""
        if token.type == "code_inline":
            self.text.add(token.content, code=True)
        elif token.type == "link_open":
            self.targets.append(str(token.attrGet("href")))
        elif token.type == "link_close":
            self.text.target(self.targets.pop())
        elif token.type == "image":
            self._add(token.content)
            self.text.target(str(token.attrGet("src")))
        elif token.type == "html_inline":
            self._tag(token.content)
        else:
            self._add(token.content)

    def _add(self, text: str) -> None:
        self.text.add(text, code=self.code > 0)

    def _tag(self, source: str) -> None:
        match = _TAG.match(source)
        name = match["name"].lower() if match and match["name"] else ""
        if name == "br":
            self._add(" ")
        elif name in _CODE_TAGS and match:
            self.code += -1 if match["end"] else 1
        elif match is None or (name and name not in _STYLE_TAGS):
            self._add(source)  # no tag, but such as vector<int>


def _is_bold(tokens: Sequence[Token]) -> bool:
    seen = [token for token in tokens if token.type != "text" or token.content.strip()]
    ends = [token.type for token in (*seen[:1], *seen[-1:])]
    return ends == ["strong_open", "strong_close"]
