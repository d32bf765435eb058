"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from sphinxext.mooncake_errors.registry.builtin import BUILTIN

FORMATS = ("text", "json", "github", "sarif")
"""The forms in which problems are printed; `report.render` makes them."""


def _or_builtin(
    ctx: click.Context,  # noqa: ARG001
    param: click.Parameter,  # noqa: ARG001
    value: tuple[Path, ...],
) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(value)) or BUILTIN


registry_option = click.option(
    "--registry",
    "registry",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    callback=_or_builtin,
    help="A registry file; repeat it for each component.  [default: the built-in registry]",
)

locale_dir_option = click.option(
    "--locale-dir",
    "locale_dirs",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIRECTORY",
    help="A directory in locale_dirs of a project, whose translations go before the built-in ones.",
)

format_option = click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="How to print what was found.",
)

files_argument = click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE...",
)

output_option = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    metavar="FILE",
    help="The file to write.  [default: standard output]",
)

component_option = click.option(
    "--component",
    "components",
    multiple=True,
    metavar="ID",
    help="Only this component; repeat it for several.",
)
