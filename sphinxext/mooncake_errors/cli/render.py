"""``mooncake-errors render``: tables for readers of Markdown files, such as those on GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.checks.text_files import KINDS
from sphinxext.mooncake_errors.cli.options import (
    Command,
    files_argument,
    format_option,
    language_option,
    locale_dir_option,
    registry_option,
)
from sphinxext.mooncake_errors.cli.output import write
from sphinxext.mooncake_errors.cli.rendering import STALE, Renderer, rendered
from sphinxext.mooncake_errors.cli.report import finish
from sphinxext.mooncake_errors.registry.builtin import has_builtin
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.problems import file_problem

if TYPE_CHECKING:
    from pathlib import Path

    from sphinxext.mooncake_errors.registry.problems import Problem


@click.command("render", cls=Command)
@files_argument
@click.option("--check", is_flag=True, help="Write nothing; end with 1 if a block is not current.")
@registry_option
@locale_dir_option
@language_option
@format_option
def command(  # noqa: PLR0913, PLR0917
    files: tuple[Path, ...],
    check: bool,  # noqa: FBT001
    registry: tuple[Path, ...],
    locale_dirs: tuple[Path, ...],
    language: str | None,
    style: str,
) -> None:
    """Fill the blocks in Markdown files with current tables.

    A block begins with <!-- mooncake-errors: store columns=name,value language=zh_CN --> and ends
    with <!-- /mooncake-errors -->. Nothing outside of blocks changes, and nothing in a file with a
    faulty block.
    """
    shipped = has_builtin(registry)
    renderer = Renderer(load_registry(registry), locale_dirs, language, shipped_texts=shipped)
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
