"""Printed texts of causes in one line of a log."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from sphinxext.mooncake_errors.logs.keys import unescaped
from sphinxext.mooncake_errors.registry.lookup import Lookup

_GAP = "{}"
_ESCAPED = re.compile(r'["\\]')
"""Characters that a log may hold as escapes."""
_SOURCE_FILE = re.compile(r"[\w-]+\.[a-z]{1,5}")
_PREFIX = re.compile(rf"^(?:{_SOURCE_FILE.pattern}(?:{re.escape(_GAP)}|$))?(?:\] )?")
"""A source file and the bracket that ends the prefix of glog."""
_START, _EDGE = r"(?<!\w)", "(?:(?<![A-Za-z])|(?![A-Za-z]))"  # not within a word
_SHORT = 10
"""A shorter string is more frequent in logs than the name of a source file; in characters."""
_TELLING = 16
"""The least number of characters of a text that says enough without the name of its file."""


CauseKey = tuple[str, int]
"""A cause: the qualified name of its code, and its index in the causes of that, from 0."""


class PrintedText(NamedTuple):
    """A text that a program prints, with all causes that it is printed for."""

    parts: tuple[str, ...]
    """The literal parts in order; anything may stand between two of them, and before or behind
    all where the first or the last is empty."""
    causes: tuple[CauseKey, ...]

    @property
    def file(self) -> str:
        """The source file in its first part, or an empty text; escapes do not change it."""
        return self.parts[0] if _SOURCE_FILE.fullmatch(self.parts[0]) else ""

    @property
    def needles(self) -> list[str]:
        """Strings that each line with the text has, escaped or not, the rarest first.

        They are its source file, if any, and the longest other one. The name of a file is in all
        lines that it prints, but short strings are in lines of all files.
        """
        strings = [string for part in self.parts for string in _ESCAPED.split(part)]
        longest = max((each for each in strings if each != self.file), key=len, default="")
        is_short = len(longest.strip()) < _SHORT
        return list(filter(None, (self.file, longest) if is_short else (longest, self.file)))

    def contains(self, words: str) -> bool:
        """Return whether `words` are part of the text, whatever the case of letters."""
        return unescaped(words).casefold() in _GAP.join(self.parts).casefold()

    def indexes(self, line: str) -> set[int]:
        """Return the indexes in `line` of the characters of all parts; empty if one is missing.

        The parts are there verbatim and in order, and the text does not begin or end in a word.
        """
        found: set[int] = set()
        if not all(map(line.__contains__, self.parts)):
            return found
        patterns = list(map(re.escape, self.parts))
        patterns[0] = (_START if self.file else _EDGE) + patterns[0]
        patterns[-1] += _EDGE
        end = 0
        for pattern in patterns:
            match = re.compile(pattern).search(line, end)
            if match is None:
                return set()
            end = match.end()
            found.update(range(*match.span()))
        return found


def printed_texts(lookup: Lookup) -> list[PrintedText]:
    """Return all log texts of the causes in `lookup`, the most specific first."""
    return _joined(
        (unescaped(text).strip(), (name, index))
        for name, entry in lookup.entries.items()
        for index, cause in enumerate(entry.code.causes)
        for text in cause.log
    )


def without_files(texts: Iterable[PrintedText]) -> list[PrintedText]:
    """Return those of `texts` that begin with a source file or the end of a prefix, without it."""
    bare = ((text, _PREFIX.sub("", _GAP.join(text.parts))) for text in texts)
    shorter = ((rest, text.causes) for text, rest in bare if rest != _GAP.join(text.parts))
    telling = (each for each in shorter if len(each[0].replace(_GAP, "")) >= _TELLING)
    return _joined((rest, cause) for rest, causes in telling for cause in causes)


def _joined(printed: Iterable[tuple[str, CauseKey]]) -> list[PrintedText]:
    """Return each of the texts once, with all its causes, the most specific first."""
    causes: dict[str, dict[CauseKey, None]] = {}
    for text, cause in printed:
        causes.setdefault(text, {})[cause] = None
    texts = (PrintedText(tuple(text.split(_GAP)), tuple(of)) for text, of in causes.items())
    return sorted(texts, key=lambda text: (-sum(map(len, text.parts)), len(text.parts)))


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
