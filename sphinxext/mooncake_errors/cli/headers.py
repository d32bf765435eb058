"""``mooncake-errors headers``: the codes that C and C++ headers define."""

from __future__ import annotations

import shlex
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sphinxext.mooncake_errors.cli.header_files import (
    contents,
    parser_options,
    read_headers,
    selection_options,
)
from sphinxext.mooncake_errors.cli.options import Command, formats
from sphinxext.mooncake_errors.cli.report import plain, render, to_json
from sphinxext.mooncake_errors.headers import selections
from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.registry.files import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinxext.mooncake_errors.headers import HeaderCode
    from sphinxext.mooncake_errors.registry.problems import Problem

_KEYS = ("name", "value", "path", "line", "comment", "section", "aliases")


@click.command("headers", cls=Command)
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE...",
)
@selection_options
@parser_options
@formats("text", "json")
def command(
    files: tuple[Path, ...],
    enum: str | None,
    macro_prefix: str | None,
    style: str,
    **options: Any,
) -> None:
    """List the codes that headers define, with their numbers and comments.

    Several headers are read as one: they share their numbers, and names are read from all of them.
    Without --enum and --macro-prefix the enumerations and the prefixes of macros are listed.
    Neither a compiler nor an include path is needed. A code that cannot be evaluated is a problem,
    and the exit status is 1.
    """
    if not (enum or macro_prefix):
        listed = [_selections(path, options) for path in files]
        if len(listed) == 1:
            del listed[0]["header"]
        click.echo(to_json(listed) if style == "json" else safe("\n\n".join(map(_shown, listed))))
        return
    header, problems = read_headers(files, enum=enum, macro_prefix=macro_prefix, **options)
    codes = header.codes if header else ()
    shown = _json(codes, problems) if style == "json" else safe(_text(codes, problems))
    click.echo(shown)
    raise click.exceptions.Exit(1 if problems else 0)


def _selections(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the selections that the header `path` offers."""
    also = contents(options["also"])
    enums, prefixes = selections(read_bytes(path), also=also, types=options["types"])
    return {"header": str(path), "enums": enums, "macro_prefixes": prefixes}


def _shown(listed: dict[str, Any]) -> str:
    title = [f"{listed['header']}:"] if "header" in listed else []
    lines = [f"--enum {shlex.quote(name)}" for name in listed["enums"]]
    lines += [
        f"--macro-prefix {prefix}  ({times} macros)"
        for prefix, times in listed["macro_prefixes"].items()
    ]
    return "\n".join([*title, *(lines or ["neither an enumeration nor macros with numbers"])])


def _json(codes: Iterable[HeaderCode], problems: Iterable[Problem]) -> str:
    listed = [{key: getattr(code, key) for key in _KEYS} for code in codes]
    return to_json({"codes": listed, "problems": plain(problems)})


def _text(codes: Sequence[HeaderCode], problems: Sequence[Problem]) -> str:
    """Return a table of the codes of each file, under its path if there are several."""
    files = [(path, list(group)) for path, group in groupby(codes, key=lambda code: code.path)]
    tables = [
        "\n".join([*([f"{path}:"] if len(files) > 1 else []), *_table(group)])
        for path, group in files
    ]
    return "\n\n".join(filter(None, [*tables, render(problems, "text")]))


def _table(codes: Sequence[HeaderCode]) -> Iterator[str]:
    """Yield the lines of the table; a section is a line before its codes."""
    names = [len(code.name) for code in codes]
    values = [len(str(code.value)) for code in codes]
    widths = (max([4, *names]), max([5, *values]))
    yield _row("name", "value", "line", "comment", widths)
    for section, group in groupby(codes, key=lambda code: code.section):
        if section:
            yield f"-- {section}"
        yield from (_code(code, widths) for code in group)


def _code(code: HeaderCode, widths: tuple[int, int]) -> str:
    aliases = f"(also {', '.join(code.aliases)})" if code.aliases else ""
    comment = f"{code.comment} {aliases}".strip()
    return _row(code.name, str(code.value), str(code.line), comment, widths)


def _row(name: str, value: str, line: str, comment: str, widths: tuple[int, int]) -> str:
    return f"{name:<{widths[0]}}  {value:>{widths[1]}}  {line:>5}  {comment}".rstrip()
