"""Problems of the codes of a header, and names that share a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxext.mooncake_errors.headers.comments import Comments
    from sphinxext.mooncake_errors.headers.enumerators import Entry
    from sphinxext.mooncake_errors.headers.unit import Unit

_MAX_SHOWN = 60
_MAX_ALONE = 3
"""More codes without a value for one reason are one problem."""
_UNDEFINED = " is not defined in this header"


@dataclass(slots=True)
class Finding:
    """An entry of the header with its comments."""

    entry: Entry
    comments: Comments
    path: str
    line: int
    """The line of its name, counted from 1."""
    column: int
    """The column of its name, counted from 1 in characters."""

    def problem(self, rule: str, message: str) -> Problem:
        """Return a problem at its name."""
        return Problem(self.path, self.line, self.column, rule, message)


def judge(found: Sequence[Finding], unit: Unit) -> Iterator[Problem]:
    """Yield the problems of the codes `found` in `unit`."""
    reasons: dict[str, list[Finding]] = {}
    for each in found:
        if not each.entry.values:
            reasons.setdefault(_kind(each.entry.reason), []).append(each)
    for kind, group in reasons.items():
        if len(group) > _MAX_ALONE:
            yield group[0].problem("not-evaluated", _together(kind, group))
        else:
            yield from (_not_evaluated(each, unit) for each in group)
    yield from _two_values(found, unit)


def _kind(reason: str) -> str:
    return f"names are{_UNDEFINED[3:]}" if reason.endswith(_UNDEFINED) else reason


def _together(kind: str, group: Sequence[Finding]) -> str:
    names = ", ".join(each.entry.name for each in group[:_MAX_ALONE])
    missing = [each.entry.reason.removesuffix(_UNDEFINED) for each in group]
    listed = list(dict.fromkeys(missing)) if kind.startswith("names are") else []
    shown = ", ".join(listed[:_MAX_ALONE]) + (", …" if len(listed) > _MAX_ALONE else "")
    rest = f"{names} and {len(group) - _MAX_ALONE} more cannot be evaluated: {kind}"
    return f"{rest} ({shown})" if listed else rest


def _not_evaluated(each: Finding, unit: Unit) -> Problem:
    shown = " ".join(unit.text[each.entry.start : each.entry.end].split()) or each.entry.name
    shown = each.entry.name if each.entry.name.startswith("#") else shown
    shown = shown if len(shown) <= _MAX_SHOWN else f"{shown[:_MAX_SHOWN]}…"
    return each.problem("not-evaluated", f"{shown} cannot be evaluated: {each.entry.reason}")


def _two_values(found: Sequence[Finding], unit: Unit) -> Iterator[Problem]:
    by_name: dict[str, list[Finding]] = {}
    for each in found:
        by_name.setdefault(each.entry.name, []).append(each)
    for name, group in by_name.items():
        if len(group) == 1 and len(group[0].entry.values) == 1:
            continue
        lines: dict[int, int] = {}
        for each in group:
            known = len(lines)
            for value in each.entry.values:
                lines.setdefault(value.integer.value, unit.origin(value.line)[1])
            place = each if len(lines) > max(known, 1) else group[0]
        if len(lines) > 1:
            values = " and ".join(f"{value} (line {line})" for value, line in lines.items())
            yield place.problem("two-values", f"{name} has more than one value: {values}")
