"""The model of tables and their cells."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sphinxext.mooncake_errors.registry.characters import FORBIDDEN, folded
from sphinxext.mooncake_errors.registry.problems import Problem


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, or a heading."""

    path: str
    line: int
    text: str = ""
    """The text in the form of the registry: code as ``literal``, a link as text and (target)."""
    plain: str = ""
    """The text without markup, the targets of links and the marks of footnotes."""
    bold: bool = False
    """Whether all text of the cell is bold, or the cell spans its row."""
    fault: str = ""
    """The reason why the registry cannot have the text; empty if it can."""
    items: tuple[str, ...] = ()
    """The text, split at line breaks, paragraphs and items of lists."""

    def problem(self, rule: str, message: str) -> Problem:
        """Return a problem at the line of the cell."""
        return Problem(self.path, self.line, 1, rule, message)


@dataclass(slots=True)
class Table:
    """A table under a heading."""

    path: str
    heading: Cell | None
    heads: list[Cell]
    rows: list[list[Cell]]
    """Rows may have fewer or more cells than there are heads."""

    @property
    def title(self) -> str:
        """The heading without markup, or the name of the file if there is none."""
        if self.heading and self.heading.plain:
            return self.heading.plain.replace("`", "'")
        return folded(FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", Path(self.path).stem)) or "codes"
