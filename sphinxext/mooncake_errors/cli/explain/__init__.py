"""``mooncake-errors explain``: the meaning of a code, or of every code in a log."""

import os
import re
import sys
from functools import partial
from gettext import GNUTranslations
from typing import IO

import click

from sphinxext.mooncake_errors.catalogs import catalog as catalogs
from sphinxext.mooncake_errors.cli import options
from sphinxext.mooncake_errors.cli.explain.arguments import Arguments
from sphinxext.mooncake_errors.cli.explain.forms import COLORS, print_sheets
from sphinxext.mooncake_errors.cli.explain.sheet import Explained, Texts, data, sheet
from sphinxext.mooncake_errors.cli.report import render, to_json
from sphinxext.mooncake_errors.registry.builtin import BUILTIN, has_builtin
from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.registry.data import read_compiled
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import LANGUAGE_PATTERN
from sphinxext.mooncake_errors.registry.project import Project

_NO_OPTION = re.compile(r"-[0-9]|-[^=\s]*[ \t]")
"""The beginning of a negative number, or of a line of several words."""


class _Command(options.Command):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse `args`; a blank before a minus marks a number or a line, which is no option."""
        return super().parse_args(ctx, [f" {a}" if _NO_OPTION.match(a) else a for a in args])


@click.command("explain", cls=_Command, err=True)
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option(
    "--log",
    "logs",
    type=click.File("rb"),
    multiple=True,
    metavar="FILE",
    help="Log file to read; - is standard input.",
)
@click.option(
    "-l",
    "--language",
    metavar="LANGUAGE",
    help="Language of the texts, such as zh_CN.  "
    "[default: from LC_ALL, LC_MESSAGES or LANG, else language in pyproject.toml]",
)
@options.formats("text", "json", "markdown")
@options.registry_option
@options.locale_dir_option
@click.option(
    "--color",
    type=click.Choice(COLORS),
    default=COLORS[0],
    show_default=True,
    help="Use of colors; auto: in a terminal, unless NO_COLOR is set.",
)
@click.pass_context
def command(  # noqa: PLR0913, PLR0917
    ctx: click.Context,
    codes: tuple[str, ...],
    logs: tuple[IO[bytes], ...],
    language: str | None,
    style: str,
    color: str,
) -> None:
    """Explain codes: what each means, what causes it, and what to do.

    CODE is a number (-704, 4294966592, 0xFFFFFD40), a name (OBJECT_NOT_FOUND,
    ErrorCode::OBJECT_NOT_FOUND), either of them with its component (store.-704), or a line
    copied from a log or a part of it. A number with several meanings is explained with all of them.

    Without CODE, a log is read from standard input. Codes are found by their names, by numbers
    after a word such as error_code=, and by the log texts that the registry has for each cause.
    The most frequent code comes first. The number 0 is never reported from a log.

    Exit status: 0, also for a log without codes; 1 if a CODE is unknown; 2 for wrong use.
    """
    codes, log = _inputs(tuple(map(str.strip, codes)), logs)
    registry = read_compiled() if ctx.obj.registry == BUILTIN else None
    if registry is None:
        from sphinxext.mooncake_errors.registry.load import load_registry  # noqa: PLC0415 - slow

        registry = load_registry(ctx.obj.registry)
    lookup = Lookup(registry)
    shown_language, texts = _language(language, ctx.obj)
    arguments = Arguments(lookup)
    if log:
        explained, status = _explained_log(lookup, log)
    else:
        explained = arguments.explained(codes)
        status = 1 if arguments.unknown else 0
    _say(*arguments.notes)
    if style == "json":
        click.echo(to_json([data(texts, shown_language, item) for item in explained]))
    else:
        print_sheets([sheet(lookup, texts, item) for item in explained], style, color)
    _say(*arguments.unknown)
    ctx.exit(status)


def _say(*messages: str) -> None:
    for message in messages:
        click.echo(safe(f"mooncake-errors: {message}"), err=True)


def _inputs(
    codes: tuple[str, ...], logs: tuple[IO[bytes], ...]
) -> tuple[tuple[str, ...], IO[bytes] | None]:
    """Return codes or a log to read; raise click.UsageError for both, neither or several logs."""
    if "-" in codes and not logs:
        codes, logs = tuple(code for code in codes if code != "-"), (sys.stdin.buffer,)
    if codes and logs:
        raise click.UsageError("give codes or a log, not both")
    if len(logs) > 1:
        raise click.UsageError("give one log: cat joins several")
    if not codes and not logs:
        if sys.stdin is None or sys.stdin.isatty():
            raise click.UsageError("nothing to explain: give a CODE, or a log")
        logs = (sys.stdin.buffer,)
    return codes, logs[0] if logs else None


def _language(given: str | None, project: Project) -> tuple[str, Texts]:
    """Return the language `given`, or else that of the locale or of `project`, and its texts.

    The shipped translations of texts are used for the built-in registry only. Problems of catalogs,
    and a language without translation, are reported on standard error.
    """
    if given and not re.match(LANGUAGE_PATTERN, given):
        raise click.BadParameter(f"{given!r} is not a language", param_hint="--language")
    names = filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG")))
    locale = re.split("[.@]", next(names, ""))[0]
    if not re.match(LANGUAGE_PATTERN, locale):  # such as C and POSIX
        locale = locale and "en"
    language = given or locale or project.language or "en"
    folders, shipped_texts = project.locale_dirs, has_builtin(project.registry)
    shipped = catalogs.shipped_catalog(language) if shipped_texts else None
    if shipped and shipped.suffix == ".mo" and not catalogs.project_catalogs(language, folders):
        with shipped.open("rb") as file:  # without importing Babel, which takes time
            return language, GNUTranslations(file).gettext
    catalog = catalogs.load_catalog(language, folders, shipped_texts=shipped_texts)
    for message in filter(None, (render(catalog.problems, "text"), *map(safe, catalog.notes))):
        click.echo(message, err=True)
    if given and not catalog.files and catalogs.shipped_language(given) != "en":
        _say(catalogs.no_catalog(given, folders).message)
    return language, catalog


def _explained_log(lookup: Lookup, log: IO[bytes]) -> tuple[list[Explained], int]:
    """Return the codes in `log` and the exit status; Ctrl-C ends the reading."""
    from sphinxext.mooncake_errors.logs import scan  # noqa: PLC0415 - slow

    findings = scan.Findings()
    status = 0
    # read1 of a pipe returns the bytes that are there instead of waiting for more.
    read = getattr(log, "read1", log.read)
    try:
        scan.scan(scan.utf_8(iter(partial(read, scan.PIECE), b"")), lookup, findings)
    except scan.CompressedError:
        raise click.UsageError("the log is compressed: unpack it, as zcat and zstdcat do") from None
    except KeyboardInterrupt:
        status = 130  # as shells say that Ctrl-C ended a command
        _say(f"interrupted after {findings.lines} lines")
    except OSError as error:
        raise click.FileError(safe(str(log.name)), os.strerror(error.errno or 0)) from None
    if not findings.by_code:
        _say(f"no known code in {findings.lines} line{'' if findings.lines == 1 else 's'}")
    entries = lookup.entries
    return [
        Explained(entries[name], finding, finding.of(name))
        for finding in findings.most_frequent()
        for name in finding.codes
    ], status
