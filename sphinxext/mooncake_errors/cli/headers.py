"""``mooncake-errors headers``: the codes of C and C++ headers, and options to read these."""

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from sphinxext.mooncake_errors.cli import options
from sphinxext.mooncake_errors.cli.report import plain, render, to_json
from sphinxext.mooncake_errors.headers import Header, HeaderCode, parse_headers, selections
from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.model import Component, Source
from sphinxext.mooncake_errors.registry.problems import RegistryError, near_or_known
from sphinxext.mooncake_errors.registry.project import INTEGERS, Project
from sphinxext.mooncake_errors.registry.rules import Parts


def _types(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Return the types in ``NAME=TYPE``; raise click.BadParameter."""
    form = f"NAME=TYPE with one of {', '.join(INTEGERS)}"
    pairs = options.pairs(values, form, lambda name, kind: name.isidentifier() and kind in INTEGERS)
    return dict(pairs)


selection_options = options.several(
    click.option("--enum", metavar="NAME", help="Enumeration in the headers, such as gate::Error."),
    click.option(
        "--macro-prefix",
        metavar="PREFIX",
        help="Prefix of macros and constants, such as GATE_ERR_.",
    ),
)
"""The options that select the codes of a header."""
parser_options = options.several(
    options.table_option(
        "--skip", metavar="PATTERN", text="Leave out codes whose name matches, such as '*_COUNT'"
    ),
    options.table_option(
        "--also",
        type=options.FILE,
        text="File that defines names used in the headers, but no codes to read",
    ),
    options.table_option(
        "--type",
        "types",
        metavar="NAME=TYPE",
        callback=_types,
        text="Integer type that the headers do not define, such as NTSTATUS=int32",
    ),
)
"""The options that say how headers are read."""
NOTHING = "neither an enumeration nor macros with numbers that share a prefix such as GATE_"
"""The message for a header without enumerations or common prefixes; a given prefix may still do."""


@click.command("headers", cls=options.Command)
@options.files_argument
@selection_options
@parser_options
@options.formats("text", "json")
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
        listed = [{"header": str(path), **offered(path, project)} for path in files]
        if len(listed) == 1:
            del listed[0]["header"]
        click.echo(to_json(listed) if style == "json" else safe("\n\n".join(map(_shown, listed))))
        return
    header = parsed(contents(files), Source(("",), enum, macro_prefix), project)
    if style == "json":
        codes = [
            {"name": code.name, "value": code.value, "path": code.place[0], "line": code.place[1],
             "comment": code.comment, "section": code.heading, "aliases": code.aliases}
            for code in header.codes
        ]  # fmt: skip
        click.echo(to_json({"codes": codes, "problems": plain(header.problems)}))
    else:
        runs = groupby(header.codes, key=lambda code: code.place[0])
        tables = [(path, _table(list(run))) for path, run in runs]
        parts = [f"{path}:\n{table}" if len(tables) > 1 else table for path, table in tables]
        click.echo(safe("\n\n".join(filter(None, [*parts, render(header.problems, "text")]))))
    raise click.exceptions.Exit(1 if header.problems else 0)


def offered(header: Path, project: Project) -> dict[str, Any]:
    """Return the names of the enumerations in `header`, and the prefixes of macros with counts."""
    also = contents(project.also)
    enums, prefixes = selections(read_bytes(header), also=also, types=project.types)
    return {"enums": enums, "macro_prefixes": prefixes}


def _shown(listed: dict[str, Any]) -> str:
    macros = listed["macro_prefixes"].items()
    lines = [f"--enum {shlex.quote(name)}" for name in listed["enums"]]
    lines += [f"--macro-prefix {prefix}  ({times} macros)" for prefix, times in macros]
    lines = lines or [NOTHING]
    return "\n".join([f"{listed['header']}:", *lines] if "header" in listed else lines)


def _table(codes: Sequence[HeaderCode]) -> str:
    """Return a table of `codes`; a section is a line before its codes."""
    name = max(len("name"), *(len(code.name) for code in codes))
    value = max(len("value"), *(len(str(code.value)) for code in codes))
    lines = [f"{'name':<{name}}  {'value':>{value}}  {'line':>5}  comment"]
    for section, run in groupby(codes, key=lambda code: code.heading):
        if section or len(lines) > 1:
            lines.append(f"-- {section}".rstrip())
        for code in run:
            also = f" (also {', '.join(code.aliases)})" if code.aliases else ""
            row = f"{code.name:<{name}}  {code.value:>{value}}  {code.place[1]:>5}"
            lines.append(f"{row}  {(code.comment + also).strip()}".rstrip())
    return "\n".join(lines)


def contents(paths: Iterable[Path]) -> list[tuple[str, bytes]]:
    """Return path and content of each of `paths`; raise RegistryError if one cannot be read."""
    return [(str(path), read_bytes(path)) for path in paths]


def parsed(
    headers: Sequence[tuple[str, bytes]],
    source: Source,
    project: Project,
    read: Callable[[str], bytes] = read_bytes,
    also: Sequence[tuple[str, bytes]] | None = None,
) -> Header:
    """Return the codes of `headers`, pairs of path and content, that `source` selects.

    `read` returns the content of a file that they include; `also` are by default the files of
    `project`, for which RegistryError is raised if one cannot be read.
    """
    return parse_headers(
        headers,
        enum=source.enum,
        macro_prefix=source.macro_prefix,
        skip=project.skip,
        also=contents(project.also) if also is None else also,
        types=project.types,
        read=read,
    )


def component_headers(
    headers: Mapping[str, Sequence[Path]], parts: Parts, project: Project, hint: str | None
) -> Iterator[tuple[Document, Component, Header]]:
    """Yield each component of `headers` with its document and what its headers define.

    Raises an error for a component that is not in `parts` or has no source, for fewer headers than
    in its source, and for a path of no file: click.BadParameter about `hint`, the argument or
    option that names the headers, RegistryError if `hint` is None and the table names them. Raises
    RegistryError if a file cannot be read.
    """
    known = {component.component: (document, component) for document, component in parts}
    for name, paths in headers.items():
        document, component = known.get(name, (None, None))
        missing = [path for path in paths if not path.is_file()]
        if document is None or component is None:
            rule, message = "unknown-key", f"unknown component {name!r}{near_or_known(name, known)}"
        elif component.source is None:
            rule = "source"
            message = f"{name} has no source in its registry: add one with enum or macro_prefix"
        elif len(paths) < len(component.source.header):
            given = ", ".join(component.source.header)
            rule = "type"
            message = f"{name} has {len(component.source.header)} headers: give all of {given}"
        elif missing:
            rule, message = "no-file", f"no header {str(missing[0])!r}"
        else:
            yield document, component, parsed(contents(paths), component.source, project)
            continue
        if hint:
            raise click.BadParameter(message, param_hint=hint)
        raise RegistryError([project.problem(name, rule, message)])
