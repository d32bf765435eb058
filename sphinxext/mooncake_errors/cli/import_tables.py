"""``mooncake-errors import``: hand-written tables become a registry, or a translation of one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.catalogs.catalog import DOMAIN
from sphinxext.mooncake_errors.catalogs.files import CatalogError, read_messages
from sphinxext.mooncake_errors.catalogs.messages import registry_messages, word_messages
from sphinxext.mooncake_errors.catalogs.pofile import (
    header_of,
    new_header,
    render,
    restore_previous,
)
from sphinxext.mooncake_errors.catalogs.update import merge, template
from sphinxext.mooncake_errors.cli.options import Command, files_argument, format_option
from sphinxext.mooncake_errors.cli.output import STDOUT, write
from sphinxext.mooncake_errors.cli.report import fail, finish
from sphinxext.mooncake_errors.registry.builtin import BUILTIN
from sphinxext.mooncake_errors.registry.files import read_text
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import LANGUAGE_PATTERN, Registry
from sphinxext.mooncake_errors.registry.problems import (
    Problem,
    RegistryError,
    did_you_mean,
    file_problem,
)
from sphinxext.mooncake_errors.registry.rules import component_fault
from sphinxext.mooncake_errors.tables.characters import in_page, in_tables
from sphinxext.mooncake_errors.tables.importing import Draft, drafts, registry_yaml
from sphinxext.mooncake_errors.tables.markdown.tables import tables as markdown_tables
from sphinxext.mooncake_errors.tables.matching import match_rows, numbered
from sphinxext.mooncake_errors.tables.rows import Row, rows
from sphinxext.mooncake_errors.tables.rst import SUFFIXES
from sphinxext.mooncake_errors.tables.translations import fill, translations

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinxext.mooncake_errors.tables.model import Table
    from sphinxext.mooncake_errors.tables.translations import Translations

    Found = list[tuple[Table, list[Row]]]

_BUILTIN = "built-in"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _original(
    ctx: click.Context, param: click.Parameter, value: tuple[str, ...]
) -> tuple[Path, ...]:
    paths: list[Path] = []
    for name in value:
        paths += BUILTIN if name == _BUILTIN else [_FILE.convert(name, param, ctx)]
    return tuple(dict.fromkeys(paths))


@click.command("import", cls=Command)
@files_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(allow_dash=True, path_type=Path),
    metavar="PATH",
    help="The registry file to write, the directory for several, or the catalog.  "
    "[default: standard output]",
)
@click.option(
    "--component", metavar="ID", help="One component of all tables, instead of one a heading."
)
@click.option(
    "--registry",
    multiple=True,
    type=_FILE,
    metavar="FILE",
    help="A registry that has the numbers of names without one.",
)
@click.option(
    "--translation-of",
    "original",
    multiple=True,
    metavar="FILE",
    callback=_original,
    help=f"The registry file that the tables translate, or {_BUILTIN}; repeat it for each.",
)
@click.option("-l", "--language", help="The language of the tables, e.g. zh_CN.")
@format_option
def command(  # noqa: PLR0913, PLR0917
    files: tuple[Path, ...],
    output: Path | None,
    component: str | None,
    registry: tuple[Path, ...],
    original: tuple[Path, ...],
    language: str | None,
    style: str,
) -> None:
    """Read hand-written tables into a registry or a catalog.

    Files that end in .rst, .rest or .txt are reStructuredText, all others Markdown. Each heading
    with tables becomes a component. With --translation-of the tables are matched with that
    registry, and a .po file is written. Columns are known by their heads in English or Chinese.
    What cannot be understood is listed, and the rest is written all the same.
    """
    try:
        found, problems = _read(files)
        if original:
            problems += _import_catalog(found, original, component, language, output)
        elif found:
            problems += _import_registry(found, registry, component, language, output)
    except RegistryError as error:
        fail(error.problems, style)
    except CatalogError as error:
        fail([error.problem], style)
    finish(problems, style, err=output in (None, STDOUT))


def _read(files: Iterable[Path]) -> tuple[Found, list[Problem]]:
    """Return the tables of codes in all files with their rows, and what is wrong with them.

    Raises RegistryError where a file cannot be read, or has characters that no registry takes.
    """
    found: Found = []
    problems: list[Problem] = []
    misleading: list[Problem] = []
    for path in files:
        text = read_text(path)
        bad = in_page(text, str(path))
        in_file, faults = ([], []) if bad else _tables(text, path)
        misleading += bad or in_tables(in_file)
        problems += faults
        if not (in_file or faults):
            problems.append(file_problem(path, "no-table", "there is no table here"))
        for table in in_file:
            understood, faults = rows(table)
            problems += faults
            found += [(table, understood)] if understood else []
    if misleading:
        raise RegistryError(misleading)
    return found, problems


def _tables(text: str, path: Path) -> tuple[list[Table], list[Problem]]:
    """Return the tables in `text`, that of the file `path`, and those that cannot be read."""
    if path.suffix.lower() in SUFFIXES:
        # docutils takes a while to import, and most pages are Markdown.
        from sphinxext.mooncake_errors.tables.rst import tables as rst  # noqa: PLC0415

        return rst.tables(text, str(path))
    return markdown_tables(text, str(path)), []


def _import_registry(
    found: Found,
    registry: tuple[Path, ...],
    component: str | None,
    language: str | None,
    output: Path | None,
) -> list[Problem]:
    fault = None if component is None else component_fault(component)
    if fault:
        raise click.BadParameter(f"{component!r} {fault}", param_hint="--component")
    if language is not None and not re.match(LANGUAGE_PATTERN, language):
        message = f"{language!r} is no language, such as en or zh_CN"
        raise click.BadParameter(message, param_hint="--language")
    problems: list[Problem] = []
    if registry:
        lookup = Lookup(load_registry(registry))
        for index, (table, understood) in enumerate(found):
            kept, faults = numbered(understood, lookup)
            found[index] = table, kept
            problems += faults
    components = drafts(found, component)
    problems += [problem for draft in components for problem in draft.problems]
    _write([draft for draft in components if draft.groups], language, output)
    return problems


def _write(components: list[Draft], language: str | None, output: Path | None) -> None:
    contents = {draft.id: registry_yaml(draft.data(language)).encode() for draft in components}
    if output in (None, STDOUT):
        write(output, b"---\n".join(contents.values()))
        return
    several = len(contents) > 1
    folder = output if output and (output.is_dir() or (several and not output.suffix)) else None
    if several and not folder:
        message = (
            f"{', '.join(contents)} are {len(contents)} components, a file each: "
            "give a directory, or --component"
        )
        raise click.BadParameter(message, param_hint="--output")
    paths = {id_: folder / f"{id_}.yaml" if folder else output for id_ in contents}
    for path in paths.values():
        if path and path.exists():
            message = f"{path} exists already, and an import would replace all of it"
            raise click.BadParameter(message, param_hint="--output")
    for id_, path in paths.items():
        write(path, contents[id_])


def _import_catalog(
    found: Found,
    original: tuple[Path, ...],
    component: str | None,
    language: str | None,
    output: Path | None,
) -> list[Problem]:
    header = _header(language)
    registry = load_registry(original)
    _check_component(component, registry)
    lookup = Lookup(registry)
    matches = [match for _, part in found for match in match_rows(part, lookup, component)]
    problems = [match.problem for match in matches if match.problem]
    texts, faults = translations(matches)
    content, kept = _catalog(texts, original, header, output)
    matched = sum(match.entry is not None for match in matches)
    click.echo(f"{matched} of {len(matches)} rows matched", err=True)
    write(output, content)
    return [*problems, *faults, *kept]


def _header(language: str | None) -> bytes:
    if language is None:
        raise click.UsageError("--translation-of needs --language")
    try:
        return new_header(DOMAIN, language)
    except ValueError as error:
        message = f"{language!r} is no language: {error}"
        raise click.BadParameter(message, param_hint="--language") from None


def _check_component(component: str | None, registry: Registry) -> None:
    known = [each.component for each in registry.components]
    if component is not None and component not in known:
        hint = did_you_mean(component, known) or f"; known are {', '.join(known)}"
        message = f"unknown component {component!r}{hint}"
        raise click.BadParameter(message, param_hint="--component")


def _catalog(
    texts: Translations, original: tuple[Path, ...], header: bytes, output: Path | None
) -> tuple[bytes, list[Problem]]:
    """Return the catalog with `texts` in it, and those that the file `output` has otherwise."""
    catalog = template([*word_messages(), *registry_messages(original, Path.cwd())])
    if output not in (None, STDOUT) and output.exists():
        former = read_messages(output)
        header = header_of(output.read_bytes()) or header
        restore_previous(former)
        merge(former, catalog)
        catalog = former
    problems = fill(catalog, texts)
    return render(catalog, header), problems
