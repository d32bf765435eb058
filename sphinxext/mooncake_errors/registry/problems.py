"""Faults of an input, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxext.mooncake_errors.registry.characters import safe_line
from sphinxext.mooncake_errors.registry.nearest import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = (
    "MANY",
    "Problem",
    "RegistryError",
    "did_you_mean",
    "file_problem",
    "limited",
    "nearest",
)

MANY = 500
"""Largest number of problems of one kind in a report; more come from a wrong file."""
_LONG_MESSAGE = 500


class Problem(NamedTuple):
    """One fault of an input file, at a place that an editor can jump to."""

    path: str
    line: int
    """Counted from 1."""
    column: int
    """Counted from 1, in characters."""
    rule: str
    """A short stable identifier, e.g. ``duplicate-name``."""
    message: str

    def __str__(self) -> str:
        """Return ``path:line:column: rule message``, safe to print and in one line."""
        place = f"{self.path}:{self.line}:{self.column}"
        return safe_line(f"{place}: {self.rule} {self.shown}")

    @property
    def shown(self) -> str:
        """The message, without the middle of one that quotes far too much."""
        long, half = len(self.message) > _LONG_MESSAGE, _LONG_MESSAGE // 2
        return f"{self.message[:half]} … {self.message[-half:]}" if long else self.message


class RegistryError(Exception):
    """A file cannot be used; carries every problem that was found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep `problems` sorted by file and place, each once."""
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def file_problem(path: Path | str, rule: str, message: str) -> Problem:
    """Return a problem of the file `path` as a whole."""
    return Problem(str(path), 1, 1, rule, message)


def limited(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the first MANY of `problems`, and instead of the next that there are more."""
    for number, problem in enumerate(problems):
        if number == MANY:
            yield problem._replace(rule="too-many", message="there are more problems from here on")
            return
        yield problem
