"""``mooncake-errors diff``: changes for release notes, and a check for breaking ones."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from sphinxext.mooncake_errors.checks.changes import (
    changes,
    defined,
    header_facts,
    registry_changes,
)
from sphinxext.mooncake_errors.cli.diff.report import render
from sphinxext.mooncake_errors.cli.diff.versions import load_revision, load_texts
from sphinxext.mooncake_errors.cli.header_files import contents, parser_options, selection_options
from sphinxext.mooncake_errors.cli.options import Command, formats
from sphinxext.mooncake_errors.headers import parse_headers
from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.registry.load import load_registry, parse_registry
from sphinxext.mooncake_errors.registry.model import Registry, Source
from sphinxext.mooncake_errors.registry.problems import RegistryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinxext.mooncake_errors.checks.changes import Change
    from sphinxext.mooncake_errors.headers import Header
    from sphinxext.mooncake_errors.registry.model import Component
    from sphinxext.mooncake_errors.registry.project import Project

_HEADERS = (".h", ".hh", ".hpp", ".hxx", ".inc", ".c", ".cc", ".cpp", ".cxx")


@click.command("diff", cls=Command, err=True)
@click.argument("old")
@click.argument("new", required=False)
@selection_options
@parser_options
@formats(
    "text", "markdown", "json", name="form", text="Output format; markdown is for release notes."
)
@click.option(
    "--fail-on",
    type=click.Choice(("breaking", "any")),
    help="Exit with 1 if there are such changes.",
)
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917
    project: Project,
    /,
    old: str,
    new: str | None,
    enum: str | None,
    macro_prefix: str | None,
    also: tuple[Path, ...],
    form: str,
    fail_on: str | None,
    **options: Any,
) -> None:
    """Show what changed between two registries or headers.

    OLD and NEW are each a registry file, a directory of .yaml files, a C or C++ header, or one of
    these in a git revision, as REV:path. Without NEW the project's registry is compared with its
    state in the git revision OLD. The codes of a header are selected by --enum or --macro-prefix,
    or by the source in the registry on the other side, or else in the project's registry. Files of
    --also are read as they are now.
    """
    parse = partial(parse_headers, also=contents(also), **options)
    given = Source(("",), enum, macro_prefix) if enum or macro_prefix else None
    if given is None and new and _is_header(old) and _is_header(new):
        given = _project_source(project, {Path(old), Path(new)})
    found = _changes(old, new, given, parse) if new else _since(old, project)
    click.echo(safe(render(found, form)))
    bad = [change for change in found if change.breaking or fail_on == "any"]
    raise click.exceptions.Exit(1 if fail_on and bad else 0)


def _project_source(project: Project, headers: set[Path]) -> Source | None:
    """Return the source of the project's only component, or of the one with one of `headers`."""
    registry = load_registry(project.registry_files()) if project.registry else Registry(())
    sources = {each.component: each.source for each in registry.components if each.source}
    if len(sources) > 1:
        own = {name for name, paths in project.headers.items() if headers.intersection(paths)}
        sources = {name: source for name, source in sources.items() if name in own}
    return next(iter(sources.values())) if len(sources) == 1 else None


def _since(revision: str, project: Project) -> list[Change]:
    """Return the changes of the project's registry since the git `revision`."""
    if not project.registry:
        _missing("give NEW, or registry in pyproject.toml")
    paths = project.registry_files()
    return registry_changes(load_revision(revision, paths, "OLD"), load_registry(paths))


def _changes(
    old: str, new: str, given: Source | None, parse: Callable[..., Header]
) -> list[Change]:
    sides = ((old, "OLD"), (new, "NEW"))
    registries = [parse_registry(load_texts(*side)) for side in sides if not _is_header(side[0])]
    if len(registries) == len(sides):
        return registry_changes(*registries)
    component = _component(registries[0], given) if registries else None
    source = given or (component.source if component else None)
    source = source or _missing("no selection of codes: give --enum or --macro-prefix")
    found = [
        header_facts(_header(*side, source, parse)) if _is_header(side[0]) else defined(component)
        for side in sides
    ]
    name = component.component if component else source.enum or source.macro_prefix or ""
    return changes(name, *found)


def _is_header(place: str) -> bool:
    return place.endswith(_HEADERS)


def _component(registry: Registry, given: Source | None) -> Component:
    """Return the component to compare with a header; if there are several, by `given`."""
    if len(registry.components) == 1:
        return registry.components[0]
    for component in registry.components:
        source = component.source
        wanted = (given.enum, given.macro_prefix) if given else None
        if source and (source.enum, source.macro_prefix) == wanted:
            return component
    names = ", ".join(component.component for component in registry.components)
    return _missing(f"the registry has several components ({names}): compare with one file of it")


def _missing(message: str) -> NoReturn:
    raise click.UsageError(message)


def _header(place: str, argument: str, source: Source, parse: Callable[..., Header]) -> Header:
    """Return the header at `place`; raise RegistryError if it has problems."""
    header = parse(load_texts(place, argument), enum=source.enum, macro_prefix=source.macro_prefix)
    if header.problems:
        raise RegistryError(header.problems)
    return header
