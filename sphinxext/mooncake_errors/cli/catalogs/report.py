"""The forms in which translation coverage is printed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.catalogs.coverage import Coverage, percent, untranslated
from sphinxext.mooncake_errors.cli.report import plain, render, to_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinxext.mooncake_errors.registry.problems import Problem

_COLUMNS = ("component", "translated", "fuzzy", "missing", "obsolete", "percent")


@dataclass(frozen=True, slots=True)
class Report:
    """Coverage and problems of one language."""

    language: str
    minimum: float
    parts: list[Coverage]
    """The components; none where the registry cannot be read."""
    problems: list[Problem]

    @property
    def complete(self) -> bool:
        """True if the minimum is translated."""
        return percent(self.parts) >= self.minimum

    @property
    def passed(self) -> bool:
        """True if the minimum is translated and there are no problems."""
        return self.complete and not self.problems

    def render(self, style: str) -> str:
        """Return the report in the `style`, one of `options.FORMATS`.

        Those without room for counts show what is not translated only where that is too much.
        """
        if style == "text":
            return _text(self)
        if style == "json":
            return to_json(_plain(self))
        return render(self.problems + ([] if self.complete else untranslated(self.parts)), style)


def _text(report: Report) -> str:
    found = render([*untranslated(report.parts), *report.problems], "text")
    return "\n\n".join(filter(None, [_table(report.parts), found]))


def _table(parts: list[Coverage]) -> str:
    if not parts:
        return ""
    rows = [_COLUMNS, *(_row(part.component, [part]) for part in parts)]
    rows.append(_row("total", parts))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(_aligned(row, widths)).rstrip() for row in rows)


def _row(name: str, parts: list[Coverage]) -> tuple[str, ...]:
    counts = (
        sum(part.translated for part in parts),
        sum(len(part.fuzzy) for part in parts),
        sum(len(part.missing) for part in parts),
        sum(part.obsolete for part in parts),
    )
    return (name, *map(str, counts), f"{_floored(parts):.1f} %")


def _aligned(row: tuple[str, ...], widths: list[int]) -> Iterable[str]:
    yield row[0].ljust(widths[0])
    for cell, width in zip(row[1:], widths[1:], strict=True):
        yield cell.rjust(width)


def _floored(parts: list[Coverage]) -> float:
    """Return the percentage to one decimal; what is not complete must not look complete."""
    return math.floor(percent(parts) * 10) / 10


def _plain(report: Report) -> dict[str, Any]:
    return {
        "language": report.language,
        "minimum": report.minimum,
        "percent": _floored(report.parts) if report.parts else None,
        "passed": report.passed,
        "components": [_plain_part(part) for part in report.parts],
        "problems": plain([*untranslated(report.parts), *report.problems]),
    }


def _plain_part(part: Coverage) -> dict[str, Any]:
    return {
        "component": part.component,
        "translated": part.translated,
        "fuzzy": len(part.fuzzy),
        "missing": len(part.missing),
        "obsolete": part.obsolete,
        "total": part.total,
        "percent": _floored([part]),
    }
