"""Tables and their cells, with the place of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sphinxext.mooncake_errors.registry.characters import folded, without_forbidden


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
    """Whether the whole cell is bold, or stands for a row alone."""
    fault: str = ""
    """Why the registry cannot hold the text; empty where it can."""


@dataclass(slots=True)
class Table:
    """A table under a heading."""

    path: str
    heading: Cell | None
    """The heading before it; None where there is none."""
    heads: list[Cell]
    rows: list[list[Cell]] = field(default_factory=list)
    """Each with as many cells as there are heads, or with more where the file has more."""

    @property
    def title(self) -> str:
        """The heading without markup, or the name of the file where there is none."""
        if self.heading and self.heading.plain:
            return self.heading.plain.replace("`", "'")
        return folded(without_forbidden(Path(self.path).stem)) or "codes"
