"""``mooncake-errors export``: the registry for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.cli.export.as_csv import to_csv
from sphinxext.mooncake_errors.cli.export.as_header import header_faults, to_header
from sphinxext.mooncake_errors.cli.options import (
    Command,
    component_option,
    locale_dir_option,
    output_option,
    registry_option,
)
from sphinxext.mooncake_errors.cli.output import write
from sphinxext.mooncake_errors.cli.report import fail
from sphinxext.mooncake_errors.cli.translation import translation
from sphinxext.mooncake_errors.registry.as_json import to_json
from sphinxext.mooncake_errors.registry.load import load_documents
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import Registry
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError, did_you_mean
from sphinxext.mooncake_errors.registry.selection import Request, select
from sphinxext.mooncake_errors.tables.markdown.write import sections_markdown

if TYPE_CHECKING:
    from pathlib import Path

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.registry.document import Document
    from sphinxext.mooncake_errors.registry.model import Component

    Parts = list[tuple[Document, Component]]

_FORMATS = ("json", "csv", "markdown", "header")
_LEVEL = 2


@click.command("export", cls=Command, err=True)
@click.option("--format", "form", type=click.Choice(_FORMATS), required=True, help="What to write.")
@output_option
@component_option
@click.option("-l", "--language", default="", help="The language of the texts, e.g. zh_CN.")
@registry_option
@locale_dir_option
def command(  # noqa: PLR0913, PLR0917
    form: str,
    output: Path | None,
    components: tuple[str, ...],
    language: str,
    registry: tuple[Path, ...],
    locale_dirs: tuple[Path, ...],
) -> None:
    """Write the registry as JSON, CSV, Markdown or a C header.

    The JSON follows export.schema.json, which ships with the package. The header has an enum or
    macros for each component, and is valid in C and C++.
    """
    try:
        parts = _chosen(load_documents(registry), components)
    except RegistryError as error:
        fail(error.problems, "text", err=True)
    chosen = Registry(tuple(component for _, component in parts))
    shown, catalog = translation(chosen, language, locale_dirs)
    problems = [*catalog.problems, *(_faults(parts) if form == "header" else ())]
    if problems:
        fail(problems, "text", err=True)
    write(output, _content(shown, form, catalog).encode())


def _chosen(parts: Parts, ids: tuple[str, ...]) -> Parts:
    """Return those of `parts` whose component has one of `ids`, or all where none is given."""
    known = [component.component for _, component in parts]
    for id_ in ids:
        if id_ not in known:
            hint = did_you_mean(id_, known) or f"; known are {', '.join(known)}"
            message = f"unknown component {id_!r}{hint}"
            raise click.BadParameter(message, param_hint="--component")
    return [part for part in parts if not ids or part[1].component in ids]


def _faults(parts: Parts) -> list[Problem]:
    """Return what cannot stand in a header, at its place in the registry."""
    entries = list(Lookup(Registry(tuple(component for _, component in parts))).entries.values())
    places = {
        f"{component.component}.{code.label}": (document, ("groups", g, "codes", c))
        for document, component in parts
        for g, group in enumerate(component.groups)
        for c, code in enumerate(group.codes)
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
