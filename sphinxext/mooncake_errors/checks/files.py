"""The checks of one text file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.checks.code_comments import in_prose
from sphinxext.mooncake_errors.checks.exemptions import exemptions, unexempted
from sphinxext.mooncake_errors.checks.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sphinxext.mooncake_errors.checks.text_files import TextFile
    from sphinxext.mooncake_errors.registry.lookup import Lookup
    from sphinxext.mooncake_errors.registry.problems import Problem

    FileCheck = Callable[[TextFile], Iterable[tuple[int, Problem]]]
    """Returns the problems of a file, each with its offset in the text."""


def file_checks(lookup: Lookup) -> list[FileCheck]:
    """Return all checks of a text file against the codes of `lookup`."""
    return [Prose(lookup).problems]


def file_problems(file: TextFile, checks: Sequence[FileCheck]) -> list[Problem]:
    """Return the problems that `checks` find in the prose of `file` and no comment exempts."""
    found = [item for check in checks for item in check(file)]
    if not found and "mooncake-errors:" not in file.text:
        return []
    readable = in_prose(file.text, file.kind)
    problems = [problem for offset, problem in found if readable(offset)]
    return sorted(unexempted(problems, exemptions(file, readable), file))
