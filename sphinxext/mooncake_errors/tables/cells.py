"""The text of a cell, collected piece by piece, in the form of registry texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from sphinxext.mooncake_errors.registry.text import TextError, spans
from sphinxext.mooncake_errors.tables.model import Cell

_FAULT = "the registry cannot hold these backquotes"

Parts = list[tuple[bool, str]]
"""Pieces of text, each with whether it is code."""


@dataclass(slots=True)
class CellText:
    """Collects the text of a cell."""

    items: list[Parts] = field(default_factory=lambda: [[]])
    plain: list[str] = field(default_factory=list)
    fault: str = ""
    bold: bool = True
    """Whether all text so far is bold."""

    def add(self, text: str, *, code: bool = False, bold: bool = False) -> None:
        """Add `text`."""
        if text:
            self.plain.append(text)
            self.items[-1].append((code, text))
            self.bold = self.bold and (bold or not text.strip())

    def new_item(self) -> None:
        """Start the next line, paragraph or item of a list."""
        self.plain.append(" ")
        if self.items[-1]:
            self.items.append([])

    def target(self, target: str) -> None:
        """Add the `target` of a link, unless it is on the page or is the text of the link."""
        shown = self.plain[-1] if self.plain else ""
        if target and not target.startswith("#") and shown != target.removeprefix("mailto:"):
            self.items[-1].append((False, f" ({target})"))

    def cell(self, line: int, *, bold: bool = False) -> Cell:
        """Return the cell; `bold` says that it is a heading in any case."""
        merged = [_merged(item) for item in self.items]
        texts = [_fold("".join(f"``{t}``" if code else t for code, t in item)) for item in merged]
        faithful = all(map(_is_faithful, texts, merged))
        plain = _fold("".join(self.plain))
        return Cell(
            text=" ".join(filter(None, texts)),
            plain=plain,
            line=line,
            bold=bold or (self.bold and plain != ""),
            fault=self.fault or ("" if faithful else _FAULT),
            items=tuple(filter(None, texts)),
        )


def _merged(parts: Parts) -> Parts:
    runs = groupby(parts, key=lambda part: part[0])
    return [(code, "".join(text for _, text in run)) for code, run in runs]


def _fold(text: str) -> str:
    return " ".join(text.split())


def _is_faithful(text: str, parts: Parts) -> bool:
    """Return whether `text`, read as a text of the registry, says the same as `parts`."""
    try:
        found = [(span.kind == "literal", span.text) for span in spans(text)]
    except TextError:
        return False
    return _compact(found) == _compact(parts)


def _compact(parts: Parts) -> Parts:
    squeezed = ((code, "".join(text.split())) for code, text in parts)
    return [part for part in squeezed if part[1]]
