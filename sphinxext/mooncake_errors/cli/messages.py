"""``mooncake-errors messages``: the template and the catalogs of translators."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.catalogs.catalog import DOMAIN
from sphinxext.mooncake_errors.catalogs.files import WIDTH, foreign_charset, new_header, render
from sphinxext.mooncake_errors.catalogs.messages import registry_messages, word_messages
from sphinxext.mooncake_errors.catalogs.update import template, updated
from sphinxext.mooncake_errors.cli.options import Command, format_option, registry_option
from sphinxext.mooncake_errors.cli.output import write
from sphinxext.mooncake_errors.registry.characters import safe_line
from sphinxext.mooncake_errors.registry.project import Project

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog as BabelCatalog


@click.command("messages", cls=Command)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    metavar="POT",
    help=f"Template to write, such as locales/{DOMAIN}.pot; - is standard output.",
)
@click.option(
    "--update",
    "catalogs",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PO",
    help=f"Catalog to update, <language>/LC_MESSAGES/{DOMAIN}.po; created if it does not exist.",
)
@registry_option
@click.option(
    "--project", "name", default=DOMAIN, show_default=True, help="Project name for new catalogs."
)
@click.option(
    "--width",
    type=click.IntRange(min=0),
    default=WIDTH,
    metavar="COLUMNS",
    show_default=True,
    help="Column at which lines are wrapped; 0 for no wrapping.",
)
@format_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917
    project: Project,
    output: Path | None,
    catalogs: tuple[Path, ...],
    name: str,
    width: int,
    style: str,  # noqa: ARG001 - for the problems that `Command` prints
) -> None:
    """Write the template for translators, and update catalogs from it.

    A translation whose original changed is kept and marked as fuzzy; fuzzy translations are not
    shown. A translation whose original was removed is kept as obsolete. Unchanged files are not
    written.
    """
    if output is None and not catalogs:
        raise click.UsageError("nothing to do: give --output or --update")
    source = template([*word_messages(), *registry_messages(project.registry, Path.cwd())])
    contents = {output: render(source, new_header(name), width)} if output else {}
    contents |= {path: _catalog(path, source, name, width) for path in catalogs}
    for path, content in contents.items():
        write(path, content)


def _catalog(path: Path, source: BabelCatalog, name: str, width: int) -> bytes:
    """Return the new content of the catalog `path`."""
    if path.exists():
        content = updated(path, source, name, width)
        if content is None:
            return path.read_bytes()
        say_converted(path)
        return content
    folder = path.absolute().parent
    if folder.name != "LC_MESSAGES":
        message = f"{path} does not exist, and is not in a directory <language>/LC_MESSAGES"
        raise click.BadParameter(message, param_hint="--update")
    return render(source, header_for(name, folder.parent.name, "--update"), width)


def header_for(project: str, language: str, hint: str) -> bytes:
    """Return the header of a new catalog; raise click.BadParameter about the option `hint`."""
    try:
        return new_header(project, language)
    except ValueError as error:
        message = f"{language!r} is not a language: {error}"
        raise click.BadParameter(message, param_hint=hint) from None


def say_converted(path: Path) -> None:
    """Report on standard error that the catalog `path` will be converted to UTF-8."""
    if charset := foreign_charset(path.read_bytes()):
        click.echo(safe_line(f"converted from {charset} to UTF-8: {path}"), err=True)
