"""``mooncake-errors explain``: what a code, or a log full of them, means."""

from __future__ import annotations

import os
import re
import sys
from difflib import get_close_matches
from typing import IO, TYPE_CHECKING

import click

from sphinxext.mooncake_errors.cli.edition import load_edition
from sphinxext.mooncake_errors.cli.explanation import FORMATS, Explained, print_explained
from sphinxext.mooncake_errors.cli.options import Command, locale_dir_option, registry_option
from sphinxext.mooncake_errors.cli.terminal import COLORS
from sphinxext.mooncake_errors.logs.reader import Findings, scan
from sphinxext.mooncake_errors.registry.characters import safe

if TYPE_CHECKING:
    from pathlib import Path

    from sphinxext.mooncake_errors.cli.sheet import Edition

_NEGATIVE = re.compile(r"-(?:[0-9].*)?")
_INTERRUPTED = 130
"""What a shell reports of a command that Ctrl-C ended."""


@click.command("explain", cls=Command, context_settings={"ignore_unknown_options": True})
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option(
    "--log",
    type=click.File("rb"),
    metavar="FILE",
    help="Find the codes in a log and count them; - is the standard input.",
)
@click.option(
    "-l",
    "--language",
    metavar="LANGUAGE",
    help="The language of the texts, e.g. zh_CN.  [default: that of LC_ALL, LC_MESSAGES or LANG]",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="How to print what is known.",
)
@registry_option
@locale_dir_option
@click.option(
    "--color",
    type=click.Choice(COLORS),
    default=COLORS[0],
    show_default=True,
    help="auto: in a terminal, unless NO_COLOR is set.",
)
@click.pass_context
def command(  # noqa: PLR0913, PLR0917
    ctx: click.Context,
    codes: tuple[str, ...],
    log: IO[bytes] | None,
    language: str | None,
    style: str,
    registry: tuple[Path, ...],
    locale_dirs: tuple[Path, ...],
    color: str,
) -> None:
    """Explain codes: what each means, what causes it, and what to do.

    A CODE is a number (-704, its unsigned form 4294966592, 0xFFFFFD40), a name
    (OBJECT_NOT_FOUND, ErrorCode::OBJECT_NOT_FOUND), or either of them behind its component
    (store.-704). A number that means several things is explained with all its meanings.

    Without CODE the standard input is read as a log, as --log does with a file: each code in it is
    explained once, the most frequent first. Numbers count only behind a word such as error_code=,
    and 0 never does. A log without any code is good news: the command says so and ends with 0.

    Ends with 1 where a code is unknown, and shows the nearest ones.
    """
    codes, log = _inputs(ctx, codes, log)
    edition = load_edition(registry, language, locale_dirs)
    if log:
        _explain_log(edition, log, style, color)
        return
    explained, faults = _explained(edition, codes)
    print_explained(edition, explained, style, color)
    for fault in faults:
        click.echo(safe(f"mooncake-errors: {fault}"), err=True)
    ctx.exit(1 if faults else 0)


def _inputs(
    ctx: click.Context, codes: tuple[str, ...], log: IO[bytes] | None
) -> tuple[tuple[str, ...], IO[bytes] | None]:
    """Return codes or a log, whichever there is; raise UsageError where it is both or neither."""
    for code in codes:
        # Options that click does not know are left to us, since negative numbers look like them.
        if code.startswith("-") and not _NEGATIVE.fullmatch(code):
            known = [name for option in ctx.command.get_params(ctx) for name in option.opts]
            raise click.NoSuchOption(code, possibilities=get_close_matches(code, known), ctx=ctx)
    if "-" in codes and not log:
        codes, log = tuple(code for code in codes if code != "-"), sys.stdin.buffer
    if codes and log:
        raise click.UsageError("give codes or a log, not both")
    if not codes and not log:
        if sys.stdin is None or sys.stdin.isatty():
            raise click.UsageError("nothing to explain: give a CODE, or a log")
        log = sys.stdin.buffer
    return codes, log


def _explained(edition: Edition, codes: tuple[str, ...]) -> tuple[list[Explained], list[str]]:
    """Return the meanings of all `codes`, each once, and what is wrong with the others."""
    explained: dict[str, Explained] = {}
    faults = []
    for code in dict.fromkeys(codes):
        meanings = edition.lookup.search(code)
        for entry in meanings:
            explained[entry.qualified] = Explained(entry)
        if not meanings:
            faults.append(f"unknown code {code!r}{edition.lookup.suggestion(code)}")
    return list(explained.values()), faults


def _explain_log(edition: Edition, log: IO[bytes], style: str, color: str) -> None:
    """Print what is in `log`, up to Ctrl-C if it comes before the end."""
    findings = Findings()
    interrupted = False
    try:
        # Of a pipe, read1 gives what is there instead of waiting for more.
        scan(getattr(log, "read1", log.read), edition.lookup, findings)
    except KeyboardInterrupt:
        interrupted = True
    except OSError as error:
        raise click.FileError(safe(str(log.name)), os.strerror(error.errno or 0)) from None
    found = findings.most_frequent()
    if interrupted:
        click.echo(f"mooncake-errors: interrupted after {findings.lines} lines", err=True)
    if not found:
        click.echo(f"mooncake-errors: no known code in {findings.lines} lines", err=True)
    entries = edition.lookup.entries
    explained = [Explained(entries[name], finding) for finding in found for name in finding.codes]
    print_explained(edition, explained, style, color)
    if interrupted:
        raise click.exceptions.Exit(_INTERRUPTED)
