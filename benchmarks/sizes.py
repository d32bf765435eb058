"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - a field of a dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes of everything; these are what the targets are about."""

    rounds: int = 3
    """How often builds are measured that take many seconds."""
    short_rounds: int = 18
    """How often those are that take a few; they differ more from each other."""
    idle_rounds: int = 60
    """How often those are that have nothing to do; a twentieth more is to be seen."""
    starts: int = 15
    """How often short commands are."""
    codes: tuple[int, ...] = (100, 1_000, 10_000)
    """On one page."""
    code_pages: tuple[int, ...] = (145, 2_000)
    """Codes that have a page each."""
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
    code_pages=(10,),
    singles=10,
    pages=5,
    references=10,
    registry=10,
    header_lines=100,
    log=1,
)
"""Enough to see that everything works."""
