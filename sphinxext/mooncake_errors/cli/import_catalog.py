"""Hand-written tables as translations of a registry."""

from pathlib import Path

import click

from sphinxext.mooncake_errors.catalogs.catalog import DOMAIN
from sphinxext.mooncake_errors.catalogs.files import read_messages
from sphinxext.mooncake_errors.catalogs.messages import registry_messages, template, word_messages
from sphinxext.mooncake_errors.cli.messages import header_for, say_converted
from sphinxext.mooncake_errors.cli.options import check_known
from sphinxext.mooncake_errors.cli.output import write
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.problems import Problem
from sphinxext.mooncake_errors.tables.matching import match_rows, translate
from sphinxext.mooncake_errors.tables.rows import Found


def import_catalog(
    found: Found,
    original: tuple[Path, ...],
    component: str | None,
    language: str | None,
    output: Path,
) -> list[Problem]:
    """Write the catalog with the rows `found` as translations of the registry `original`.

    Returns problems for rows that do not fit. Raises RegistryError if `output` exists and cannot be
    extended.
    """
    if language is None:
        raise click.UsageError("--translation-of needs --language")
    header = header_for(DOMAIN, language, "--language")
    registry = load_registry(original)
    if component is not None:
        known = [each.component for each in registry.components]
        check_known("component", component, known, "--component")
    lookup = Lookup(registry)
    matches = [match for _, part in found for match in match_rows(part, lookup, component)]
    catalog = template([*word_messages(), *registry_messages(original, Path.cwd())], header)
    if output.exists():
        former = read_messages(output)
        say_converted(output, former)
        former.follow(catalog)
        catalog = former
    problems = [match.problem for match in matches if match.problem]
    problems += translate(catalog, matches)
    matched = sum(match.entry is not None for match in matches)
    click.echo(f"{matched} of {len(matches)} rows matched", err=True)
    write(output, catalog.content())
    return problems
