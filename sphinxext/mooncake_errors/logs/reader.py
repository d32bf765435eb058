"""Which codes a log holds: one pass, in pieces, in constant memory.

Nearly all lines of a log hold no code. So a cheap search goes first (`anchors`), and only the
lines in which it finds something are read closely (`LineReader`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.logs.lines import LineReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinxext.mooncake_errors.registry.lookup import Lookup

PIECE = 1 << 20
"""How many bytes are asked for at once."""
_LONG_LINE = 1 << 16
"""A line longer than this is read in pieces, so that memory stays constant."""
_LONG_CODE = 256
"""More than a code with the key word before it is long."""
_WORD_BYTES = b"-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

_NAMED = (b"err", b"ror", b"ret", b"rc", b"code", b"val")
"""With what the words end that are keys of names and numbers."""
_NUMBERED = (*_NAMED, b"ned", b"rns", b"urn", b"ult", b"tus", b"led", b"ith")
"""With what the words end that are keys of numbers."""
_GAPS = (b"", rb"[\s\"']", rb"[\"']\s")
"""What may stand between a key and the sign behind it."""
_OTHER_SIGNS = (b" ", rb"\t", b'"', b"'", rb"\(", rb"\[")
"""What else stands right behind the key of a number."""


def _keyed(keys: tuple[bytes, ...], gaps: tuple[bytes, ...], sign: bytes, code: bytes) -> bytes:
    """Return a pattern of `sign` between one of `keys` and `code`.

    It begins with that one character, and goes on with what is cheap to look for.
    """
    letters = b"".join({key[-1:] + key[-1:].upper() for key in keys})
    nearest = rb"(?<=[%b%b]%b)" % (letters, rb"\s\"'" if len(gaps) > 1 else b"", sign)
    ends = [rb"(?<=%b%b%b)" % (key, gap, sign) for key in keys for gap in gaps]
    return rb"%b%b(?=\s{0,3}[\"'(\[]?%b)(?i:%b)" % (sign, nearest, code, b"|".join(ends))


@dataclass(slots=True)
class Finding:
    """What a log holds of one code, or of one number that may mean several."""

    codes: tuple[str, ...]
    """The qualified names of all meanings."""
    first: int
    """The number of the first line with it, counted from 1."""
    last: int
    count: int = 0
    """How many lines hold it."""


@dataclass(slots=True)
class Findings:
    """What was found so far."""

    lines: int = 0
    """How many lines were read, the last one even if no line feed ends it."""
    by_code: dict[tuple[str, ...], Finding] = field(default_factory=dict)

    def add(self, codes: tuple[str, ...], line: int) -> None:
        """Count the code that `line` holds: once, however often it is there."""
        finding = self.by_code.setdefault(codes, Finding(codes, line, 0))
        finding.count += finding.last != line
        finding.last = line

    def most_frequent(self) -> list[Finding]:
        """Return all findings, the most frequent first; of equals, the one that came first."""
        return sorted(self.by_code.values(), key=lambda finding: (-finding.count, finding.first))


def scan(read: Callable[[int], bytes], lookup: Lookup, findings: Findings) -> None:
    """Add to `findings` every code in the log that `read` returns piece by piece.

    `read` gets a number of bytes and returns at most as many, none at the end. The findings are
    right at any time, so that a caller may be interrupted.
    """
    scanner = _Scanner(lookup, findings)
    rest = last = b""
    while piece := read(PIECE):
        last = piece[-1:]
        text = rest + piece
        end = text.rfind(b"\n") + 1
        if end:
            scanner.scan(text[:end])
            text = text[end:]
        if len(text) > _LONG_LINE:
            # Cut between words, and leave what may be the first half of a code for the next piece;
            # a code that is seen twice in a line counts once.
            scanner.scan(text.rstrip(_WORD_BYTES))
            text = text[-_LONG_CODE:].lstrip(_WORD_BYTES)
        rest = text
    scanner.scan(rest)
    findings.lines += last not in {b"", b"\n"}


class _Scanner:
    def __init__(self, lookup: Lookup, findings: Findings) -> None:
        self._find_anchors = anchors(lookup)
        self._reader = LineReader(lookup)
        self._findings = findings

    def scan(self, text: bytes) -> None:
        """Add the codes in `text`, which begins in the line after those that were read."""
        done = counted = 0
        for place in self._find_anchors(text):
            if place < done:
                continue
            start = text.rfind(b"\n", 0, place) + 1
            done = text.find(b"\n", place) + 1 or len(text)
            self._findings.lines += text.count(b"\n", counted, start)
            counted = start
            for codes in self._reader.codes(text[start:done]):
                self._findings.add(codes, self._findings.lines + 1)
        self._findings.lines += text.count(b"\n", counted)


def anchors(lookup: Lookup) -> Callable[[bytes], list[int]]:
    """Return a function from a text to all places, sorted, near which it may hold a code."""
    codes = [entry.code for entry in lookup.entries.values() if entry.code.value]
    names = [code.name.encode() for code in codes if code.name]
    patterns = [
        rb"-(?<=[\s=:(\"'\[]-)[0-9]",
        _keyed(_NAMED, _GAPS, b"=", b"[A-Za-z_]"),
    ]
    joints = {name[index - 1 : index + 2] for name in names if (index := name.find(b"_", 1)) > 0}
    if joints:
        before, after = (_charset(joint[i : i + 1] for joint in joints) for i in (0, 2))
        patterns.append(rb"_(?<=%b_)%b" % (before, after))
    if any(b"_" not in name[1:] for name in names):
        patterns += [rb":(?<=::)[A-Za-z_]", rb":\s{0,2}[\"'(\[]?[A-Za-z_]"]
    if any(code.value > 0 for code in codes):
        patterns += [_keyed(_NUMBERED, _GAPS, sign, b"[0-9]") for sign in (b"=", b":")]
        patterns += [_keyed(_NUMBERED, _GAPS[:1], sign, b"[0-9]") for sign in _OTHER_SIGNS]
    compiled = [re.compile(pattern) for pattern in patterns]
    literals = _printed_prefixes(code.value for code in codes if code.value < 0)

    def find(text: bytes) -> list[int]:
        found = [match.start() for pattern in compiled for match in pattern.finditer(text)]
        for literal in literals:
            found += _places(text, literal)
        return sorted(found)

    return find


def _charset(characters: Iterable[bytes]) -> bytes:
    return b"[%b]" % b"".join(sorted(set(characters)))


def _printed_prefixes(values: Iterable[int]) -> list[bytes]:
    """Return with what the negative `values` begin where they are printed as unsigned."""
    known = list(values)
    prefixes = []
    for bits in (32, 64):
        for form in ("{}", "0x{:x}", "0x{:X}"):
            printed = [form.format(value % (1 << bits)) for value in known]
            prefixes.append(_common_prefix(printed).encode())
    distinct = [prefix for prefix in dict.fromkeys(prefixes) if prefix]
    return [p for p in distinct if not any(p != q and p.startswith(q) for q in distinct)]


def _common_prefix(words: list[str]) -> str:
    pairs = zip(min(words, default=""), max(words, default=""), strict=False)
    return "".join(one for one, other in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _places(text: bytes, literal: bytes) -> Iterator[int]:
    place = text.find(literal)
    while place >= 0:
        yield place
        place = text.find(literal, place + 1)
