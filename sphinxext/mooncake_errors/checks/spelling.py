"""Misspelt names of codes."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.checks.claims import NAME_SHAPE
from sphinxext.mooncake_errors.registry.problems import Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinxext.mooncake_errors.registry.lookup import Lookup

_ALIKE, _ALIKE_SHORT, _SHORT = 0.88, 0.93, 12
"""The least similarity of a word and the name that it may misspell.

It is higher for short words, which may have other meanings.
"""
_ALIKE_BY_PREFIX, _STEM = 0.75, 4
"""The least similarity of a word with a prefix of macros; the least length of its rest."""
_ALIKE_BY_NUMBER, _ALIKE_BY_SMALL_NUMBER, _SMALL = 0.6, 0.8, 100
"""The least similarity of a word with the number of the name; small numbers are common."""


class Spelling:
    """Finds the registered name of a misspelt one."""

    def __init__(self, lookup: Lookup, names: Iterable[str], prefixes: Sequence[str]) -> None:
        """Compare with `names`; `prefixes` are those of macros in the registry."""
        self._lookup = lookup
        self._prefixes = prefixes
        self._near = cache(Names(names).nearest)

    def by_number(self, name: str, number: int) -> str:
        """Return the code with `number` that `name` misspells, or an empty string."""
        enough = _ALIKE_BY_SMALL_NUMBER if abs(number) < _SMALL else _ALIKE_BY_NUMBER
        for entry in self._lookup.find(str(number)):
            if entry.code.name and _ratio(name, entry.code.name) >= enough:
                return entry.code.name
        return ""

    def by_form(self, name: str, *, literal: bool) -> str:
        """Return the code that `name` misspells, or an empty string.

        A name outside of literals has to begin with one of the prefixes.
        """
        if not re.fullmatch(NAME_SHAPE, name):
            return ""
        prefix = next((prefix for prefix in self._prefixes if name.startswith(prefix)), "")
        if prefix and len(name) - len(prefix) >= _STEM:
            return self._nearest(name, prefix, _ALIKE_BY_PREFIX)
        enough = _ALIKE if len(name) >= _SHORT else _ALIKE_SHORT
        return self._nearest(name, "", enough) if literal else ""

    def _nearest(self, name: str, prefix: str, enough: float) -> str:
        """Return the known name most similar to `name`; empty if less similar than `enough`."""
        stem = name.removeprefix(prefix)
        known = (known for known in self._near(name) if known.startswith(prefix))
        alike = (each for each in known if _ratio(stem, each.removeprefix(prefix)) >= enough)
        return next(alike, "")


def _ratio(left: str, right: str) -> float:
    """Return the similarity of two words, from 0 to 1."""
    return SequenceMatcher(None, left, right, autojunk=False).ratio()
