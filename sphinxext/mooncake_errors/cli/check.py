"""``mooncake-errors check``: headers and prose held against the registry."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sphinxext.mooncake_errors.checks.files import file_checks, file_problems
from sphinxext.mooncake_errors.checks.headers import header_problems
from sphinxext.mooncake_errors.checks.text_files import find_files, read_file
from sphinxext.mooncake_errors.cli.header_files import (
    check_headers,
    header_options,
    read_header,
    skip_option,
)
from sphinxext.mooncake_errors.cli.options import format_option, locale_dir_option
from sphinxext.mooncake_errors.cli.project import Project, load_project
from sphinxext.mooncake_errors.cli.rendering import Renderer, stale_blocks
from sphinxext.mooncake_errors.cli.report import fail, render
from sphinxext.mooncake_errors.registry.builtin import BUILTIN, has_builtin
from sphinxext.mooncake_errors.registry.load import load_documents
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import Registry
from sphinxext.mooncake_errors.registry.problems import RegistryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinxext.mooncake_errors.registry.document import Document
    from sphinxext.mooncake_errors.registry.model import Component
    from sphinxext.mooncake_errors.registry.problems import Problem

    Parts = list[tuple[Document, Component]]


_MARKDOWN = {".md", ".markdown"}
_BLOCK = "/mooncake-errors"
"""Stands in the line that ends a generated block."""


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--header",
    "headers",
    multiple=True,
    callback=header_options,
    metavar="COMPONENT=FILE",
    help="The header of a component, e.g. store=include/types.h; repeat it for more.",
)
@click.option(
    "--registry",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A registry file; repeat it for each component.  [default: the built-in registry]",
)
@skip_option
@click.option(
    "--exclude",
    multiple=True,
    metavar="PATTERN",
    help="Leave out files and directories that match, e.g. 'docs/old/*'; repeat it for more.",
)
@locale_dir_option
@format_option
def command(style: str, **given: Any) -> None:
    """Hold headers, prose and generated tables against the registry.

    Markdown, reStructuredText, plain text and the comments of source code at and below each PATH
    are read. What is not given stands in the table [tool.mooncake-errors] of pyproject.toml, which
    is looked for in this directory and those above.
    """
    try:
        project = _merged(load_project(Path.cwd()), given)
        _check_paths(project)
        parts = load_documents(project.registry or BUILTIN)
    except RegistryError as error:
        fail(error.problems, style)
    problems = _header_problems(project, parts)
    files = find_files(project.paths, project.exclude, project.folder)
    shipped = has_builtin(Path(document.path) for document, _ in parts)
    renderer = Renderer(_registry(parts), project.locale_dirs, shipped_texts=shipped)
    problems += _file_problems(files, _registry(parts), renderer)
    if problems or style != "text":
        click.echo(render(sorted(problems), style))
    if style == "text":
        click.echo(_summary(len(problems), len(project.headers), len(files)), err=True)
    raise click.exceptions.Exit(1 if problems else 0)


def _merged(project: Project, given: dict[str, Any]) -> Project:
    """Return `project` with what is `given` on the command line in the place of what it says."""
    merged = replace(project, **{key: value for key, value in given.items() if value})
    if not (merged.paths or merged.headers or merged.registry):
        raise click.UsageError(
            "nothing to check: give a PATH or --header, or write a table [tool.mooncake-errors] "
            "into pyproject.toml"
        )
    return merged


def _check_paths(project: Project) -> None:
    """Raise click.BadParameter for a path that leads nowhere."""
    for path in project.paths:
        if not path.exists():
            raise click.BadParameter(f"no file or directory {str(path)!r}", param_hint="PATH")
    for path in project.registry:
        if not path.is_file():
            raise click.BadParameter(f"no file {str(path)!r}", param_hint="--registry")


def _header_problems(project: Project, parts: Parts) -> list[Problem]:
    check_headers(project.headers, _registry(parts), "--header")
    problems: list[Problem] = []
    for document, component in parts:
        path = project.headers.get(component.component)
        if path is not None and component.source:
            enum, prefix = component.source.enum, component.source.macro_prefix
            header, found = read_header(path, enum=enum, macro_prefix=prefix, skip=project.skip)
            problems += header_problems(document, component, header) if header else found
    return problems


def _file_problems(files: Sequence[Path], registry: Registry, renderer: Renderer) -> list[Problem]:
    checks = file_checks(Lookup(registry))
    problems: list[Problem] = []
    for path in files:
        file = read_file(path)
        problems += file_problems(file, checks) if file else []
        if file and path.suffix.lower() in _MARKDOWN and _BLOCK in file.text:
            problems += stale_blocks(path, renderer)
    return problems


def _registry(parts: Parts) -> Registry:
    return Registry(tuple(component for _, component in parts))


def _summary(problems: int, headers: int, files: int) -> str:
    checked = f"{_count(headers, 'header')} and {_count(files, 'file')}"
    return f"{_count(problems, 'problem') if problems else 'No problems'} in {checked}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
