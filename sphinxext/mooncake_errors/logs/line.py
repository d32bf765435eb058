"""Codes and causes in one line of a log: by names, by numbers, and by printed texts."""

import re
from collections.abc import Iterable, Iterator

from sphinxext.mooncake_errors.logs.keys import NUMBER, Keyed, folded, keyed, unescaped
from sphinxext.mooncake_errors.logs.texts import CauseKey, PrintedText, matching, printed_texts
from sphinxext.mooncake_errors.logs.words import AMBIGUOUS, FOREIGN_WORD
from sphinxext.mooncake_errors.registry.lookup import Lookup, signed
from sphinxext.mooncake_errors.registry.model import Component

Meanings = tuple[str, ...]
"""The qualified names of all codes that a name, a number or a text may mean."""

CPP_SUFFIXES = ("cc", "cpp", "cxx", "cu", "h", "hh", "hpp", "hxx")
_CPP = rf"\.(?:{'|'.join(CPP_SUFFIXES)})"
CPP_PLACE = re.compile(rf"\w{_CPP}[:(][0-9]", re.ASCII)
"""A place in C++ source, as loggers print it at the start of a line."""
_NAME = re.compile(r"(?<!\w)(?:([A-Za-z_][\w:]{0,199})::)?([A-Za-z_]\w{0,149})(?!\w|::)", re.ASCII)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_FOREIGN_WORD = re.compile(FOREIGN_WORD, re.ASCII)
_STATUS = re.compile(r"(?<![\w.:])[A-Z][a-z]+[A-Z][A-Za-z]{1,60}(?=: )", re.ASCII)
"""The name of a code before its message, as in ``InternalError: no device``."""


class Clues:
    """The words, file names and processes that show that a line is about one component.

    These are its title, its id if that has several words, the first folder of its headers, its
    source files, and the processes that its causes name. Other programs may have processes of the
    same name, such as ``master``, so these only tell components apart.
    """

    def __init__(self, component: Component) -> None:
        """Collect the clues of `component`."""
        source, parts = component.source, component.component.split("-")
        words = [component.title]
        if len(parts) > 1:
            words += ["-".join(parts), "_".join(parts), "".join(map(str.capitalize, parts))]
        headers, files = (source.header, source.files) if source else ((), ())
        folders = [header.partition("/")[0] for header in headers if "/" in header]
        words += [folder + separator for folder in folders for separator in "/\\"]
        self.literals = [*words, *filter(None, (max(file.split("*"), key=len) for file in files))]
        """A line with a clue other than a process has one of them."""
        # Not within a longer word, such as pg_c in pg_ctl; but TransferEngine in TransferEngineImpl
        patterns = [rf"(?<![A-Za-z]){re.escape(word)}(?!(?<=[A-Za-z])[a-z])" for word in words]
        for file in files:
            name = re.escape(file).replace(r"\*", r"[\w.-]*")
            # A * at the end would fit any word, such as a function of the kernel.
            end = _CPP if file.endswith("*") else ""
            patterns.append(rf"(?<![\w.-]){name}{end}(?![\w.-])")
        self._pattern = re.compile("|".join(patterns), re.ASCII)
        causes = (cause for code in component.codes() for cause in code.causes)
        processes = "|".join({re.escape(cause.process) for cause in causes if cause.process})
        self.process = re.compile(rf"(?<![A-Za-z0-9])(?:{processes or '(?!)'})(?:\[\d+\]:|\]|:\s)")
        """A process as in ``mooncake_master[1234]:``, ``master:`` or ``[master]``."""

    def are_in(self, line: str) -> bool:
        """Return True if `line` has one of the clues, other than a process."""
        return any(map(line.__contains__, self.literals)) and bool(self._pattern.search(line))


