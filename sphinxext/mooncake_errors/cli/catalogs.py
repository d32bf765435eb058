"""``mooncake-errors catalogs``: translation coverage and faults of translations."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sphinxext.mooncake_errors.catalogs.catalog import no_catalog, project_catalogs, shipped_catalog
from sphinxext.mooncake_errors.catalogs.coverage import (
    coverage,
    known,
    percent,
    to_translate,
    untranslated,
    words_only,
)
from sphinxext.mooncake_errors.catalogs.files import read_messages
from sphinxext.mooncake_errors.catalogs.messages import registry_messages, word_messages
from sphinxext.mooncake_errors.checks.translations import translation_problems
from sphinxext.mooncake_errors.cli.options import (
    Command,
    format_option,
    language_option,
    locale_dir_option,
    registry_option,
)
from sphinxext.mooncake_errors.cli.report import plain, render, to_json
from sphinxext.mooncake_errors.registry.builtin import BUILTIN, has_builtin
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from babel.messages.catalog import Catalog as BabelCatalog

    from sphinxext.mooncake_errors.catalogs.coverage import Coverage
    from sphinxext.mooncake_errors.catalogs.messages import Message

_COLUMNS = ("component", "translated", "fuzzy", "missing", "obsolete", "percent")


@click.command("catalogs", cls=Command)
@language_option
@registry_option
@locale_dir_option
@click.option(
    "--minimum",
    type=click.FloatRange(0, 100),
    default=100,
    show_default=True,
    metavar="PERCENT",
    help="Share of all texts that must be translated.",
)
@format_option
def command(
    language: str | None,
    registry: tuple[Path, ...],
    locale_dirs: tuple[Path, ...],
    minimum: float,
    style: str,
) -> None:
    """Show translation coverage and faults of translations.

    Counts the texts of each component, lists those without a current translation, and compares each
    translation with its text. Ends with 1 if less than the minimum is translated, or if a
    translation has a fault.
    """
    if not language:
        raise click.UsageError("no language: give --language, or language in pyproject.toml")
    try:
        parts, problems = _examined(registry, language, locale_dirs)
    except RegistryError as error:
        parts, problems = [], list(error.problems)
    problems.sort()
    complete = percent(parts) >= minimum
    passed = complete and not problems
    if style == "text":
        found = render([*untranslated(parts), *problems], style)
        click.echo("\n\n".join(filter(None, [_table(parts), found])))
    elif style == "json":
        shown = {"language": language, "minimum": minimum, "percent": None, "passed": passed}
        click.echo(to_json(shown | _plain(parts, problems)))
    else:
        click.echo(render([*problems, *([] if complete else untranslated(parts))], style))
    raise click.exceptions.Exit(0 if passed else 1)


def _examined(
    registry: tuple[Path, ...], language: str, locale_dirs: tuple[Path, ...]
) -> tuple[list[Coverage], list[Problem]]:
    """Return the coverage of each component and all problems; raise RegistryError."""
    messages = [*registry_messages(registry, Path.cwd()), *word_messages()]
    if not to_translate(messages, language):
        message = f"all texts of the registry are in {language}"
        raise click.BadParameter(message, param_hint="--language")
    shipped = shipped_catalog(language)
    project = project_catalogs(language, locale_dirs)
    parts, problems = _judged(messages, shipped, project, language, registry)
    if not shipped and not project:
        problems.append(no_catalog(language, locale_dirs))
    return parts, problems


def _judged(
    messages: list[Message],
    shipped: Path | None,
    project: list[Path],
    language: str,
    registry: tuple[Path, ...],
) -> tuple[list[Coverage], list[Problem]]:
    """Return the coverage of `messages` by all catalogs, and the problems of those checked.

    The `project` catalogs are checked, or the `shipped` one if there are none. The shipped one
    translates only texts of the built-in registry; its obsolete messages are counted only if
    `registry` is the whole built-in registry.
    """
    whole = registry == BUILTIN
    catalogs, problems = _read([*project, *([shipped] if shipped else [])])
    if shipped in catalogs and not has_builtin(registry):
        catalogs[shipped] = words_only(catalogs[shipped])
    judged = {path: catalog for path, catalog in catalogs.items() if path in project or not project}
    texts = {message.text for message in to_translate(messages, language)}
    for path, catalog in judged.items():
        problems += translation_problems(catalog, path, texts, language)
    counted = judged.values() if project or whole else ()
    return coverage(messages, language, known(catalogs.values()), counted), problems


def _read(paths: Iterable[Path]) -> tuple[dict[Path, BabelCatalog], list[Problem]]:
    catalogs: dict[Path, BabelCatalog] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            catalogs[path] = read_messages(path)
        except RegistryError as error:
            problems += error.problems
    return catalogs, problems


def _table(parts: list[Coverage]) -> str:
    if not parts:
        return ""
    counts = [*(_counts(part.component, [part]) for part in parts), _counts("total", parts)]
    rows = [_COLUMNS, *(_cells(each) for each in counts)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(_aligned(row, widths)).rstrip() for row in rows)


def _counts(name: str, parts: list[Coverage]) -> dict[str, Any]:
    return {
        "component": name,
        "translated": sum(part.translated for part in parts),
        "fuzzy": sum(len(part.fuzzy) for part in parts),
        "missing": sum(len(part.missing) for part in parts),
        "obsolete": sum(part.obsolete for part in parts),
        "total": sum(part.total for part in parts),
        "percent": _floored(parts),
    }


def _cells(counts: dict[str, Any]) -> tuple[str, ...]:
    shown = {**counts, "percent": f"{counts['percent']:.1f} %"}
    return tuple(str(shown[column]) for column in _COLUMNS)


def _aligned(row: tuple[str, ...], widths: list[int]) -> Iterable[str]:
    yield row[0].ljust(widths[0])
    for cell, width in zip(row[1:], widths[1:], strict=True):
        yield cell.rjust(width)


def _floored(parts: list[Coverage]) -> float:
    """Return the percentage, rounded down to one decimal: 100 means complete."""
    return math.floor(percent(parts) * 10) / 10


def _plain(parts: list[Coverage], problems: list[Problem]) -> dict[str, Any]:
    return {
        "percent": _floored(parts) if parts else None,
        "components": [_counts(part.component, [part]) for part in parts],
        "problems": plain([*untranslated(parts), *problems]),
    }
