"""``mooncake-errors check``: headers, prose and generated tables against the registry."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import click
from click.core import ParameterSource

from sphinxext.mooncake_errors.checks.drift import header_problems
from sphinxext.mooncake_errors.checks.git import GitError, git
from sphinxext.mooncake_errors.checks.prose import Prose
from sphinxext.mooncake_errors.checks.sources import source_problems
from sphinxext.mooncake_errors.checks.text_files import SourceTree, find_files, read_file, words_of
from sphinxext.mooncake_errors.cli import options
from sphinxext.mooncake_errors.cli.headers import component_headers, parser_options
from sphinxext.mooncake_errors.cli.render import filler, rendered
from sphinxext.mooncake_errors.cli.report import render, status
from sphinxext.mooncake_errors.cli.rule import known_rule
from sphinxext.mooncake_errors.registry.characters import safe_line
from sphinxext.mooncake_errors.registry.load import load_documents, registry_of
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import Registry
from sphinxext.mooncake_errors.registry.problems import (
    Problem,
    RegistryError,
    file_problem,
    limited,
)
from sphinxext.mooncake_errors.registry.project import Project
from sphinxext.mooncake_errors.registry.rules import Parts, doubtful_texts
from sphinxext.mooncake_errors.tables.blocks import may_have_blocks

_ONLY_REGISTRY = (
    "note: only the registry itself was checked; --sources DIRECTORY compares its texts with "
    "source code"
)


def _headers(
    _: click.Context, __: click.Parameter, values: tuple[str, ...]
) -> dict[str, tuple[Path, ...]]:
    """Return the paths in ``COMPONENT=FILE`` by component; raise click.BadParameter."""
    headers: dict[str, tuple[Path, ...]] = {}
    form = "COMPONENT=FILE, such as store=include/types.h"
    for component, name in options.pairs(values, form, lambda component, name: component and name):
        headers[component] = (*headers.get(component, ()), Path(name))
    return headers


_rule_option = partial(click.option, multiple=True, metavar="RULE", type=known_rule)


@click.command("check", cls=options.Command)
@click.argument(
    "paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]..."
)
@options.table_option(
    "--header",
    "headers",
    metavar="COMPONENT=FILE",
    callback=_headers,
    text="Header of a component, such as store=include/types.h",
)
@options.table_option(
    "--sources",
    type=options.DIRECTORY,
    text="Directory of source code to search for the names in the registry's texts",
)
@options.registry_option
@parser_options
@options.table_option(
    "--exclude",
    metavar="PATTERN",
    text="Leave out matching files and directories, such as 'docs/old/*'",
)
@options.locale_dir_option
@_rule_option("--select", help="Report only this rule; repeat for more.")
@_rule_option("--ignore", help="Do not report this rule; repeat for more.")
@options.format_option
@click.pass_obj
def command(
    project: Project,
    paths: tuple[Path, ...],
    style: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> None:
    """Check headers, prose, generated tables and source code against the registry.

    Reads Markdown, reStructuredText, plain text and the comments of source code at and below each
    PATH, by default paths in pyproject.toml. Exit status 1 means that there are problems;
    mooncake-errors rule NAME explains one.
    """
    if project.file is None and not (paths or project.headers or project.sources):
        raise click.UsageError(
            "nothing to check: give a PATH, --header or --sources, or write a table "
            "[tool.mooncake-errors] into pyproject.toml"
        )
    if not paths:
        project.check_exists("paths")
    parts = load_documents(project.registry)
    named = paths or project.paths
    files = find_files(named, project.exclude, project.folder)
    source = click.get_current_context().get_parameter_source("headers")
    hint = "--header" if source is ParameterSource.COMMANDLINE else None
    headers = component_headers(project.headers, parts, project, hint)
    found = [problem for each in parts for problem in doubtful_texts(*each)]
    found += [problem for each in headers for problem in header_problems(*each)]
    found += _file_problems(files, named, project, registry_of(parts))
    if project.sources:
        _note_revisions(project.sources, parts)
        tree = SourceTree(project.sources, project.exclude, project.folder)
        found += limited(source_problems(parts, tree))
    problems = [p for p in found if p.rule not in ignore and (not select or p.rule in select)]
    if problems or style != "text":
        click.echo(render(sorted(problems), style))
    if style == "text":
        number = _count(len(problems), "problem") if problems else "No problems"
        read = _count(sum(map(len, project.headers.values())), "header")
        click.echo(f"{number} in {read} and {_count(len(files), 'file')}.", err=True)
        if not (files or project.headers or project.sources):
            click.echo(_ONLY_REGISTRY, err=True)
    raise click.exceptions.Exit(status(problems))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _note_revisions(folders: Sequence[Path], parts: Parts) -> None:
    """Print the components whose texts were compared with another commit than that of a folder."""
    for folder in folders:
        with suppress(GitError):  # not a git checkout
            head = git(folder, "rev-parse", "HEAD").decode().strip()
            for _, component in parts:
                checked = component.source.checked if component.source else None
                if checked and checked.revision and not head.startswith(checked.revision):
                    note = f"{component.component} was checked against {checked.revision}"
                    click.echo(safe_line(f"note: {note}; {folder} is at {head[:9]}"), err=True)


def _file_problems(
    files: Sequence[Path], named: Sequence[Path], project: Project, registry: Registry
) -> Iterator[Problem]:
    """Yield the problems in `files`; a binary file is one if it is among the `named` paths."""
    headers = [path for paths in project.headers.values() for path in paths]
    prose = Prose(Lookup(registry), words_of(headers) if files else ())
    fill = filler(registry, project)
    for path in files:
        try:
            file = read_file(path)
        except RegistryError as error:
            yield from error.problems
            continue
        if file:
            yield from prose.problems(file)
            if file.kind == "markdown" and may_have_blocks(file.text):
                _, stale, faults = rendered(path, fill)
                yield from faults or stale
        elif path in named:
            yield file_problem(path, "not-utf-8", "is binary or not UTF-8: it has a byte 0x00")
