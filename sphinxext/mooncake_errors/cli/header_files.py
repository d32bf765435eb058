"""Headers on the command line: how they are read, and what is said without their parser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.registry.problems import file_problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sphinxext.mooncake_errors.registry.problems import Problem
    from sphinxext.mooncake_errors.sources.headers import Header

skip_option = click.option(
    "--skip",
    multiple=True,
    metavar="PATTERN",
    help="Leave out codes whose name matches, e.g. '*_COUNT'; repeat it for more.",
)


def read_header(
    path: Path, *, enum: str | None, macro_prefix: str | None, skip: Sequence[str] = ()
) -> tuple[Header | None, list[Problem]]:
    """Return what the header `path` defines, or None if it cannot be read, and its problems.

    Raises click.UsageError where the parser is not installed.
    """
    try:
        from sphinxext.mooncake_errors.sources.headers import parse_header  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if error.name not in {"tree_sitter", "tree_sitter_cpp"}:
            raise
        hint = "pip install 'sphinxext-mooncake-errors[headers]'"
        raise click.UsageError(f"headers cannot be read without tree-sitter: {hint}") from None
    try:
        content = path.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        return None, [file_problem(path, "unreadable", message)]
    header = parse_header(content, str(path), enum=enum, macro_prefix=macro_prefix, skip=skip)
    return header, list(header.problems)
