"""``mooncake-errors diff``: what changed, for release notes and as a gate."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import click

from sphinxext.mooncake_errors.checks.changes import (
    changes,
    defined,
    header_facts,
    registry_changes,
)
from sphinxext.mooncake_errors.cli.diff.report import render
from sphinxext.mooncake_errors.cli.diff.versions import VersionError, load_texts, load_version
from sphinxext.mooncake_errors.cli.header_files import header_parser, skip_option
from sphinxext.mooncake_errors.cli.options import Command
from sphinxext.mooncake_errors.cli.report import fail
from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.registry.model import Source
from sphinxext.mooncake_errors.registry.problems import RegistryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinxext.mooncake_errors.checks.changes import Change
    from sphinxext.mooncake_errors.headers import Header
    from sphinxext.mooncake_errors.registry.model import Component, Registry

_FORMATS = ("text", "markdown", "json")
_HEADERS = (".h", ".hh", ".hpp", ".hxx", ".inc", ".c", ".cc", ".cpp", ".cxx")


@click.command("diff", cls=Command, err=True)
@click.argument("old")
@click.argument("new")
@click.option("--enum", metavar="NAME", help="The enumeration in headers, e.g. demo::ErrorCode.")
@click.option("--macro-prefix", metavar="PREFIX", help="The prefix of macros in headers.")
@skip_option
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default=_FORMATS[0],
    show_default=True,
    help="How to print the changes; markdown is for release notes.",
)
@click.option(
    "--fail-on",
    type=click.Choice(("breaking", "any")),
    help="End with 1 if there are such changes; breaking are removed, renumbered and renamed.",
)
def command(  # noqa: PLR0913, PLR0917
    old: str,
    new: str,
    enum: str | None,
    macro_prefix: str | None,
    skip: tuple[str, ...],
    form: str,
    fail_on: str | None,
) -> None:
    """Show what changed between two registries or headers.

    OLD and NEW are each a registry file, a directory of .yaml files, a C or C++ header, or such in
    a revision of git, written REV:path. What a header defines is told by --enum or --macro-prefix,
    or by the source of the registry that it is compared with.
    """
    given = Source(("",), enum, macro_prefix) if enum or macro_prefix else None
    try:
        found = _changes(old, new, given, skip)
    except RegistryError as error:
        fail(error.problems, "text", err=True)
    click.echo(safe(render(found, form)))
    bad = [change for change in found if change.breaking or fail_on == "any"]
    raise click.exceptions.Exit(1 if fail_on and bad else 0)


def _changes(old: str, new: str, given: Source | None, skip: Sequence[str]) -> list[Change]:
    if not (_is_header(old) or _is_header(new)):
        return registry_changes(_load(old, "OLD"), _load(new, "NEW"))
    if _is_header(old) and _is_header(new):
        source = given or _missing("give --enum or --macro-prefix, to say what the headers define")
        sides = (_header(place, source, skip, name) for place, name in ((old, "OLD"), (new, "NEW")))
        return changes(source.enum or source.macro_prefix or "", *map(header_facts, sides))
    registry = _load(new, "NEW") if _is_header(old) else _load(old, "OLD")
    component = _component(registry, given)
    source = given or component.source or _missing("give --enum or --macro-prefix")
    if _is_header(old):
        facts = header_facts(_header(old, source, skip, "OLD"))
        return changes(component.component, facts, defined(component))
    facts = header_facts(_header(new, source, skip, "NEW"))
    return changes(component.component, defined(component), facts)


def _is_header(place: str) -> bool:
    return place.endswith(_HEADERS)


def _component(registry: Registry, given: Source | None) -> Component:
    """Return the component whose codes a header defines; `given` chooses among several."""
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


def _header(place: str, source: Source, skip: Sequence[str], name: str) -> Header:
    """Return the header at `place`; what cannot be understood in it is said and fails."""
    parse = header_parser()
    try:
        ((path, text),) = load_texts(place)
    except VersionError as error:
        raise click.BadParameter(str(error), param_hint=name) from None
    header = parse(text, path, enum=source.enum, macro_prefix=source.macro_prefix, skip=skip)
    faults = [problem for problem in header.problems if problem.rule != "alias"]
    if faults:
        raise RegistryError(faults)
    return header


def _load(place: str, name: str) -> Registry:
    try:
        return load_version(place)
    except VersionError as error:
        raise click.BadParameter(str(error), param_hint=name) from None
