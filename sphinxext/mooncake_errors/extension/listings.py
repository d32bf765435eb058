"""Which page shows which code, and where: of the rows of tables, and again of entries.

A store holds for each document its codes, by qualified name, each with the anchors and lines of
its places. It consists of primitives, so that it can be part of the environment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Store = dict[str, dict[str, list[tuple[str, int]]]]

Place = tuple[str, str]
"""A document's name and an anchor in it."""

Repetition = tuple[tuple[str, int], str, list[str]]
"""Where codes are shown again (document and line), where they were first, and which they are."""


def note(store: Store, docname: str, qualified: str, place: tuple[str, int]) -> str | None:
    """Record the `place` (anchor and line) of a code and return its anchor.

    A second place in the same document has no anchor: ids are unique.
    """
    places = store.setdefault(docname, {}).setdefault(qualified, [])
    places.append(place)
    return place[0] if len(places) == 1 else None


def first_places(store: Store) -> dict[str, Place]:
    """Return where each code is found: of several pages, the first by name."""
    found: dict[str, Place] = {}
    for docname in sorted(store):
        for qualified, places in store[docname].items():
            found.setdefault(qualified, (docname, places[0][0]))
    return found


def repetitions(store: Store) -> Iterator[Repetition]:
    """Yield what is shown again after the first place, grouped by both places."""
    first: dict[str, str] = {}
    for docname in sorted(store):
        again: dict[tuple[int, str], list[str]] = {}
        for qualified, places in store[docname].items():
            for _, line in places:
                place = f"{docname}:{line}"
                other = first.setdefault(qualified, place)
                if other is not place:
                    again.setdefault((line, other), []).append(qualified)
        for (line, other), names in again.items():
            yield (docname, line), other, names
