"""A fast search for the lines of a log that may hold a code or a printed text.

All literals that such a line can hold are looked for at once, by an automaton; only the lines with
a hit are then read closely. Letter case and most separators are folded before.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation

from sphinxext.mooncake_errors.logs.clues import Clues
from sphinxext.mooncake_errors.logs.keys import CERTAIN_KEYS, KEYS, PLAIN_GAPS
from sphinxext.mooncake_errors.logs.line import (
    CPP_FILE,
    CPP_SUFFIXES,
    is_ambiguous,
    spellings,
    without_k,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from sphinxext.mooncake_errors.logs.texts import PrintedText
    from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup

_LOWER = b"abcdefghijklmnopqrstuvwxyz"
_FOLDING = bytes.maketrans(_LOWER.upper() + b"_=,([{<>\"'`\t", _LOWER + b"-" + b" " * 11)
"""The same as `keys.folded`, of bytes."""
_CPP_FILE = re.compile(CPP_FILE.pattern.encode())
_PLACES = {f".{suffix}{end}".encode() for suffix in CPP_SUFFIXES for end in ": "}
"""Suffixes of C++ source files, folded: each line with a place in C++ source has one."""
_LONGEST = 48
"""Longer literals are cut, in bytes: a part of this length is rare enough."""
_BIG = 1 << 18
"""With more bytes of literals, a smaller and slower automaton is used."""


_Hit = tuple[int, int]
"""The place of a literal and its index."""


class Candidate(NamedTuple):
    """A line that may hold a code or a printed text."""

    start: int
    end: int
    """The places in the text that was searched."""
    has_code: bool
    """Whether it may hold a code besides those of its texts."""
    texts: list[PrintedText]
    """The texts whose rarest part the line has, the most specific first."""


class Candidates:
    """Finds the lines that may hold a code of a registry, or one of the texts of its causes.

    Literals are of five kinds. Numbers, words and printed texts each make a candidate. Numbers that
    any program uses, and keys with a word or a number that may be ordinary, count only in a line
    with a clue, and such numbers also in one with a place in C++ source.
    """

    def __init__(self, lookup: Lookup, texts: list[PrintedText]) -> None:
        """Make the automaton for the codes of `lookup` and for `texts`."""
        entries = [entry for entry in lookup.entries.values() if entry.code.value]
        common = [entry for entry in entries if is_ambiguous(entry.code.value)]
        rare = [entry for entry in entries if not is_ambiguous(entry.code.value)]
        numbers = dict.fromkeys(_literal(form) for entry in rare for form in _numbers(entry))
        words = dict.fromkeys(map(_literal, _words(entries)))
        by_literal: dict[bytes, list[int]] = {literal: [] for literal in (*numbers, *words)}
        codes = len(by_literal)
        for index, text in enumerate(texts):
            by_literal.setdefault(_literal(text.rarest), []).append(index)
        clues = {_literal(clue) for c in lookup.registry.components for clue in Clues(c).literals}
        used = {_literal(form) for entry in common for form in _numbers(entry)}
        weak = {_literal(word) for word in _weak(entries)}
        kinds = [[*by_literal], (clues | _PLACES) - set(by_literal)]
        kinds.append(used.difference(*kinds))
        literals = [literal for kind in kinds for literal in kind]
        self._strong, self._used = accumulate(map(len, kinds[:2]))
        self._numbers, self._codes = len(numbers), codes
        self._clues = {index for index, literal in enumerate(literals) if literal in clues}
        self._places = {index for index, literal in enumerate(literals) if literal in _PLACES}
        self._all_texts = texts
        self._texts = list(by_literal.values())
        self._find = _automaton(literals)
        self._find_weak = _automaton(used | weak)

    def lines(self, text: bytes) -> Iterator[Candidate]:
        """Yield the lines of `text` that may hold a code or a printed text, in order."""
        low = text.translate(_FOLDING)
        hits: set[int] = set()
        start = end = 0
        for place, literal in self._hits(text, low):
            if place >= end:
                yield from self._line(start, end, hits)
                hits = set()
                start, end = _line_at(text, place)
            hits.add(literal)
        yield from self._line(start, end, hits)

    def _hits(self, text: bytes, low: bytes) -> list[_Hit]:
        """Return place and index of each literal that makes its line a candidate, in order."""
        strong, clues, used, in_source = [], [], [], False
        for literal, place, after in self._find(low, overlapping=True):
            if literal in self._clues:
                clues.append(place)
            in_source = in_source or literal in self._places
            is_number = literal < self._numbers or literal >= self._used
            if is_number and low[after : after + 1].isdigit():
                continue
            if literal >= self._used:
                used.append((place, literal))
            elif literal < self._strong:
                strong.append((place, literal))
        near = used if in_source else ()
        in_cpp = [hit for hit in near if _CPP_FILE.search(text, *_line_at(text, hit[0]))]
        return sorted([*strong, *in_cpp, *self._in_lines_with(clues, text, low)])

    def _in_lines_with(self, clues: list[int], text: bytes, low: bytes) -> Iterator[_Hit]:
        """Yield a hit for each line of `text` with one of `clues` and a literal that needs one."""
        end = 0
        for place in sorted(clues):
            if place >= end:
                start, end = _line_at(text, place)
                if self._find_weak(low[start:end]):
                    yield start, self._used

    def _line(self, start: int, end: int, hits: set[int]) -> Iterator[Candidate]:
        if hits:
            has_code = any(hit < self._codes or hit >= self._strong for hit in hits)
            indexes = {i for hit in hits if hit < self._strong for i in self._texts[hit]}
            texts = [self._all_texts[index] for index in sorted(indexes)]
            yield Candidate(start, end, has_code, texts)


def _line_at(text: bytes, place: int) -> tuple[int, int]:
    """Return start and end of the line at `place`, with its line feed."""
    return text.rfind(b"\n", 0, place) + 1, text.find(b"\n", place) + 1 or len(text)


def _automaton(literals: Collection[bytes]) -> Callable[..., list[tuple[int, int, int]]]:
    big = sum(map(len, literals)) > _BIG
    automaton = BytesAhoCorasick(literals, implementation=None if big else Implementation.DFA)
    return automaton.find_matches_as_indexes


def _literal(text: str) -> bytes:
    return text.encode().translate(_FOLDING)[:_LONGEST]


def _words(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield literals; a line with a code has one of them, of `_numbers` or of `_weak`."""
    for key in KEYS:
        if key in CERTAIN_KEYS or not key.isascii():
            yield from _forms(key)
    for entry in entries:
        for name in entry.code.names():
            forms = spellings(name)
            if len(forms) > 1:
                yield from forms
            else:
                yield from (f"::{name}", *([name] if without_k(name) != name else []))


def _numbers(entry: Entry) -> Iterator[str]:
    """Yield the forms of a negative number; others count only behind a key."""
    value = entry.code.value
    if value < 0:
        yield from (f" {value}", f":{value}")
        yield from (str(value % (1 << 32)), str(value % (1 << 64)), f"{value % (1 << 32):x}")


def _weak(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield keys with numbers and with ordinary words, which count where a line has a clue too."""
    values = {str(entry.code.value)[0] for entry in entries if entry.code.value > 0}
    values |= {"0x"} if values else set()
    for entry in entries:
        ordinary = (name for name in entry.code.names() if len(spellings(name)) == 1)
        values.update(map(without_k, ordinary))
    for key in KEYS:
        for form in _forms(key):
            yield from (form + gap + value for gap in PLAIN_GAPS for value in values)


def _forms(key: str) -> set[str]:
    return {key.replace(" ", joint) for joint in (" ", "-", "")}
