"""Error codes in one line of a log."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.logs.clues import Clues
from sphinxext.mooncake_errors.logs.keys import (
    AMBIGUOUS,
    FOREIGN_WORD,
    KEYED,
    NUMBER,
    PLAIN_GAPS,
    folded,
    is_foreign,
    is_foreign_number,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup

_NAME = re.compile(r"(?<!\w)(?:([A-Za-z_][\w:]{0,199})::)?([A-Za-z_]\w{0,149})(?!\w|::)", re.ASCII)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PRINTED_K = re.compile(r"k(?=[A-Z])")
CPP_SUFFIXES = ("cc", "cpp", "cxx", "cu", "h", "hpp")
CPP_FILE = re.compile(rf"\w\.(?:{'|'.join(CPP_SUFFIXES)})[:(][0-9]", re.ASCII)
"""A place in C++ source, as loggers print it at the start of a line."""
_NUMBER = re.compile(NUMBER)
_ENDED = re.compile(r"""["'`)\]},.;]*(?:\s*\Z|[)\]},;]|\s+[(\[\w]+=)""")
"""The end of a value that is not the first word of a sentence."""
_BRACKET = re.compile(r"[\[\](){}]")
_REACH = 40
"""Number of characters before a key in which a word of EXIT_KEYS is looked for."""


@dataclass
class _Line:
    text: str
    trusted: bool

    @cached_property
    def foreign(self) -> bool:
        """True if a word excludes ambiguous numbers; searched once, as lines can be long."""
        return bool(FOREIGN_WORD.search(self.text))


