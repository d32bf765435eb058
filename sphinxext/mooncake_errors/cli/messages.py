"""``mooncake-errors messages``: the template and the catalogs of translators."""

from pathlib import Path

import click

from sphinxext.mooncake_errors.catalogs.catalog import DOMAIN
from sphinxext.mooncake_errors.catalogs.files import WIDTH, PoCatalog, new_header, read_messages
from sphinxext.mooncake_errors.catalogs.messages import (
    Message,
    registry_messages,
    template,
    word_messages,
)
from sphinxext.mooncake_errors.cli.options import Command, format_option, registry_option
from sphinxext.mooncake_errors.cli.output import write
from sphinxext.mooncake_errors.registry.characters import safe_line
from sphinxext.mooncake_errors.registry.project import Project


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
    messages = [*word_messages(), *registry_messages(project.registry, Path.cwd())]
    contents = {output: template(messages, new_header(name)).content(width)} if output else {}
    contents |= {path: _catalog(path, messages, name, width) for path in catalogs}
    for path, content in contents.items():
        write(path, content)


def _catalog(path: Path, messages: list[Message], name: str, width: int) -> bytes:
    """Return the new content of the catalog `path`, unchanged if only its form would change."""
    if path.exists():
        catalog = read_messages(path)
        before = catalog.content(width)
        catalog.follow(template(messages, new_header(name)))
        after = catalog.content(width)
        if after == before:
            return path.read_bytes()
        say_converted(path, catalog)
        return after
    folder = path.absolute().parent
    if folder.name != "LC_MESSAGES":
        message = f"{path} does not exist, and is not in a directory <language>/LC_MESSAGES"
        raise click.BadParameter(message, param_hint="--update")
    header = header_for(name, folder.parent.name, "--update")
    return template(messages, header).content(width)


def header_for(project: str, language: str, hint: str) -> str:
    """Return the header of a new catalog; raise click.BadParameter about the option `hint`."""
    try:
        return new_header(project, language)
    except ValueError as error:
        message = f"{language!r} is not a language: {error}"
        raise click.BadParameter(message, param_hint=hint) from None


def say_converted(path: Path, catalog: PoCatalog) -> None:
    """Report on standard error that the file `path` of `catalog` will be converted to UTF-8."""
    if charset := catalog.former_charset:
        click.echo(safe_line(f"converted from {charset} to UTF-8: {path}"), err=True)
