"""The codes that a header defines, built from enumerators and macros with their comments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.headers.comment_text import without_number
from sphinxext.mooncake_errors.registry.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinxext.mooncake_errors.headers.comments import Comments, HeaderSection
    from sphinxext.mooncake_errors.headers.enumerators import Entry
    from sphinxext.mooncake_errors.headers.unit import Unit

_MAX_SHOWN = 60
_MAX_ALONE = 3
"""If more codes cannot be evaluated for the same reason, they are reported as one problem."""
_UNDEFINED = " is not defined in this header"


@dataclass(frozen=True, slots=True)
class HeaderCode:
    """A code as a header defines it."""

    name: str
    value: int
    """The number, the first one if it has several."""
    line: int
    """Line of the name, counted from 1."""
    column: int
    """Column of the name, counted from 1 in characters."""
    comment: str
    """The text of its comment, white space folded; empty if it has none."""
    section: str
    """The text of its section comment; empty if there is none."""
    path: str = ""
    """The file of the name."""
    aliases: tuple[str, ...] = ()
    """Other names of the same number, in the order of the header."""
    values: tuple[int, ...] = ()
    """Its different numbers under different conditions."""
    deprecated: str = ""
    """The version since which it is deprecated, from its comment; empty if there is none."""

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
    """The names of codes without a certain number."""


class Finding:
    """All places where a header defines one name, with their comments."""

    def __init__(self, places: Sequence[tuple[Entry, Comments]], unit: Unit) -> None:
        """Take the `places` of one name in `unit`, in the order of the header."""
        self.entries = [entry for entry, _ in places]
        self.name = self.entries[0].name
        self.lines: dict[int, int] = {}
        """The line that decides for each of its different values."""
        for entry in self.entries:
            for value in entry.values:
                start = entry.start if value.start < 0 else value.start
                self.lines.setdefault(value.integer.value, unit.place(start)[1])
        texts = (said.text or entry.text for entry, said in places)
        self.comments = places[0][1]
        self.sections = [said.section for _, said in places if said.section]
        self.comment = next(filter(None, texts), "")

    def is_open(self) -> bool:
        """Return True if one of its places has no certain value."""
        return not all(entry.values for entry in self.entries)

    def code(self, unit: Unit) -> HeaderCode | None:
        """Return the code; None if a value is not certain."""
        if self.is_open() or not self.lines:
            return None
        values, section = tuple(self.lines), self.comments.section
        path, line, column = unit.place(self.entries[0].start)
        return HeaderCode(
            self.name,
            values[0],
            line,
            column,
            without_number(self.comment, values[0]),
            section.text if section else "",
            path=path,
            values=values,
            deprecated=self.comments.deprecated,
        )


def merged(codes: Iterable[HeaderCode | None]) -> Iterator[HeaderCode]:
    """Merge codes with the same single number into one code with aliases."""
    kept: dict[tuple[int, ...] | str, list[HeaderCode]] = {}
    for code in codes:
        if code:
            kept.setdefault(code.values if len(code.values) == 1 else code.name, []).append(code)
    for first, *others in kept.values():
        comment = next((each.comment for each in (first, *others) if each.comment), "")
        yield replace(first, aliases=tuple(each.name for each in others), comment=comment)


def problems(findings: Sequence[Finding], unit: Unit) -> Iterator[Problem]:
    """Yield the problems of the codes `findings` in `unit`."""
    reasons: dict[str, list[Entry]] = {}
    for finding in findings:
        if len(finding.lines) > 1:
            yield _two_values(finding, unit)
        for entry in finding.entries:
            if not entry.values:
                undefined = entry.reason.endswith(_UNDEFINED)
                kind = f"names are{_UNDEFINED[3:]}" if undefined else entry.reason
                reasons.setdefault(kind, []).append(entry)
    for kind, entries in reasons.items():
        several = len(entries) > _MAX_ALONE
        for entry in entries[:1] if several else entries:
            message = _together(kind, entries) if several else _alone(entry, unit)
            yield Problem(*unit.place(entry.start), "not-evaluated", message)


def _together(kind: str, entries: Sequence[Entry]) -> str:
    names = ", ".join(entry.name for entry in entries[:_MAX_ALONE])
    text = f"{names} and {len(entries) - _MAX_ALONE} more cannot be evaluated: {kind}"
    if not kind.startswith("names are"):
        return text
    missing = list(dict.fromkeys(entry.reason.removesuffix(_UNDEFINED) for entry in entries))
    more = ", …" if len(missing) > _MAX_ALONE else ""
    return f"{text} ({', '.join(missing[:_MAX_ALONE])}{more})"


def _alone(entry: Entry, unit: Unit) -> str:
    shown = " ".join(unit.text[entry.start : entry.end].split())
    shown = shown if entry.name.isidentifier() and shown else entry.name
    shown = shown if len(shown) <= _MAX_SHOWN else f"{shown[:_MAX_SHOWN]}…"
    return f"{shown} cannot be evaluated: {entry.reason}"


def _two_values(finding: Finding, unit: Unit) -> Problem:
    """Return the problem of several values, at the first place with a second value."""
    first, *_ = finding.lines
    place = finding.entries[0]
    for entry in reversed(finding.entries):
        if any(value.integer.value != first for value in entry.values):
            place = entry
    values = " and ".join(f"{value} (line {line})" for value, line in finding.lines.items())
    message = f"{finding.name} has more than one value: {values}"
    return Problem(*unit.place(place.start), "two-values", message)
