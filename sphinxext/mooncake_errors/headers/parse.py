"""The codes that C or C++ headers define, read without a compiler or an include path.

All branches of every ``#if`` are read, except those that are never compiled, such as ``#if 0``.
"""

from __future__ import annotations

import codecs
from collections import Counter
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.headers.comments import attach
from sphinxext.mooncake_errors.headers.declarations import ANONYMOUS, Declarations
from sphinxext.mooncake_errors.headers.enumerators import Entry, closing
from sphinxext.mooncake_errors.headers.findings import Finding, Header, merged, problems
from sphinxext.mooncake_errors.headers.integers import FIXED
from sphinxext.mooncake_errors.headers.names import Names
from sphinxext.mooncake_errors.headers.preprocess import Preprocessor
from sphinxext.mooncake_errors.headers.unit import File, Unit
from sphinxext.mooncake_errors.registry.files import place_of
from sphinxext.mooncake_errors.registry.problems import (
    Problem,
    did_you_mean,
    file_problem,
    nearest,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinxext.mooncake_errors.headers.comments import Comments
    from sphinxext.mooncake_errors.headers.enumerators import Enum
    from sphinxext.mooncake_errors.headers.preprocess import Macro


def parse_headers(  # noqa: PLR0913 - all by name
    headers: Sequence[tuple[str, bytes | str]],
    *,
    enum: str | None = None,
    macro_prefix: str | None = None,
    skip: Sequence[str] = (),
    also: Sequence[tuple[str, bytes]] = (),
    types: Mapping[str, str] | None = None,
) -> Header:
    """Return the codes of the enumeration `enum` and of the macros that begin with `macro_prefix`.

    `headers` are pairs of path and content. `also` are such pairs too: files that define names used
    in headers, without codes. ``const`` and ``constexpr`` variables of an integer type count as
    macros. `enum` is a qualified name such as ``mooncake::ErrorCode``, or an unambiguous end of
    one. Codes whose name matches one of the patterns `skip`, such as ``*_COUNT``, are left out.
    `types` maps types of the project to ``int8`` to ``uint64``. No content of a header raises an
    exception.

    An ``#include`` within an enumeration is followed if the file is in the directory of the
    header. Names with the same number are one code. A code that cannot be evaluated in one of its
    branches is only in `unevaluated`.

    The rules of problems are ``unknown-enum``, ``ambiguous-enum``, ``unknown-prefix``,
    ``not-evaluated``, ``two-values`` and ``not-utf-8``.
    """
    files, found = _files(headers, also)
    source = _Source(files, types)
    unit, path = source.unit, headers[0][0]
    entries: list[Entry] = []
    if enum is not None:
        enums, faults = _find(source.enums(), enum, path)
        entries += (entry for each in enums for entry in each.entries)
        found += faults
    if macro_prefix is not None:
        macros = source.macros(macro_prefix)
        entries += macros
        if not macros:
            message = f"no macro with a value begins with {macro_prefix}"
            found.append(file_problem(path, "unknown-prefix", message))
    findings = source.findings(entries, skip)
    found += problems(findings, unit)
    sections = (section for each in findings for section in each.sections)
    return Header(
        path,
        tuple(merged(each.code(unit) for each in findings)),
        tuple(sorted(found)),
        tuple(dict.fromkeys(sections)),
        tuple(each.name for each in findings if each.is_open()),
    )


def selections(
    text: bytes | str,
    *,
    also: Sequence[tuple[str, bytes]] = (),
    types: Mapping[str, str] | None = None,
) -> tuple[list[str], dict[str, int]]:
    """Return the enumerations in the header `text`, and the prefixes of its macros.

    An enumeration with a tag and a name by ``typedef`` is returned by the latter.
    `also` and `types` are those of `parse_headers`. A prefix is the first word or the
    first two words of at least two macros with a value. It is returned with their number.
    """
    source = _Source(_files([("", text)], also)[0], types)
    pairs = [_prefixes(entry.name) for entry in source.macros("") if entry.values]
    found = Counter(prefix for pair in pairs for prefix in pair)
    # Of two prefixes with the same macros, the longer one is offered.
    shorter = {pair[0] for pair in pairs if len({found[prefix] for prefix in pair}) < len(pair)}
    kept = {prefix: times for prefix, times in sorted(found.items()) if times > 1}
    names = dict.fromkeys(enum.names[:2][-1] for enum in source.enums())
    return [name for name in names if name != ANONYMOUS], {
        prefix: times for prefix, times in kept.items() if prefix not in shorter
    }


def _prefixes(name: str) -> list[str]:
    """Return the first one and two words of `name`, each with its underscore."""
    ends = [index + 1 for index, letter in enumerate(name) if letter == "_" and index]
    return [name[:end] for end in ends[:2] if end < len(name)]


class _Source:
    """Headers that have been read, with the values of their enumerators."""

    def __init__(self, files: Sequence[File], types: Mapping[str, str] | None = None) -> None:
        """Read `files`; `types` are the types of the project."""
        known = {name: FIXED[integer] for name, integer in (types or {}).items()}
        self.unit = Unit(files)
        self._parts = Preprocessor(self.unit)
        self._names = Names(self._parts.branches, known)
        self._declarations = Declarations(self._parts.code, self._names)

    def enums(self) -> list[Enum]:
        """Return the enumerations of the headers, without those of `also`, in their order."""
        return [enum for enum in self._declarations.enums if self.unit.own(enum.start)]

    def macros(self, prefix: str) -> list[Entry]:
        """Return the macros and constants that start with `prefix` and may be numbers."""
        macros = [
            macro
            for name, meanings in self._names.macros.items()
            for macro in meanings
            if name.startswith(prefix) and macro.body and macro.parameters is None
        ]
        entries = [*map(self._macro, macros), *self._declarations.constants]
        named = [each for each in entries if each.name.startswith(prefix)]
        return [each for each in named if each.may_be_code and self.unit.own(each.start)]

    def findings(self, entries: Sequence[Entry], skip: Sequence[str]) -> list[Finding]:
        """Return the names of `entries` with their comments, without those that match `skip`."""
        entries = sorted(entries, key=lambda entry: entry.start)
        comments = attach(entries, self._parts, self.unit)
        by_name: dict[str, list[tuple[Entry, Comments]]] = {}
        for entry, said in zip(entries, comments, strict=True):
            if not any(fnmatchcase(entry.name, pattern) for pattern in skip):
                by_name.setdefault(entry.name, []).append((entry, said))
        return [Finding(places, self.unit) for places in by_name.values()]

    def _macro(self, macro: Macro) -> Entry:
        """Return `macro` as an entry with its values.

        A macro with a number that does not depend on its use is stored as a constant, so that
        long chains of macros are not expanded repeatedly.
        """
        body = list(macro.body or ())
        entry = Entry(macro.name, macro.start, macro.end, macro.path, body)
        entry.evaluate(self._names, "", macro.name)
        is_whole = body[0].text == "(" and closing(body, 0) == len(body) - 1
        is_plain = len(body) <= 2 and body[-1].text not in self._names.macros  # noqa: PLR2004
        if entry.values and (is_whole or is_plain) and len(self._names.macros[macro.name]) == 1:
            del self._names.macros[macro.name]
            self._names.constant(macro.name, entry.values)
        return entry


def _files(
    headers: Sequence[tuple[str, bytes | str]], also: Sequence[tuple[str, bytes]]
) -> tuple[list[File], list[Problem]]:
    files: list[File] = []
    problems: list[Problem] = []
    for own, listed in ((False, also), (True, headers)):
        for path, content in listed:
            text, faults = _decoded(content, path)
            files.append(File(path, text, own))
            problems += faults
    return files, problems


def _decoded(text: bytes | str, path: str) -> tuple[str, list[Problem]]:
    """Decode UTF-8, or UTF-16 with a byte order mark; other bytes are replaced, with a problem."""
    if isinstance(text, str):
        return text.removeprefix("\ufeff"), []
    if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return text.decode("utf-16", "replace"), []
    try:
        return text.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        content = text.decode("utf-8-sig", "replace")
        place = place_of(content, content.index("\ufffd"))
        message = f"is not UTF-8: byte 0x{error.object[error.start]:02x}"
        return content, [Problem(path, *place, "not-utf-8", message)]


def _find(enums: Sequence[Enum], wanted: str, path: str) -> tuple[list[Enum], list[Problem]]:
    """Return the definitions of the enumeration `wanted`: several if under different ``#if``."""
    found = [enum for enum in enums if wanted.removeprefix("::") in enum.names]
    if not found:
        found = [enum for enum in enums if any(_ends(name, wanted) for name in enum.names)]
    if not found:
        found = [enum for enum in enums if any(_hides(wanted, name) for name in enum.names)]
    names = list(dict.fromkeys(enum.names[0] for enum in found))
    if not names:
        return [], [file_problem(path, "unknown-enum", _unknown(enums, wanted))]
    if len(names) > 1:
        message = f"{wanted} is ambiguous: write {' or '.join(names)}"
        return [], [file_problem(path, "ambiguous-enum", message)]
    return found, []


def _ends(name: str, wanted: str) -> bool:
    return not wanted.startswith("::") and name.endswith(f"::{wanted}")


def _hides(wanted: str, name: str) -> bool:
    """Return True if `wanted` may be `name` in scopes that were not recognized."""
    return "::" in wanted.removeprefix("::") and wanted.endswith(f"::{name}")


def _unknown(enums: Sequence[Enum], wanted: str) -> str:
    names = list(dict.fromkeys(name for enum in enums for name in enum.names))
    if not names:
        return f"no enumeration {wanted}: the header defines none"
    last = {name.rpartition("::")[2]: name for name in names}
    near = nearest(wanted, names) or [last[n] for n in nearest(wanted.rpartition("::")[2], last)]
    return f"no enumeration {wanted} in the header{did_you_mean(near[0], near) if near else ''}"
