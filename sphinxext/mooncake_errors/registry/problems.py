"""What is wrong with an input, and where."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Problem:
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
        """Return ``path:line:column: message (rule)``."""
        return f"{self.path}:{self.line}:{self.column}: {self.message} ({self.rule})"


class RegistryError(Exception):
    """A registry cannot be used; carries every problem that was found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep `problems` sorted by file and place, each once."""
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def file_problem(path: Path | str, rule: str, message: str) -> Problem:
    """Return a problem of the file `path` as a whole."""
    return Problem(str(path), 1, 1, rule, message)


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Return up to three of `known` that look most like `word`, ignoring case; best first."""
    by_folded: dict[str, str] = {}
    for name in known:
        by_folded.setdefault(name.casefold(), name)
    matches = get_close_matches(word.casefold(), by_folded, n=3, cutoff=0.6)
    return [by_folded[match] for match in matches]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean A, B or C?`` for the names nearest to `word`, or an empty string."""
    names = nearest(word, known)
    if not names:
        return ""
    *others, last = names
    return f"; did you mean {', '.join(others) + ' or ' if others else ''}{last}?"
