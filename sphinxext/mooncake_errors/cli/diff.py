"""``mooncake-errors diff``: what changed, for release notes and as a gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.checks.changes import registry_changes
from sphinxext.mooncake_errors.cli.changes_report import render
from sphinxext.mooncake_errors.cli.report import fail
from sphinxext.mooncake_errors.cli.versions import VersionError, load_version
from sphinxext.mooncake_errors.registry.problems import RegistryError

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.registry.model import Registry

_FORMATS = ("text", "markdown", "json")


@click.command("diff")
@click.argument("old")
@click.argument("new")
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
def command(old: str, new: str, form: str, fail_on: str | None) -> None:
    """Show what changed between two registries.

    OLD and NEW are each a registry file, a directory of .yaml files, or such in a revision of git,
    written REV:path.
    """
    try:
        found = registry_changes(_load(old, "OLD"), _load(new, "NEW"))
    except RegistryError as error:
        fail(error.problems, "text", err=True)
    click.echo(render(found, form))
    bad = [change for change in found if change.breaking or fail_on == "any"]
    raise click.exceptions.Exit(1 if fail_on and bad else 0)


def _load(place: str, name: str) -> Registry:
    try:
        return load_version(place)
    except VersionError as error:
        raise click.BadParameter(str(error), param_hint=name) from None
