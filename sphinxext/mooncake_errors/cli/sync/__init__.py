"""``mooncake-errors sync``: bring a registry in step with the headers of its components."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sphinxext.mooncake_errors.checks.headers import open_problems
from sphinxext.mooncake_errors.cli.header_files import (
    also_option,
    check_headers,
    read_headers,
    skip_option,
    type_option,
)
from sphinxext.mooncake_errors.cli.options import Command
from sphinxext.mooncake_errors.cli.output import save
from sphinxext.mooncake_errors.cli.report import fail
from sphinxext.mooncake_errors.cli.sync.edits import changes
from sphinxext.mooncake_errors.cli.sync.plan import plan
from sphinxext.mooncake_errors.registry.characters import safe, safe_line
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.editing import Editor, apply
from sphinxext.mooncake_errors.registry.files import decode
from sphinxext.mooncake_errors.registry.load import load_documents, understand
from sphinxext.mooncake_errors.registry.model import Component, Registry
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError
from sphinxext.mooncake_errors.registry.rules import registry_problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinxext.mooncake_errors.cli.sync.plan import Plan
    from sphinxext.mooncake_errors.headers import Header
    from sphinxext.mooncake_errors.registry.project import Project

    Parts = list[tuple[Document, Component]]


@dataclass(frozen=True, slots=True)
class Result:
    """What becomes of one registry file."""

    path: Path
    old: str
    new: str
    notes: list[str]


@click.command("sync", cls=Command)
@click.argument("headers", nargs=-1, metavar="[[COMPONENT=]HEADER]...")
@click.option(
    "--registry",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A registry file to bring in step; repeat it for each component.",
)
@skip_option
@also_option
@type_option
@click.option(
    "--removed-in",
    "version",
    default="unreleased",
    show_default=True,
    metavar="VERSION",
    help="The version to write into codes that the headers no longer have.",
)
@click.option("--dry-run", is_flag=True, help="Print the changes as a diff; write nothing.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a file would change.")
@click.pass_obj
def command(  # noqa: PLR0913 - an option each
    project: Project,
    /,
    headers: tuple[str, ...],
    registry: tuple[Path, ...],
    version: str,
    *,
    dry_run: bool,
    check: bool,
    **options: Any,
) -> None:
    """Bring registry files in step with the headers of their components.

    New codes are added to the group of their section or range, described by their comments, and
    marked with a YAML comment to be reviewed. Changed numbers and names are changed; codes that the
    headers no longer have are marked as removed. The rest of a file stays as it is. Options that
    are not given are read from [tool.mooncake-errors] in the nearest pyproject.toml.
    """
    files = registry or project.registry
    if not files:
        raise click.UsageError("say which file to change: give --registry")
    if not registry:
        _check_inside(project)
    parts = load_documents(files)
    chosen = _headers(headers, project, parts)
    results, problems = _results(parts, chosen, version, options)
    _check_result(parts, results)
    for result in results:
        _finish(result, dry_run=dry_run, check=check)
    if problems:
        fail(sorted(problems), "text")
    if check and any(result.new != result.old for result in results):
        raise click.exceptions.Exit(1)


def _check_inside(project: Project) -> None:
    """Raise click.UsageError where the project names a file to change that is not in its folder."""
    for path in project.registry:
        if not path.resolve().is_relative_to(project.folder.resolve()):
            raise click.UsageError(
                f"{path} in pyproject.toml is outside of {project.folder}: "
                "to have it changed, give --registry"
            )


def _headers(given: Sequence[str], project: Project, parts: Parts) -> dict[str, tuple[Path, ...]]:
    """Return the headers of each component, by component; raise click.UsageError."""
    registry = Registry(tuple(component for _, component in parts))
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
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _results(
    parts: Parts,
    headers: dict[str, tuple[Path, ...]],
    version: str,
    options: dict[str, Any],
) -> tuple[list[Result], list[Problem]]:
    """Return the changes of each file with a header, and the problems left to a person."""
    results: list[Result] = []
    problems: list[Problem] = []
    for document, component in parts:
        paths = headers.get(component.component)
        if paths is None or component.source is None:
            continue
        enum, prefix = component.source.enum, component.source.macro_prefix
        header, found = read_headers(paths, enum=enum, macro_prefix=prefix, **options)
        if header is None:
            problems += found
            continue
        problems += open_problems(component, header)
        wanted = plan(component, header, options["skip"])
        _keep_cited(wanted, parts)
        problems += (each.problem(document, header.path) for each in wanted.undecided)
        results.append(_result(document, component, header, wanted, version))
    return results, problems


def _keep_cited(wanted: Plan, parts: Parts) -> None:
    """Leave the renaming of codes that the registry refers to by name to a person."""
    for place, code in list(wanted.renamed):
        name = re.compile(rf"(?<!\w){re.escape(place.code.name or '')}(?!\w)")
        cited = sum(len(name.findall(document.text)) for document, _ in parts)
        if place.code.name is None or cited > 1:
            wanted.renamed.remove((place, code))
            wanted.undecided += [d for d in wanted.drifts if d.theirs is code]


def _result(
    document: Document, component: Component, header: Header, wanted: Plan, version: str
) -> Result:
    path = Path(document.path)
    raw = path.read_bytes().decode("utf-8")
    edits = changes(wanted, component, header, Editor(document), version)
    return Result(path, raw, apply(raw, edits.edits), edits.notes)


def _check_result(parts: Parts, results: Iterable[Result]) -> None:
    """Raise RegistryError, before anything is written, if the registry would not load any more."""
    new = {str(result.path): result.new for result in results}
    problems: list[Problem] = []
    understood: Parts = []
    complete = True
    for document, component in parts:
        text = new.get(document.path)
        if text is None:
            understood.append((document, component))
            continue
        changed = Document(document.path, decode(document.path, text.encode()))
        part, faults, whole = understand(changed)
        problems += faults
        complete = complete and whole
        understood += [(changed, part)] if part else []
    problems += registry_problems(understood, complete=complete)
    if problems:
        message = "nothing is written, since then: "
        raise RegistryError(
            Problem(p.path, p.line, p.column, p.rule, message + p.message) for p in problems
        )


def _finish(result: Result, *, dry_run: bool, check: bool) -> None:
    """Write a result, or show it."""
    for note in result.notes:
        shown = f"{result.path}: {'to do: ' if check else ''}{note}"
        click.echo(safe_line(shown), err=dry_run)
    if result.new == result.old:
        return
    if dry_run:
        click.echo(safe("".join(_diff(result))), nl=False)
    elif not check:
        save(result.path, result.new.encode())


def _diff(result: Result) -> Iterable[str]:
    name = result.path.as_posix()
    old, new = (text.splitlines(keepends=True) for text in (result.old, result.new))
    for line in unified_diff(old, new, f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
