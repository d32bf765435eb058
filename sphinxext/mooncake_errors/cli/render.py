"""``mooncake-errors render``: tables for readers of Markdown files, such as those on GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.checks.text_files import KINDS
from sphinxext.mooncake_errors.cli.options import (
    Command,
    files_argument,
    format_option,
    locale_dir_option,
    registry_option,
)
from sphinxext.mooncake_errors.cli.output import write
from sphinxext.mooncake_errors.cli.rendering import STALE, Renderer, rendered
from sphinxext.mooncake_errors.cli.report import finish
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.problems import file_problem

if TYPE_CHECKING:
    from pathlib import Path

    from sphinxext.mooncake_errors.registry.problems import Problem


@click.command("render", cls=Command)
@files_argument
@click.option("--check", is_flag=True, help="Change nothing; fail where a block is not current.")
@registry_option
@locale_dir_option
@format_option
def command(
    files: tuple[Path, ...],
    check: bool,  # noqa: FBT001
    registry: tuple[Path, ...],
    locale_dirs: tuple[Path, ...],
    style: str,
) -> None:
    """Fill the blocks in Markdown files with current tables.

    A block is what stands between <!-- mooncake-errors: store columns=name,value language=zh_CN -->
    and <!-- /mooncake-errors -->. A file with a faulty block is not touched, and nothing outside
    the blocks ever changes.
    """
    renderer = Renderer(load_registry(registry), locale_dirs)
    problems: list[Problem] = []
    for path in files:
        if path.suffix.lower() not in KINDS["markdown"]:
            message = f"no Markdown file: its name has to end in {', '.join(KINDS['markdown'])}"
            problems.append(file_problem(path, "not-markdown", message))
            continue
        content, stale, faults = rendered(path, renderer)
        problems += faults
        if check and not faults:
            problems += [block.problem("stale", STALE) for block in stale]
        elif not check and not faults:
            write(path, content)
    finish(problems, style)
