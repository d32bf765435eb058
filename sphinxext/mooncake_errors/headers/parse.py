"""The codes that a C or C++ header defines, without a compiler and without its include files.

Both branches of every ``#if`` are read; only what stands under ``#if 0`` is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.headers.codes import Source
from sphinxext.mooncake_errors.headers.comments import HeaderSection, attach
from sphinxext.mooncake_errors.headers.findings import Finding, judge
from sphinxext.mooncake_errors.headers.tokens import Places
from sphinxext.mooncake_errors.registry.problems import (
    Problem,
    did_you_mean,
    file_problem,
    nearest,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxext.mooncake_errors.headers.declarations import Enum
    from sphinxext.mooncake_errors.headers.enumerators import Entry


@dataclass(frozen=True, slots=True)
class HeaderCode:
    """A code as a header defines it."""

    name: str
    value: int
    line: int
    """Line of the name, counted from 1."""
    column: int
    """Column of the name, counted from 1 in characters."""
    comment: str
    """The text of its comment, white space folded; empty if it has none."""
    section: str
    """The text of the section comment that it stands under; empty if there is none."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says about its codes."""

    path: str
    codes: tuple[HeaderCode, ...]
    """In the order of the header, each name once."""
    problems: tuple[Problem, ...]
    """In the order of the header."""
    sections: tuple[HeaderSection, ...]
    """The section comments that have a code, in the order of the header."""
    unevaluated: tuple[str, ...] = ()
    """The names of codes whose number cannot be told."""


def parse_header(
    text: bytes | str,
    path: str,
    *,
    enum: str | None = None,
    macro_prefix: str | None = None,
    skip: Sequence[str] = (),
) -> Header:
    """Return the codes of the enumeration `enum` and of the macros that begin with `macro_prefix`.

    `text` is the header, which problems call `path`. `enum` is a qualified name such as
    ``mooncake::ErrorCode`` or the end of one, if only one enumeration is called so. Codes whose
    name matches one of the patterns `skip`, such as ``*_COUNT``, are left out. A code with two
    values has the first. Nothing in a header raises.

    The rules of problems are ``unknown-enum``, ``ambiguous-enum``, ``unknown-prefix``,
    ``not-evaluated``, ``two-values``, ``alias`` and ``not-utf-8``.
    """
    content, problems = _decoded(text, path)
    source = Source(content)
    entries, faults = _entries(source, path, enum, macro_prefix)
    directives = [source.places.line(t.start) for t in source.parts.code if t.kind == "condition"]
    said = attach(entries, source.parts.comments, source.places, directives)
    findings = [
        Finding(entry, comments, *source.places.place(entry.start))
        for entry, comments in zip(entries, said, strict=True)
        if not any(fnmatchcase(entry.name, pattern) for pattern in skip)
    ]
    problems += [*faults, *judge(findings, content, path)]
    sections = [each.comments.section for each in findings if each.comments.section]
    codes = tuple(_codes(findings))
    unevaluated = tuple(each.entry.name for each in findings if not each.entry.values)
    return Header(path, codes, tuple(sorted(problems)), tuple(dict.fromkeys(sections)), unevaluated)


def enum_names(text: bytes | str) -> list[str]:
    """Return the qualified names of all enumerations in the header `text`, in its order.

    A typedef's name comes behind the enumeration's own; one without either is ``(anonymous)``.
    """
    content, _ = _decoded(text, "")
    return list(dict.fromkeys(name for enum in Source(content).enums for name in enum.names))


def _decoded(text: bytes | str, path: str) -> tuple[str, list[Problem]]:
    """Return `text` as characters, without a byte order mark."""
    if isinstance(text, str):
        return text.removeprefix("\ufeff"), []
    try:
        return text.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        content = text.decode("utf-8-sig", "replace")
        offset = content.index("\ufffd")
        places = Places(content)
        message = f"is not UTF-8: byte 0x{error.object[error.start]:02x}"
        return content, [Problem(path, *places.place(offset), "not-utf-8", message)]


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
        macros = source.macros(prefix)
        entries += macros
        if not macros:
            message = f"no macro with a value begins with {prefix}"
            problems.append(file_problem(path, "unknown-prefix", message))
    return sorted(entries, key=lambda entry: entry.start), problems


def _find(source: Source, wanted: str, path: str) -> tuple[list[Enum], list[Problem]]:
    """Return the definitions of the enumeration called `wanted`: several if #if has several."""
    enums = source.enums
    found = [enum for enum in enums if wanted.removeprefix("::") in enum.names]
    if not found:
        found = [enum for enum in enums if any(_ends(name, wanted) for name in enum.names)]
    if not found and source.broken:
        found = [enum for enum in enums if any(_ends(wanted, name) for name in enum.names)]
    names = list(dict.fromkeys(enum.names[0] for enum in found))
    if not names:
        return [], [file_problem(path, "unknown-enum", _unknown(enums, wanted))]
    if len(names) > 1:
        message = f"{wanted} is ambiguous: write {' or '.join(names)}"
        return [], [file_problem(path, "ambiguous-enum", message)]
    return found, []


def _ends(name: str, wanted: str) -> bool:
    return not wanted.startswith("::") and name.endswith(f"::{wanted}")


def _unknown(enums: Sequence[Enum], wanted: str) -> str:
    names = list(dict.fromkeys(name for enum in enums for name in enum.names))
    if not names:
        return f"no enumeration {wanted}: the header defines none"
    last = {name.rpartition("::")[2]: name for name in names}
    near = nearest(wanted, names) or [last[n] for n in nearest(wanted.rpartition("::")[2], last)]
    return f"no enumeration {wanted} in the header{did_you_mean(near[0], near) if near else ''}"


def _codes(found: Sequence[Finding]) -> Iterator[HeaderCode]:
    """Yield the codes that have a value, a name once; a comment may stand in another branch."""
    texts: dict[str, str] = {}
    for each in reversed(found):
        texts[each.entry.name] = each.comments.text or texts.get(each.entry.name, "")
    for each in found:
        name = each.entry.name
        if each.entry.values and name in texts:
            section = each.comments.section
            yield HeaderCode(
                name,
                each.entry.values[0].integer.value,
                each.line,
                each.column,
                texts.pop(name),
                section.text if section else "",
            )
