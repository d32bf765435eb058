"""Tables and their cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sphinxext.mooncake_errors.registry.characters import folded, without_forbidden


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, or a heading."""

    text: str
    """The text in the form of the registry: code is a ``literal``, a link ``its text (target)``."""
    plain: str
    """The text without markup and without the targets of links."""
    line: int
    bold: bool = False
    """Whether the whole cell is bold or fills its row."""
    fault: str = ""
    """Why the registry cannot hold the text; empty where it can."""
    items: tuple[str, ...] = ()
    """The text, cut at line breaks, paragraphs and items of lists."""


@dataclass(slots=True)
class Table:
    """A table under a heading."""

    path: str
    heading: Cell | None
    heads: list[Cell]
    rows: list[list[Cell]] = field(default_factory=list)
    """Rows may have fewer or more cells than there are heads."""

    @property
    def title(self) -> str:
        """The heading without markup, or the name of the file where there is none."""
        if self.heading and self.heading.plain:
            return self.heading.plain.replace("`", "'")
        return folded(without_forbidden(Path(self.path).stem)) or "codes"