class LineReader:
    """Finds the codes of a registry in single lines. Success, the number 0, is never found."""

    def __init__(self, lookup: Lookup) -> None:
        """Index the names in `lookup` by the forms in which programs print them."""
        self._lookup = lookup
        self._clues = {c.component: Clues(c) for c in lookup.registry.components}
        self._printed: dict[str, list[str]] = {}
        self._spelled: dict[str, list[str]] = {}
        self._ordinary: dict[str, list[str]] = {}
        for entry in lookup.entries.values():
            if entry.code.value:
                self._index(entry)
        self._find = lru_cache(maxsize=4096)(self._find_uncached)

    def _index(self, entry: Entry) -> None:
        for name in entry.code.names():
            forms = spellings(name)
            single = len(forms) == 1
            for printed in {name, without_k(name)} if not single else {name}:
                self._printed.setdefault(printed, []).append(entry.qualified)
            index = self._ordinary if single else self._spelled
            for form in forms:
                index.setdefault(form, []).append(entry.qualified)

    def codes(self, line: str, *, trusted: bool = False) -> list[tuple[str, ...]]:
        """Return the meanings of each code in `line`.

        The meanings of a code are qualified names in component order: several where nothing in
        the line tells them apart. A `trusted` line is known to be about the registry, so that
        numbers which any program uses count too.
        """
        found = dict.fromkeys(filter(None, self._all(_Line(line, trusted))))
        single = {meanings[0] for meanings in found if len(meanings) == 1}
        told = (
            meanings if len(meanings) == 1 else self.told_apart(meanings, line)
            for meanings in found
            if len(meanings) == 1 or single.isdisjoint(meanings)
        )
        return list(dict.fromkeys(told))

    def spelled(self, word: str) -> tuple[str, ...]:
        """Return the codes whose name `word` is, in any spelling and without a k before it."""
        form = folded(word)
        return tuple(self._ordinary.get(form) or self._spelled.get(form) or ())

    def told_apart(self, meanings: tuple[str, ...], line: str) -> tuple[str, ...]:
        """Return those of `meanings` whose component `line` speaks of; all where it does not."""
        told = (name for name in meanings if self._clues_of(name).or_process_in(line))
        return tuple(told) or meanings

    def _clear(self, meanings: tuple[str, ...], line: str) -> tuple[str, ...]:
        """Return those of `meanings` of which `line` is clearly about the component."""
        return tuple(name for name in meanings if self._clues_of(name).are_in(line))

    def _clues_of(self, name: str) -> Clues:
        return self._clues[self._lookup.entries[name].component.component]

    def _all(self, line: _Line) -> Iterator[tuple[str, ...]]:
        for scope, name in _NAME.findall(line.text):
            if scope:
                yield self._find(f"{scope}::{name}") or self._bare(name)
            else:
                yield self._bare(name)
        for match in KEYED.finditer(line.text):
            before = line.text[max(0, match.start() - _REACH) : match.start()]
            if match["certain"] or not is_foreign(before, match["number"] or ""):
                yield from self._keyed(match, line)

    def _bare(self, name: str) -> tuple[str, ...]:
        """Return the meanings of a name in free text, where one without underscore is a word."""
        return self._find(name) if "_" in name[1:] else ()

    def _keyed(self, match: re.Match[str], line: _Line) -> Iterator[tuple[str, ...]]:
        certain = line.trusted or bool(match["certain"])
        plain = folded(match["gap"]) in PLAIN_GAPS
        if match["list"]:
            for item in _items(line.text, match.end("list")):
                negative = certain and item.startswith("-")
                yield self._value(item, line, certain=line.trusted or negative)
        elif match["number"]:
            if not is_foreign_number(match):
                yield self._number(match["number"], line, certain=certain, plain=plain)
        else:
            ended = bool(_ENDED.match(line.text, match.end("word")))
            plain &= ended
            yield self._word(match["word"], line, certain=certain, plain=plain, ended=ended)

    def _value(self, text: str, line: _Line, *, certain: bool) -> tuple[str, ...]:
        if _NUMBER.fullmatch(text):
            return self._number(text, line, certain=certain, plain=False)
        return self._word(text, line, certain=certain, plain=False, ended=True)

    def _word(
        self, word: str, line: _Line, *, certain: bool, plain: bool, ended: bool
    ) -> tuple[str, ...]:
        """Return the meanings of a name behind a key: in its own spelling, or in another."""
        form = folded(word)
        ordinary = tuple(self._ordinary.get(form, ()))
        if ordinary and not ended:
            return ()  # the first word of a sentence
        if ordinary:
            return ordinary if certain else self._clear(ordinary, line.text) if plain else ()
        known = word in self._printed or ended or "_" in word
        return tuple(self._printed.get(word) or self._spelled.get(form) or ()) if known else ()

    def _number(self, text: str, line: _Line, *, certain: bool, plain: bool) -> tuple[str, ...]:
        found = self._find(text, any_case=True)
        if not found:
            return ()
        value = self._lookup.entries[found[0]].code.value
        ambiguous = is_ambiguous(value)
        foreign = ambiguous and line.foreign
        if value > 0 and (foreign or not (certain or plain)):
            return ()
        if certain or (value < 0 and not ambiguous):
            return found
        if value < 0 and not foreign and CPP_FILE.search(line.text):
            return found
        return self._clear(found, line.text)

    def _find_uncached(self, word: str, *, any_case: bool = False) -> tuple[str, ...]:
        found = self._lookup.search(word) if any_case else self._lookup.find(word)
        return tuple(entry.qualified for entry in found if entry.code.value)


def is_ambiguous(value: int) -> bool:
    """Return True if `value` is a number that any program may print, such as an errno."""
    return any(low <= value <= high for low, high in AMBIGUOUS)


def without_k(name: str) -> str:
    """Return `name` without the k of a C++ constant, which programs do not print."""
    return name[1:] if _PRINTED_K.match(name) else name


def spellings(name: str) -> set[str]:
    """Return the forms of `name` without letter case: its words joined by hyphens, or by nothing.

    There is only one where the name is a single word.
    """
    bare = without_k(name)
    hyphens = folded(_HUMP.sub("-", bare))
    return {folded(bare), hyphens, hyphens.replace("-", "")}


def _items(line: str, start: int) -> Iterator[str]:
    """Yield the values of the list, or of the mapping, that begins at `start`."""
    end = _BRACKET.search(line, start)
    for item in line[start : end.start() if end else len(line)].split(","):
        yield item.rpartition(":")[2].strip(" \t\"'`")
