"""A fast search for the lines of a log that may hold a code or a printed text.

All literals that such a line can hold are looked for at once, by an automaton; only the lines with
a hit are then read closely. Letter case and most separators are folded before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ahocorasick_rs import BytesAhoCorasick, Implementation

from sphinxext.mooncake_errors.logs.clues import Clues
from sphinxext.mooncake_errors.logs.keys import KEYS, PLAIN_GAPS
from sphinxext.mooncake_errors.logs.line import spellings, without_k

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from sphinxext.mooncake_errors.logs.keys import Key
    from sphinxext.mooncake_errors.logs.texts import PrintedText
    from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup

_LOWER = b"abcdefghijklmnopqrstuvwxyz"
_FOLDING = bytes.maketrans(_LOWER.upper() + b"_=,([{<>\"'`\t", _LOWER + b"-" + b" " * 11)
"""The same as `keys.folded`, of bytes."""
_LONGEST = 48
"""Longer literals are cut: even so many bytes are rare."""
_BIG = 1 << 18
"""With more bytes of literals, an automaton is used that is smaller and slower."""


class Candidates:
    """Finds the lines that may hold a code of a registry, or one of the texts of its causes."""

    def __init__(self, lookup: Lookup, texts: list[PrintedText]) -> None:
        """Make the automatons for the codes of `lookup` and for `texts`."""
        entries = [entry for entry in lookup.entries.values() if entry.code.value]
        numbers = dict.fromkeys(_literal(form) for entry in entries for form in _numbers(entry))
        words = map(_literal, _words(entries))
        by_literal: dict[bytes, list[int]] = {literal: [] for literal in (*numbers, *words)}
        for index, text in enumerate(texts):
            by_literal.setdefault(_literal(text.longest), []).append(index)
        weak = {_literal(word) for word in _weak(entries)} - set(by_literal)
        literals = [*by_literal, *weak]
        self._all_texts = texts
        self._texts = [*by_literal.values(), *([] for _ in weak)]
        self._numbers = len(numbers)
        self._strong = len(by_literal)
        self._find = _automaton(literals)
        clues = (Clues(component).literals for component in lookup.registry.components)
        self._find_clues = _automaton({_literal(clue) for each in clues for clue in each})

    def lines(self, text: bytes) -> Iterator[tuple[int, int, list[PrintedText]]]:
        """Yield start and end of each line of `text` that may hold a code, in order.

        With it come the texts whose longest part the line has, the most specific first.
        """
        low = text.translate(_FOLDING)
        hits: set[int] = set()
        start = end = 0
        for literal, place, after in self._hits(low):
            if literal < self._numbers and low[after : after + 1].isdigit():
                continue
            if place >= end:
                yield from self._line(low, start, end, hits)
                hits = set()
                start = text.rfind(b"\n", 0, place) + 1
                end = text.find(b"\n", place) + 1 or len(text)
            hits.add(literal)
        yield from self._line(low, start, end, hits)

    def _hits(self, low: bytes) -> list[tuple[int, int, int]]:
        """Return index, start and end of each literal, weak ones only where there is a clue."""
        hits = self._find(low, overlapping=True)
        weak = any(hit[0] >= self._strong for hit in hits)
        if weak and not self._find_clues(low):
            return [hit for hit in hits if hit[0] < self._strong]
        return hits

    def _line(
        self, low: bytes, start: int, end: int, hits: set[int]
    ) -> Iterator[tuple[int, int, list[PrintedText]]]:
        if not hits or (min(hits) >= self._strong and not self._find_clues(low[start:end])):
            return
        indexes = {index for hit in hits for index in self._texts[hit]}
        yield start, end, [self._all_texts[index] for index in sorted(indexes)]


def _automaton(literals: Collection[bytes]) -> Callable[..., list[tuple[int, int, int]]]:
    big = sum(map(len, literals)) > _BIG
    automaton = BytesAhoCorasick(literals, implementation=None if big else Implementation.DFA)
    return automaton.find_matches_as_indexes


def _literal(text: str) -> bytes:
    return text.encode().translate(_FOLDING)[:_LONGEST]


def _words(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield literals; a line with a code has one of them, of `_numbers` or of `_weak`."""
    for key in KEYS:
        if key.certain or not key.words.isascii():
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


def _forms(key: Key) -> set[str]:
    return {key.words.replace(" ", joint) for joint in (" ", "-", "")}
