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
    from sphinxext.mooncake_errors.catalogs.coverage import Coverage
    from sphinxext.mooncake_errors.registry.project import Project

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
@click.pass_obj
def command(project: Project, minimum: float, style: str) -> None:
    """Show translation coverage and faults of translations.

    Counts the texts of each component, lists those without a current translation, and compares each
    translation with its text. Ends with 1 if less than the minimum is translated, or if a
    translation has a fault.
    """
    language = project.language
    if not language:
        raise click.UsageError("no language: give --language, or language in pyproject.toml")
    try:
        parts, problems = _examined(project, language)
    except RegistryError as error:
        parts, problems = [], list(error.problems)
    problems.sort()
    complete = percent(parts) >= minimum
    passed = complete and not problems
    if style == "text":
        found = render([*untranslated(parts), *problems], style)
        click.echo("\n\n".join(filter(None, [_table(parts), found])))
    elif style == "json":
        report = {
            "language": language,
            "minimum": minimum,
            "percent": _counts("total", parts)["percent"] if parts else None,
            "passed": passed,
            "components": [_counts(part.component, [part]) for part in parts],
            "problems": plain([*untranslated(parts), *problems]),
        }
        click.echo(to_json(report))
    else:
        click.echo(render([*problems, *([] if complete else untranslated(parts))], style))
    raise click.exceptions.Exit(0 if passed else 1)


def _examined(project: Project, language: str) -> tuple[list[Coverage], list[Problem]]:
    """Return the coverage of each component and all problems; raise RegistryError.

    The catalogs of the project are checked, or the shipped one if there are none. The shipped one
    translates only texts of the built-in registry; its obsolete messages are counted only if the
    registry is the whole built-in registry.
    """
    messages = [*registry_messages(project.registry, Path.cwd()), *word_messages()]
    wanted = {message.text for message in to_translate(messages, language)}
    if not wanted:
        message = f"all texts of the registry are in {language}"
        raise click.BadParameter(message, param_hint="--language")
    own, shipped = project_catalogs(language, project.locale_dirs), shipped_catalog(language)
    problems = [] if own or shipped else [no_catalog(language, project.locale_dirs)]
    catalogs = {path: read_messages(path) for path in (*own, shipped) if path}
    if shipped and not has_builtin(project.registry):
        catalogs[shipped] = words_only(catalogs[shipped])
    checked = {path: catalogs[path] for path in own or catalogs}
    for path, catalog in checked.items():
        problems += translation_problems(catalog, path, wanted, language)
    counted = checked.values() if own or project.registry == BUILTIN else ()
    return coverage(messages, language, known(catalogs.values()), counted), problems


def _table(parts: list[Coverage]) -> str:
    if not parts:
        return ""
    counts = [*(_counts(part.component, [part]) for part in parts), _counts("total", parts)]
    shown = [each | {"percent": f"{each['percent']:.1f} %"} for each in counts]
    rows = [_COLUMNS, *([str(each[column]) for column in _COLUMNS] for each in shown)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for name, *numbers in rows:
        cells = (f"{each:>{width}}" for each, width in zip(numbers, widths[1:], strict=True))
        lines.append("  ".join([f"{name:<{widths[0]}}", *cells]))
    return "\n".join(lines)


def _counts(name: str, parts: list[Coverage]) -> dict[str, Any]:
    return {
        "component": name,
        "translated": sum(part.translated for part in parts),
        "fuzzy": sum(len(part.fuzzy) for part in parts),
        "missing": sum(len(part.missing) for part in parts),
        "obsolete": sum(part.obsolete for part in parts),
        "total": sum(part.total for part in parts),
        "percent": math.floor(percent(parts) * 10) / 10,  # 100 means complete
    }
