"""``mooncake-errors sync``: bring a registry in step with the headers of its components."""

import re
from collections.abc import Container, Mapping, Sequence
from pathlib import Path

import click

from sphinxext.mooncake_errors.checks.drift import open_problems
from sphinxext.mooncake_errors.cli import rewriting
from sphinxext.mooncake_errors.cli.headers import component_headers, parser_options
from sphinxext.mooncake_errors.cli.options import Command, check_known, check_option, pairs
from sphinxext.mooncake_errors.cli.report import finish
from sphinxext.mooncake_errors.cli.sync.edits import Changes
from sphinxext.mooncake_errors.headers import Header
from sphinxext.mooncake_errors.registry.editing import Editor
from sphinxext.mooncake_errors.registry.load import load_documents, registry_of
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import Component
from sphinxext.mooncake_errors.registry.problems import Problem
from sphinxext.mooncake_errors.registry.project import Project
from sphinxext.mooncake_errors.registry.rules import Parts, related
from sphinxext.mooncake_errors.registry.versions import UNRELEASED


def _renames(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    form = "OLD=NEW, such as NO_KEY=KEY_NOT_FOUND"
    return dict(pairs(values, form, lambda old, new: old and new))


@click.command("sync", cls=Command)
@click.argument("headers", nargs=-1, metavar="[[COMPONENT=]HEADER]...")
@rewriting.changed_registry_option
@parser_options
@click.option(
    "--rename",
    "renames",
    multiple=True,
    callback=_renames,
    metavar="OLD=NEW",
    help="Code of the registry with its new name in the header, also if its number has changed or "
    "the registry refers to it; repeat for more.",
)
@click.option(
    "--removed-in",
    "version",
    default=UNRELEASED,
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
) -> None:
    """Bring registry files in step with the headers of their components.

    New codes are added to the group of their section or range, described by their comments, and
    marked with a YAML comment to be reviewed. Changed numbers and names are changed; codes that the
    headers no longer have are marked as removed. The rest of a file stays as it is.
    """
    parts = load_documents(rewriting.files_to_change(registry, project))
    chosen = _headers(headers, project, parts)
    read = list(component_headers(chosen, parts, project, "HEADER" if headers else None))
    _check_renames(renames, [(component, header) for _, component, header in read])
    editors = {document.path: Editor(document) for document, _ in parts}
    problems: list[Problem] = []
    for document, component, header in read:
        problems += open_problems(component, header)
        changes = Changes(component, header, editors[document.path], version, renames)
        undecided = changes.resolve([each.text for each, _ in parts], project.skip)
        problems += (each.problem(document) for each in undecided)
    _rename_references(renames, chosen, parts, editors)
    has_changed = rewriting.write_changes(parts, [*editors.values()], dry_run=dry_run, check=check)
    if check and has_changed and not problems:
        raise click.exceptions.Exit(1)
    finish(problems, "text")


def _headers(given: Sequence[str], project: Project, parts: Parts) -> dict[str, tuple[Path, ...]]:
    """Return the headers of each component, by component; raise click.UsageError."""
    headers: dict[str, tuple[Path, ...]] = {}
    for value in given:
        name, separator, path = value.partition("=")
        for each in [name] if separator else _components(Path(value), parts):
            headers[each] = (*headers.get(each, ()), Path(path if separator else value))
    headers = headers or project.headers
    if not headers:
        raise click.UsageError("say which headers to read: give HEADER")
    return headers


def _components(path: Path, parts: Parts) -> list[str]:
    """Return the components whose source, the same for all, has a header at the end of `path`."""
    sources = {each.component: each.source.header for _, each in parts if each.source}
    given = path.absolute().as_posix()
    found = [
        name
        for name, headers in sources.items()
        if any(given.endswith(f"/{header}") for header in headers)
    ]
    if len({sources[name] for name in found}) == 1:
        return found
    if not path.is_file():
        raise click.BadParameter(f"no header {str(path)!r}", param_hint="HEADER")
    what = "several components have" if found else "no component has"
    hint = " or ".join(f"{name}={path}" for name in found or sources) or "COMPONENT=FILE"
    message = f"{what} a source like {path}: write {hint}"
    raise click.BadParameter(message, param_hint="HEADER")


def _check_renames(renames: Mapping[str, str], read: Sequence[tuple[Component, Header]]) -> None:
    """Raise click.BadParameter for an old name of no code, and a new one that it cannot have.

    A name that has been replaced by the new one before is accepted.
    """
    codes = [code for component, _ in read for code in component.codes()]
    known = [code.name for code in codes if code.name]
    done = {(former.name, code.name) for code in codes for former in code.former}
    for old, new in renames.items():
        if (old, new) not in done:
            check_known("code of the registry", old, known, "--rename")
    for component, header in read:
        names = [name for code in header.codes for name in code.names]
        for code in component.codes():
            if code.name in renames:
                new = renames[code.label]
                check_known("code of the header", new, names, "--rename")
                if any(new in each.names() for each in component.codes() if each is not code):
                    message = f"{new} is the name of another code in the registry"
                    raise click.BadParameter(message, param_hint="--rename")


def _rename_references(
    renames: Mapping[str, str], chosen: Container[str], parts: Parts, editors: Mapping[str, Editor]
) -> None:
    """Give codes of `chosen` components their new names where `parts` refer to them."""
    lookup = Lookup(registry_of(parts))
    for document, component in parts:
        for location, reference in related(component):
            (place,) = lookup.find(reference)
            old, owner = place.code.label, place.component.component
            name = renames.get(old, old)
            new = re.sub(rf"\b{old}$", name, reference)
            if new != reference and owner in chosen:
                # Another component may have the new name too.
                new = new if lookup.find(new) in ([], [place]) else f"{owner}.{name}"
                editors[document.path].replace(location, reference, new)
                editors[document.path].notes.append(f"renamed the reference {reference}: {new}")
