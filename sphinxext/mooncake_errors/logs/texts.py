"""Printed texts of causes in one line of a log."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from sphinxext.mooncake_errors.logs.keys import folded, unescaped
from sphinxext.mooncake_errors.registry.lookup import Lookup

_GAP = "{}"
_SOURCE_FILE = re.compile(r"\w+\.(?:c|cc|cpp|cu|go|h|hpp|py|rs)")
_FILE_RARITY = 8
"""Rarity of the name of a source file, which stands in all lines that the file prints."""
_EDGE = "(?:(?<![A-Za-z])|(?![A-Za-z]))"  # not within a word
_TELLING = 16
"""The least number of characters of a text that says enough without the name of its file."""
_LETTERS, _SIGNS = re.compile(r"[a-z0-9]"), re.compile(r"[^a-z0-9\s-]")


@dataclass(frozen=True, slots=True)
class CauseKey:
    """A cause of a code."""

    code: str
    """The qualified name."""
    index: int
    """The index in its causes, from 0."""


@dataclass(frozen=True, slots=True)
class PrintedText:
    """A text that a program prints, with all causes that it is printed for."""

    parts: tuple[str, ...]
    """The literal parts in order; anything may stand between two of them, and before or behind
    all where the first or the last is empty."""
    causes: tuple[CauseKey, ...]

    @property
    def rarest(self) -> str:
        """The part that other lines have least: a long one, or one with signs in it."""
        return max(self.parts, key=_rarity)

    def contains(self, words: str) -> bool:
        """Return whether `words` are part of the text, whatever the case of letters."""
        return unescaped(words).casefold() in _GAP.join(self.parts).casefold()

    def indexes(self, line: str) -> set[int]:
        """Return the indexes in `line` of the characters of all parts; empty if one is missing.

        The parts are there verbatim and in order, and the text does not begin or end in a word.
        """
        found: set[int] = set()
        end = 0
        for pattern in _patterns(self.parts) if all(map(line.__contains__, self.parts)) else ():
            match = pattern.search(line, end)
            if match is None:
                return set()
            end = match.end()
            found.update(range(*match.span()))
        return found


@cache
def _patterns(parts: tuple[str, ...]) -> list[re.Pattern[str]]:
    """Return a pattern of each part; the first does not begin, the last not end within a word."""
    patterns = list(map(re.escape, parts))
    before = r"(?<!\w)" if _SOURCE_FILE.fullmatch(parts[0]) else _EDGE
    patterns[0] = before * bool(parts[0]) + patterns[0]
    patterns[-1] += _EDGE * bool(parts[-1])
    return list(map(re.compile, patterns))


def _rarity(part: str) -> int:
    """Return how rare a text is in logs; signs that searches take for blanks do not count."""
    if _SOURCE_FILE.fullmatch(part):
        return _FILE_RARITY
    form = folded(part)
    return len(_LETTERS.findall(form)) + 3 * len(_SIGNS.findall(form))


def printed_texts(lookup: Lookup) -> list[PrintedText]:
    """Return all log texts of the causes in `lookup`, the most specific first."""
    causes: dict[tuple[str, ...], list[CauseKey]] = {}
    for name, entry in lookup.entries.items():
        for index, cause in enumerate(entry.code.causes):
            for text in cause.log:
                parts = tuple(unescaped(text).strip().split(_GAP))
                causes.setdefault(parts, []).append(CauseKey(name, index))
    return _texts(causes)


def without_files(texts: Iterable[PrintedText]) -> list[PrintedText]:
    """Return those of `texts` that begin with a source file or the end of a prefix, without it.

    The causes of texts that are then equal are joined.
    """
    causes: dict[tuple[str, ...], list[CauseKey]] = {}
    for text in texts:
        parts = _bare(text.parts)
        if parts != text.parts and sum(map(len, parts)) >= _TELLING:
            causes.setdefault(parts, []).extend(text.causes)
    return _texts(causes)


def _texts(causes: Mapping[tuple[str, ...], Iterable[CauseKey]]) -> list[PrintedText]:
    """Return texts with their parts and causes, the most specific first."""
    texts = (PrintedText(parts, tuple(dict.fromkeys(of))) for parts, of in causes.items())
    return sorted(texts, key=lambda text: (-sum(map(len, text.parts)), len(text.parts)))


def _bare(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return `parts` without a source file and the bracket that ends glog's prefix."""
    first, *others = (parts[1:] or ("",)) if _SOURCE_FILE.fullmatch(parts[0]) else parts
    return (first.removeprefix("] "), *others)


def matching(texts: Iterable[PrintedText], line: str) -> list[PrintedText]:
    """Return the `texts` that `line` holds, in their order, the most specific first.

    A text is left out where all of it is in the literal parts of more specific ones.
    """
    found = []
    covered: set[int] = set()
    for text in texts:
        indexes = text.indexes(line)
        if not indexes <= covered:
            found.append(text)
            covered |= indexes
    return found
