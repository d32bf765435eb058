"""``mooncake-errors render``: tables for readers of Markdown files, such as those on GitHub."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.cli.options import (
    files_argument,
    format_option,
    locale_dir_option,
    registry_option,
)
from sphinxext.mooncake_errors.cli.output import write
from sphinxext.mooncake_errors.cli.report import fail, finish
from sphinxext.mooncake_errors.cli.translation import translation
from sphinxext.mooncake_errors.registry.document import decode_exactly
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError, file_problem
from sphinxext.mooncake_errors.registry.selection import select
from sphinxext.mooncake_errors.sources.markdown.fill import filled
from sphinxext.mooncake_errors.sources.markdown.write import sections_markdown

if TYPE_CHECKING:
    from pathlib import Path

    from sphinxext.mooncake_errors.registry.catalog import Catalog
    from sphinxext.mooncake_errors.registry.model import Registry
    from sphinxext.mooncake_errors.sources.markdown.blocks import Block

_BOM = "\ufeff"


@click.command("render")
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
    try:
        renderer = _Renderer(load_registry(registry), locale_dirs)
    except RegistryError as error:
        fail(error.problems, style)
    problems: list[Problem] = []
    for path in files:
        content, stale, faults = _rendered(path, renderer)
        problems += faults
        if check and not faults:
            problems += [block.problem("stale", _STALE) for block in stale]
        elif not check and not faults:
            write(path, content)
    finish(problems, style)


_STALE = "this block is not current: run mooncake-errors render"


class _Renderer:
    """Makes the content of blocks from one registry, in any language."""

    def __init__(self, registry: Registry, locale_dirs: tuple[Path, ...]) -> None:
        self._registry = registry
        self._locale_dirs = locale_dirs
        self._edition = cache(self._translated)

    def fill(self, block: Block) -> tuple[list[str], list[Problem]]:
        """Return the lines of `block`, and what is wrong with it."""
        lookup, catalog, problems = self._edition(block.language)
        sections, faults = select(lookup, block.request)
        found = [block.problem("block", fault) for fault in faults]
        found += [block.problem(problem.rule, problem.message) for problem in problems]
        return sections_markdown(sections, catalog, block.level), found

    def _translated(self, language: str) -> tuple[Lookup, Catalog, list[Problem]]:
        registry, catalog = translation(self._registry, language, self._locale_dirs)
        return Lookup(registry), catalog, catalog.problems


def _rendered(path: Path, renderer: _Renderer) -> tuple[bytes, list[Block], list[Problem]]:
    """Return the new content of the file, the blocks that are not current, and the problems."""
    try:
        text = decode_exactly(str(path), path.read_bytes())
    except RegistryError as error:
        return b"", [], list(error.problems)
    except OSError as error:
        return b"", [], [file_problem(path, "unreadable", f"cannot be read: {error.strerror}")]
    mark = _BOM if text.startswith(_BOM) else ""
    content, stale, problems = filled(text.removeprefix(_BOM), str(path), renderer.fill)
    return (mark + content).encode(), stale, problems
