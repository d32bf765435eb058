"""The codes that C or C++ headers define, read without a compiler or an include path.

All branches of every ``#if`` are read, except those that are never compiled, such as ``#if 0``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.headers.comments import attach
from sphinxext.mooncake_errors.headers.declarations import ANONYMOUS, Declarations
from sphinxext.mooncake_errors.headers.expressions import NO_NUMBER
from sphinxext.mooncake_errors.headers.findings import Finding, Header, codes, problems
from sphinxext.mooncake_errors.headers.integers import FIXED
from sphinxext.mooncake_errors.headers.names import Names
from sphinxext.mooncake_errors.headers.preprocess import Preprocessor
from sphinxext.mooncake_errors.headers.tokens import closing
from sphinxext.mooncake_errors.headers.unit import Unit
from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.problems import (
    Problem,
    did_you_mean,
    file_problem,
    nearest,
)

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.headers.comments import Comments
    from sphinxext.mooncake_errors.headers.declarations import Enum
    from sphinxext.mooncake_errors.headers.tokens import Definition


def parse_headers(  # noqa: PLR0913 - all by name
    headers: Sequence[tuple[str, bytes | str]],
    *,
    enum: str | None = None,
    macro_prefix: str | None = None,
    skip: Sequence[str] = (),
    also: Sequence[tuple[str, bytes]] = (),
    types: Mapping[str, str] | None = None,
    read: Callable[[str], bytes] = read_bytes,
) -> Header:
    """Return the codes of the enumeration `enum` and of the macros that begin with `macro_prefix`.

    `headers` are pairs of path and content. `also` are such pairs too: files that define names used
    in headers, without codes. ``const`` and ``constexpr`` variables of an integer type count as
    macros. `enum` is a qualified name such as ``mooncake::ErrorCode``, or an unambiguous end of
    one. Codes whose name matches one of the patterns `skip`, such as ``*_COUNT``, are left out.
    `types` maps types of the project to ``int8`` to ``uint64``. No content of a header raises an
    exception.

    An ``#include`` within an enumeration is followed if the file is in the directory of the
    header: `read` returns its content, or raises OSError or RegistryError. Names with the same
    number are one code. A code that cannot be evaluated in one of its branches is only in
    `unevaluated`.

    The rules of problems are ``unknown-enum``, ``ambiguous-enum``, ``unknown-prefix``,
    ``not-evaluated``, ``two-values`` and ``not-utf-8``.
    """
    source = _Source(headers, also, types, read)
    unit, path = source.unit, headers[0][0]
    found = [*unit.problems]
    items: list[Definition] = []
    if enum is not None:
        enums, faults = _find(source.enums(), enum, path)
        items += (item for each in enums for item in each.items)
        found += faults
    if macro_prefix is not None:
        macros = source.macros(macro_prefix)
        items += macros
        if not macros:
            message = f"no macro with a value begins with {macro_prefix}"
            found.append(file_problem(path, "unknown-prefix", message))
    findings = source.findings(items, skip)
    found += problems(findings, unit)
    return Header(
        path,
        tuple(codes(findings, unit)),
        tuple(sorted(found)),
        tuple(each.name for each in findings if each.is_open),
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
    source = _Source([("", text)], also, types, read_bytes)
    pairs = [_prefixes(item.name) for item in source.macros("") if item.values]
    found = Counter(prefix for pair in pairs for prefix in pair)
    # Of two prefixes with the same macros, the longer one is offered.
    shorter = {pair[0] for pair in pairs if len({found[prefix] for prefix in pair}) < len(pair)}
    kept = sorted(prefix for prefix in found.keys() - shorter if found[prefix] > 1)
    names = dict.fromkeys(enum.names[:2][-1] for enum in source.enums())
    return [name for name in names if name != ANONYMOUS], {prefix: found[prefix] for prefix in kept}


def _prefixes(name: str) -> list[str]:
    """Return the first one and two words of `name`, each with its underscore."""
    ends = [index + 1 for index, letter in enumerate(name) if letter == "_" and index]
    return [name[:end] for end in ends[:2] if end < len(name)]


class _Source:
    """Headers that have been read, with the values of their enumerators."""

    def __init__(
        self,
        headers: Sequence[tuple[str, bytes | str]],
        also: Sequence[tuple[str, bytes]],
        types: Mapping[str, str] | None,
        read: Callable[[str], bytes],
    ) -> None:
        """Read `headers` and `also`; `types` and `read` are those of `parse_headers`."""
        known = {name: FIXED[integer] for name, integer in (types or {}).items()}
        self.unit = Unit(headers, also, read)
        self._parts = Preprocessor(self.unit)
        self._names = Names(self._parts.branches, known)
        self._declarations = Declarations(self._parts.code, self._names)

    def enums(self) -> list[Enum]:
        """Return the enumerations of the headers, without those of `also`, in their order."""
        return [enum for enum in self._declarations.enums if self.unit.own(enum.start)]

    def macros(self, prefix: str) -> list[Definition]:
        """Return the macros and constants that start with `prefix` and may be numbers."""
        macros = [
            macro
            for name, meanings in self._names.macros.items()
            for macro in meanings
            if name.startswith(prefix) and macro.tokens and macro.parameters is None
        ]
        for macro in macros:
            self._evaluate(macro)
        items = [*macros, *self._declarations.constants]
        named = [each for each in items if each.name.startswith(prefix)]
        return [each for each in named if each.reason != NO_NUMBER and self.unit.own(each.start)]

    def findings(self, items: Sequence[Definition], skip: Sequence[str]) -> list[Finding]:
        """Return the names of `items` with their comments, without those that match `skip`."""
        items = sorted(items, key=lambda item: item.start)
        comments = attach(items, self._parts, self.unit)
        by_name: dict[str, list[tuple[Definition, Comments]]] = {}
        for item, said in zip(items, comments, strict=True):
            if not any(fnmatchcase(item.name, pattern) for pattern in skip):
                by_name.setdefault(item.name, []).append((item, said))
        return [Finding(places, self.unit) for places in by_name.values()]

    def _evaluate(self, macro: Definition) -> None:
        """Evaluate `macro`.

        If it has a number that does not depend on its use, it becomes a constant, so that long
        chains of macros are not expanded repeatedly.
        """
        self._names.evaluate(macro, "")
        tokens, macros = macro.tokens or (), self._names.macros
        is_whole = tokens[0].text == "(" and closing(tokens, 0) == len(tokens) - 1
        is_plain = len(tokens) <= 2 and tokens[-1].text not in macros  # noqa: PLR2004
        if macro.values and (is_whole or is_plain) and len(macros[macro.name]) == 1:
            del macros[macro.name]
            self._names.add(macro, macro.name)


def _find(enums: Sequence[Enum], wanted: str, path: str) -> tuple[list[Enum], list[Problem]]:
    """Return the definitions of the enumeration `wanted`: several if under different ``#if``."""
    plain = wanted.removeprefix("::")
    forms: tuple[Callable[[str], bool], ...] = (
        lambda name: name == plain,
        lambda name: plain == wanted and name.endswith(f"::{plain}"),
        # Scopes around `name` were perhaps not recognized.
        lambda name: plain.endswith(f"::{name}"),
    )
    matches = ([enum for enum in enums if any(map(form, enum.names))] for form in forms)
    found = next(filter(None, matches), [])
    names = list(dict.fromkeys(enum.names[0] for enum in found))
    if not names:
        return [], [file_problem(path, "unknown-enum", _unknown(enums, wanted))]
    if len(names) > 1:
        message = f"{wanted} is ambiguous: write {' or '.join(names)}"
        return [], [file_problem(path, "ambiguous-enum", message)]
    return found, []


def _unknown(enums: Sequence[Enum], wanted: str) -> str:
    names = list(dict.fromkeys(name for enum in enums for name in enum.names))
    if not names:
        return f"no enumeration {wanted}: the header defines none"
    last = {name.rpartition("::")[2]: name for name in names}
    near = nearest(wanted, names) or [last[n] for n in nearest(wanted.rpartition("::")[2], last)]
    return f"no enumeration {wanted} in the header{did_you_mean(near[0], near) if near else ''}"
