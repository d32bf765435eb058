"""First release, former names and removal of codes, from the headers of all releases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.fields import located_codes
from sphinxext.mooncake_errors.registry.model import Former

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinxext.mooncake_errors.registry.document import Location
    from sphinxext.mooncake_errors.registry.model import Code, Component


@dataclass(frozen=True, slots=True)
class Release:
    """A released version, with the codes in the header of a component."""

    version: str
    codes: Mapping[str, int | None]
    """The numbers of the header's codes, by name; None for one that cannot be evaluated."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Values for keys of a code that the registry lacks, found in the releases."""

    code: Code
    location: Location
    since: str | None = None
    former: tuple[Former, ...] = ()
    until: Mapping[int, str] = field(default_factory=dict)
    """The last version with a former name of the registry, by its index, where none is given."""
    removed: str | None = None


def facts(component: Component, releases: Sequence[Release]) -> Iterator[Facts]:
    """Yield the new facts about each code of `component`; `releases` begin with the oldest.

    A code is in a release if one of its names, aliases or former names is. A former name is another
    name of its number in the releases directly before its first one; it is neither in the registry
    nor in the newest release.
    """
    taken = {name for code in component.codes() for name in code.names()}
    taken.update(releases[-1].codes if releases else ())
    names_of = [_by_number(release) for release in releases]
    for code, _, location in located_codes(component):
        found = _facts(code, location, releases, names_of, taken)
        if found.since or found.former or found.until or found.removed:
            yield found


def _facts(
    code: Code,
    location: Location,
    releases: Sequence[Release],
    names_of: Sequence[Mapping[int | None, list[str]]],
    taken: set[str],
) -> Facts:
    present = [not release.codes.keys().isdisjoint(code.names()) for release in releases]
    first = present.index(True) if code.name and any(present) else 0
    former: dict[str, str] = {}
    for index in reversed(range(first)):
        names = names_of[index].get(code.value, [])
        if not names:
            break  # the number was unused here, so that names before it belong to another code
        for name in names:
            if name not in taken:
                former.setdefault(name, releases[index].version)
    with_it = [
        index
        for index, release in enumerate(releases)
        if present[index] or not former.keys().isdisjoint(release.codes)
    ]
    gone = with_it and with_it[-1] + 1 < len(releases)
    return Facts(
        code,
        location,
        since=releases[with_it[0]].version if with_it and not code.since else None,
        until=_until(code, releases),
        former=tuple(Former(name, until) for name, until in reversed(former.items())),
        removed=releases[with_it[-1] + 1].version if gone and not code.removed else None,
    )


def _until(code: Code, releases: Sequence[Release]) -> dict[int, str]:
    found = {}
    for index, former in enumerate(code.former):
        with_it = [release for release in releases if former.name in release.codes]
        if with_it and not former.until and with_it[-1] is not releases[-1]:
            found[index] = with_it[-1].version
    return found


def _by_number(release: Release) -> dict[int | None, list[str]]:
    names: dict[int | None, list[str]] = {}
    for name, number in release.codes.items():
        names.setdefault(number, []).append(name)
    return names
