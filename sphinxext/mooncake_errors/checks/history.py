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
    for code, _, location in located_codes(component):
        former = _former(code, releases, taken)
        names = {*code.names(), *former}
        with_it = [i for i, each in enumerate(releases) if not names.isdisjoint(each.codes)]
        gone = with_it and with_it[-1] + 1 < len(releases)
        found = Facts(
            code,
            location,
            since=releases[with_it[0]].version if with_it and not code.since else None,
            former=tuple(Former(name, until) for name, until in reversed(former.items())),
            until=_until(code, releases),
            removed=releases[with_it[-1] + 1].version if gone and not code.removed else None,
        )
        if found.since or found.former or found.until or found.removed:
            yield found


def _former(code: Code, releases: Sequence[Release], taken: set[str]) -> dict[str, str]:
    """Return the former names of `code` that are not `taken`, each with its last version."""
    names = {*code.names()} if code.name else set()
    present = (i for i, each in enumerate(releases) if not names.isdisjoint(each.codes))
    former: dict[str, str] = {}
    for release in reversed(releases[: next(present, 0)]):
        alike = [name for name, number in release.codes.items() if number == code.value]
        if not alike:
            break  # the number was unused here, so that names before it belong to another code
        for name in alike:
            if name not in taken:
                former.setdefault(name, release.version)
    return former


def _until(code: Code, releases: Sequence[Release]) -> dict[int, str]:
    found = {}
    for index, former in enumerate(code.former):
        with_it = [release for release in releases if former.name in release.codes]
        if with_it and not former.until and with_it[-1] is not releases[-1]:
            found[index] = with_it[-1].version
    return found
