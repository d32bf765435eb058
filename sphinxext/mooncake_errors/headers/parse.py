"""The codes that C or C++ headers define, without a compiler and without their include files.

All branches of every ``#if`` are read, except those that are never compiled, as under ``#if 0``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.headers.codes import Source
from sphinxext.mooncake_errors.headers.comments import HeaderSection, attach, without_number
from sphinxext.mooncake_errors.headers.declarations import ANONYMOUS
from sphinxext.mooncake_errors.headers.findings import Finding, judge
from sphinxext.mooncake_errors.headers.integers import named_type
from sphinxext.mooncake_errors.headers.unit import File, Unit
from sphinxext.mooncake_errors.registry.files import place_of
from sphinxext.mooncake_errors.registry.problems import (
    Problem,
    did_you_mean,
    file_problem,
    nearest,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinxext.mooncake_errors.headers.declarations import Enum
    from sphinxext.mooncake_errors.headers.enumerators import Entry
    from sphinxext.mooncake_errors.headers.integers import Type

_MAX_INCLUDES = 50
_PREFIX_WORDS = 2


@dataclass(frozen=True, slots=True)
class HeaderCode:
    """A code as a header defines it."""

    name: str
    value: int
    """The first of its values."""
    line: int
    """Line of the name, counted from 1."""
    column: int
    """Column of the name, counted from 1 in characters."""
    comment: str
    """The text of its comment, white space folded; empty if it has none."""
    section: str
    """The text of the section comment that it stands under; empty if there is none."""
    path: str = ""
    """The file of the name."""
    aliases: tuple[str, ...] = ()
    """Other names of the same number, in the order of the header."""
    values: tuple[int, ...] = ()
    """The different values that it has under different conditions."""
    deprecated: str = ""
    """The version in which its comment deprecates it; empty if there is none."""

    @property
    def names(self) -> tuple[str, ...]:
        """The name, then its aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Header:
    """The codes of a header, or of several that share one number space."""

    path: str
    codes: tuple[HeaderCode, ...]
    """In the order of the header, each name and each number once."""
    problems: tuple[Problem, ...]
    """In the order of the header."""
    sections: tuple[HeaderSection, ...]
    """The section comments that have a code, in the order of the header."""
    unevaluated: tuple[str, ...] = ()
    """The names of codes without a certain number; more codes may hide behind them."""


def parse_header(  # noqa: PLR0913 - all by name
    text: bytes | str,
    path: str,
    *,
    enum: str | None = None,
    macro_prefix: str | None = None,
    skip: Sequence[str] = (),
    also: Sequence[tuple[str, bytes]] = (),
    types: Mapping[str, str] | None = None,
) -> Header:
    """Return the codes of one header; see `parse_headers`."""
    return parse_headers(
        [(path, text)], enum=enum, macro_prefix=macro_prefix, skip=skip, also=also, types=types
    )


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

    `headers` are paths with contents, and so are `also`: files that names are read from, without
    codes. ``const`` and ``constexpr`` variables of an integer type count as macros. `enum` is a
    qualified name such as ``mooncake::ErrorCode`` or the end of one, if only one enumeration is
    called so. Codes whose name matches one of the patterns `skip`, such as ``*_COUNT``, are left
    out. `types` gives types of the project as ``int8`` to ``uint64``. Nothing in a header raises;
    ValueError is raised for another name of a type.

    An ``#include`` within an enumeration is read where the file stands beside the header. Names
    with the same number are one code. A code that cannot be evaluated in one of its branches is
    in `unevaluated` alone.

    The rules of problems are ``unknown-enum``, ``ambiguous-enum``, ``unknown-prefix``,
    ``not-evaluated``, ``two-values`` and ``not-utf-8``.
    """
    files, problems = _files(headers, also)
    known = {name: _known_type(name, value) for name, value in (types or {}).items()}
    source = _read(Unit(files), known)
    unit, path = source.unit, headers[0][0]
    entries, faults = _entries(source, path, enum, macro_prefix)
    directives = [unit.line(t.start) for t in source.parts.code if t.kind == "condition"]
    said = attach(entries, source.parts.comments, unit, directives)
    findings = [
        Finding(entry, comments, *unit.place(entry.start))
        for entry, comments in zip(entries, said, strict=True)
        if not any(fnmatchcase(entry.name, pattern) for pattern in skip)
    ]
    problems += [*faults, *judge(findings, unit)]
    sections = [each.comments.section for each in findings if each.comments.section]
    unevaluated = dict.fromkeys(each.entry.name for each in findings if _may_be_code(each.entry))
    codes = tuple(_merged(_codes(findings, unevaluated, source)))
    return Header(
        path, codes, tuple(sorted(problems)), tuple(dict.fromkeys(sections)), tuple(unevaluated)
    )


def enum_names(text: bytes | str) -> list[str]:
    """Return the qualified names of all enumerations in the header `text`, in its order.

    A typedef's name comes behind the enumeration's own; one without either is ``(anonymous)``.
    """
    files, _ = _files([("", text)], ())
    source = Source(Unit(files), {})
    return list(dict.fromkeys(name for enum in source.enums for name in enum.names))


def selections(text: bytes | str) -> tuple[list[str], dict[str, int]]:
    """Return the names of the enumerations in the header `text`, and the prefixes of its macros.

    A prefix has the number of macros with a value that begin with it, two at least.
    """
    files, _ = _files([("", text)], ())
    source = Source(Unit(files), {})
    names = [entry.name for entry in source.macros("") if entry.values]
    found = Counter(prefix for name in names for prefix in _prefixes(name))
    kept: dict[str, int] = {}
    for prefix, times in sorted(found.items()):
        # A longer prefix of the same macros says more.
        longer = any(o.startswith(prefix) and o != prefix and found[o] == times for o in found)
        if times > 1 and not longer:
            kept[prefix] = times
    return [n for n in enum_names(text) if n != ANONYMOUS], kept


def _prefixes(name: str) -> list[str]:
    """Return the first one and two words of `name`, each with its underscore."""
    ends = [index + 1 for index, letter in enumerate(name) if letter == "_" and index]
    return [name[:end] for end in ends[:_PREFIX_WORDS] if end < len(name)]


def _known_type(name: str, value: str) -> Type:
    known = named_type(value)
    if known is None:
        message = f"the type {name} is {value}: write int8, int16, int32, int64 or uint8 to uint64"
        raise ValueError(message)
    return known


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


def _read(unit: Unit, types: Mapping[str, Type]) -> Source:
    """Read `unit`, with the files that its enumerations include."""
    source = Source(unit, types)
    for _ in range(_MAX_INCLUDES):
        includes = [
            token for enum in source.enums for token in enum.tokens if token.kind == "include"
        ]
        grown = [unit.include(t.start, t.text[1:-1]) for t in reversed(includes)]
        if not any(each is not None for each in grown):
            break
        source = Source(unit, types)
    return source


def _decoded(text: bytes | str, path: str) -> tuple[str, list[Problem]]:
    """Return `text` as characters, without a byte order mark."""
    if isinstance(text, str):
        return text.removeprefix("\ufeff"), []
    try:
        return text.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        content = text.decode("utf-8-sig", "replace")
        offset = content.index("\ufffd")
        message = f"is not UTF-8: byte 0x{error.object[error.start]:02x}"
        return content, [Problem(path, *place_of(content, offset), "not-utf-8", message)]


def _entries(
    source: Source, path: str, enum: str | None, prefix: str | None
) -> tuple[list[Entry], list[Problem]]:
    """Return the enumerators and macros asked for, in the order of the header."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    if enum is not None:
        found, problems = _find(source, enum, path)
        entries += (entry for each in found for entry in source.enumerators(each))
    if prefix is not None:
        macros = [each for each in source.macros(prefix) if source.unit.own(each.start)]
        entries += macros
        if not macros:
            message = f"no macro with a value begins with {prefix}"
            problems.append(file_problem(path, "unknown-prefix", message))
    return sorted(entries, key=lambda entry: entry.start), problems


