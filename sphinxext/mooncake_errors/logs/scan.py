"""Codes in a log of any size, read as a stream in constant memory.

An automaton looks for all literals that a line with a code or a printed text can have; only lines
with some are read closely. Letter case and most separators are folded before.
"""

import codecs
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby, product

from ahocorasick_rs import BytesAhoCorasick

from sphinxext.mooncake_errors.logs.keys import COLOR, folded, unescaped
from sphinxext.mooncake_errors.logs.line import CPP_SUFFIXES, Reader
from sphinxext.mooncake_errors.logs.texts import CauseKey
from sphinxext.mooncake_errors.logs.words import AMBIGUOUS, CERTAIN_KEYS, KEYS, PLAIN_GAPS
from sphinxext.mooncake_errors.registry.lookup import Lookup, signed

PIECE = 1 << 16
"""Number of bytes that are searched at once; longer lines are read in windows of this size."""
_OVERLAP = 1 << 12
"""Number of bytes that two windows of a line share: more than a code with its key, or a text."""
_WORD_BYTES = b"_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"
_COLOR = re.compile(COLOR.encode())
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_COMPRESSED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\0", b"BZh", b"PK\x03\x04")
_FOLDING = folded(bytes(range(128)).decode()).replace("\\", " ").encode() + bytes(range(128, 256))
"""A table of `folded` for bytes, with blanks for the backslashes of escapes."""
_CODE, _WEAK = -1, -2


class CompressedError(Exception):
    """The log is compressed."""


@dataclass(slots=True)
class Finding:
    """The lines of a log with one code, or with one number or text that may mean several."""

    codes: tuple[str, ...]
    """The qualified names of all meanings."""
    first: int
    """The number of the first line with it, counted from 1."""
    last: int = 0
    count: int = 0
    """The number of lines with it."""
    causes: Counter[CauseKey] = field(default_factory=Counter)
    """The causes recognized by a printed text, each with the number of its lines."""

    def of(self, code: str) -> tuple[int, ...]:
        """Return the indexes of the recognized causes of `code`, the most frequent first."""
        return tuple(index for (name, index), _ in self.causes.most_common() if name == code)


@dataclass(slots=True)
class Findings:
    """The codes that have been found so far."""

    lines: int = 0
    """The number of lines read, the last one even if no line feed ends it."""
    by_code: dict[tuple[str, ...], Finding] = field(default_factory=dict)

    def add(self, codes: tuple[str, ...], causes: Iterable[CauseKey], line: int) -> None:
        """Count `line` for `codes` and `causes`: once, however often they are there."""
        finding = self.by_code.setdefault(codes, Finding(codes, line))
        finding.count += finding.last != line
        finding.causes.update(causes)
        finding.last = line

    def most_frequent(self) -> list[Finding]:
        """Return all findings, the most frequent first; of equals, the one that came first."""
        return sorted(self.by_code.values(), key=lambda finding: (-finding.count, finding.first))


