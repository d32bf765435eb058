"""Error codes of any number, and the pages that show them in every way that is measured."""

from __future__ import annotations

import json
import random
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPONENT = "bench"
GROUP_SIZE = 50
_SUBJECTS = ("request", "segment", "replica", "lease", "handle", "buffer", "transfer", "session")
_STATES = ("timed out", "not found", "already there", "full", "not mounted", "corrupt", "stale")
_PLACES = ("on the server", "on the client", "in the pool", "on the disk", "in the cache")


@dataclass(frozen=True, slots=True)
class Code:
    """One error code."""

    name: str
    value: int
    description: str


def groups(count: int) -> Iterator[tuple[str, list[Code]]]:
    """Yield the titles of groups, each with its codes, `count` codes in all."""
    numbers = random.Random(7)  # noqa: S311 - the same codes each time
    for start in range(0, count, GROUP_SIZE):
        codes = [_code(number, numbers) for number in range(start, min(start + GROUP_SIZE, count))]
        yield f"Group {start // GROUP_SIZE + 1}", codes


def _code(number: int, numbers: random.Random) -> Code:
    subject, state, place = (numbers.choice(words) for words in (_SUBJECTS, _STATES, _PLACES))
    name = f"{subject}_{state.replace(' ', '_')}_{number}".upper()
    return Code(name, -number - 1, f"The {subject} {number} is {state} {place}.")


def registry(count: int) -> str:
    """Return a registry file of `count` codes."""
    lines = [f"component: {COMPONENT}", "title: Benchmark", "groups:"]
    for number, (title, codes) in enumerate(groups(count), 1):
        lines += [f"- id: group-{number}", f"  title: {title}", "  codes:"]
        for code in codes:
            lines += [f"  - name: {code.name}", f"    value: {code.value}"]
            lines += [f"    description: {code.description}"]
    return "\n".join([*lines, ""])


def markdown_table(count: int, name: str = "`{}`") -> str:
    """Return the rows as a table that is written by hand, with names in the form `name`."""
    lines = ["| Name | Value | Description |", "| --- | --- | --- |"]
    for title, codes in groups(count):
        lines.append(f"| **{title}** | | |")
        lines += [
            f"| {name.format(code.name)} | {code.value} | {code.description} |" for code in codes
        ]
    return "\n".join([*lines, ""])


def csv_table(count: int) -> str:
    """Return the rows as the directive that takes comma-separated values."""
    lines = ["```{csv-table}", ":header: Name, Value, Description", ""]
    for title, codes in groups(count):
        lines.append(f"**{title}**,,")
        lines += [f'`{code.name}`,{code.value},"{code.description}"' for code in codes]
    return "\n".join([*lines, "```", ""])


def rows(count: int) -> str:
    """Return the rows as JSON."""
    return json.dumps(
        [(title, [astuple(code) for code in codes]) for title, codes in groups(count)]
    )


def header(count: int) -> str:
    """Return a C++ header with an enumeration of the codes, a comment each."""
    lines = ["namespace bench {", "enum class ErrorCode : int {"]
    for title, codes in groups(count):
        lines.append(f"    // {title}")
        lines += [f"    {code.name} = {code.value},  // {code.description}" for code in codes]
    return "\n".join([*lines, "};", "}", ""])