class Reader:
    """Finds codes and causes in single lines. Success, the number 0, is never found."""

    def __init__(self, lookup: Lookup, *, trusted: bool = False) -> None:
        """Prepare to find the codes of `lookup` and the log texts of their causes.

        `trusted` lines are known to be about the registry, so that numbers which any program uses
        count too, but positive ones only in a line without a place in C++ source.
        """
        self.lookup, self._trusted = lookup, trusted
        self.texts = printed_texts(lookup)
        clues = {c.component: Clues(c) for c in lookup.registry.components}
        self.clues = {name: clues[e.component.component] for name, e in lookup.entries.items()}
        self.names: dict[str, dict[str, None]] = {}
        """The codes of each form of a name."""
        self.ordinary: dict[str, dict[str, None]] = {}
        """The codes of each form of a name of a single word."""
        for qualified, entry in lookup.entries.items():
            for name in entry.code.names() if entry.code.value else ():
                forms = spellings(name)
                for form in forms if len(forms) == 1 else ():
                    self.ordinary.setdefault(form, {})[qualified] = None
                for form in {*forms, folded(name)}:
                    self.names.setdefault(form, {})[qualified] = None

    def read(
        self, line: str, texts: Iterable[PrintedText]
    ) -> list[tuple[Meanings, tuple[CauseKey, ...]]]:
        """Return the codes in `line`, each with the causes recognized by one of `texts`.

        A code is a tuple of its possible meanings; texts tell which are meant. Printed codes come
        first, then those of texts, the most specific text first. Without both, the name before a
        message is a code; other programs have such names, too.
        """
        line = unescaped(line)
        texts = matching(texts, line)
        told = {code for text in texts for code, _ in text.causes}
        printed = [tuple(filter(told.__contains__, each)) or each for each in self.codes(line)]
        found: dict[Meanings, dict[CauseKey, None]] = {codes: {} for codes in printed}
        for text in texts:
            meant = dict.fromkeys(code for code, _ in text.causes)
            printed_too = (codes for codes in printed if not meant.keys().isdisjoint(codes))
            of_process = tuple(code for code in meant if self.clues[code].process.search(line))
            codes = next(printed_too, None) or of_process or tuple(meant)
            causes = (cause for cause in text.causes if cause[0] in codes)
            found.setdefault(codes, {}).update(dict.fromkeys(causes))
        if not found:
            tell = self._told_apart if self._trusted and CPP_PLACE.search(line) else self._clear
            named = (tell(self._exact(name), line) for name in _STATUS.findall(line))
            found = {codes: {} for codes in named if codes}
        return [(codes, tuple(causes)) for codes, causes in found.items()]

    def codes(self, line: str) -> list[Meanings]:
        """Return the meanings of each code in `line`: several where nothing tells them apart."""
        found = dict.fromkeys(filter(None, self._all(line)))
        single = {meanings[0] for meanings in found if len(meanings) == 1}
        several = (each for each in found if len(each) == 1 or single.isdisjoint(each))
        return list(dict.fromkeys(self._told_apart(each, line) for each in several))

    def spelled(self, word: str) -> Meanings:
        """Return the codes whose name `word` is, in any spelling and without a k before it."""
        form = folded(word)
        found: Iterable[str] = self.ordinary.get(form) or self.names.get(form) or ()
        return tuple(found)

    def _exact(self, word: str) -> Meanings:
        """Return the codes whose name `word` is, in this spelling, also without a k before it."""
        entries, found = self.lookup.entries, self.names.get(folded(word), ())
        return tuple(each for each in found if {word, f"k{word}"} & {*entries[each].code.names()})

    def _told_apart(self, meanings: Meanings, line: str) -> Meanings:
        """Return those of `meanings` whose component `line` speaks of; all where it does not."""
        clues = ((name, self.clues[name]) for name in meanings)
        told = (name for name, each in clues if each.are_in(line) or each.process.search(line))
        return tuple(told) or meanings

    def _clear(self, meanings: Meanings, line: str) -> Meanings:
        """Return those of `meanings` of which `line` is clearly about the component."""
        return tuple(name for name in meanings if self.clues[name].are_in(line))

    def _all(self, line: str) -> Iterator[Meanings]:
        for scope, name in _NAME.findall(line):
            scoped = self._find(f"{scope}::{name}") if scope else ()
            # In free text a name without an underscore is a word.
            yield scoped or (self._find(name) if "_" in name[1:] else ())
        for value in dict.fromkeys(keyed(line)):  # a long line may repeat one often
            is_number = re.fullmatch(NUMBER, value.text, re.IGNORECASE)
            yield self._number(value, line) if is_number else self._word(value, line)

    def _find(self, word: str) -> Meanings:
        return tuple(e.qualified for e in self.lookup.find(word) if e.code.value)

    def _word(self, value: Keyed, line: str) -> Meanings:
        """Return the meanings of a name behind a key: in its own spelling, or in another."""
        found = self.spelled(value.text)
        if folded(value.text) not in self.ordinary:
            is_name = value.ended or "_" in value.text
            return self._exact(value.text) or (found if is_name else ())
        if not value.ended:
            return ()  # the first word of a sentence
        if value.certain or self._trusted:
            return found
        return self._clear(found, line) if value.plain else ()

    def _number(self, number: Keyed, line: str) -> Meanings:
        found = self._find(number.text)
        if not found:
            return ()
        value = signed(self.lookup.entries[found[0]].code.value)
        is_cpp = CPP_PLACE.search(line)
        is_foreign = value in AMBIGUOUS and _FOREIGN_WORD.search(line)
        if value < 0:
            is_ours = number.certain or self._trusted or value not in AMBIGUOUS
            return found if is_ours or (is_cpp and not is_foreign) else self._clear(found, line)
        # In a whole line of a log, a positive number may be an errno, a count or a port.
        if not (number.certain or (self._trusted and not is_cpp)):
            found = self._clear(found, line) if number.plain else ()
        return () if is_foreign else found


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
