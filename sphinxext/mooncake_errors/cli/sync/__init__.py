"""``mooncake-errors sync``: bring a registry in step with the headers of its components."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sphinxext.mooncake_errors.checks.headers import open_problems
from sphinxext.mooncake_errors.cli.header_files import (
    check_headers,
    component_headers,
    parser_options,
)
from sphinxext.mooncake_errors.cli.options import Command, check_option
from sphinxext.mooncake_errors.cli.report import finish
from sphinxext.mooncake_errors.cli.rewriting import (
    Result,
    changed_registry_option,
    files_to_change,
    result,
    write_results,
)
from sphinxext.mooncake_errors.cli.sync.edits import Changes
from sphinxext.mooncake_errors.cli.sync.plan import plan
from sphinxext.mooncake_errors.cli.sync.renames import check_renames, rename, rename_option
from sphinxext.mooncake_errors.registry.editing import Editor
from sphinxext.mooncake_errors.registry.load import load_documents, registry_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinxext.mooncake_errors.registry.model import Registry
    from sphinxext.mooncake_errors.registry.problems import Problem
    from sphinxext.mooncake_errors.registry.project import Project
    from sphinxext.mooncake_errors.registry.rules import Parts


@click.command("sync", cls=Command)
@click.argument("headers", nargs=-1, metavar="[[COMPONENT=]HEADER]...")
@changed_registry_option
@parser_options
@rename_option
@click.option(
    "--removed-in",
    "version",
    default="unreleased",
    show_default=True,
    metavar="VERSION",
    help="Version to write as removed into codes that the headers no longer have.",
)
@click.option("--dry-run", is_flag=True, help="Print the changes as a diff; write nothing.")
@check_option
@click.pass_obj
def command(  # noqa: PLR0913 - an option each
    project: Project,
    /,
    headers: tuple[str, ...],
    registry: tuple[Path, ...],
    renames: dict[str, str],
    version: str,
    *,
    dry_run: bool,
    check: bool,
    **options: Any,
) -> None:
    """Bring registry files in step with the headers of their components.

    New codes are added to the group of their section or range, described by their comments, and
    marked with a YAML comment to be reviewed. Changed numbers and names are changed; codes that the
    headers no longer have are marked as removed. The rest of a file stays as it is.
    """
    parts = load_documents(files_to_change(registry, project))
    chosen = _headers(headers, project, parts)
    check_renames(renames, [each for _, each in parts if each.component in chosen])
    results, problems = _results(parts, chosen, version, renames, options)
    write_results(parts, results, dry_run=dry_run, check=check)
    if check and not problems and any(each.new != each.old for each in results):
        raise click.exceptions.Exit(1)
    finish(problems, "text")


def _headers(given: Sequence[str], project: Project, parts: Parts) -> dict[str, tuple[Path, ...]]:
    """Return the headers of each component, by component; raise click.UsageError."""
    registry = registry_of(parts)
    headers: dict[str, tuple[Path, ...]] = {}
    for value in given:
        name, separator, path = value.partition("=")
        found = [name] if separator else _components(Path(value), registry)
        for each in found:
            headers[each] = (*headers.get(each, ()), Path(path if separator else value))
    headers = headers or {name: paths for name, paths in project.headers.items() if paths}
    if not headers:
        raise click.UsageError("say which headers to read: give HEADER")
    check_headers(headers, registry, "HEADER")
    return headers


def _components(path: Path, registry: Registry) -> list[str]:
    """Return the components whose source is the header `path`; raise click.BadParameter."""
    scores = {
        component: max(_common_end(Path(header), path) for header in component.source.header)
        for component in registry.components
        if component.source
    }
    best = max(scores.values(), default=0)
    found = [component for component, score in scores.items() if score == best and score]
    sources = {component.source.header for component in found if component.source}
    if len(sources) != 1:
        what = "no component has" if not found else "several components have"
        hint = " or ".join(f"{component.component}={path}" for component in found or scores)
        message = f"{what} a source like {path}: write {hint or 'COMPONENT=FILE'}"
        raise click.BadParameter(message, param_hint="HEADER")
    return [component.component for component in found]


def _common_end(left: Path, right: Path) -> int:
    """Return how many of the last parts of two paths are the same."""
    pairs = zip(reversed(left.parts), reversed(right.absolute().parts), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _results(
    parts: Parts,
    headers: dict[str, tuple[Path, ...]],
    version: str,
    renames: dict[str, str],
    options: dict[str, Any],
) -> tuple[list[Result], list[Problem]]:
    """Return the changes of each file with a header, and the problems left to a person."""
    results: list[Result] = []
    problems: list[Problem] = []
    for document, component, header, found in component_headers(parts, headers, **options):
        if header is None:
            problems += found
            continue
        problems += open_problems(component, header)
        component, renamed = rename(component, header, renames)  # noqa: PLW2901
        wanted = plan(component, header, options["skip"], [each.text for each, _ in parts])
        wanted.renamed += renamed
        problems += (each.problem(document, header.path) for each in wanted.undecided)
        changes = Changes(wanted, component, header, Editor(document), version)
        results.append(result(document, changes.edits, changes.notes))
    return results, problems
