"""A fast search for the lines of a log that may hold a code or a printed text.

All literals that such a line can hold are looked for at once, by an automaton; only the lines with
a hit are then read closely. Letter case and most separators are folded before.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby, product

from ahocorasick_rs import BytesAhoCorasick

from sphinxext.mooncake_errors.logs.keys import AMBIGUOUS, CERTAIN_KEYS, KEYS, PLAIN_GAPS
from sphinxext.mooncake_errors.logs.line import CPP_SUFFIXES, Reader
from sphinxext.mooncake_errors.logs.texts import PrintedText

_LOWER = b"abcdefghijklmnopqrstuvwxyz"
_FOLDING = bytes.maketrans(_LOWER.upper() + b"_=,([{<>\"'`\t\\", _LOWER + b"-" + b" " * 12)
"""The same as `keys.folded`, of bytes, with blanks for the backslashes of escapes."""
_LONGEST = 48
"""Longer literals are cut, in bytes: a part of this length is rare enough."""
_CODE, _WEAK, _CLUE = -1, -2, -3


class Candidates:
    """Finds the lines that may hold a code of a registry, or one of the texts of its causes."""

    def __init__(self, reader: Reader) -> None:
        """Make the automaton for the codes and the texts that `reader` finds."""
        self._texts = reader.texts
        meanings: dict[bytes, set[int]] = defaultdict(set)
        for meaning, literal in _literals(reader):
            meanings[literal.encode().translate(_FOLDING)[:_LONGEST]].add(meaning)
        self._meanings = list(meanings.values())
        self._automaton = BytesAhoCorasick(meanings)

    def lines(self, text: bytes) -> Iterator[tuple[int, str, list[PrintedText]]]:
        """Yield the lines of `text` that may hold a code or a printed text, in order.

        Each has its place in `text` and the texts that it may hold, the most specific first.
        """
        found = self._automaton.find_matches_as_indexes(text.translate(_FOLDING), overlapping=True)
        for start, hits in groupby(found, lambda hit: text.rfind(b"\n", 0, hit[1]) + 1):
            meanings = {each for literal in hits for each in self._meanings[literal[0]]}
            texts = [self._texts[number] for number in sorted(meanings) if number >= 0]
            if texts or _CODE in meanings or meanings >= {_WEAK, _CLUE}:
                end = text.find(b"\n", start) + 1 or len(text)
                yield start, text[start:end].decode("utf-8", "replace"), texts


def _literals(reader: Reader) -> Iterator[tuple[int, str]]:
    """Yield literals, each with what a line with it may hold: a code, or the text of an index.

    Numbers that any program uses, and keys with a word or a number that may be ordinary, are weak:
    they count only in a line with a clue, or with a place in C++ source.
    """
    behind_keys = {
        *reader.ordinary,
        "0x",
        *(str(value)[0] for value in reader.values.values() if value > 0),
    }
    for key, joint in product(KEYS, (" ", "-", "")):
        form = key.replace(" ", joint)
        if key in CERTAIN_KEYS or not key.isascii():
            yield _CODE, form
        yield from ((_WEAK, form + gap + value) for gap in PLAIN_GAPS for value in behind_keys)
    for form in reader.names:
        yield _CODE, f"::{form}" if form in reader.ordinary else form
    for value in (value for value in reader.values.values() if value < 0):
        low, high = value % (1 << 32), value % (1 << 64)
        for number in (f" {value}", f":{value}", str(low), f"{low:x}", str(high)):
            yield _WEAK if value in AMBIGUOUS else _CODE, number
    for clues in set(reader.clues.values()):
        yield from ((_CLUE, literal) for literal in clues.literals)
    yield from ((_CLUE, f".{suffix}{end}") for suffix in CPP_SUFFIXES for end in ": ")
    yield from ((index, text.rarest) for index, text in enumerate(reader.texts))
