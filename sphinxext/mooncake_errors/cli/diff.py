"""``mooncake-errors diff``: changes for release notes, and a check for breaking ones."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from sphinxext.mooncake_errors.checks import changes
from sphinxext.mooncake_errors.checks.changes import KINDS, Change
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
from sphinxext.mooncake_errors.registry.project import Project, project_in
from sphinxext.mooncake_errors.tables.markdown import code, inline


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
        rows = [{**asdict(c), "breaking": c.breaking} for c in found]
        shown = to_json(rows)
    elif form == "markdown":
        shown = "\n\n".join(_sections(found))
    else:
        shown = "\n".join(map(_line, found))
    click.echo(safe(shown) or "no changes")
    bad = [change for change in found if change.breaking or fail_on == "any"]
    raise click.exceptions.Exit(1 if fail_on and bad else 0)


def _since(revision: str, project: Project) -> list[Change]:
    """Return the changes of the project's registry since the git `revision`.

    Its files in the revision are those that the table names there, if there is one.
    """
    if not (project.registry and project.file):
        raise click.UsageError("give NEW, or registry in pyproject.toml")
    if revision.startswith("-"):  # git would take it for an option
        raise click.BadParameter(f"{revision} is not a revision", param_hint="OLD")

    def then(path: Path) -> str:
        return f"{revision}:./{Path(os.path.relpath(path)).as_posix()}"

    former = None
    with suppress(GitError):  # the message about the first file is better
        table = then(project.file)
        former = project_in(project.file, decode(table, git_file(Path(), table)))
    files = former.registry if former and former.registry else project.registry
    old = _registry(file for path in files for file in _files(then(path), "OLD"))
    return changes.registry_changes(old, load_registry(project.registry_files()))


def _changes(old: str, new: str, given: Source | None, project: Project) -> list[Change]:
    """Return the changes between two registries or headers; `given` selects codes of headers."""
    sides = (_files(old, "OLD"), _files(new, "NEW"))
    registries = [_registry(files) for files in sides if _is_registry(files)]
    if len(registries) == len(sides):
        return changes.registry_changes(*registries)
    registry = registries[0] if registries else None
    if not (registry or given) and project.registry:
        registry = load_registry(project.registry_files())
    own = {name for name, paths in project.headers.items() if {Path(old), Path(new)} & {*paths}}
    component = _component(registry, given, own) if registry else None
    source = given or (component.source if component else None)
    if source is None:
        raise click.UsageError("no selection of codes: give --enum or --macro-prefix")
    ours = changes.defined(component)
    found = []
    for files in sides:
        if _is_registry(files):
            found.append(ours)
            continue
        read = read_bytes if Path(files[0][0]).exists() else partial(git_file, Path())
        header = parsed(files, source, project, read)
        if problems := list(open_problems(component, header)):
            raise RegistryError(problems)
        found.append(changes.header_facts(header, ours))
    name = source.enum or source.macro_prefix or ""
    return changes.changes(component.component if registries and component else name, *found)


def _component(registry: Registry, given: Source | None, own: set[str]) -> Component:
    """Return the component to compare with a header: the only one, or by source or `own` ids."""
    with_source = [component for component in registry.components if component.source]
    components = with_source or registry.components
    for each in components:
        source = each.source and (each.source.enum, each.source.macro_prefix)
        is_meant = source == (given.enum, given.macro_prefix) if given else each.component in own
        if is_meant or len(components) == 1:
            return each
    names = ", ".join(component.component for component in components)
    message = f"several components ({names}): give --enum or --macro-prefix, or one file"
    raise click.UsageError(message)


def _registry(files: Iterable[tuple[str, bytes]]) -> Registry:
    """Return the registry of `files`, which may refer to codes in others."""
    texts = {path: decode(path, content) for path, content in files}
    return registry_of(load_documents(texts, texts.__getitem__, references=False))


def _is_registry(files: list[tuple[str, bytes]]) -> bool:
    return files[0][0].endswith((".yaml", ".yml"))


def _files(place: str, argument: str) -> list[tuple[str, bytes]]:
    """Return path and content of each file at `place`, which may be ``REV:path`` in git.

    Raises click.BadParameter about the `argument` if there is no file, or no .yaml file in it.
    """
    path, found = Path(place), []
    fault = f"{place}: no .yaml file in this directory"
    if path.exists():
        files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
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
    try:
        listed = git(Path(), "ls-tree", "--name-only", "-z", place)
    except GitError:  # it is no directory
        return [place]
    folder = place if place.endswith((":", "/")) else f"{place}/"
    return [f"{folder}{each}" for each in os.fsdecode(listed).split("\0") if each.endswith(".yaml")]


def _line(change: Change) -> str:
    mark = " (breaking)" if change.breaking else ""
    return "".join([f"{change.kind}{mark}: ", *_parts(change, str)])


def _sections(found: list[Change]) -> Iterator[str]:
    """Yield a section of Markdown for each kind of changes, the breaking ones first."""
    for kind in KINDS:
        items = [f"- {''.join(_item(change))}" for change in found if change.kind == kind]
        if items:
            yield "\n".join([f"### {kind.capitalize()}\n", *items])


def _parts(change: Change, name: Callable[[str], str]) -> tuple[str, str]:
    """Return the code of a change, with its old name and number, and what is new."""
    old, new = change.old or change.new, change.new or change.old
    assert old and new  # noqa: S101, PT018
    keys = ", ".join(change.keys)
    ends = {
        "renumbered": f" is now {new.value}",
        "renamed": f" is now {name(new.label)}",
        "regrouped": f" moved from {old.group} to {new.group}",
        "reworded": f" in {keys}",
        "alias removed": f": {keys}",
        "alias added": f": {keys}",
    }
    fact = old if change.kind in {"renumbered", "renamed"} else new
    number = "" if fact.name is None else f" ({fact.value})"
    return f"{name(f'{change.component}.{fact.label}')}{number}", ends.get(change.kind, "")


def _item(change: Change) -> tuple[str, str]:
    """Return an item of release notes: the code of a change, and what a user needs to know."""
    name = partial(code, in_table=False)
    shown, what = _parts(change, name)
    fact = change.new or change.old
    texts = fact.texts if fact else {}
    successor, description = texts.get("replaced_by"), texts.get("description")
    if change.kind == "forgotten":
        what = ": its number is no longer kept from reuse"
    elif change.kind in {"removed", "deprecated"} and successor:
        what = f": use {name(successor)} instead"
    elif description and (not what or "description" in change.keys):
        what = f": {inline(description, in_table=False)}"
    return shown, what
