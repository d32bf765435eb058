"""Codes and causes in one line of a log: by names, by numbers, and by printed texts."""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from sphinxext.mooncake_errors.logs.clues import CPP_SUFFIXES, Clues
from sphinxext.mooncake_errors.logs.keys import (
    AMBIGUOUS,
    FOREIGN_WORD,
    KEYED,
    NUMBER,
    PLAIN_GAPS,
    folded,
    is_foreign,
    unescaped,
)
from sphinxext.mooncake_errors.logs.texts import CauseKey, PrintedText, matching, printed_texts
from sphinxext.mooncake_errors.registry.lookup import Lookup

Meanings = tuple[str, ...]
"""The qualified names of all codes that a name, a number or a text may mean."""

CPP_PLACE = re.compile(rf"\w\.(?:{'|'.join(CPP_SUFFIXES)})[:(][0-9]", re.ASCII)
"""A place in C++ source, as loggers print it at the start of a line."""
_NAME = re.compile(r"(?<!\w)(?:([A-Za-z_][\w:]{0,199})::)?([A-Za-z_]\w{0,149})(?!\w|::)", re.ASCII)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_STATUS = re.compile(r"(?<![\w.:])[A-Z][a-z]+[A-Z][A-Za-z]{1,60}(?=: )", re.ASCII)
"""The name of a code before its message, as in ``InternalError: no device``."""
_NUMBER = re.compile(NUMBER)
_ENDED = re.compile(r"""["'`)\]},.;]*(?:\s*\Z|[)\]},;]|:\s|\s+[(\[\w]+=)""")
"""The end of a value that is not the first word of a sentence."""
_BRACKET = re.compile(r"[\[\](){}]")


