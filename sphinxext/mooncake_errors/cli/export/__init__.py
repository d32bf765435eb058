"""``mooncake-errors export``: the registry in the formats of other programs."""

import csv
import re
from dataclasses import fields
from io import StringIO
from pathlib import Path
from typing import Any

import click

from sphinxext.mooncake_errors.cli import options
from sphinxext.mooncake_errors.cli.export.as_header import header_problems, to_header
from sphinxext.mooncake_errors.cli.output import is_directory, write
from sphinxext.mooncake_errors.cli.render import translation
from sphinxext.mooncake_errors.registry.data import to_json, to_values
from sphinxext.mooncake_errors.registry.fields import with_texts
from sphinxext.mooncake_errors.registry.load import load_documents, registry_of
from sphinxext.mooncake_errors.registry.lookup import entries_of
from sphinxext.mooncake_errors.registry.model import Code, Registry
from sphinxext.mooncake_errors.registry.problems import RegistryError
from sphinxext.mooncake_errors.registry.project import Project
from sphinxext.mooncake_errors.registry.rules import Parts
from sphinxext.mooncake_errors.registry.selection import Request, select
from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.tables.markdown import sections_markdown

_SUFFIXES = {"json": ".json", "csv": ".csv", "markdown": ".md", "header": ".h"}
"""The suffix of files in each format."""
_LEVEL = 2
_FIRST = ("name", "value", "description")
_KEYS = (*_FIRST, *(item.name for item in fields(Code) if item.name not in _FIRST))
_NUMBER = re.compile(r"[-+]?[0-9]+")
_FORMULA = tuple("=+-@\t＝＋－＠")
"""A cell that begins with one of these is a formula to a spreadsheet."""


@click.command("export", cls=options.Command, err=True)
@click.option(
    "--format", "form", type=click.Choice(list(_SUFFIXES)), required=True, help="Output format."
)
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="PATH",
    help="File to write, directory for a file per component (ends with /), or - for standard "
    "output.  [default: -]",
)
@click.option(
    "--component",
    "components",
    multiple=True,
    metavar="ID",
    help="Only this component; repeat for more.",
)
@options.language_option
@options.registry_option
@options.locale_dir_option
@click.pass_obj
def command(project: Project, form: str, output: str, components: tuple[str, ...]) -> None:
    """Write the registry as JSON, CSV, Markdown or a C header.

    JSON has the form of export.schema.json, a file of this package. A header has an enumeration or
    macros for each component, and is valid C and C++.
    """
    parts = load_documents(project.registry)
    known = [each.component for _, each in parts]
    for id_ in components:
        options.check_known("component", id_, known, "--component")
    parts = [part for part in parts if not components or part[1].component in components]
    files = {Path(output): parts}
    if is_directory(output):
        files = {Path(output, f"{part[1].component}{_SUFFIXES[form]}"): [part] for part in parts}
    exported = {path: _exported(each, form, project) for path, each in files.items()}
    for path, text in exported.items():
        write(path, text.encode())


def _exported(parts: Parts, form: str, project: Project) -> str:
    """Return the components of `parts` in the format `form`; raise RegistryError."""
    lookup, catalog = translation(registry_of(parts), project, project.language)
    problems = [*catalog.problems, *(header_problems(parts) if form == "header" else ())]
    if problems:
        raise RegistryError(problems)
    if form == "json":
        return to_json(lookup.registry)
    if form == "csv":
        return to_csv(lookup.registry)
    if form == "header":
        return to_header(lookup.registry)
    sections, _ = select(lookup, Request())
    return "\n".join([*sections_markdown(sections, catalog, _LEVEL), ""])


def to_csv(registry: Registry) -> str:
    """Return CSV with a line of heads, and a record for each code of `registry`.

    The columns are component, group and the keys of a code. Texts are without markup; the items of
    a list are lines of a cell. An apostrophe is put before a cell, or a line of a cell, that a
    spreadsheet would take for a formula.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("component", "group", *_KEYS))
    for component in registry.components:
        for _, group, code, _ in entries_of(component):
            shown = with_texts(code, plain)
            cells = (_cell(to_values(getattr(shown, key))) for key in _KEYS)
            writer.writerow((component.component, group.id, *cells))
    return out.getvalue()


def _cell(value: Any) -> str:
    """Return the value of a key; the items of a list are lines."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    lines = [str(item).lower() if isinstance(item, bool) else _line(item) for item in items]
    for number, line in enumerate(lines):
        if line.startswith(_FORMULA) and not _NUMBER.fullmatch(line):
            lines[number] = f"'{line}"
    return "\n".join(lines)


def _line(item: Any) -> str:
    """Return an item of a list in one line; a mapping as its values."""
    parts = list(item.values()) if isinstance(item, dict) else item
    return "; ".join(map(_line, parts)) if isinstance(parts, list) else str(parts)
