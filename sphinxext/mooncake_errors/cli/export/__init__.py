"""``mooncake-errors export``: the registry in the formats of other programs."""

from __future__ import annotations

import csv
import re
from dataclasses import fields
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sphinxext.mooncake_errors.cli.export.as_header import header_faults, to_header
from sphinxext.mooncake_errors.cli.options import (
    Command,
    check_known,
    language_option,
    locale_dir_option,
    registry_option,
)
from sphinxext.mooncake_errors.cli.output import STDOUT, is_directory, write
from sphinxext.mooncake_errors.cli.translation import translation
from sphinxext.mooncake_errors.registry.builtin import has_builtin
from sphinxext.mooncake_errors.registry.data import to_json, to_values
from sphinxext.mooncake_errors.registry.fields import located_codes, with_texts
from sphinxext.mooncake_errors.registry.load import load_documents, registry_of
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import Code
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError
from sphinxext.mooncake_errors.registry.selection import Request, select
from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.tables.markdown import sections_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.registry.lookup import Entry
    from sphinxext.mooncake_errors.registry.model import Registry
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
def command(  # noqa: PLR0913, PLR0917
    form: str,
    output: str | None,
    components: tuple[str, ...],
    language: str | None,
    registry: tuple[Path, ...],
    locale_dirs: tuple[Path, ...],
) -> None:
    """Write the registry as JSON, CSV, Markdown or a C header.

    JSON has the form of export.schema.json, a file of this package. A header has an enumeration or
    macros for each component, and is valid C and C++.
    """
    parts = _chosen(load_documents(registry), components)
    files = {Path(output or STDOUT): parts}
    if output and is_directory(output):
        files = {Path(output, f"{part[1].component}{_SUFFIXES[form]}"): [part] for part in parts}
    contents = {
        path: _exported(each, form, language or "", locale_dirs) for path, each in files.items()
    }
    for path, content in contents.items():
        write(path, content.encode())


def _exported(parts: Parts, form: str, language: str, locale_dirs: tuple[Path, ...]) -> str:
    """Return the components of `parts` in the format `form`; raise RegistryError."""
    chosen = registry_of(parts)
    shipped = has_builtin(Path(document.path) for document, _ in parts)
    shown, catalog = translation(chosen, language, locale_dirs, shipped_texts=shipped)
    problems = [*catalog.problems, *(_faults(parts) if form == "header" else ())]
    if problems:
        raise RegistryError(problems)
    return _content(shown, form, catalog)


def _chosen(parts: Parts, ids: tuple[str, ...]) -> Parts:
    """Return the `parts` whose component has one of `ids`, or all parts without ids."""
    known = [component.component for _, component in parts]
    for id_ in ids:
        check_known("component", id_, known, "--component")
    return [part for part in parts if not ids or part[1].component in ids]


def _faults(parts: Parts) -> list[Problem]:
    """Return a problem for each code that a header cannot define."""
    entries = list(Lookup(registry_of(parts)).entries.values())
    places = {
        component.qualified(code): (document, location)
        for document, component in parts
        for code, _, location in located_codes(component)
    }
    found = ((places[entry.qualified], message) for entry, message in header_faults(entries))
    return [document.problem(place, "header", message) for (document, place), message in found]


def _content(registry: Registry, form: str, words: Catalog) -> str:
    lookup = Lookup(registry)
    if form == "json":
        return to_json(registry)
    if form == "csv":
        return to_csv(lookup.entries.values())
    if form == "header":
        return to_header(list(lookup.entries.values()))
    sections, _ = select(lookup, Request())
    return "\n".join([*sections_markdown(sections, words, _LEVEL), ""])


def to_csv(entries: Iterable[Entry]) -> str:
    """Return CSV with a line of heads, and a record for each of `entries`.

    The columns are component, group and the keys of a code. Texts are without markup; the items of
    a list are lines of a cell. An apostrophe is put before a cell, or a line of a cell, that a
    spreadsheet would take for a formula.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("component", "group", *_KEYS))
    for entry in entries:
        values = map(_text, _values(entry.code))
        cells = (entry.component.component, entry.group.id, *values)
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "\n".join(_harmless(_line(item)) for item in value)
    return str(value)


def _line(item: Any) -> str:
    """Return an item of a list in one line; a mapping as its values."""
    if isinstance(item, dict):
        return "; ".join(map(_line, item.values()))
    return "; ".join(map(_line, item)) if isinstance(item, list) else str(item)


def _values(code: Code) -> list[Any]:
    """Return the values of `code` in the order of the columns, its texts without markup."""
    values = to_values(with_texts(code, plain))
    return [values.get(key, code.raised if key == "raised" else None) for key in _KEYS]


def _harmless(cell: str) -> str:
    is_formula = cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if is_formula else cell
