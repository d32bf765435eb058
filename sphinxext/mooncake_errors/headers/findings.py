"""What is wrong with the codes of a header."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.headers.conditions import compatible
from sphinxext.mooncake_errors.registry.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxext.mooncake_errors.headers.comments import Comments
    from sphinxext.mooncake_errors.headers.enumerators import Entry

_MAX_SHOWN = 60


@dataclass(slots=True)
class Finding:
    """An entry of the header with what is said about it."""

    entry: Entry
    comments: Comments
    line: int
    """The line of its name, counted from 1."""
    column: int
    """The column of its name, counted from 1 in characters."""

    def problem(self, path: str, rule: str, message: str) -> Problem:
        """Return a problem at its name."""
        return Problem(path, self.line, self.column, rule, message)


def judge(found: Sequence[Finding], content: str, path: str) -> Iterator[Problem]:
    """Yield what is wrong with the codes `found` in the header `content`, called `path`."""
    for each in found:
        if not each.entry.values:
            shown = " ".join(content[each.entry.start : each.entry.end].split())
            shown = shown if len(shown) <= _MAX_SHOWN else f"{shown[:_MAX_SHOWN]}…"
            message = f"{shown} cannot be evaluated: {each.entry.reason}"
            yield each.problem(path, "not-evaluated", message)
    yield from _two_values(found, path)
    yield from _aliases(found, path)


def _two_values(found: Sequence[Finding], path: str) -> Iterator[Problem]:
    times = Counter(each.entry.name for each in found)
    by_name: dict[str, list[Finding]] = {}
    for each in found:
        if times[each.entry.name] > 1 or len(each.entry.values) > 1:
            by_name.setdefault(each.entry.name, []).append(each)
    for name, group in by_name.items():
        lines: dict[int, int] = {}
        for each in group:
            known = len(lines)
            for value in each.entry.values:
                lines.setdefault(value.integer.value, value.line)
            place = each if len(lines) > max(known, 1) else group[0]
        if len(lines) > 1:
            values = " and ".join(f"{value} (line {line})" for value, line in lines.items())
            yield place.problem(path, "two-values", f"{name} has more than one value: {values}")


def _aliases(found: Sequence[Finding], path: str) -> Iterator[Problem]:
    """Report names that share a number where one compilation sees both."""
    certain = [each for each in found if len(each.entry.values) == 1]
    times = Counter(each.entry.values[0].integer.value for each in certain)
    by_value: dict[int, list[Finding]] = {}
    reported: set[str] = set()
    for each in certain:
        value = each.entry.values[0].integer.value
        if times[value] == 1:
            continue
        sharing = by_value.setdefault(value, [])
        other = next((o for o in sharing if _meet(o.entry, each.entry)), None)
        if other and each.entry.name not in reported:
            reported.add(each.entry.name)
            message = (
                f"{each.entry.name} has the number {value} of {other.entry.name} "
                f"in line {other.line}"
            )
            yield each.problem(path, "alias", message)
        elif not any(o.entry.name == each.entry.name for o in sharing):
            sharing.append(each)


def _meet(left: Entry, right: Entry) -> bool:
    return left.name != right.name and compatible(left.path, right.path)
