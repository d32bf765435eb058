"""Codes in command-line arguments: one code in any form, a list of codes, or a line of a log."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from html import unescape
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
        """A message for each former name."""

    @cached_property
    def _reader(self) -> Reader:
        from sphinxext.mooncake_errors.logs.line import Reader  # noqa: PLC0415 - slow

        return Reader(self._lookup, trusted=True)

    def explained(self, codes: Iterable[str]) -> list[Explained]:
        """Return the meanings of all `codes`, each once."""
        found: dict[str, Explained] = {}
        for code in dict.fromkeys(codes):
            bare = code.translate(HALF_WIDTH).strip(_AROUND)
            forms = dict.fromkeys((code.strip(), bare, unescape(bare).replace("*", "")))
            meanings = next(filter(None, map(self._meanings, forms)), [])
            if not meanings:
                self._add_unknown(code)
            for item in meanings:
                found.setdefault(item.entry.qualified, item)
        return list(found.values())

    def _meanings(self, text: str) -> list[Explained]:
        whole = self._one(text) or self._several(text)
        of_texts = whole or self._line(text) or self._part(text) or self._without_file(text)
        return of_texts or self._spaced(text)

    def _one(self, text: str) -> list[Explained]:
        label = _LABEL.fullmatch(text)
        if not label:
            return [Explained(entry) for entry in self._found(text)]
        named, numbered = (self._found(part) for part in label.groups())
        both = [entry for entry in named if entry in numbered]
        if named and not both and re.match(r"[-+]?\d", label[2]):
            self.notes.append(f"{label[1]} is {named[0].code.value}, not {label[2]}")
        return [Explained(entry) for entry in both or named or numbered]

    def _spaced(self, text: str) -> list[Explained]:
        """Return the meanings of a name typed with blanks, perhaps with its number behind it."""
        name, *number = re.split(r"\s*(?=[(（])", text, maxsplit=1)
        typed = name.replace(" ", "_")
        known = self._lookup.search(typed) or self._reader.spelled(typed)
        return self._one("".join([typed, *number])) if known else []

    def _found(self, word: str) -> list[Entry]:
        found = self._lookup.search(word)
        for entry in found:
            for former in entry.code.former:
                if word.casefold().endswith(former.name.casefold()):
                    until = f", until version {former.until}" if former.until else ""
                    self.notes.append(
                        f"{former.name} is a former name of {entry.code.label}{until}"
                    )
        return found or [self._lookup.entries[name] for name in self._reader.spelled(word)]

    def _several(self, text: str) -> list[Explained]:
        """Return the meanings of a list such as ``[-704, 0]``; add an error for unknown codes."""
        brackets = _BRACKETS.fullmatch(text)
        parts = [part.strip(" \"'") for part in _COMMA.split(brackets[1] if brackets else text)]
        found = {part: self._one(part) for part in parts if part}
        is_list = (brackets or len(found) > 1) and not re.search(r"\s|=", "".join(found))
        if not (is_list and any(found.values())):
            return []
        for part, meanings in found.items():
            if not meanings:
                self._add_unknown(part)
        return [item for meanings in found.values() for item in meanings]

    def _line(self, text: str) -> list[Explained]:
        """Return the codes in a line, or in several of C++; numbers that say little come last."""
        from sphinxext.mooncake_errors.logs.line import CPP_PLACE  # noqa: PLC0415 - slow

        lines = re.split(rf"\n(?=.*{CPP_PLACE.pattern})", text)
        # Other ends of lines are where a terminal or a chat wrapped it.
        found = [
            (codes, causes, line)
            for line in (re.sub(r"\s*\n\s*", " ", each) for each in lines)
            for codes, causes in self._reader.read(line, self._reader.texts)
        ]
        found.sort(key=lambda of: not of[1] and self._is_vague(of[0], of[2]))
        causes = [cause for of in found for cause in of[1]]
        return [self._recognized(name, causes) for codes, *_ in found for name in codes]

    def _is_vague(self, codes: Iterable[str], line: str) -> bool:
        """Return True for a number that nothing tells apart, or that any program may print."""
        from sphinxext.mooncake_errors.logs.line import is_ambiguous  # noqa: PLC0415 - slow

        first, *others = (self._lookup.entries[name].code for name in codes)
        named = any(name in line for name in first.names())
        return bool(others) or (is_ambiguous(first.value) and not named)

    def _part(self, text: str) -> list[Explained]:
        """Return the codes with a log text that `text` is only a part of, if they are few."""
        return self._few(self._causes_with(text), f"{text!r} is part of log texts of")

    def _without_file(self, text: str) -> list[Explained]:
        """Return the codes of a line that lacks the source file of its log text, if few."""
        from sphinxext.mooncake_errors.logs.line import CPP_PLACE  # noqa: PLC0415 - slow
        from sphinxext.mooncake_errors.logs.texts import matching, without_files  # noqa: PLC0415

        if CPP_PLACE.search(text):
            return []
        texts = matching(without_files(self._reader.texts), text)
        note = "without its source file the line may also be of another failure; found:"
        return self._few([cause for each in texts for cause in each.causes], note)

    def _few(self, causes: list[CauseKey], note: str) -> list[Explained]:
        """Return the codes of `causes` and add `note` with their names, unless they are many."""
        codes = tuple(dict.fromkeys(cause.code for cause in causes))
        if not codes or len(codes) > _FEW:
            return []
        self.notes.append(f"{note} {', '.join(codes)}")
        return [self._recognized(name, causes) for name in codes]

    def _causes_with(self, words: str) -> list[CauseKey]:
        if not re.search(r"\w\s+\w", words):
            return []
        shortest_first = reversed(self._reader.texts)
        return [cause for text in shortest_first if text.contains(words) for cause in text.causes]

    def _recognized(self, name: str, causes: Iterable[CauseKey]) -> Explained:
        indexes = dict.fromkeys(cause.index for cause in causes if cause.code == name)
        return Explained(self._lookup.entries[name], causes=tuple(indexes))

    def _add_unknown(self, text: str) -> None:
        if re.search(r"\s", text.strip()):
            shown = text if len(text) <= _LONG else f"{text[:_LONG]} …"
            many = len({cause.code for cause in self._causes_with(text.strip())})
            hint = f"; it is part of log texts of {many} codes: give the whole line"
            self.unknown.append(f"no known code or log text in {shown!r}{hint if many else ''}")
        else:
            self.unknown.append(f"unknown code {text!r}{self._lookup.suggestion(text)}")