class Reader:
    """Finds codes and causes in single lines. Success, the number 0, is never found."""

    def __init__(self, lookup: Lookup, *, trusted: bool = False) -> None:
        """Prepare to find the codes of `lookup` and the log texts of their causes.

        `trusted` lines are known to be about the registry, so that numbers which any program uses
        count too, but positive ones only in a line without a place in C++ source.
        """
        self.texts = printed_texts(lookup)
        self._lookup, self._trusted = lookup, trusted
        clues = {c.component: Clues(c) for c in lookup.registry.components}
        self._clues = {name: clues[e.component.component] for name, e in lookup.entries.items()}
        self._ordinary: dict[str, list[tuple[str, str]]] = {}
        """Names of a single word and their codes, by the form of the name."""
        self._spelled: dict[str, list[tuple[str, str]]] = {}
        """The other names, and those with a k before them, by each form of the name."""
        for entry in lookup.entries.values():
            for name in entry.code.names() if entry.code.value else ():
                forms = spellings(name)
                bare = self._spelled if len(forms) > 1 else self._ordinary
                for form in {*forms, folded(name)}:
                    index = bare if form in forms else self._spelled
                    index.setdefault(form, []).append((name, entry.qualified))
        self._find = lru_cache(maxsize=4096)(self._found)

    def read(
        self, line: str, texts: Iterable[PrintedText]
    ) -> list[tuple[Meanings, tuple[CauseKey, ...]]]:
        """Return the codes in `line`, each with the causes recognized by one of `texts`.

        A code is a tuple of its possible meanings; texts tell which are meant. Printed codes come
        first, then those of texts, the most specific text first. Without both, the name before a
        message is a code.
        """
        line = unescaped(line)
        texts = matching(texts, line)
        told = {cause.code for text in texts for cause in text.causes}
        printed = [_among(codes, told) or codes for codes in self.codes(line)]
        found: dict[Meanings, dict[CauseKey, None]] = {codes: {} for codes in printed}
        for text in texts:
            meant = tuple(dict.fromkeys(cause.code for cause in text.causes))
            printed_too = (codes for codes in printed if _among(codes, meant))
            codes = next(printed_too, None) or self._of_process(meant, line)
            causes = (cause for cause in text.causes if cause.code in codes)
            found.setdefault(codes, {}).update(dict.fromkeys(causes))
        if not found:
            found = {codes: {} for codes in self._statuses(line) if codes}
        return [(codes, tuple(causes)) for codes, causes in found.items()]

    def codes(self, line: str) -> list[Meanings]:
        """Return the meanings of each code in `line`.

        The meanings of a code are in component order: several where nothing in the line tells them
        apart.
        """
        found = dict.fromkeys(filter(None, self._all(line)))
        single = {meanings[0] for meanings in found if len(meanings) == 1}
        told = (
            meanings if len(meanings) == 1 else self._told_apart(meanings, line)
            for meanings in found
            if len(meanings) == 1 or single.isdisjoint(meanings)
        )
        return list(dict.fromkeys(told))

    def spelled(self, word: str) -> Meanings:
        """Return the codes whose name `word` is, in any spelling and without a k before it."""
        form = folded(word)
        return _codes(self._ordinary.get(form) or self._spelled.get(form) or ())

    def _told_apart(self, meanings: Meanings, line: str) -> Meanings:
        """Return those of `meanings` whose component `line` speaks of; all where it does not."""
        clues = ((name, self._clues[name]) for name in meanings)
        told = (name for name, each in clues if each.are_in(line) or each.process_in(line))
        return tuple(told) or meanings

    def _of_process(self, meanings: Meanings, line: str) -> Meanings:
        """Return those of `meanings` whose component has a process in `line`; all without one."""
        return tuple(name for name in meanings if self._clues[name].process_in(line)) or meanings

    def _clear(self, meanings: Meanings, line: str) -> Meanings:
        """Return those of `meanings` of which `line` is clearly about the component."""
        return tuple(name for name in meanings if self._clues[name].are_in(line))

    def _all(self, line: str) -> Iterator[Meanings]:
        for scope, name in _NAME.findall(line):
            scoped = self._find(f"{scope}::{name}") if scope else ()
            # In free text a name without an underscore is a word.
            yield scoped or (self._find(name) if "_" in name[1:] else ())
        for match in KEYED.finditer(line):
            if not is_foreign(match):
                yield from self._keyed(match, line)

    def _statuses(self, line: str) -> Iterator[Meanings]:
        """Yield the names before messages; other programs have such names, too."""
        for name in _STATUS.findall(line):
            found = self._word(name, line, certain=True, plain=True, ended=False)
            sure = self._trusted and CPP_PLACE.search(line)
            yield self._told_apart(found, line) if sure else self._clear(found, line)

    def _keyed(self, match: re.Match[str], line: str) -> Iterator[Meanings]:
        certain = bool(match["certain"])
        plain = folded(match["gap"]) in PLAIN_GAPS
        if match["list"]:
            for item in _items(line, match.end("list")):
                sure = certain and item.startswith("-")
                if _NUMBER.fullmatch(item):
                    yield self._number(item, line, certain=sure, plain=False)
                else:
                    yield self._word(item, line, certain=sure, plain=False, ended=True)
        elif match["number"]:
            yield self._number(match["number"], line, certain=certain, plain=plain)
        else:
            ended = bool(_ENDED.match(line, match.end("word")))
            yield self._word(match["word"], line, certain=certain, plain=plain, ended=ended)

    def _word(self, word: str, line: str, *, certain: bool, plain: bool, ended: bool) -> Meanings:
        """Return the meanings of a name behind a key: in its own spelling, or in another."""
        form = folded(word)
        if form in self._ordinary:
            if not ended:
                return ()  # the first word of a sentence
            ordinary = _codes(self._ordinary[form])
            if certain or self._trusted:
                return ordinary
            return self._clear(ordinary, line) if plain else ()
        found = self._spelled.get(form, ())
        exact = _codes((name, code) for name, code in found if word in {name, without_k(name)})
        return exact or (_codes(found) if ended or "_" in word else ())

    def _number(self, text: str, line: str, *, certain: bool, plain: bool) -> Meanings:
        found = self._find(text, any_case=True)
        if not found:
            return ()
        value = self._lookup.entries[found[0]].code.value
        # In a whole line of a log, a positive number may be an errno, a count or a port.
        certain = certain or (self._trusted and (value < 0 or not CPP_PLACE.search(line)))
        ambiguous = is_ambiguous(value)
        foreign = ambiguous and _has_foreign_word(line)
        if value > 0 and (foreign or not (certain or plain)):
            return ()
        if certain or (value < 0 and not ambiguous):
            return found
        if value < 0 and not foreign and CPP_PLACE.search(line):
            return found
        return self._clear(found, line)

    def _found(self, word: str, *, any_case: bool = False) -> Meanings:
        found = self._lookup.search(word) if any_case else self._lookup.find(word)
        return tuple(entry.qualified for entry in found if entry.code.value)


@lru_cache(maxsize=1)
def _has_foreign_word(line: str) -> bool:
    """Return whether a word excludes ambiguous numbers; searched once, as lines can be long."""
    return bool(FOREIGN_WORD.search(line))


def is_ambiguous(value: int) -> bool:
    """Return True if `value` is a number that any program may print, such as an errno."""
    return any(low <= value <= high for low, high in AMBIGUOUS)


def without_k(name: str) -> str:
    """Return `name` without the k of a C++ constant, which programs do not print."""
    return name[1:] if re.match("k[A-Z]", name) else name


def spellings(name: str) -> set[str]:
    """Return the forms of `name` without letter case: its words joined by hyphens, or by nothing.

    There is only one where the name is a single word.
    """
    bare = without_k(name)
    hyphens = folded(_HUMP.sub("-", bare))
    return {folded(bare), hyphens, hyphens.replace("-", "")}


def _among(codes: Meanings, told: Collection[str]) -> Meanings:
    """Return those of `codes` that are among `told`."""
    return tuple(code for code in codes if code in told)


def _codes(named: Iterable[tuple[str, str]]) -> Meanings:
    return tuple(dict.fromkeys(code for _, code in named))


def _items(line: str, start: int) -> Iterator[str]:
    """Yield the values of the list, or of the mapping, that begins at `start`."""
    end = _BRACKET.search(line, start)
    for item in line[start : end.start() if end else len(line)].split(","):
        yield item.rpartition(":")[2].strip(" \t\"'`")
