"""``mooncake-errors import``: hand-written tables become a registry, or a translation of one."""

import re
from collections.abc import Iterable
from pathlib import Path

import click

from sphinxext.mooncake_errors.cli import options
from sphinxext.mooncake_errors.cli.messages import import_catalog
from sphinxext.mooncake_errors.cli.output import STDOUT, is_directory, write
from sphinxext.mooncake_errors.cli.report import finish
from sphinxext.mooncake_errors.registry.builtin import BUILTIN
from sphinxext.mooncake_errors.registry.files import read_text
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import LANGUAGE_PATTERN
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError, near_or_known
from sphinxext.mooncake_errors.registry.rules import component_fault
from sphinxext.mooncake_errors.tables.doctree import Table
from sphinxext.mooncake_errors.tables.heads import ROLES, Role, canonical
from sphinxext.mooncake_errors.tables.importing import drafts
from sphinxext.mooncake_errors.tables.matching import numbered
from sphinxext.mooncake_errors.tables.page import read_page
from sphinxext.mooncake_errors.tables.rows import Found, rows

_BUILTIN = "built-in"


def _original(ctx: click.Context, param: click.Parameter, names: tuple[str, ...]) -> list[Path]:
    convert = options.FILE.convert
    files = (BUILTIN if name == _BUILTIN else [convert(name, param, ctx)] for name in names)
    return [path for group in files for path in group]


def _columns(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> dict[str, Role]:
    """Return the role of each head, in its canonical form."""
    form = f"HEAD=ROLE; known roles are {', '.join(ROLES)}"
    found = options.pairs(value, form, lambda _, role: role in ROLES)
    return {canonical(head): ROLES[role] for head, role in found}


@click.command("import", cls=options.Command)
@options.files_argument
@click.option(
    "-o",
    "--output",
    default=str(STDOUT),
    metavar="PATH",
    help="File to write, or directory for one file per component.  [default: standard output]",
)
@click.option(
    "--component",
    metavar="ID",
    help="Put all tables into this one component instead of one component per heading.",
)
@click.option(
    "--column",
    "given",
    multiple=True,
    metavar="HEAD=ROLE",
    callback=_columns,
    help=f"Meaning of the columns under a head: {', '.join(ROLES)}; repeat for more.",
)
@click.option(
    "--registry",
    multiple=True,
    type=options.FILE,
    metavar="FILE",
    help="Registry file to take missing numbers from; repeat for more.",
)
@click.option(
    "--translation-of",
    "original",
    multiple=True,
    metavar="FILE",
    callback=_original,
    help=f"Registry file that the tables translate, or {_BUILTIN}; repeat for more.",
)
@click.option("-l", "--language", metavar="LANGUAGE", help="Language of the tables, such as zh_CN.")
@options.format_option
def command(  # noqa: PLR0913, PLR0917
    files: tuple[Path, ...],
    output: str,
    component: str | None,
    given: dict[str, Role],
    registry: tuple[Path, ...],
    original: tuple[Path, ...],
    language: str | None,
    style: str,
) -> None:
    """Turn hand-written tables into a registry or a catalog.

    Files that end in .rst, .rest or .txt are read as reStructuredText, .html as HTML, all others
    as Markdown. Each heading with tables becomes a component. Columns are recognized by their
    heads in English, Chinese, Japanese or German; --column names the meaning of others. With
    --translation-of the rows are matched with a registry, and a .po file is written.

    Everything that cannot be read is listed, and the exit status is 1; the rest is written.
    """
    found, problems = _read(files, given)
    if original:
        problems += import_catalog(found, original, component, language, Path(output))
    elif found:
        problems += _import_registry(found, registry, component, language, output)
    finish(problems, style, err=Path(output) == STDOUT)


def _read(files: Iterable[Path], given: dict[str, Role]) -> tuple[Found, list[Problem]]:
    """Return the tables of codes in all files with their rows, and the problems.

    Raises RegistryError if a file cannot be read, or has characters that registries forbid.
    """
    tables: list[Table] = []
    problems: list[Problem] = []
    refused: list[Problem] = []
    for path in files:
        try:
            in_file, faults = read_page(read_text(path), str(path))
        except RegistryError as error:
            refused += error.problems
        else:
            tables += in_file
            problems += faults
    if refused:
        raise RegistryError(refused)
    heads = dict.fromkeys(canonical(head.plain) for table in tables for head in table.heads)
    for head in given if heads else ():
        if head not in heads:
            message = f"no column has the head {head!r}{near_or_known(head, heads)}"
            raise click.BadParameter(message, param_hint="--column")
    found: Found = []
    for table in tables:
        understood, faults = rows(table, given)
        problems += faults
        found += [(table, understood)] if understood else []
    return found, problems


def _import_registry(
    found: Found,
    registry: tuple[Path, ...],
    component: str | None,
    language: str | None,
    output: str,
) -> list[Problem]:
    """Write a registry with the rows `found`; return problems for rows that are left out."""
    if component is not None and (fault := component_fault(component)):
        raise click.BadParameter(fault, param_hint="--component")
    if language is not None and not re.match(LANGUAGE_PATTERN, language):
        message = f"{language!r} is no language, such as en or zh_CN"
        raise click.BadParameter(message, param_hint="--language")
    problems: list[Problem] = []
    if registry:
        lookup = Lookup(load_registry(registry))
        matched = [(table, *numbered(understood, lookup)) for table, understood in found]
        problems += [fault for _, _, faults in matched for fault in faults]
        found = [(table, kept) for table, kept, _ in matched]
    components = drafts(found, component)
    texts = {draft.id: draft.text(language) for draft in components}
    contents = {id_: text.encode() for id_, text in texts.items() if text}
    if Path(output) == STDOUT:
        write(STDOUT, b"---\n".join(contents.values()))
    else:
        for path, content in zip(_paths(output, [*contents]), contents.values(), strict=True):
            write(path, content)
    return problems + [problem for draft in components for problem in draft.all_problems()]


def _paths(output: str, ids: list[str]) -> list[Path]:
    """Return the file of each component; raise click.BadParameter if one cannot be written."""
    target = Path(output)
    is_folder = is_directory(output) or (len(ids) > 1 and not target.suffix)
    paths = [target / f"{id_}.yaml" if is_folder else target for id_ in ids]
    fault = ""
    if len(paths) > len(set(paths)):
        fault = f"{len(ids)} components ({', '.join(ids)}) need a file each: "
        fault += "give a directory, or --component"
    elif existing := [path for path in paths if path.exists()]:
        fault = f"{existing[0]} exists already, and an import would replace all of it"
    if fault:
        raise click.BadParameter(fault, param_hint="--output")
    return paths
