"""What people exempt from the check of prose, and what of that is not needed any more."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.files import place_of
from sphinxext.mooncake_errors.registry.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinxext.mooncake_errors.checks.text_files import TextFile

HEAD = 20
"""In so many lines at the beginning of a file it can be exempted as a whole."""

_MARKER = re.compile(
    r"(?<!`)(?:<!--|\.\.|//+|/\*+|#+|%|\*)[ \t]*(mooncake-errors:[ \t]*ignore(-file)?)(?![\w-])"
)


@dataclass(slots=True)
class Exemption:
    """A marker in a file."""

    line: int
    column: int
    whole: bool
    """Whether it is about the file."""
    covers: int
    """The line that it exempts."""
    used: bool = field(default=False)


def exemptions(file: TextFile, in_prose: Callable[[int], bool]) -> list[Exemption]:
    """Return the markers in `file`, in its order; `in_prose` tells which offsets are read."""
    if "mooncake-errors:" not in file.text:
        return []
    lines = file.text.split("\n")
    return [
        _exemption(match, file.text, lines)
        for match in _MARKER.finditer(file.text)
        if in_prose(match.start())
    ]


def unexempted(
    problems: Iterable[Problem], found: list[Exemption], file: TextFile
) -> list[Problem]:
    """Return those of the `problems` of `file` that stay, and a problem for each idle marker."""
    left = []
    for problem in problems:
        covering = [exemption for exemption in found if exemption.covers == problem.line]
        for exemption in covering:
            exemption.used = True
        left += [] if covering else [problem]
    left += [_unused(exemption, file.path) for exemption in found if _idle(exemption)]
    for exemption in found:
        if exemption.whole and exemption.line <= HEAD:
            return [] if left else [_unused(exemption, file.path)]
    return left


def _idle(exemption: Exemption) -> bool:
    if exemption.whole:
        return exemption.line > HEAD
    return not exemption.used


def _exemption(match: re.Match[str], text: str, lines: list[str]) -> Exemption:
    line, column = place_of(text, match.start())
    covers = 0 if match[2] else line
    if covers and lines[line - 1].lstrip().startswith(match[0]) and _alone(lines[line - 1]):
        following = range(line, len(lines))
        covers = next((index + 1 for index in following if lines[index].strip()), line)
    return Exemption(line, column, bool(match[2]), covers)


def _alone(line: str) -> bool:
    """Return whether a line that begins with a marker has nothing else."""
    _, _, rest = line.partition("ignore")
    return not rest.strip().removesuffix("-->").removesuffix("*/").strip()


def _unused(exemption: Exemption, path: str) -> Problem:
    message = "nothing here is exempted any more: remove the marker"
    if exemption.whole and exemption.line > HEAD:
        message = f"a file is exempted in its first {HEAD} lines, not here"
    return Problem(path, exemption.line, exemption.column, "unused-exemption", message)
