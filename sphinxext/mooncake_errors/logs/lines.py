"""What the codes in one line of a log mean."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.registry.lookup import Lookup
    from sphinxext.mooncake_errors.registry.model import Component

_NAME = re.compile(rb"(?<!\w)(?:([A-Za-z_][\w:]{0,199})::)?([A-Za-z_]\w{0,99})(?!\w|::)")
_KEYED = re.compile(
    rb"""(?<![A-Za-z0-9])
    (?: (?P<strong>(?:error|err|ret|return)[ _-]?code|retval|error|err|ret|rc
          |(?<!exit[ _])(?<!status[ _])(?P<code>code))
      | (?:returned|returns|return|result|status|failed)(?:\ with)? )
    ["']?\s?(?P<sign>[:=]?)\s{0,2}["'(\[]?
    (?<=[:=\s"'(\[])
    (?: (?P<number>-?[0-9]{1,20}|0x[0-9a-f]{1,16})(?!\w|\.\d)
      | (?(strong)(?=(?P<word>[a-z_]\w{0,99})(?!\w|::))|(?!)) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A word is only looked at, not taken: it may itself be the key of a number."""


class LineReader:
    """Knows what the codes in one line mean."""

    def __init__(self, lookup: Lookup) -> None:
        """Read the codes of the registry in `lookup`; those with the number 0 are no errors."""
        self._lookup = lookup
        clues = {c.component: _clues(c) for c in lookup.registry.components}
        self._clues = {name: clues[e.component.component] for name, e in lookup.entries.items()}
        self._positive = {name for name, e in lookup.entries.items() if e.code.value > 0}
        self._find = lru_cache(maxsize=4096)(self._find_uncached)

    def codes(self, line: bytes) -> Iterator[tuple[str, ...]]:
        """Yield the meanings of each code in `line`: several where nothing there tells them apart.

        The meanings are qualified names in component order. What is no ASCII text is passed over.
        """
        found = {meanings: None for meanings in self._all(line) if meanings}
        certain = {meanings[0] for meanings in found if len(meanings) == 1}
        for meanings in found:
            if len(meanings) == 1:
                yield meanings
            elif not certain.intersection(meanings):
                yield self._told_apart(meanings, line)

    def _all(self, line: bytes) -> Iterator[tuple[str, ...]]:
        for scope, name in _NAME.findall(line):
            if scope:
                yield self._find(scope + b"::" + name) or self._bare(name)
            else:
                yield self._bare(name)
        for match in _KEYED.finditer(line):
            yield self._keyed(match)

    def _bare(self, name: bytes) -> tuple[str, ...]:
        """Return the meanings of a name in free text, where one without underscore is a word."""
        return self._find(name) if b"_" in name[1:] else ()

    def _keyed(self, match: re.Match[bytes]) -> tuple[str, ...]:
        """Return the meanings of what stands behind a key word such as ``error_code=``."""
        sign = match["sign"]
        if match["word"]:
            return self._find(match["word"], any_case=sign == b"=") if sign else ()
        found = self._find(match["number"], any_case=True)
        plausible = match["code"] or (match["strong"] and sign)
        return found if plausible or self._positive.isdisjoint(found) else ()

    def _find_uncached(self, word: bytes, *, any_case: bool = False) -> tuple[str, ...]:
        text = word.decode("ascii", "replace")
        found = self._lookup.search(text) if any_case else self._lookup.find(text)
        return tuple(entry.qualified for entry in found if entry.code.value)

    def _told_apart(self, meanings: tuple[str, ...], line: bytes) -> tuple[str, ...]:
        told = [name for name in meanings if self._clues[name].search(line)]
        return tuple(told) if len(told) == 1 else meanings


def _clues(component: Component) -> re.Pattern[bytes]:
    """Return a pattern of what tells in a line that it is about `component`."""
    words = component.component.split("-")
    clues = [component.title]
    if len(words) > 1:
        clues += ["-".join(words), "_".join(words), "".join(map(str.capitalize, words))]
    headers = component.source.header if component.source else ()
    clues += [f"{header.partition('/')[0]}/" for header in headers if "/" in header]
    files = component.source.files if component.source else ()
    patterns = [re.escape(clue) for clue in clues]
    patterns += [rf"(?<![\w.-]){_glob(file)}(?![\w.-])" for file in files]
    return re.compile("|".join(patterns).encode())


def _glob(file: str) -> str:
    return re.escape(file).replace(r"\*", r"[\w.-]*")
