"""Codes in command-line arguments: one code in any form, a list of codes, or a line of a log."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.cli.explain.sheet import Explained
from sphinxext.mooncake_errors.registry.characters import HALF_WIDTH

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.logs.line import Reader
    from sphinxext.mooncake_errors.logs.texts import CauseKey
    from sphinxext.mooncake_errors.registry.lookup import Lookup

_Meanings = dict[str, tuple[int, ...]]
"""Codes by qualified names, each with the indexes of the causes that were recognized."""
_LABEL = re.compile(r"([^(（]+?)\s*[(（]\s*([-+\w]+)\s*[)）]")
"""Name and number in the form of pages: ``OBJECT_NOT_FOUND (-704)``."""
_BRACKETS = re.compile(r"[\[({](.*)[\])}]", re.DOTALL)
_COMMA = re.compile(r"\s*[,;，；、\n]\s*")
_AROUND = " \t\r\n\"'`*<>#:.,;，。；"
"""Characters that may stand around a code that is copied from a text."""
_PLAIN = HALF_WIDTH | str.maketrans("“”‘’「」", '""\'\'""')
_EMPHASIS = re.compile(r"\*+(?=[^\s*])|(?<=[^\s*])\*+")
"""Signs of Markdown; not the ``***`` of make, which stands alone."""
_CUT = re.compile(r"\r?\n\s*")
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
        """A message for each argument whose meaning is only likely."""

    @cached_property
    def _reader(self) -> Reader:
        from sphinxext.mooncake_errors.logs.line import Reader  # noqa: PLC0415 - slow

        return Reader(self._lookup, trusted=True)

    def explained(self, codes: Iterable[str]) -> list[Explained]:
        """Return the meanings of all `codes`, each once."""
        found: _Meanings = {}
        for code in dict.fromkeys(codes):
            meanings = self._meanings(code) or self._pasted(code)
            if not meanings:
                self._add_unknown(code)
            for name, causes in meanings.items():
                found.setdefault(name, causes)
        entries = self._lookup.entries
        return [Explained(entries[name], causes=causes) for name, causes in found.items()]

    def _pasted(self, code: str) -> _Meanings:
        """Return the meanings of `code` without signs of typesetting, or without ends of lines.

        A terminal may have cut a line within a word.
        """
        from html import unescape  # noqa: PLC0415 - slow

        bare = _EMPHASIS.sub("", unescape(code.translate(_PLAIN).strip(_AROUND)))
        _, *others = dict.fromkeys((code, bare, _CUT.sub("", bare)))
        return next(filter(None, map(self._meanings, others)), {})

    def _meanings(self, text: str) -> _Meanings:
        return self._listed(text) or self._logged(text) or self._likely(text)

    def _listed(self, text: str) -> _Meanings:
        """Return the meanings of a code, or of a list such as ``[-704, 0]`` with a known code."""
        brackets = _BRACKETS.fullmatch(text)
        parts = [part.strip(" \"'") for part in _COMMA.split(brackets[1] if brackets else text)]
        found = {part: self._labelled(part) for part in parts if part}
        is_list = brackets or len(found) > 1
        if not any(found.values()) or (is_list and re.search(r"\s|=", "".join(found))):
            return {}
        for part, names in found.items():
            if not names:
                self._add_unknown(part)
        return {name: () for names in found.values() for name in names}

    def _labelled(self, text: str) -> list[str]:
        """Return the codes with a name or a number, or with both in the form of pages."""
        label = _LABEL.fullmatch(text)
        if not label:
            return self._found(text)
        named, numbered = map(self._found, label.groups())
        both = [name for name in named if name in numbered]
        # Several words before a number in brackets are a line of a log.
        return both or named or ([] if " " in label[1] else numbered)

    def _found(self, word: str) -> list[str]:
        typed = word.replace(" ", "_")
        # Programs print a C++ constant without its k.
        found = [*self._lookup.search(typed), *self._lookup.exact(f"k{typed}")]
        return [entry.qualified for entry in found] or list(self._reader.spelled(typed))

    def _logged(self, text: str) -> _Meanings:
        """Return the codes in a line, or in several of C++; numbers that say little come last."""
        from sphinxext.mooncake_errors.logs.line import CPP_PLACE  # noqa: PLC0415 - slow
        from sphinxext.mooncake_errors.logs.words import AMBIGUOUS  # noqa: PLC0415 - slow

        found = []
        for each in re.split(rf"\n(?=.*{CPP_PLACE.pattern})", text):
            # Other ends of lines are where a terminal or a chat wrapped it.
            line = re.sub(r"\s*\n\s*", " ", each)
            for names, causes in self._reader.read(line, self._reader.texts):
                code = self._lookup.entries[names[0]].code
                any_program = code.value in AMBIGUOUS and not any(map(line.count, code.names()))
                found.append((not causes and (len(names) > 1 or any_program), names, causes))
        found.sort(key=itemgetter(0))
        codes = [name for _, names, _ in found for name in names]
        return _recognized(codes, [cause for *_, causes in found for cause in causes])

    def _likely(self, text: str) -> _Meanings:
        """Return the codes, if few, of a part of a log text or of a line without its file."""
        from sphinxext.mooncake_errors.logs.line import CPP_PLACE  # noqa: PLC0415 - slow
        from sphinxext.mooncake_errors.logs.texts import matching, without_files  # noqa: PLC0415

        elsewhere = "the line has no source file, so it may be of another failure; found:"
        bare = () if CPP_PLACE.search(text) else without_files(self._reader.texts)
        for note, causes in (
            (f"{text!r} is part of log texts of", self._causes_with(text)),
            (elsewhere, [cause for each in matching(bare, text) for cause in each.causes]),
        ):
            found = _recognized([code for code, _ in causes], causes)
            if 0 < len(found) <= _FEW:
                self.notes.append(f"{note} {', '.join(found)}")
                return found
        return {}

    def _causes_with(self, words: str) -> list[CauseKey]:
        if not re.search(r"\w\s+\w", words):
            return []
        shortest_first = reversed(self._reader.texts)
        return [cause for text in shortest_first if text.contains(words) for cause in text.causes]

    def _add_unknown(self, text: str) -> None:
        if re.search(r"\s", text):
            shown = text if len(text) <= _LONG else f"{text[:_LONG]} …"
            many = len({code for code, _ in self._causes_with(text)})
            hint = f"; it is part of log texts of {many} codes: give the whole line"
            self.unknown.append(f"no known code or log text in {shown!r}{hint if many else ''}")
        else:
            is_file = os.path.isfile(text)  # noqa: PTH113 - of any text, however long
            hint = "; --log reads a file" if is_file else self._lookup.suggestion(text)
            self.unknown.append(f"unknown code {text!r}{hint}")


def _recognized(codes: Iterable[str], causes: list[CauseKey]) -> _Meanings:
    found: _Meanings = dict.fromkeys(codes, ())
    for code, index in dict.fromkeys(causes):
        found[code] += (index,)
    return found
