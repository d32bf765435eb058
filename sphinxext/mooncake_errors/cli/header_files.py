"""Headers on the command line: the options of all commands that read some."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sphinxext.mooncake_errors.cli.options import TableOption, check_known, pairs
from sphinxext.mooncake_errors.headers import parse_headers
from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.problems import RegistryError
from sphinxext.mooncake_errors.registry.project import INTEGERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinxext.mooncake_errors.cli.options import Function
    from sphinxext.mooncake_errors.headers import Header
    from sphinxext.mooncake_errors.registry.document import Document
    from sphinxext.mooncake_errors.registry.model import Component, Registry
    from sphinxext.mooncake_errors.registry.problems import Problem
    from sphinxext.mooncake_errors.registry.rules import Parts

_enum_option = click.option(
    "--enum", metavar="NAME", help="Enumeration in the headers, such as gate::Error."
)
_macro_prefix_option = click.option(
    "--macro-prefix", metavar="PREFIX", help="Prefix of macros and constants, such as GATE_ERR_."
)

skip_option = click.option(
    "--skip",
    cls=TableOption,
    multiple=True,
    metavar="PATTERN",
    help="Leave out codes whose name matches, such as '*_COUNT'; repeat for more.  "
    "[default: skip in pyproject.toml]",
)

_also_option = click.option(
    "--also",
    cls=TableOption,
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="File that defines names used in the headers, but no codes to read; repeat for more.  "
    "[default: also in pyproject.toml]",
)


def _types(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Return the types in ``NAME=TYPE``; raise click.BadParameter."""
    form = f"NAME=TYPE with one of {', '.join(INTEGERS)}"
    return dict(pairs(values, form, lambda name, type_: name.isidentifier() and type_ in INTEGERS))


_type_option = click.option(
    "--type",
    "types",
    cls=TableOption,
    multiple=True,
    callback=_types,
    metavar="NAME=TYPE",
    help="Integer type that the headers do not define, such as NTSTATUS=int32; repeat for more.  "
    "[default: types in pyproject.toml]",
)


def parser_options(command: Function) -> Function:
    """Add the options ``--skip``, ``--also`` and ``--type``."""
    return skip_option(_also_option(_type_option(command)))


def selection_options(command: Function) -> Function:
    """Add the options ``--enum`` and ``--macro-prefix``."""
    return _enum_option(_macro_prefix_option(command))


def contents(paths: Iterable[Path]) -> list[tuple[str, bytes]]:
    """Return path and content of each of `paths`; raise RegistryError if one cannot be read."""
    return [(str(path), read_bytes(path)) for path in paths]


def read_headers(
    paths: Iterable[Path], *, also: Iterable[Path] = (), **options: Any
) -> tuple[Header | None, list[Problem]]:
    """Return the codes of the headers `paths`, or None if one cannot be read, and the problems.

    `options` are those of `parse_headers`.
    """
    try:
        header = parse_headers(contents(paths), also=contents(also), **options)
    except RegistryError as error:
        return None, list(error.problems)
    return header, list(header.problems)


def component_headers(
    parts: Parts, headers: Mapping[str, Sequence[Path]], **options: Any
) -> Iterator[tuple[Document, Component, Header | None, list[Problem]]]:
    """Yield each of `parts` that has a source and `headers`, with the result of `read_headers`."""
    for document, component in parts:
        paths, source = headers.get(component.component), component.source
        if paths and source:
            options |= {"enum": source.enum, "macro_prefix": source.macro_prefix}
            yield document, component, *read_headers(paths, **options)


def header_options(
    _: click.Context, __: click.Parameter, values: tuple[str, ...]
) -> dict[str, tuple[Path, ...]]:
    """Return the paths in ``COMPONENT=FILE`` by component; raise click.BadParameter."""
    headers: dict[str, tuple[Path, ...]] = {}
    form = "COMPONENT=FILE, such as store=include/types.h"
    for component, name in pairs(values, form, lambda component, name: component and name):
        headers[component] = (*headers.get(component, ()), Path(name))
    return headers


def check_headers(headers: Mapping[str, Sequence[Path]], registry: Registry, hint: str) -> None:
    """Raise click.BadParameter, about the option `hint`, if `headers` cannot be compared.

    That is so for a component that is not in `registry` or has no source, and for a path that leads
    to no file.
    """
    known = [component.component for component in registry.components]
    for name, paths in headers.items():
        check_known("component", name, known, hint)
        component = registry.component(name)
        if component and component.source is None:
            message = f"{name} has no source in its registry: add one with enum or macro_prefix"
            raise click.BadParameter(message, param_hint=hint)
        for path in paths:
            if not path.is_file():
                raise click.BadParameter(f"no header {str(path)!r}", param_hint=hint)
