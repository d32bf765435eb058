"""Codes and causes in one line of a log: by names, by numbers, and by printed texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.logs.line import LineReader
from sphinxext.mooncake_errors.logs.plain import COLOR
from sphinxext.mooncake_errors.logs.texts import matching, printed_texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinxext.mooncake_errors.logs.texts import CauseKey, PrintedText
    from sphinxext.mooncake_errors.registry.lookup import Lookup


class Reader:
    """Finds codes and causes in single lines."""

    def __init__(self, lookup: Lookup) -> None:
        """Prepare to find the codes of `lookup` and the log texts of their causes."""
        self.texts = printed_texts(lookup)
        self._codes = LineReader(lookup)
        self.spelled = self._codes.spelled

    def read(
        self, line: str, texts: Iterable[PrintedText], *, trusted: bool = False
    ) -> list[tuple[tuple[str, ...], tuple[CauseKey, ...]]]:
        """Return the codes in `line`, each with the causes recognized by one of `texts`.

        A code is a tuple of its possible meanings. Printed codes come first, then those of texts,
        the most specific text first. For `trusted` see `LineReader.codes`.
        """
        line = COLOR.sub("", line)
        printed = self._codes.codes(line, trusted=trusted)
        found: dict[tuple[str, ...], dict[CauseKey, None]] = {codes: {} for codes in printed}
        for text in matching(texts, line):
            codes = self._meant(text, printed, line)
            causes = (cause for cause in text.causes if cause.code in codes)
            found.setdefault(codes, {}).update(dict.fromkeys(causes))
        return [(codes, tuple(causes)) for codes, causes in found.items()]

    def _meant(
        self, text: PrintedText, printed: Iterable[tuple[str, ...]], line: str
    ) -> tuple[str, ...]:
        """Return the codes of `text`; if the line prints one of them, that one."""
        codes = tuple(dict.fromkeys(cause.code for cause in text.causes))
        for meanings in printed:
            if not set(meanings).isdisjoint(codes):
                return meanings
        return self._codes.told_apart(codes, line)
