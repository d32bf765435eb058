"""What a cell of a Markdown table says, in the form of registry texts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.text import TextError, spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?=[\s/>])|<!--")
_CODE_TAGS = frozenset(("code", "kbd", "samp", "tt"))
_STYLE_TAGS = frozenset(
    (
        *("a", "abbr", "b", "big", "center", "del", "div", "em", "font", "i", "ins", "mark"),
        *("nobr", "p", "s", "small", "span", "strike", "strong", "sub", "sup", "u", "wbr"),
    )
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and its place in the file."""

    text: str
    """The text in the form of the registry: code is a ``literal``, a link ``its text (target)``."""
    plain: str
    """The text alone, without markup and without the targets of links."""
    line: int
    column: int
    bold: bool = False
    """Whether the whole cell is bold."""
    fault: str = ""
    """Why the registry cannot hold the text; empty where it can."""


def read_cell(tokens: Sequence[Token], line: int, column: int) -> Cell:
    """Return the cell with the inline `tokens` that stands at `line` and `column`."""
    reader = _Reader()
    for token in tokens:
        reader.read(token)
    text = _folded("".join(f"``{part}``" if code else part for code, part in reader.parts))
    plain = _folded("".join(reader.plain))
    fault = "" if _is_faithful(text, reader.parts) else _FAULT
    return Cell(text, plain, line, column, _is_bold(tokens), fault)


_FAULT = "the registry cannot hold these backquotes"


@dataclass(slots=True)
class _Reader:
    """Collects the parts of a cell: whether each is code, and what it says."""

    parts: list[tuple[bool, str]] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    code: int = 0

    def read(self, token: Token) -> None:
        """Add what `token` says."""
        if token.type == "code_inline":
            self._add(token.content, code=True)
        elif token.type == "link_open":
            self.targets.append(str(token.attrGet("href")))
        elif token.type == "link_close":
            self._target(self.targets.pop())
        elif token.type == "image":
            self._add(token.content)
            self._target(str(token.attrGet("src")))
        elif token.type == "html_inline":
            self._tag(token.content)
        else:
            self._add(token.content)

    def _add(self, text: str, *, code: bool = False) -> None:
        if text:
            self.plain.append(text)
            self._part(text, code=code or self.code > 0)

    def _part(self, text: str, *, code: bool) -> None:
        if self.parts and self.parts[-1][0] == code:
            text = self.parts.pop()[1] + text
        self.parts.append((code, text))

    def _target(self, target: str) -> None:
        """Add where a link leads, unless that is this page or stands there already."""
        if target and not target.startswith("#") and not self._shows(target):
            self._part(f" ({target})", code=False)

    def _shows(self, target: str) -> bool:
        return bool(self.plain) and self.plain[-1] in (target, target.removeprefix("mailto:"))

    def _tag(self, source: str) -> None:
        match = _TAG.match(source)
        name = match["name"].lower() if match and match["name"] else ""
        if name == "br":
            self._add(" ")
        elif name in _CODE_TAGS and match:
            self.code += -1 if match["end"] else 1
        elif match is None or (name and name not in _STYLE_TAGS):
            self._add(source)  # no tag, but such as vector<int>


def _folded(text: str) -> str:
    return " ".join(text.split())


def _is_bold(tokens: Sequence[Token]) -> bool:
    seen = [token for token in tokens if token.type != "text" or token.content.strip()]
    ends = [token.type for token in (*seen[:1], *seen[-1:])]
    return ends == ["strong_open", "strong_close"]


def _is_faithful(text: str, parts: list[tuple[bool, str]]) -> bool:
    """Return whether `text` in the form of the registry says what `parts` say."""
    try:
        found = [(str(span.kind), span.text) for span in spans(text)]
    except TextError:
        return False
    meant = [("literal" if code else "plain", part) for code, part in parts]
    return _compact(found) == _compact(meant)


def _compact(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    squeezed = ((kind, "".join(text.split())) for kind, text in parts)
    return [part for part in squeezed if part[1]]
