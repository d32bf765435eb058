"""The codes that a header defines, built from enumerators and macros with their comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.problems import Problem

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.headers.comments import Comments, HeaderSection
    from sphinxext.mooncake_errors.headers.tokens import Definition
    from sphinxext.mooncake_errors.headers.unit import Unit

_OWN_NUMBER = re.compile(
    r"[(\[]?(?P<number>[-+]?(?:0[xX][0-9a-fA-F]{1,16}|\d{1,19}))\b[)\]]?(?:\s*[-:=–.,]\s)?\s*"
)
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
    place: tuple[str, int, int]
    """Path, line and column of the name; both are counted from 1, columns in characters."""
    comment: str
    """The text of its comment, white space folded; empty if it has none."""
    section: HeaderSection | None = None
    """Its section comment."""
    aliases: tuple[str, ...] = ()
    """Other names of the same number, in the order of the header."""
    values: tuple[int, ...] = ()
    """Its different numbers under different conditions."""
    deprecated: str = ""
    """The version since which it is deprecated, from its comment; empty if there is none."""

    @property
    def heading(self) -> str:
        """The text of its section comment; empty if there is none."""
        return self.section.text if self.section else ""

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
    unevaluated: tuple[str, ...] = ()
    """The names of codes without a certain number."""


class Finding:
    """All places where a header defines one name, with their comments."""

    def __init__(self, places: Sequence[tuple[Definition, Comments]], unit: Unit) -> None:
        """Take the `places` of one name in `unit`, in the order of the header."""
        self.items = [item for item, _ in places]
        self.name = self.items[0].name
        self.is_open = not all(item.values for item in self.items)
        """True if one of its places has no certain value."""
        self.lines: dict[int, int] = {}
        """The line that decides for each of its different values."""
        for item in self.items:
            for value in item.values:
                start = item.start if value.start < 0 else value.start
                self.lines.setdefault(value.integer.value, unit.place(start)[1])
        texts = (said.text or item.text for item, said in places)
        self.comments = places[0][1]
        self.comment = next(filter(None, texts), "")


def codes(findings: Sequence[Finding], unit: Unit) -> Iterator[HeaderCode]:
    """Yield the codes with certain values; names with the same single number are one code."""
    kept: dict[int | str, list[Finding]] = {}
    for finding in findings:
        if not finding.is_open:
            first, *others = finding.lines
            kept.setdefault(finding.name if others else first, []).append(finding)
    for finding, *aliases in kept.values():
        value = next(iter(finding.lines))
        texts = (_without_number(each.comment, value) for each in (finding, *aliases))
        yield HeaderCode(
            finding.name,
            value,
            unit.place(finding.items[0].start),
            comment=next(filter(None, texts), ""),
            section=finding.comments.section,
            aliases=tuple(each.name for each in aliases),
            values=tuple(finding.lines),
            deprecated=finding.comments.deprecated,
        )


def _without_number(text: str, value: int) -> str:
    """Return `text`, the comment of a code, without the number `value` of the code."""
    match = _OWN_NUMBER.match(text)
    if match is None:
        return text
    number = int(match["number"], 16 if "x" in match["number"].lower() else 10)
    return text[match.end() :] if abs(number) == abs(value) else text


def problems(findings: Sequence[Finding], unit: Unit) -> Iterator[Problem]:
    """Yield the problems of the codes `findings` in `unit`."""
    reasons: dict[str, list[Definition]] = {}
    for finding in findings:
        if len(finding.lines) > 1:
            yield _two_values(finding, unit)
        for item in finding.items:
            if not item.values:
                undefined = item.reason.endswith(_UNDEFINED)
                kind = f"names are{_UNDEFINED[3:]}" if undefined else item.reason
                reasons.setdefault(kind, []).append(item)
    for kind, items in reasons.items():
        several = len(items) > _MAX_ALONE
        for item in items[:1] if several else items:
            message = _together(kind, items) if several else _alone(item, unit)
            yield Problem(*unit.place(item.start), "not-evaluated", message)


def _together(kind: str, items: Sequence[Definition]) -> str:
    names = ", ".join(item.name for item in items[:_MAX_ALONE])
    text = f"{names} and {len(items) - _MAX_ALONE} more cannot be evaluated: {kind}"
    if not kind.startswith("names are"):
        return text
    missing = list(dict.fromkeys(item.reason.removesuffix(_UNDEFINED) for item in items))
    more = ", …" if len(missing) > _MAX_ALONE else ""
    return f"{text} ({', '.join(missing[:_MAX_ALONE])}{more})"


def _alone(item: Definition, unit: Unit) -> str:
    shown = " ".join(unit.text[item.start : item.end].split())
    shown = shown if item.name.isidentifier() and shown else item.name
    shown = shown if len(shown) <= _MAX_SHOWN else f"{shown[:_MAX_SHOWN]}…"
    return f"{shown} cannot be evaluated: {item.reason}"


def _two_values(finding: Finding, unit: Unit) -> Problem:
    """Return the problem of several values, at the first place with a second value."""
    first = next(iter(finding.lines))
    others = (
        item for item in finding.items if any(value.integer.value != first for value in item.values)
    )
    place = next(others, finding.items[0])
    values = " and ".join(f"{value} (line {line})" for value, line in finding.lines.items())
    message = f"{finding.name} has more than one value: {values}"
    return Problem(*unit.place(place.start), "two-values", message)
