"""Headers on the command line: how they are read, and what is said without their parser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.cli.options import TableOption
from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.problems import RegistryError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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


def read_header(
    path: Path, *, enum: str | None, macro_prefix: str | None, skip: Sequence[str]
) -> tuple[Header | None, list[Problem]]:
    """Return what the header `path` defines, or None if it cannot be read, and its problems.

    Raises click.UsageError where the parser is not installed.
    """
    parse_header = header_parser()
    try:
        content = read_bytes(path)
    except RegistryError as error:
        return None, list(error.problems)
    header = parse_header(content, str(path), enum=enum, macro_prefix=macro_prefix, skip=skip)
    return header, list(header.problems)


def header_parser() -> Callable[..., Header]:
    """Return the parser of headers; raise click.UsageError where it is not installed."""
    try:
        from sphinxext.mooncake_errors.headers import parse_header  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if error.name not in {"tree_sitter", "tree_sitter_cpp"}:
            raise
        hint = "pip install 'sphinxext-mooncake-errors[headers]'"
        raise click.UsageError(f"headers cannot be read without tree-sitter: {hint}") from None
    return parse_header


def header_options(
    ctx: click.Context,  # noqa: ARG001
    param: click.Parameter,
    values: tuple[str, ...],
) -> dict[str, Path]:
    """Return the paths in ``COMPONENT=FILE`` by component; raise click.BadParameter."""
    headers: dict[str, Path] = {}
    for value in values:
        component, separator, name = value.partition("=")
        if not (separator and component and name):
            message = f"{value!r} must be COMPONENT=FILE, such as store=include/types.h"
            raise click.BadParameter(message, param=param)
        if component in headers:
            message = f"{component} has two headers: {headers[component]} and {name}"
            raise click.BadParameter(message, param=param)
        headers[component] = Path(name)
    return headers


def check_headers(headers: Mapping[str, Path], registry: Registry, hint: str) -> None:
    """Raise click.BadParameter, about the option `hint`, if `headers` cannot be compared.

    That is so for a component that is not in `registry` or has no source, and for a path that leads
    to no file.
    """
    known = [component.component for component in registry.components]
    for name, path in headers.items():
        component = registry.component(name)
        if component is None:
            nearest = did_you_mean(name, known) or f"; known are {', '.join(known)}"
            raise click.BadParameter(f"unknown component {name}{nearest}", param_hint=hint)
        if component.source is None:
            message = f"{name} has no source in its registry: add one with enum or macro_prefix"
            raise click.BadParameter(message, param_hint=hint)
        if not path.is_file():
            raise click.BadParameter(f"no header {str(path)!r}", param_hint=hint)