def _find(source: Source, wanted: str, path: str) -> tuple[list[Enum], list[Problem]]:
    """Return the definitions of the enumeration called `wanted`: several if #if has several."""
    enums = [enum for enum in source.enums if source.unit.own(enum.start)]
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
    """Return whether `wanted` may be `name` in scopes that macros or broken code hide."""
    return "::" in wanted.removeprefix("::") and wanted.endswith(f"::{name}")


def _unknown(enums: Sequence[Enum], wanted: str) -> str:
    names = list(dict.fromkeys(name for enum in enums for name in enum.names))
    if not names:
        return f"no enumeration {wanted}: the header defines none"
    last = {name.rpartition("::")[2]: name for name in names}
    near = nearest(wanted, names) or [last[n] for n in nearest(wanted.rpartition("::")[2], last)]
    return f"no enumeration {wanted} in the header{did_you_mean(near[0], near) if near else ''}"


def _may_be_code(entry: Entry) -> bool:
    """Return whether `entry` has no value, and is neither a text nor a list of values."""
    tokens = entry.expression or ()
    plain = not any(token.kind == "string" or token.text == "{" for token in tokens)
    return not entry.values and (plain or entry.expression is None)


def _codes(
    found: Sequence[Finding], unevaluated: Mapping[str, None], source: Source
) -> Iterator[HeaderCode]:
    """Yield the codes that have a value, a name once; a comment may stand in another branch."""
    texts: dict[str, str] = {}
    values: dict[str, list[int]] = {}
    for each in reversed(found):
        text = each.comments.text or source.text(each.entry)
        texts[each.entry.name] = text or texts.get(each.entry.name, "")
    for each in found:
        values.setdefault(each.entry.name, []).extend(v.integer.value for v in each.entry.values)
    for each in found:
        name = each.entry.name
        if values[name] and name not in unevaluated and name in texts:
            section = each.comments.section
            yield HeaderCode(
                name,
                values[name][0],
                each.line,
                each.column,
                without_number(texts.pop(name), values[name][0]),
                section.text if section else "",
                path=each.path,
                values=tuple(dict.fromkeys(values[name])),
                deprecated=each.comments.deprecated,
            )


def _merged(codes: Iterator[HeaderCode]) -> Iterator[HeaderCode]:
    """Make codes of one certain number one code with aliases."""
    kept: dict[tuple[int, ...] | str, list[HeaderCode]] = {}
    for code in codes:
        key = code.values if len(code.values) == 1 else code.name
        kept.setdefault(key, []).append(code)
    for first, *others in kept.values():
        comment = next((each.comment for each in (first, *others) if each.comment), "")
        yield replace(first, aliases=tuple(each.name for each in others), comment=comment)
