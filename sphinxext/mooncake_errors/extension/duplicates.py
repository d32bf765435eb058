"""Warnings about codes that tables or descriptions show more than once.

They are found after all pages are read, so that they do not depend on the order of reading.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.extension.warnings import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Shown = dict[str, dict[str, list[tuple[str, str]]]]
"""For each document the codes in it, each with the anchors and the locations where it is shown.

A location is a place as Sphinx writes it, such as ``/docs/codes.rst:3``.
"""


def warn_duplicates(rows: Shown, descriptions: Shown, srcdir: Path) -> None:
    """Warn about codes with several rows, or several descriptions; the first page by name wins.

    Messages name files below `srcdir` by their path in it.
    """
    folder = f"{srcdir}{os.sep}"
    said = set()
    for place, first, codes in _duplicates(rows):
        said.add((place, first))
        _warn("listed", "tables", place, first.removeprefix(folder), codes)
    for place, first, codes in _duplicates(descriptions):
        # The warning about a table speaks for the descriptions below it too.
        if (place, first) not in said:
            _warn("explained", "directives", place, first.removeprefix(folder), codes)


def _duplicates(shown: Shown) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each location that shows codes again, the first location, and these codes."""
    first: dict[str, str] = {}
    for docname in sorted(shown):
        again: dict[tuple[str, str], list[str]] = {}
        for code, places in shown[docname].items():
            for _, location in places:
                if code in first:
                    again.setdefault((location, first[code]), []).append(code)
                else:
                    first[code] = location
        for (location, other), codes in again.items():
            yield location, other, codes


def _warn(done: str, what: str, place: str, first: str, codes: list[str]) -> None:
    subject = f"{codes[0]} is" if len(codes) == 1 else f"{codes[0]} and {len(codes) - 1} more are"
    message = f"{subject} {done} at {first} already; give one of the {what} :no-index:"
    warn(Subtype.DUPLICATE, message, place)