def utf_8(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the `pieces` of a log in UTF-8 or UTF-16 as UTF-8; raise CompressedError."""
    start = next(pieces, b"")
    if start.startswith(_COMPRESSED):
        raise CompressedError
    pieces = chain([start], pieces)
    if start.startswith(_UTF_16):
        pieces = (text.encode() for text in codecs.iterdecode(pieces, "utf-16", "replace"))
    yield from pieces


def scan(pieces: Iterable[bytes], lookup: Lookup, findings: Findings) -> None:
    """Add to `findings` every code in the log that `pieces` make up, wherever it is cut.

    The findings are right at any time, so that a caller may be interrupted.
    """
    reader = Reader(lookup)
    finder = _Finder(reader)
    text = b""
    for text in _windows(pieces):
        counted = 0
        for start, line, indexes in finder.candidates(text):
            findings.lines += text.count(b"\n", counted, start)
            counted = start
            for codes, causes in reader.read(line, [reader.texts[index] for index in indexes]):
                findings.add(codes, causes, findings.lines + 1)
        findings.lines += text.count(b"\n", counted)
    findings.lines += text[-1:] not in {b"", b"\n"}


def _literals(reader: Reader) -> Iterator[tuple[int, str]]:
    """Yield literals of codes, each with _CODE or _WEAK.

    Numbers that any program uses, and keys with a word or a number that may be ordinary, are weak:
    they count only in a line with a clue of a component or a place in C++ source.
    """
    values = {signed(entry.code.value) for entry in reader.lookup.entries.values()}
    behind_keys = {*reader.ordinary, "0x", *(str(value)[0] for value in values if value > 0)}
    for key, joint in product(KEYS, (" ", "-", "")):
        form = key.replace(" ", joint)
        if key in CERTAIN_KEYS or not key.isascii():
            yield _CODE, form
        yield from ((_WEAK, form + gap + value) for gap in PLAIN_GAPS for value in behind_keys)
    for form in reader.names:
        yield _CODE, f"::{form}" if form in reader.ordinary else form
    for value in (value for value in values if value < 0):
        low, high = value % (1 << 32), value % (1 << 64)
        decimal = (f"{sign}{value}" for sign in " :|：（【为為是了")
        for number in (*decimal, f"{value:#x}", f"{value:#07x}", str(low), f"{low:x}", str(high)):
            yield _WEAK if value in AMBIGUOUS else _CODE, number


def _folded(literal: str) -> bytes:
    return literal.encode().translate(_FOLDING)


class _Finder:
    """Finds the lines that may hold a code or a printed text."""

    def __init__(self, reader: Reader) -> None:
        literals: dict[bytes, set[int]] = defaultdict(set)
        for meaning, literal in _literals(reader):
            literals[_folded(literal)].add(meaning)
        self._needles = [list(map(_folded, text.needles)) for text in reader.texts]
        for index, needles in enumerate(self._needles):
            literals[needles[0]].add(index)
        self._automaton, self._meanings = BytesAhoCorasick(literals), list(literals.values())
        # Nearly each line of a log may have one, so they are looked for only when they matter.
        places = (f".{suffix}{end}" for suffix in CPP_SUFFIXES for end in ": ")
        clues = chain(places, *(clues.literals for clues in reader.clues.values()))
        self._clue = re.compile(b"|".join({re.escape(_folded(clue)) for clue in clues}))

    def candidates(self, text: bytes) -> Iterator[tuple[int, str, list[int]]]:
        """Yield the candidates among the lines of `text`.

        Each has its place in `text` before it, and the indexes of the printed texts that it may
        hold behind it.
        """
        folded = text.translate(_FOLDING)
        found = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        for start, hits in groupby(found, lambda hit: text.rfind(b"\n", 0, hit[1]) + 1):
            end = text.find(b"\n", start) + 1 or len(text)
            meant = {meaning for hit in hits for meaning in self._meanings[hit[0]]}
            line = folded[start:end]
            indexes = [
                index
                for index in sorted(meant)
                if index >= 0 and all(needle in line for needle in self._needles[index])
            ]
            is_clear = _WEAK in meant and self._clue.search(line)
            if indexes or _CODE in meant or is_clear:
                yield start, text[start:end].decode("utf-8", "replace"), indexes


def _windows(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the log in pieces of whole lines, and each longer line in windows that overlap."""
    text = b""
    inside = False  # whether `text` goes on with a long line
    for piece in pieces:
        text += piece
        while (end := text.rfind(b"\n", 0, PIECE) + 1) or len(text) >= PIECE:
            yield _readable(text[: end or PIECE], inside=inside)
            text, inside = text[end or PIECE - _OVERLAP :], not end
    yield _readable(text, inside=inside)


def _readable(text: bytes, *, inside: bool) -> bytes:
    """Return `text` unescaped, and without words that may have been cut at its ends, or a blank."""
    cut = len(text) >= PIECE and not text.endswith(b"\n")
    start = text.lstrip(_WORD_BYTES) if inside else text
    whole = (start.rstrip(_WORD_BYTES) if cut else start) or b" "[: len(text)]
    # Other escapes hide no code from `_candidates`.
    if any(escape in whole for escape in (b"\x1b", b"#0", b"\\u")) or _COLOR.search(whole):
        return unescaped(whole.decode("utf-8", "replace")).encode("utf-8", "replace")
    return whole
