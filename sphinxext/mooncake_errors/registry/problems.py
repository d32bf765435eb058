"""Problems in input files, each with its place, and suggestions for misspelled names."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from sphinxext.mooncake_errors.registry.characters import safe_line

MANY = 500
"""Largest number of problems of one kind in a report."""
_LONG_MESSAGE = 500
_CANDIDATES = 20
"""Number of names that are compared letter by letter, to bound the time."""
_ENOUGH = 1_000
"""Number of names with common parts after which the search for candidates ends."""


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
        """Return ``path:line:column: rule message`` in one line that is safe to print.

        The middle of a very long message is left out.
        """
        message, half = self.message, _LONG_MESSAGE // 2
        if len(message) > _LONG_MESSAGE:
            message = f"{message[:half]} … {message[-half:]}"
        return safe_line(f"{self.path}:{self.line}:{self.column}: {self.rule} {message}")


class RegistryError(Exception):
    """An input file that cannot be used, with all problems found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep `problems` without duplicates, sorted by file and place."""
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def file_problem(path: Path | str, rule: str, message: str) -> Problem:
    """Return a problem of the file `path` as a whole."""
    return Problem(str(path), 1, 1, rule, message)


def limited(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the first MANY of `problems`, then one problem about the rest."""
    for number, problem in enumerate(problems):
        if number == MANY:
            yield problem._replace(rule="too-many", message="there are more problems from here on")
            return
        yield problem


class Names:
    """Known names, indexed by their parts of three letters for a fast search of similar ones."""

    def __init__(self, names: Iterable[str]) -> None:
        """Index `names`; the first of names that differ only in case is kept."""
        self._by_folded: dict[str, str] = {}
        self._by_part: dict[str, list[str]] = {}
        for name in names:
            folded = name.casefold()
            if folded not in self._by_folded:
                self._by_folded[folded] = name
                for part in _parts(folded):
                    self._by_part.setdefault(part, []).append(folded)

    def nearest(self, word: str, cutoff: float = 0.6) -> list[str]:
        """Return up to three names similar to `word`, ignoring case, the best first.

        `cutoff` is their least similarity; 1 is that of the same names.
        """
        folded = word.casefold()
        matches = get_close_matches(folded, self._candidates(folded), n=3, cutoff=cutoff)
        return [self._by_folded[match] for match in matches]

    def did_you_mean(self, word: str, cutoff: float = 0.6) -> str:
        """Return ``; did you mean A, B or C?`` for the nearest names, or an empty string."""
        names = self.nearest(word, cutoff)
        if not names:
            return ""
        *others, last = names
        return f"; did you mean {', '.join(others) + ' or ' if others else ''}{last}?"

    def _candidates(self, folded: str) -> Iterable[str]:
        """Return the names with the most parts in common with `folded`, rare parts first."""
        if len(self._by_folded) <= _CANDIDATES:
            return self._by_folded
        common: Counter[str] = Counter()
        for names in sorted((self._by_part.get(part, []) for part in _parts(folded)), key=len):
            common.update(names)
            if common.total() > _ENOUGH:
                break
        return [name for name, _ in common.most_common(_CANDIDATES)]


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Return up to three of `known` similar to `word`, ignoring case, the best first."""
    return Names(known).nearest(word)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean A, B or C?`` for the names nearest to `word`, or an empty string."""
    return Names(known).did_you_mean(word)


def near_or_known(word: str, known: Collection[str]) -> str:
    """Return the suggestion of `did_you_mean`, or a list of all `known` words."""
    return did_you_mean(word, known) or f"; known are {', '.join(known)}"


def _parts(name: str) -> set[str]:
    padded = f" {name} "
    return {padded[at : at + 3] for at in range(len(name))}
