"""``mooncake-errors diff``: changes for release notes, and a check for breaking ones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from sphinxext.mooncake_errors.checks.changes import (
    changes,
    defined,
    header_facts,
    registry_changes,
)
from sphinxext.mooncake_errors.checks.git import GitError, git, git_file
from sphinxext.mooncake_errors.cli.diff.report import render
from sphinxext.mooncake_errors.cli.headers import parsed, parser_options, selection_options
from sphinxext.mooncake_errors.cli.options import Command, formats
from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.registry.files import decode, read_bytes, read_text
from sphinxext.mooncake_errors.registry.load import load_registry, parse_registry
from sphinxext.mooncake_errors.registry.model import Source
from sphinxext.mooncake_errors.registry.problems import RegistryError

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.checks.changes import Change
    from sphinxext.mooncake_errors.registry.model import Component, Registry
    from sphinxext.mooncake_errors.registry.project import Project

_HEADERS = (".h", ".hh", ".hpp", ".hxx", ".inc", ".c", ".cc", ".cpp", ".cxx")
_SUFFIX = ".yaml"


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
    form: str,
    fail_on: str | None,
) -> None:
    """Show what changed between two registries or headers.

    OLD and NEW are each a registry file, a directory of .yaml files, a C or C++ header, or one of
    these in a git revision, as REV:path. Without NEW the project's registry is compared with its
    state in the git revision OLD. The codes of a header are selected by --enum or --macro-prefix,
    or by the source in the registry on the other side, or else in the project's registry. Files of
    --also are read as they are now.
    """
    if new is None:
        found = _since(old, project)
    else:
        given = Source(("",), enum, macro_prefix) if enum or macro_prefix else None
        found = _changes(old, new, given, project)
    click.echo(safe(render(found, form)))
    bad = [change for change in found if change.breaking or fail_on == "any"]
    raise click.exceptions.Exit(1 if fail_on and bad else 0)


def _since(revision: str, project: Project) -> list[Change]:
    """Return the changes of the project's registry since the git `revision`."""
    if not project.registry:
        _missing("give NEW, or registry in pyproject.toml")
    paths = project.registry_files()
    places = [f"{revision}:./{Path(os.path.relpath(path)).as_posix()}" for path in paths]
    former = parse_registry(text for place in places for text in _in_git(place, "OLD"))
    return registry_changes(former, load_registry(paths))


def _changes(old: str, new: str, given: Source | None, project: Project) -> list[Change]:
    sides = ((old, "OLD"), (new, "NEW"))
    registries = [parse_registry(_texts(*side)) for side in sides if not _is_header(side[0])]
    if len(registries) == len(sides):
        return registry_changes(*registries)
    registry = registries[0] if registries else None
    if not (registry or given) and project.registry:
        registry = load_registry(project.registry_files())
    own = {name for name, paths in project.headers.items() if {Path(old), Path(new)} & {*paths}}
    component = _component(registry, given, own) if registry else None
    source = given or (component.source if component else None)
    source = source or _missing("no selection of codes: give --enum or --macro-prefix")
    ours = defined(component) if registries else {}
    found = []
    for place, argument in sides:
        if not _is_header(place):
            found.append(ours)
            continue
        read = read_bytes if Path(place).exists() else partial(git_file, Path())
        header = parsed(_texts(place, argument), source, project, read)
        if header.problems:
            raise RegistryError(header.problems)
        found.append(header_facts(header, ours))
    name = source.enum or source.macro_prefix or ""
    return changes(component.component if registries and component else name, *found)


def _is_header(place: str) -> bool:
    return place.endswith(_HEADERS)


def _component(registry: Registry, given: Source | None, own: set[str]) -> Component:
    """Return the component to compare with a header; if several have a source, by it or by id.

    It has the source `given`, or without it one of the ids `own`.
    """
    with_source = [component for component in registry.components if component.source]
    components = with_source or list(registry.components)
    if len(components) == 1:
        return components[0]
    for each in components:
        source = (each.source.enum, each.source.macro_prefix) if each.source else None
        if source == (given.enum, given.macro_prefix) if given else each.component in own:
            return each
    names = ", ".join(component.component for component in components)
    return _missing(f"several components ({names}): give --enum or --macro-prefix, or one file")


def _missing(message: str) -> NoReturn:
    raise click.UsageError(message)


def _texts(place: str, argument: str) -> list[tuple[str, str]]:
    """Return path and text of each file at `place`.

    It is a file, a directory of .yaml files, or ``REV:path`` in git. Raises click.BadParameter
    about the `argument` if there is nothing, and RegistryError if a file cannot be read.
    """
    path = Path(place)
    if ":" in place and not place.startswith("-") and not path.exists():
        texts = list(_in_git(place, argument))
    elif not path.exists():
        message = f"{path}: no such file or directory; a revision is written REV:path"
        raise click.BadParameter(message, param_hint=argument)
    else:
        files = sorted(path.glob(f"*{_SUFFIX}")) if path.is_dir() else [path]
        texts = [(str(file), read_text(file)) for file in files]
    if not texts:
        message = f"{place}: no {_SUFFIX} file in this directory"
        raise click.BadParameter(message, param_hint=argument)
    return texts


def _in_git(place: str, argument: str) -> Iterator[tuple[str, str]]:
    if place.startswith("-"):  # git would take it for an option
        message = f"{place.partition(':')[0]} is not a revision"
        raise click.BadParameter(message, param_hint=argument)
    try:
        places = [place]
        if git(Path(), "cat-file", "-t", place).strip() == b"tree":
            names = git(Path(), "ls-tree", "--name-only", "-z", place).decode().split("\0")
            separator = "" if place.endswith((":", "/")) else "/"
            places = [f"{place}{separator}{name}" for name in names if name.endswith(_SUFFIX)]
        for each in places:
            yield each, decode(each, git_file(Path(), each))
    except GitError as error:
        raise click.BadParameter(f"{place}: {error.short}", param_hint=argument) from None
