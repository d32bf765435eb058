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
    from sphinxext.mooncake_errors.registry.model import Component
    from sphinxext.mooncake_errors.registry.problems import Problem
    from sphinxext.mooncake_errors.registry.project import Project
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
    paths: Iterable[Path], project: Project, enum: str | None, macro_prefix: str | None
) -> Header:
    """Return the codes of the headers `paths` in the enumeration `enum` and with `macro_prefix`.

    Raises RegistryError if a file cannot be read.
    """
    return parse_headers(contents(paths), enum=enum, macro_prefix=macro_prefix, **parsing(project))


def parsing(project: Project) -> dict[str, Any]:
    """Return the values of ``--skip``, ``--also`` and ``--type`` as arguments of the parser."""
    return {"skip": project.skip, "also": contents(project.also), "types": project.types}


def component_headers(
    parts: Parts, headers: Mapping[str, Sequence[Path]], project: Project, problems: list[Problem]
) -> Iterator[tuple[Document, Component, Header]]:
    """Yield each of `parts` that has a source and `headers`, with what `read_headers` returns.

    Headers that cannot be read are left out, and added to `problems`.
    """
    for document, component in parts:
        paths, source = headers.get(component.component), component.source
        if not (paths and source):
            continue
        try:
            header = read_headers(paths, project, source.enum, source.macro_prefix)
        except RegistryError as error:
            problems += error.problems
        else:
            yield document, component, header


def check_headers(headers: Mapping[str, Sequence[Path]], parts: Parts, hint: str) -> None:
    """Raise click.BadParameter, about the option `hint`, if `headers` cannot be compared.

    That is so for a component that is not in `parts` or has no source, and for a path that leads to
    no file.
    """
    sources = {component.component: component.source for _, component in parts}
    for name, paths in headers.items():
        check_known("component", name, sources, hint)
        if sources[name] is None:
            message = f"{name} has no source in its registry: add one with enum or macro_prefix"
            raise click.BadParameter(message, param_hint=hint)
        for path in paths:
            if not path.is_file():
                raise click.BadParameter(f"no header {str(path)!r}", param_hint=hint)
