"""Codes in command-line arguments: one code in any form, a list of codes, or a line of a log."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from html import unescape
from operator import itemgetter
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.cli.explain.sheet import Explained
from sphinxext.mooncake_errors.registry.characters import HALF_WIDTH

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.logs.line import Reader
    from sphinxext.mooncake_errors.logs.texts import CauseKey
    from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup

_LABEL = re.compile(r"(\S+?)\s*[(（]\s*([-+\w]+)\s*[)）]")
"""Name and number in the form of pages: ``OBJECT_NOT_FOUND (-704)``."""
_BRACKETS = re.compile(r"[\[({](.*)[\])}]", re.DOTALL)
_COMMA = re.compile(r"\s*[,;，；、\n]\s*")
_AROUND = " \t\r\n\"'`*<>#:.,;，。；"
"""Characters that may stand around a code that is copied from a text."""
_LONG = 80
_FEW = 4
"""Largest number of codes that are explained for a part of a log text."""


class Arguments:
    """Finds the codes in arguments, and collects the errors in them."""

    def __init__(self, lookup: Lookup) -> None:
        """Look codes up in `lookup`."""
        self._lookup = lookup
        self.unknown: list[str] = []
        """A message for each argument, or part of one, that means nothing."""
        self.notes: list[str] = []
        """A message for each former name, wrong number, and code that is only likely."""

    @cached_property
    def _reader(self) -> Reader:
        from sphinxext.mooncake_errors.logs.line import Reader  # noqa: PLC0415 - slow

        return Reader(self._lookup, trusted=True)

    def explained(self, codes: Iterable[str]) -> list[Explained]:
        """Return the meanings of all `codes`, each once."""
        found: dict[str, Explained] = {}
        for code in dict.fromkeys(codes):
            bare = unescape(code.translate(HALF_WIDTH).strip(_AROUND)).replace("*", "")
            meanings = self._meanings(code.strip()) or self._meanings(bare)
            if not meanings:
                self._add_unknown(code)
            for item in meanings:
                found.setdefault(item.entry.qualified, item)
        return list(found.values())

    def _meanings(self, text: str) -> list[Explained]:
        return self._listed(text) or self._logged(text) or self._likely(text) or self._spaced(text)

    def _listed(self, text: str) -> list[Explained]:
        """Return the meanings of a code, or of a list such as ``[-704, 0]`` with a known code."""
        brackets = _BRACKETS.fullmatch(text)
        parts = [part.strip(" \"'") for part in _COMMA.split(brackets[1] if brackets else text)]
        found = {part: self._one(part) for part in parts if part}
        is_list = brackets or len(found) > 1
        if not any(found.values()) or (is_list and re.search(r"\s|=", "".join(found))):
            return []
        for part, meanings in found.items():
            if not meanings:
                self._add_unknown(part)
        return [item for meanings in found.values() for item in meanings]

    def _one(self, text: str) -> list[Explained]:
        label = _LABEL.fullmatch(text)
        if not label:
            return [Explained(entry) for entry in self._found(text)]
        named, numbered = (self._found(part) for part in label.groups())
        both = [entry for entry in named if entry in numbered]
        if named and not both and re.match(r"[-+]?\d", label[2]):
            self.notes.append(f"{label[1]} is {named[0].code.value}, not {label[2]}")
        return [Explained(entry) for entry in both or named or numbered]

    def _found(self, word: str) -> list[Entry]:
        found = self._lookup.search(word)
        for entry in found:
            for former in entry.code.former:
                if word.casefold().endswith(former.name.casefold()):
                    until = f", until version {former.until}" if former.until else ""
                    note = f"{former.name} is a former name of {entry.code.label}{until}"
                    self.notes.append(note)
        return found or [self._lookup.entries[name] for name in self._reader.spelled(word)]

    def _logged(self, text: str) -> list[Explained]:
        """Return the codes in a line, or in several of C++; numbers that say little come last."""
        from sphinxext.mooncake_errors.logs.keys import AMBIGUOUS  # noqa: PLC0415 - slow
        from sphinxext.mooncake_errors.logs.line import CPP_PLACE  # noqa: PLC0415 - slow

        found = []
        for each in re.split(rf"\n(?=.*{CPP_PLACE.pattern})", text):
            # Other ends of lines are where a terminal or a chat wrapped it.
            line = re.sub(r"\s*\n\s*", " ", each)
            for codes, causes in self._reader.read(line, self._reader.texts):
                code = self._lookup.entries[codes[0]].code
                any_program = code.value in AMBIGUOUS and not any(map(line.count, code.names()))
                found.append((not causes and (len(codes) > 1 or any_program), codes, causes))
        found.sort(key=itemgetter(0))
        names = [name for _, codes, _ in found for name in codes]
        return self._of(names, [cause for *_, causes in found for cause in causes])

    def _likely(self, text: str) -> list[Explained]:
        """Return the codes, if few, of a part of a log text or of a line without its file."""
        from sphinxext.mooncake_errors.logs.line import CPP_PLACE  # noqa: PLC0415 - slow
        from sphinxext.mooncake_errors.logs.texts import matching, without_files  # noqa: PLC0415

        elsewhere = "without its source file the line may also be of another failure; found:"
        bare = () if CPP_PLACE.search(text) else without_files(self._reader.texts)
        for note, causes in (
            (f"{text!r} is part of log texts of", self._causes_with(text)),
            (elsewhere, [cause for each in matching(bare, text) for cause in each.causes]),
        ):
            names = dict.fromkeys(cause.code for cause in causes)
            if 0 < len(names) <= _FEW:
                self.notes.append(f"{note} {', '.join(names)}")
                return self._of(names, causes)
        return []

    def _causes_with(self, words: str) -> list[CauseKey]:
        if not re.search(r"\w\s+\w", words):
            return []
        shortest_first = reversed(self._reader.texts)
        return [cause for text in shortest_first if text.contains(words) for cause in text.causes]

    def _of(self, names: Iterable[str], causes: list[CauseKey]) -> list[Explained]:
        indexes = {
            name: tuple(dict.fromkeys(cause.index for cause in causes if cause.code == name))
            for name in names
        }
        return [Explained(self._lookup.entries[name], None, of) for name, of in indexes.items()]

    def _spaced(self, text: str) -> list[Explained]:
        """Return the meanings of a name typed with blanks, perhaps with its number behind it."""
        name, *number = re.split(r"\s*(?=[(（])", text, maxsplit=1)
        typed = name.replace(" ", "_")
        known = self._lookup.search(typed) or self._reader.spelled(typed)
        return self._one("".join([typed, *number])) if known else []

    def _add_unknown(self, text: str) -> None:
        if re.search(r"\s", text.strip()):
            shown = text if len(text) <= _LONG else f"{text[:_LONG]} …"
            many = len({cause.code for cause in self._causes_with(text.strip())})
            hint = f"; it is part of log texts of {many} codes: give the whole line"
            self.unknown.append(f"no known code or log text in {shown!r}{hint if many else ''}")
        else:
            self.unknown.append(f"unknown code {text!r}{self._lookup.suggestion(text)}")
