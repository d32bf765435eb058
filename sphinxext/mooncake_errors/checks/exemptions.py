"""Comments that exempt lines and files from the check of prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxext.mooncake_errors.checks.text_files import TextFile

HEAD = 20
"""A comment that exempts a whole file has to be in its first lines: their number."""

_MARKER = re.compile(
    r"(?<!`)(?:<!--|\.\.|//+|/\*+|#+|%|\*)[ \t]*(mooncake-errors:[ \t]*ignore(-file)?)(?![\w-])"
)
_END = re.compile(r"[ \t]*(?:-->|\*/)?[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Exemption:
    """A comment that exempts a line or a file."""

    line: int
    column: int
    covers: int
    """The line that is exempted; 0 for the whole file."""


def unexempted(problems: Sequence[Problem], file: TextFile) -> list[Problem]:
    """Return the `problems` of `file` that are not exempted, and one for each unused exemption."""
    found = list(_exemptions(file)) if "mooncake-errors:" in file.text else []
    covered = {exemption.covers for exemption in found}
    used = {problem.line for problem in problems}
    left = [problem for problem in problems if problem.line not in covered]
    left += [_unused(each, file.path) for each in found if _is_idle(each, used)]
    for exemption in found:
        if not exemption.covers and exemption.line <= HEAD:
            return [] if left else [_unused(exemption, file.path)]
    return left


def _exemptions(file: TextFile) -> Iterator[_Exemption]:
    lines = file.text.split("\n")
    last = 0
    for match in _MARKER.finditer(file.text):
        if not file.is_prose(match.start()):
            continue
        line, column = file.place(match.start())
        first, last = line != last, line
        covers = line
        if match[2]:
            covers = 0
        elif (
            first
            and not lines[line - 1][: column - 1].strip()
            and _END.match(file.text, match.end())
        ):
            following = range(line, len(lines))
            covers = next((index + 1 for index in following if lines[index].strip()), line)
        yield _Exemption(line, column, covers)


def _is_idle(exemption: _Exemption, used: set[int]) -> bool:
    return exemption.covers not in used if exemption.covers else exemption.line > HEAD


def _unused(exemption: _Exemption, path: str) -> Problem:
    message = "nothing here is exempted any more: remove the marker"
    if not exemption.covers and exemption.line > HEAD:
        message = f"a file is exempted in its first {HEAD} lines, not here"
    return Problem(path, exemption.line, exemption.column, "unused-exemption", message)
