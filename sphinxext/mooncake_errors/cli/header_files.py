"""Headers on the command line: the options of all commands that read some."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.cli.options import TableOption
from sphinxext.mooncake_errors.headers import parse_headers
from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.problems import RegistryError, did_you_mean
from sphinxext.mooncake_errors.registry.project import INTEGERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinxext.mooncake_errors.headers import Header
    from sphinxext.mooncake_errors.registry.model import Registry
    from sphinxext.mooncake_errors.registry.problems import Problem

skip_option = click.option(
    "--skip",
    cls=TableOption,
    multiple=True,
    metavar="PATTERN",
    help="Leave out codes whose name matches, e.g. '*_COUNT'; repeat it for more.",
)


also_option = click.option(
    "--also",
    cls=TableOption,
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A further header to read names from that the headers use; repeat it for more.",
)


def _types(
    ctx: click.Context,  # noqa: ARG001
    param: click.Parameter,
    values: tuple[str, ...],
) -> dict[str, str]:
    """Return the types in ``NAME=TYPE``; raise click.BadParameter."""
    types = dict(value.partition("=")[::2] for value in values)
    for name, type_ in types.items():
        if not name.isidentifier() or type_ not in INTEGERS:
            known = ", ".join(INTEGERS)
            message = f"{name}={type_} must be NAME=TYPE with one of {known}"
            raise click.BadParameter(message, param=param)
    return types


type_option = click.option(
    "--type",
    "types",
    cls=TableOption,
    multiple=True,
    callback=_types,
    metavar="NAME=TYPE",
    help="An integer type that the headers do not define, e.g. NTSTATUS=int32; repeat it for more.",
)


def read_headers(  # noqa: PLR0913 - as parse_headers
    paths: Sequence[Path],
    *,
    enum: str | None,
    macro_prefix: str | None,
    skip: Sequence[str],
    also: Sequence[Path] = (),
    types: Mapping[str, str] | None = None,
) -> tuple[Header | None, list[Problem]]:
    """Return the codes of the headers `paths`, or None if one cannot be read, and the problems."""
    try:
        read = [[(str(path), read_bytes(path)) for path in each] for each in (paths, also)]
    except RegistryError as error:
        return None, list(error.problems)
    header = parse_headers(
        read[0], enum=enum, macro_prefix=macro_prefix, skip=skip, also=read[1], types=types
    )
    return header, list(header.problems)


def header_options(
    ctx: click.Context,  # noqa: ARG001
    param: click.Parameter,
    values: tuple[str, ...],
) -> dict[str, tuple[Path, ...]]:
    """Return the paths in ``COMPONENT=FILE`` by component; raise click.BadParameter."""
    headers: dict[str, tuple[Path, ...]] = {}
    for value in values:
        component, separator, name = value.partition("=")
        if not (separator and component and name):
            message = f"{value!r} must be COMPONENT=FILE, such as store=include/types.h"
            raise click.BadParameter(message, param=param)
        headers[component] = (*headers.get(component, ()), Path(name))
    return headers


def check_headers(headers: Mapping[str, Sequence[Path]], registry: Registry, hint: str) -> None:
    """Raise click.BadParameter, about the option `hint`, if `headers` cannot be compared.

    That is so for a component that is not in `registry` or has no source, and for a path that leads
    to no file.
    """
    known = [component.component for component in registry.components]
    for name, paths in headers.items():
        component = registry.component(name)
        if component is None:
            nearest = did_you_mean(name, known) or f"; known are {', '.join(known)}"
            raise click.BadParameter(f"unknown component {name}{nearest}", param_hint=hint)
        if component.source is None:
            message = f"{name} has no source in its registry: add one with enum or macro_prefix"
            raise click.BadParameter(message, param_hint=hint)
        for path in paths:
            if not path.is_file():
                raise click.BadParameter(f"no header {str(path)!r}", param_hint=hint)
