"""The sizes of the projects and the numbers of rounds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes of everything; these are what the targets are about."""

    rounds: int = 3
    """Rounds of builds that take many seconds."""
    short_rounds: int = 18
    """Rounds of builds that take a few seconds; these differ more from each other."""
    idle_rounds: int = 60
    """Rounds of builds without a change; a difference of a twentieth has to be visible."""
    starts: int = 15
    """Rounds of short commands."""
    codes: tuple[int, ...] = (100, 1_000, 10_000)
    """On one page."""
    code_pages: tuple[tuple[int, str], ...] = (
        (145, "furo"),
        (145, "sphinx_book_theme"),
        (2_000, "classic"),
    )
    """Codes that have a page each, and the theme; not all pages are listed on each of 2,000."""
    singles: int = 2_000
    """Directives of one code each, on one page."""
    mooncake: Path | None = None
    """A checkout of Mooncake, to build its documentation."""
    pages: int = 100
    references: int = 100
    """On each page."""
    registry: int = 10_000
    header_lines: int = 100_000
    log: int = 1024
    """MiB of a log."""


TRIAL = Sizes(
    rounds=1,
    short_rounds=1,
    idle_rounds=1,
    starts=1,
    codes=(10,),
    code_pages=((10, "furo"),),
    singles=10,
    pages=5,
    references=10,
    registry=10,
    header_lines=100,
    log=1,
)
"""Enough to see that everything works."""
