"""Codes in a log of any size, read as a stream in constant memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.logs.plain import without_colors
from sphinxext.mooncake_errors.logs.read import Reader
from sphinxext.mooncake_errors.logs.texts import matching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinxext.mooncake_errors.logs.texts import CauseKey
    from sphinxext.mooncake_errors.registry.lookup import Lookup

PIECE = 1 << 20
"""Number of bytes of one read."""
LONGEST_LINE = 1 << 16
"""Longer lines are read in windows of this size."""
_OVERLAP = 1 << 12
"""Number of bytes that two windows of a line share: more than a code with its key, or a text."""
_WORD_BYTES = b"_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"


@dataclass(slots=True)
class Finding:
    """The lines of a log with one code, or with one number or text that may mean several."""

    codes: tuple[str, ...]
    """The qualified names of all meanings."""
    first: int
    """The number of the first line with it, counted from 1."""
    last: int
    count: int = 0
    """The number of lines with it."""
    causes: dict[CauseKey, int] = field(default_factory=dict)
    """The causes recognized by a printed text, each with the number of its lines."""

    def of(self, code: str) -> tuple[int, ...]:
        """Return the indexes of the recognized causes of `code`, the most frequent first."""
        causes = sorted(self.causes, key=self.causes.__getitem__, reverse=True)
        return tuple(cause.index for cause in causes if cause.code == code)


@dataclass(slots=True)
class Findings:
    """The codes that have been found so far."""

    lines: int = 0
    """The number of lines read, the last one even if no line feed ends it."""
    by_code: dict[tuple[str, ...], Finding] = field(default_factory=dict)

    def add(self, codes: tuple[str, ...], causes: Iterable[CauseKey], line: int) -> None:
        """Count `line` for `codes` and `causes`: once, however often they are there."""
        finding = self.by_code.setdefault(codes, Finding(codes, line, 0))
        finding.count += finding.last != line
        for cause in causes:
            finding.causes[cause] = finding.causes.get(cause, 0) + 1
        finding.last = line

    def most_frequent(self) -> list[Finding]:
        """Return all findings, the most frequent first; of equals, the one that came first."""
        return sorted(self.by_code.values(), key=lambda finding: (-finding.count, finding.first))


def scan(read: Callable[[int], bytes], lookup: Lookup, findings: Findings) -> None:
    """Add to `findings` every code in the log that `read` returns piece by piece.

    `read` gets a number of bytes and returns at most as many, none at the end. The findings are
    right at any time, so that a caller may be interrupted.
    """
    from sphinxext.mooncake_errors.logs.candidates import Candidates  # noqa: PLC0415 - slow

    reader = Reader(lookup)
    candidates = Candidates(lookup, reader.texts)
    text = b""
    for text in map(without_colors, _pieces(read)):
        counted = 0
        for candidate in candidates.lines(text):
            line = text[candidate.start : candidate.end].decode("utf-8", "replace")
            if not (candidate.has_code or matching(candidate.texts, line)):
                continue
            findings.lines += text.count(b"\n", counted, candidate.start)
            counted = candidate.start
            for codes, causes in reader.read(line, candidate.texts):
                findings.add(codes, causes, findings.lines + 1)
        findings.lines += text.count(b"\n", counted)
    findings.lines += text[-1:] not in {b"", b"\n"}


def _pieces(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """Yield the log in pieces of whole lines, and each longer line in windows that overlap.

    The pieces do not depend on how much `read` returns at once.
    """
    text = b""
    inside = False  # whether `text` goes on with a long line
    while piece := read(PIECE):
        text += piece
        while True:
            end = _line_end(text) if inside else _complete_lines(text)
            if end:
                yield _window(text[:end], inside=inside)
                text, inside = text[end:], False
            elif len(text) < LONGEST_LINE:
                break
            else:
                yield _window(text[:LONGEST_LINE], inside=inside)
                text, inside = text[LONGEST_LINE - _OVERLAP :], True
    yield _window(text, inside=inside)


def _line_end(text: bytes) -> int:
    return text.find(b"\n", 0, LONGEST_LINE) + 1


def _complete_lines(text: bytes) -> int:
    """Return the end of the complete lines at the start of `text`, up to one that is too long."""
    end = 0
    while (found := text.rfind(b"\n", end, end + LONGEST_LINE)) >= 0:
        end = found + 1
    return end


def _window(text: bytes, *, inside: bool) -> bytes:
    """Return `text` without words that may have been cut at its ends, or a blank."""
    cut = len(text) >= LONGEST_LINE and not text.endswith(b"\n")
    start = text.lstrip(_WORD_BYTES) if inside else text
    return (start.rstrip(_WORD_BYTES) if cut else start) or b" "[: len(text)]
