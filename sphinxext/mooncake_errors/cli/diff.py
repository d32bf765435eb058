"""``mooncake-errors diff``: changes for release notes, and a check for breaking ones."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from itertools import groupby
from pathlib import Path

import click

from sphinxext.mooncake_errors.checks.changes import (
    Change,
    Kind,
    changes,
    defined,
    header_facts,
    registry_changes,
)
from sphinxext.mooncake_errors.checks.drift import open_problems
from sphinxext.mooncake_errors.checks.git import GitError, git, git_file
from sphinxext.mooncake_errors.cli.headers import parsed, parser_options, selection_options
from sphinxext.mooncake_errors.cli.options import Command, formats
from sphinxext.mooncake_errors.cli.report import to_json
from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.registry.files import decode, read_bytes
from sphinxext.mooncake_errors.registry.load import load_documents, load_registry, registry_of
from sphinxext.mooncake_errors.registry.model import Component, Registry, Source
from sphinxext.mooncake_errors.registry.problems import RegistryError
from sphinxext.mooncake_errors.registry.project import Project
from sphinxext.mooncake_errors.tables.markdown import code, inline

_SUFFIX = ".yaml"
_REGISTRIES = (_SUFFIX, ".yml")
"""The ends of names of registries; other files are headers."""


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
    if form == "json":
        shown = to_json(
            [{**asdict(c), "kind": c.kind.value, "breaking": c.breaking} for c in found]
        )
    elif not found:
        shown = "no changes"
    else:
        shown = "\n".join(map(_text, found)) if form == "text" else "\n\n".join(_sections(found))
    click.echo(safe(shown))
    bad = [change for change in found if change.breaking or fail_on == "any"]
    raise click.exceptions.Exit(1 if fail_on and bad else 0)


def _since(revision: str, project: Project) -> list[Change]:
    """Return the changes of the project's registry since the git `revision`.

    Files that were not there yet have no codes in it.
    """
    if not project.registry:
        raise click.UsageError("give NEW, or registry in pyproject.toml")
    paths = project.registry_files()
    if revision.startswith("-"):  # git would take it for an option
        raise click.BadParameter(f"{revision} is not a revision", param_hint="OLD")
    names = [Path(os.path.relpath(path)).as_posix() for path in paths]
    listed: list[str] = []
    with suppress(GitError):  # the message about the first file is better
        found = git(Path(), "ls-tree", "-z", "--name-only", revision, "--", *names)
        listed = [name for name in names if name in found.decode().split("\0")]
    places = [f"{revision}:./{name}" for name in listed or names]
    former = _registry(file for place in places for file in _files(place, "OLD"))
    return registry_changes(former, load_registry(paths))


def _changes(old: str, new: str, given: Source | None, project: Project) -> list[Change]:
    """Return the changes between two registries or headers; `given` selects codes of headers."""
    sides = (_files(old, "OLD"), _files(new, "NEW"))
    registries = [_registry(files) for files in sides if files[0][0].endswith(_REGISTRIES)]
    if len(registries) == len(sides):
        return registry_changes(*registries)
    registry = registries[0] if registries else None
    if not (registry or given) and project.registry:
        registry = load_registry(project.registry_files())
    own = {name for name, paths in project.headers.items() if {Path(old), Path(new)} & {*paths}}
    component = _component(registry, given, own) if registry else None
    source = given or (component.source if component else None)
    if source is None:
        raise click.UsageError("no selection of codes: give --enum or --macro-prefix")
    ours = defined(component)
    found = []
    for files in sides:
        if files[0][0].endswith(_REGISTRIES):
            found.append(ours)
            continue
        read = read_bytes if Path(files[0][0]).exists() else partial(git_file, Path())
        header = parsed(files, source, project, read)
        if problems := list(open_problems(component, header)):
            raise RegistryError(problems)
        found.append(header_facts(header, ours))
    name = source.enum or source.macro_prefix or ""
    return changes(component.component if registries and component else name, *found)


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
    raise click.UsageError(
        f"several components ({names}): give --enum or --macro-prefix, or one file"
    )


def _registry(files: Iterable[tuple[str, bytes]]) -> Registry:
    """Return the registry of `files`, which may refer to codes in others."""
    texts = {path: decode(path, content) for path, content in files}
    return registry_of(load_documents(texts, texts.__getitem__, references=False))


def _files(place: str, argument: str) -> list[tuple[str, bytes]]:
    """Return path and content of each file at `place`.

    It is a file, a directory of .yaml files, or ``REV:path`` in git. Raises click.BadParameter
    about the `argument` if there is nothing, and RegistryError if a file cannot be read.
    """
    path, found = Path(place), []
    fault = f"{place}: no {_SUFFIX} file in this directory"
    if path.exists():
        files = sorted(path.glob(f"*{_SUFFIX}")) if path.is_dir() else [path]
        found = [(str(file), read_bytes(file)) for file in files]
    elif ":" not in place or place.startswith("-"):
        fault = f"{path}: no such file or directory; a revision is written REV:path"
    else:
        try:
            found = [(each, git_file(Path(), each)) for each in _in_git(place)]
        except GitError as error:
            fault = f"{place}: {error}"
    if not found:
        raise click.BadParameter(fault, param_hint=argument)
    return found


def _in_git(place: str) -> list[str]:
    """Return `place`, ``REV:path`` in git, or the .yaml files in it if it is a directory."""
    if git(Path(), "cat-file", "-t", place).strip() != b"tree":
        return [place]
    names = git(Path(), "ls-tree", "--name-only", "-z", place).decode().split("\0")
    separator = "" if place.endswith((":", "/")) else "/"
    return [f"{place}{separator}{name}" for name in names if name.endswith(_SUFFIX)]


def _text(change: Change) -> str:
    mark = " (breaking)" if change.breaking else ""
    return f"{change.kind.value}{mark}: {_code(change, str)}{_what(change, str)}"


def _sections(found: list[Change]) -> Iterator[str]:
    """Yield a section of Markdown for each kind of changes, the breaking ones first."""
    kinds = list(Kind)
    ordered = sorted(found, key=lambda change: kinds.index(change.kind))
    name = partial(code, in_table=False)
    for kind, run in groupby(ordered, key=lambda change: change.kind):
        items = "\n".join(f"- {_code(each, name)}{_note(each, name)}" for each in run)
        yield f"### {kind.value.capitalize()}\n\n{items}"


def _code(change: Change, name: Callable[[str], str]) -> str:
    """Return the code of a change: as it was if it was renamed, renumbered or removed."""
    was = change.kind in (Kind.RENUMBERED, Kind.RENAMED)
    fact = change.old if was or change.new is None else change.new
    assert fact is not None  # noqa: S101
    number = "" if fact.name is None else f" ({fact.value})"
    return f"{name(f'{change.component}.{fact.label}')}{number}"


def _what(change: Change, name: Callable[[str], str]) -> str:
    """Return the end of the line of a change, which may be empty; `name` marks a name."""
    old, new, keys = change.old, change.new, ", ".join(change.keys)
    if old is None or new is None:
        return ""
    ends = {
        Kind.RENUMBERED: f" is now {new.value}",
        Kind.RENAMED: f" is now {name(new.label)}",
        Kind.REGROUPED: f" moved from {old.group} to {new.group}",
        Kind.REWORDED: f" in {keys}",
        Kind.ALIAS_REMOVED: f": {keys}",
        Kind.ALIAS_ADDED: f": {keys}",
    }
    return ends.get(change.kind, "")


def _note(change: Change, name: Callable[[str], str]) -> str:
    """Return the end of an item of release notes."""
    fact, what = change.new or change.old, _what(change, name)
    texts = fact.texts if fact else {}
    successor, description = texts.get("replaced_by"), texts.get("description")
    if what and not (change.kind is Kind.REWORDED and "description" in change.keys):
        return what
    if change.kind is Kind.FORGOTTEN:
        return ": its number is no longer kept from reuse"
    if change.kind in (Kind.REMOVED, Kind.DEPRECATED) and successor:
        return f": use {name(successor)} instead"
    return f": {inline(description, in_table=False)}" if description else ""
