"""Comments that exempt lines and files from the check of prose."""

import re
from collections.abc import Collection

from sphinxext.mooncake_errors.checks.text_files import TextFile
from sphinxext.mooncake_errors.registry.files import place_of
from sphinxext.mooncake_errors.registry.problems import Problem

_HEAD = 20
"""A comment that exempts a whole file has to be in its first lines: their number."""
_MARKER = re.compile(
    r"(?<!`)(?:<!--|\.\.|//+|/\*+|#+|%|\*)[ \t]*mooncake-errors:[ \t]*ignore(-file)?(?!\w|-(?!->))"
)
_UP_TO_NEXT_LINE = re.compile(r"[ \t]*(?:(?:-->|\*/)[ \t]*)?\n\s*")
"""The rest of a line after a marker that stands alone, and the blank lines after it."""


def unexempted(problems: Collection[Problem], file: TextFile) -> list[Problem]:
    """Return the `problems` of `file` that are not exempted, and one for each unused exemption."""
    faulty = {problem.line for problem in problems}
    left: list[Problem] = []
    exempted: set[int] = set()
    of_file: list[Problem] = []
    markers = _MARKER.finditer(file.text) if "mooncake-errors:" in file.text else ()
    for match in (match for match in markers if file.is_prose(match.start())):
        place = place_of(file.text, match.start())
        message = "nothing here is exempted any more: remove the marker"
        unused = Problem(file.path, *place, "unused-exemption", message)
        if not match[1]:
            line = _exempted_line(file, match, *place)
            exempted.add(line)
            left += [] if line in faulty else [unused]
        elif unused.line <= _HEAD:
            of_file.append(unused)
        else:
            message = f"a file is exempted in its first {_HEAD} lines, not here"
            left.append(unused._replace(message=message))
    left += [problem for problem in problems if problem.line not in exempted]
    if of_file:
        return [] if left else of_file[:1]
    return left


def _exempted_line(file: TextFile, match: re.Match[str], line: int, column: int) -> int:
    """Return the line of a marker or, if it stands alone, the next one that is not blank."""
    alone = not file.text[match.start() - column + 1 : match.start()].strip()
    rest = _UP_TO_NEXT_LINE.match(file.text, match.end()) if alone else None
    return place_of(file.text, rest.end())[0] if rest else line
