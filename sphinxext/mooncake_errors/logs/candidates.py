"""A fast search for the lines of a log that may hold a code or a printed text.

All literals that such a line can hold are looked for at once, by an automaton; only the lines with
a hit are then read closely. Letter case and most separators are folded before.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from ahocorasick_rs import BytesAhoCorasick

from sphinxext.mooncake_errors.logs.clues import CPP_SUFFIXES, Clues
from sphinxext.mooncake_errors.logs.keys import CERTAIN_KEYS, KEYS, PLAIN_GAPS
from sphinxext.mooncake_errors.logs.line import is_ambiguous, spellings, without_k
from sphinxext.mooncake_errors.logs.texts import PrintedText
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import Code

_LOWER = b"abcdefghijklmnopqrstuvwxyz"
_FOLDING = bytes.maketrans(_LOWER.upper() + b"_=,([{<>\"'`\t\\", _LOWER + b"-" + b" " * 12)
"""The same as `keys.folded`, of bytes, with blanks for the backslashes of escapes."""
_ESCAPED = re.compile(r'["\\]')
"""Characters of a text that a log may hold as escapes."""
_PLACES = [f".{suffix}{end}" for suffix in CPP_SUFFIXES for end in ": "]
"""Suffixes of C++ source files, folded: each line with a place in C++ source has one."""
_LONGEST = 48
"""Longer literals are cut, in bytes: a part of this length is rare enough."""


class Candidates:
    """Finds the lines that may hold a code of a registry, or one of the texts of its causes.

    A number, a word or a printed text makes a candidate. Numbers that any program uses, and keys
    with a word or a number that may be ordinary, are weak: they count only in a line with a clue,
    or with a place in C++ source.
    """

    def __init__(self, lookup: Lookup, texts: list[PrintedText]) -> None:
        """Make the automaton for the codes of `lookup` and for `texts`."""
        codes = [entry.code for entry in lookup.entries.values() if entry.code.value]
        literals: dict[bytes, int] = {}

        def indexes(forms: Iterable[str]) -> set[int]:
            folded = (form.encode().translate(_FOLDING)[:_LONGEST] for form in forms)
            return {literals.setdefault(literal, len(literals)) for literal in folded}

        self._codes = indexes(_numbers(code for code in codes if not is_ambiguous(code.value)))
        weak = indexes(_numbers(code for code in codes if is_ambiguous(code.value)))
        self._numbers = len(literals)  # the numbers come first
        self._codes |= indexes(_words(codes))
        self._codes_beside_clue = self._codes | weak | indexes(_weak(codes))
        self._clues = indexes(_PLACES)
        for component in lookup.registry.components:
            self._clues |= indexes(Clues(component).literals)
        self._all_texts = texts
        self._texts: dict[int, list[int]] = {}
        for number, text in enumerate(texts):
            for index in indexes([max(_ESCAPED.split(text.rarest), key=len)]):
                self._texts.setdefault(index, []).append(number)
        self._wanted = self._codes_beside_clue.union(self._texts)
        self._automaton = BytesAhoCorasick(literals)

    def lines(self, text: bytes) -> Iterator[tuple[int, str, list[PrintedText]]]:
        """Yield the lines of `text` that may hold a code or a printed text, in order.

        Each has its place in `text` and the texts that it may hold, the most specific first.
        """
        low = text.translate(_FOLDING)
        found = self._automaton.find_matches_as_indexes(low, overlapping=True)
        clues = sorted(place for hit, place, _ in found if hit in self._clues)
        hits: set[int] = set()
        start = end = 0
        for hit, place, after in found:
            longer_number = hit < self._numbers and low[after : after + 1].isdigit()
            if longer_number or hit not in self._wanted:
                continue
            if place >= end:
                yield from self._line(text, start, end, hits, clues)
                hits = set()
                start = text.rfind(b"\n", 0, place) + 1
                end = text.find(b"\n", place) + 1 or len(text)
            hits.add(hit)
        yield from self._line(text, start, end, hits, clues)

    def _line(
        self, text: bytes, start: int, end: int, hits: set[int], clues: list[int]
    ) -> Iterator[tuple[int, str, list[PrintedText]]]:
        has_clue = bisect_left(clues, start) < bisect_left(clues, end)
        texts = sorted({number for hit in hits for number in self._texts.get(hit, ())})
        if texts or not hits.isdisjoint(self._codes_beside_clue if has_clue else self._codes):
            line = text[start:end].decode("utf-8", "replace")
            yield start, line, [self._all_texts[number] for number in texts]


def _words(codes: Iterable[Code]) -> Iterator[str]:
    """Yield literals; a line with a code has one of them, of `_numbers` or of `_weak`."""
    for key in KEYS:
        if key in CERTAIN_KEYS or not key.isascii():
            yield from _forms(key)
    for code in codes:
        for name in code.names():
            forms = spellings(name)
            if len(forms) > 1:
                yield from forms
            else:
                yield from (f"::{name}", *([name] if without_k(name) != name else []))


def _numbers(codes: Iterable[Code]) -> Iterator[str]:
    """Yield the forms of negative numbers; others count only behind a key."""
    for value in (code.value for code in codes if code.value < 0):
        yield from (f" {value}", f":{value}")
        yield from (str(value % (1 << 32)), str(value % (1 << 64)), f"{value % (1 << 32):x}")


def _weak(codes: Iterable[Code]) -> Iterator[str]:
    """Yield keys with numbers and with ordinary words, which count where a line has a clue too."""
    values = {str(code.value)[0] for code in codes if code.value > 0}
    values |= {"0x"} if values else set()
    for code in codes:
        values.update(without_k(name) for name in code.names() if len(spellings(name)) == 1)
    for key in KEYS:
        for form in _forms(key):
            yield from (form + gap + value for gap in PLAIN_GAPS for value in values)


def _forms(key: str) -> set[str]:
    return {key.replace(" ", joint) for joint in (" ", "-", "")}
