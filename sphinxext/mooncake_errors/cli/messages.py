"""``mooncake-errors messages``: the template and the catalogs of translators."""

from pathlib import Path

import click

from sphinxext.mooncake_errors.catalogs.catalog import DOMAIN
from sphinxext.mooncake_errors.catalogs.extractor import template
from sphinxext.mooncake_errors.catalogs.files import WIDTH, PoCatalog, new_header, read_messages
from sphinxext.mooncake_errors.cli.options import (
    Command,
    check_known,
    format_option,
    registry_option,
)
from sphinxext.mooncake_errors.cli.output import write
from sphinxext.mooncake_errors.registry.characters import safe_line
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import Registry
from sphinxext.mooncake_errors.registry.problems import Problem
from sphinxext.mooncake_errors.registry.project import Project
from sphinxext.mooncake_errors.tables.matching import match_rows, translate
from sphinxext.mooncake_errors.tables.rows import Found


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
    source = template(project.registry, Path.cwd(), new_header(name))
    contents = {output: source.content(width)} if output else {}
    contents |= {path: _updated(path, source, name, width) for path in catalogs}
    for path, content in contents.items():
        write(path, content)


def _updated(path: Path, source: PoCatalog, name: str, width: int) -> bytes:
    """Return the new content of the catalog `path`, unchanged if only its form would change."""
    folder = path.absolute().parent
    if path.exists():
        catalog = read_messages(path)
    elif folder.name == "LC_MESSAGES":
        catalog = PoCatalog(_header(name, folder.parent.name, "--update"))
    else:
        message = f"{path} does not exist, and is not in a directory <language>/LC_MESSAGES"
        raise click.BadParameter(message, param_hint="--update")
    before = catalog.content(width)
    catalog.follow(source)
    content = catalog.content(width)
    if content == before:
        return path.read_bytes()
    _say_converted(path, catalog)
    return content


def import_catalog(
    found: Found,
    original: tuple[Path, ...],
    component: str | None,
    language: str | None,
    output: Path,
) -> list[Problem]:
    """Write the catalog with the rows `found` as translations of the registry `original`.

    Returns problems of rows that do not fit. Raises RegistryError if `output` cannot be extended.
    """
    if language is None:
        raise click.UsageError("--translation-of needs --language")
    header = _header(DOMAIN, language, "--language")
    components = {each.component: each for each in load_registry(original).components}
    if component is not None:
        check_known("component", component, components, "--component")
        components = {component: components[component]}
    lookup = Lookup(Registry(tuple(components.values())))
    matches = [match for _, part in found for match in match_rows(part, lookup)]
    catalog = read_messages(output) if output.exists() else PoCatalog(header)
    _say_converted(output, catalog)
    catalog.follow(template(original, Path.cwd(), header))
    problems = [match.problem for match in matches if match.problem]
    problems += translate(catalog, matches)
    matched = sum(match.entry is not None for match in matches)
    click.echo(f"{matched} of {len(matches)} rows matched", err=True)
    write(output, catalog.content())
    return problems


def _header(project: str, language: str, hint: str) -> str:
    """Return the header of a new catalog; raise click.BadParameter about the option `hint`."""
    try:
        return new_header(project, language)
    except ValueError as error:
        message = f"{language!r} is not a language: {error}"
        raise click.BadParameter(message, param_hint=hint) from None


def _say_converted(path: Path, catalog: PoCatalog) -> None:
    if charset := catalog.former_charset:
        click.echo(safe_line(f"converted from {charset} to UTF-8: {path}"), err=True)
