"""``mooncake-errors export``: the registry in the formats of other programs."""

from __future__ import annotations

import csv
import re
from dataclasses import fields
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sphinxext.mooncake_errors.cli.export.as_header import header_problems, to_header
from sphinxext.mooncake_errors.cli.options import (
    Command,
    check_known,
    language_option,
    locale_dir_option,
    registry_option,
)
from sphinxext.mooncake_errors.cli.output import STDOUT, is_directory, write
from sphinxext.mooncake_errors.cli.render import translation
from sphinxext.mooncake_errors.registry.data import to_json, to_values
from sphinxext.mooncake_errors.registry.fields import located_codes, with_texts
from sphinxext.mooncake_errors.registry.load import load_documents, registry_of
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import Code
from sphinxext.mooncake_errors.registry.problems import RegistryError
from sphinxext.mooncake_errors.registry.selection import Request, select
from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.tables.markdown import sections_markdown

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.registry.model import Registry
    from sphinxext.mooncake_errors.registry.project import Project
    from sphinxext.mooncake_errors.registry.rules import Parts

_SUFFIXES = {"json": ".json", "csv": ".csv", "markdown": ".md", "header": ".h"}
"""The suffix of files in each format."""
_LEVEL = 2
_FIRST = ("name", "value", "description")
_KEYS = (*_FIRST, *(item.name for item in fields(Code) if item.name not in _FIRST))
_NUMBER = re.compile(r"[-+]?[0-9]+")
_FORMULA = tuple("=+-@\t＝＋－＠")
"""A cell that begins with one of these is a formula to a spreadsheet."""


@click.command("export", cls=Command, err=True)
@click.option(
    "--format", "form", type=click.Choice(list(_SUFFIXES)), required=True, help="Output format."
)
@click.option(
    "-o",
    "--output",
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
@language_option
@registry_option
@locale_dir_option
@click.pass_obj
def command(project: Project, form: str, output: str | None, components: tuple[str, ...]) -> None:
    """Write the registry as JSON, CSV, Markdown or a C header.

    JSON has the form of export.schema.json, a file of this package. A header has an enumeration or
    macros for each component, and is valid C and C++.
    """
    parts = _chosen(load_documents(project.registry), components)
    files = {Path(output or STDOUT): parts}
    if output and is_directory(output):
        files = {Path(output, f"{part[1].component}{_SUFFIXES[form]}"): [part] for part in parts}
    exported = {path: _exported(each, form, project) for path, each in files.items()}
    for path, text in exported.items():
        write(path, text.encode())


def _exported(parts: Parts, form: str, project: Project) -> str:
    """Return the components of `parts` in the format `form`; raise RegistryError."""
    shown, catalog = translation(registry_of(parts), project, project.language)
    problems = [*catalog.problems, *(header_problems(parts) if form == "header" else ())]
    if problems:
        raise RegistryError(problems)
    if form == "json":
        return to_json(shown)
    if form == "csv":
        return to_csv(shown)
    if form == "header":
        return to_header(shown)
    sections, _ = select(Lookup(shown), Request())
    return "\n".join([*sections_markdown(sections, catalog, _LEVEL), ""])


def _chosen(parts: Parts, ids: tuple[str, ...]) -> Parts:
    """Return the `parts` whose component has one of `ids`, or all parts without ids."""
    known = [component.component for _, component in parts]
    for id_ in ids:
        check_known("component", id_, known, "--component")
    return [part for part in parts if not ids or part[1].component in ids]


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
        for code, group, _ in located_codes(component):
            shown = with_texts(code, plain)
            cells = (_cell(to_values(getattr(shown, key))) for key in _KEYS)
            writer.writerow((component.component, group.id, *cells))
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(_harmless(_line(item)) for item in value)
    return _harmless(str(value).lower() if isinstance(value, bool) else str(value))


def _line(item: Any) -> str:
    """Return an item of a list in one line; a mapping as its values."""
    if isinstance(item, dict):
        return "; ".join(map(_line, item.values()))
    return "; ".join(map(_line, item)) if isinstance(item, list) else str(item)


def _harmless(cell: str) -> str:
    is_formula = cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if is_formula else cell
