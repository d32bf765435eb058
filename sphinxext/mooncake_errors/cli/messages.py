"""``mooncake-errors messages``: what the gettext builder and sphinx-intl do, without Sphinx."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.catalogs.catalog import DOMAIN
from sphinxext.mooncake_errors.catalogs.files import CatalogError
from sphinxext.mooncake_errors.catalogs.messages import registry_messages, word_messages
from sphinxext.mooncake_errors.catalogs.pofile import WIDTH, new_header, render
from sphinxext.mooncake_errors.catalogs.update import template, updated
from sphinxext.mooncake_errors.cli.options import Command, format_option, registry_option
from sphinxext.mooncake_errors.cli.output import write
from sphinxext.mooncake_errors.cli.report import fail
from sphinxext.mooncake_errors.registry.problems import RegistryError

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog as BabelCatalog


@click.command("messages", cls=Command)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    metavar="POT",
    help=f"The template to write, e.g. locales/{DOMAIN}.pot; - is the standard output.",
)
@click.option(
    "--update",
    "catalogs",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PO",
    help="A catalog to bring in step, <language>/LC_MESSAGES/mooncake-errors.po; made if missing.",
)
@registry_option
@click.option(
    "--project", default=DOMAIN, show_default=True, help="The project's name in new headers."
)
@click.option(
    "--width",
    type=click.IntRange(min=0),
    default=WIDTH,
    show_default=True,
    help="Where to wrap lines; 0 wraps none.",
)
@format_option
def command(  # noqa: PLR0913, PLR0917
    output: Path | None,
    catalogs: tuple[Path, ...],
    registry: tuple[Path, ...],
    project: str,
    width: int,
    style: str,
) -> None:
    """Write the template for translators, and bring catalogs in step with it.

    A translation whose English text changed is kept, marked as fuzzy and not shown until somebody
    has looked at it; one whose text is gone is kept as obsolete. A file in which nothing changes is
    not touched.
    """
    if output is None and not catalogs:
        raise click.UsageError("nothing to do: give --output or --update")
    contents: dict[Path, bytes | None] = {}
    try:
        source = template([*word_messages(), *registry_messages(registry, Path.cwd())])
        if output:
            contents[output] = render(source, new_header(project), width)
        for path in catalogs:
            contents[path] = _catalog(path, source, project, width)
    except RegistryError as error:
        fail(error.problems, style)
    except CatalogError as error:
        fail([error.problem], style)
    for path, content in contents.items():
        write(path, content)


def _catalog(path: Path, source: BabelCatalog, project: str, width: int) -> bytes | None:
    """Return the new content of the catalog `path`; None where it stays as it is."""
    if path.exists():
        return updated(path, source, project, width)
    folder = path.absolute().parent
    if folder.name != "LC_MESSAGES":
        message = f"{path} does not exist, and is not in a directory <language>/LC_MESSAGES"
        raise click.BadParameter(message, param_hint="--update")
    try:
        header = new_header(project, folder.parent.name)
    except ValueError as error:
        message = f"{path}: {folder.parent.name!r} is no language: {error}"
        raise click.BadParameter(message, param_hint="--update") from None
    return render(source, header, width)
