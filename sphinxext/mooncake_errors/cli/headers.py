"""``mooncake-errors headers``: the codes that C and C++ headers define."""

from __future__ import annotations

import shlex
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from sphinxext.mooncake_errors.cli.header_files import (
    contents,
    parser_options,
    read_headers,
    selection_options,
)
from sphinxext.mooncake_errors.cli.options import Command, files_argument, formats
from sphinxext.mooncake_errors.cli.report import plain, render, to_json
from sphinxext.mooncake_errors.headers import selections
from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.registry.files import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sphinxext.mooncake_errors.headers import HeaderCode
    from sphinxext.mooncake_errors.registry.project import Project

_KEYS = ("name", "value", "path", "line", "comment", "section", "aliases")


@click.command("headers", cls=Command)
@files_argument
@selection_options
@parser_options
@formats("text", "json")
@click.pass_obj
def command(
    project: Project,
    files: tuple[Path, ...],
    enum: str | None,
    macro_prefix: str | None,
    style: str,
) -> None:
    """List the codes that headers define, with their numbers and comments.

    Several headers are read as one: they share their numbers, and names are read from all of them.
    Without --enum and --macro-prefix the enumerations and the prefixes of macros are listed.
    Neither a compiler nor an include path is needed. A code that cannot be evaluated is a problem,
    and the exit status is 1.
    """
    if not (enum or macro_prefix):
        listed = [_selections(path, project) for path in files]
        if len(listed) == 1:
            del listed[0]["header"]
        click.echo(to_json(listed) if style == "json" else safe("\n\n".join(map(_shown, listed))))
        return
    header = read_headers(files, project, enum, macro_prefix)
    if style == "json":
        codes = [{key: getattr(code, key) for key in _KEYS} for code in header.codes]
        click.echo(to_json({"codes": codes, "problems": plain(header.problems)}))
    else:
        parts = [*_tables(header.codes), render(header.problems, "text")]
        click.echo(safe("\n\n".join(filter(None, parts))))
    raise click.exceptions.Exit(1 if header.problems else 0)


def _selections(path: Path, project: Project) -> dict[str, Any]:
    """Return the selections that the header `path` offers."""
    also = contents(project.also)
    enums, prefixes = selections(read_bytes(path), also=also, types=project.types)
    return {"header": str(path), "enums": enums, "macro_prefixes": prefixes}


def _shown(listed: dict[str, Any]) -> str:
    title = [f"{listed['header']}:"] if "header" in listed else []
    lines = [f"--enum {shlex.quote(name)}" for name in listed["enums"]]
    lines += [
        f"--macro-prefix {prefix}  ({times} macros)"
        for prefix, times in listed["macro_prefixes"].items()
    ]
    return "\n".join([*title, *(lines or ["neither an enumeration nor macros with numbers"])])


def _tables(codes: Iterable[HeaderCode]) -> list[str]:
    """Return a table of the codes of each file, under its path if there are several."""
    runs = groupby(codes, key=lambda code: code.path)
    tables = [(path, _table(list(run))) for path, run in runs]
    return [f"{path}:\n{table}" if len(tables) > 1 else table for path, table in tables]


def _table(codes: Sequence[HeaderCode]) -> str:
    """Return a table of `codes`; a section is a line before its codes."""
    name = max(len("name"), *(len(code.name) for code in codes))
    value = max(len("value"), *(len(str(code.value)) for code in codes))
    lines = [f"{'name':<{name}}  {'value':>{value}}  {'line':>5}  comment"]
    section = ""
    for code in codes:
        if code.section not in {"", section}:
            lines.append(f"-- {code.section}")
        section = code.section
        aliases = f"(also {', '.join(code.aliases)})" if code.aliases else ""
        comment = f"{code.comment} {aliases}".strip()
        row = f"{code.name:<{name}}  {code.value:>{value}}  {code.line:>5}  {comment}"
        lines.append(row.rstrip())
    return "\n".join(lines)
