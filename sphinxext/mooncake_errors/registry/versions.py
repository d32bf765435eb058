"""Changes of codes by version, from the keys ``since``, ``former``, ``deprecated``, ``removed``."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sphinxext.mooncake_errors.registry.lookup import Entry
from sphinxext.mooncake_errors.registry.words import Word

UNRELEASED = "unreleased"
"""The version of changes that are in no release yet."""

_PARTS = re.compile(
    r"(\d+)|(?!v\d)(?:([abc](?=\W?\d)|alpha|beta|dev|devel|nightly|pre|preview|rc|snapshot)(?![a-z])"
    r"|([a-z]+))"
)
"""A number, a word of versions before the release, or another word, as in 1.1.1a of OpenSSL."""
_LAST_ZEROS = re.compile(r"(\.0+)+(?!\.?\d)")


class Change(NamedTuple):
    """A change of a code in a version."""

    version: str
    """The version; for a renamed code the last one with the former name."""
    kind: Word
    """One of ADDED, RENAMED, DEPRECATED and REMOVED."""
    entry: Entry
    former: str = ""
    """The former name, where the kind is RENAMED."""


def changes(entries: Iterable[Entry]) -> list[Change]:
    """Return the changes of `entries`: unreleased ones first, then the newest version.

    A named code without ``since`` is unreleased if another code of its component has ``since``.
    """
    entries = list(entries)
    dated = {entry.component.component for entry in entries if entry.code.since is not None}
    found = [change for entry in entries for change in _changes(entry, dated)]
    return sorted(found, key=lambda each: (version_key(each.version), each.version), reverse=True)


def _changes(entry: Entry, dated: set[str]) -> Iterator[Change]:
    code = entry.code
    if code.since is not None:
        yield Change(code.since, Word.ADDED, entry)
    elif code.name is not None and entry.component.component in dated:
        yield Change(UNRELEASED, Word.ADDED, entry)
    for former in code.former:
        if former.until is not None:
            yield Change(former.until, Word.RENAMED, entry, former.name)
    if code.deprecated is not None:
        yield Change(code.deprecated, Word.DEPRECATED, entry)
    if code.removed is not None:
        yield Change(code.removed, Word.REMOVED, entry)


def removed_in(version: str | None) -> str:
    """Return ``removed in 1.0`` for the version 1.0, and words for UNRELEASED."""
    return f"removed {'after the last release' if version == UNRELEASED else f'in {version}'}"


def version_key(version: str) -> list[tuple[int, int, str]]:
    """Return the sort key of `version`: 1.0rc1 < 1 = v1.0 < 1.0.post1 < 1.0.1 < UNRELEASED."""
    if version == UNRELEASED:
        return [(9, 0, "")]
    parts = _PARTS.findall(_LAST_ZEROS.sub("", version.lower()))
    keys = [
        (3, int(number), "") if number else (0, 0, before) if before else (2, 0, word)
        for number, before, word in parts
    ]
    return [*keys, (1, 0, "")]
