"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from sphinxext.mooncake_errors.cli.report import FORMATS
from sphinxext.mooncake_errors.registry.load import BUILTIN


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

format_option = click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="How to print what was found.",
)
