"""First release, former names and removal of codes, from the headers of all releases."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sphinxext.mooncake_errors.registry.editing import Editor
from sphinxext.mooncake_errors.registry.lookup import Entry, entries_of
from sphinxext.mooncake_errors.registry.model import Code, Component
from sphinxext.mooncake_errors.registry.versions import UNRELEASED


class Release(NamedTuple):
    """A released version, with the codes in the header of a component."""

    version: str
    codes: Mapping[str, int | None]
    """The numbers of the header's codes, by name; None for one that cannot be evaluated."""


def fill_in(component: Component, releases: Sequence[Release], editor: Editor) -> None:
    """Fill in the keys of codes from `releases`.

    `releases` begin with the oldest. A code is in a release if one of its names, aliases or former
    names is, or its number if it has none. A former name is another name of its number in the
    releases directly before its first one; it is neither in the registry nor in the newest release.
    """
    taken = {name for code in component.codes() for name in code.names()}
    taken.update(*(release.codes for release in releases[-1:]))
    for entry in entries_of(component):
        notes = _of_code(entry, releases, taken, editor)
        editor.notes += (f"{entry.qualified}: {note}" for note in notes)


def _of_code(
    entry: Entry, releases: Sequence[Release], taken: set[str], editor: Editor
) -> Iterator[str]:
    """Fill in the keys of one code; yield a note for each."""
    code, location = entry.code, entry.location
    former = _former(code, releases, taken)
    names = {*code.names(), *former}
    has_it = [names & {*r.codes} if names else code.value in r.codes.values() for r in releases]
    with_it = [index for index, found in enumerate(has_it) if found]
    if with_it and names and not code.since:
        since = releases[with_it[0]].version
        editor.set_key(location, "since", since)
        yield f"since {since}"
    for index, other in enumerate(code.former):
        last = max((i for i, each in enumerate(releases) if other.name in each.codes), default=-1)
        if not other.until and 0 <= last < len(releases) - 1:
            version = releases[last].version
            editor.set_key((*location, "former", index), "until", version)
            yield f"called {other.name} until {version}"
    items = [{"name": name, "until": version} for name, version in reversed(former.items())]
    yield from (f"called {item['name']} until {item['until']}" for item in items)
    for item in items if code.former else ():
        editor.add_item((*location, "former"), None, item, "")
    if items and not code.former:
        editor.set_key(location, "former", items)
    if with_it and with_it[-1] + 1 < len(releases) and code.removed in {None, UNRELEASED}:
        removed = releases[with_it[-1] + 1].version
        editor.set_key(location, "removed", removed)
        yield f"removed in {removed}"


def _former(code: Code, releases: Sequence[Release], taken: set[str]) -> dict[str, str]:
    """Return the former names of `code` that are not `taken`, each with its last version."""
    names = {*code.names()} if code.name else set()
    first = next((i for i, each in enumerate(releases) if names & {*each.codes}), 0)
    former: dict[str, str] = {}
    for release in reversed(releases[:first]):
        alike = [name for name, number in release.codes.items() if number == code.value]
        if not alike:
            break  # the number was unused here, so that names before it belong to another code
        for name in alike:
            if name not in taken:
                former.setdefault(name, release.version)
    return former
