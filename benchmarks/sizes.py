"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass


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
    pages: int = 100
    references: int = 100
    """On each page."""
    registry: int = 10_000
    header_lines: int = 100_000
    log: int = 1024
    """MiB of a log."""


TRIAL = Sizes(1, 1, 1, 1, (10,), 5, 10, 10, 100, 1)
"""Enough to see that everything works."""
