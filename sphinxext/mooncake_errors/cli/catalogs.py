"""``mooncake-errors catalogs``: translation coverage and faults of translations."""

import math
from pathlib import Path
from typing import Any

import click

from sphinxext.mooncake_errors.catalogs.catalog import no_catalog, project_catalogs, shipped_catalog
from sphinxext.mooncake_errors.catalogs.coverage import (
    Coverage,
    coverage,
    percent,
    to_translate,
    untranslated,
    words_only,
)
from sphinxext.mooncake_errors.catalogs.files import read_messages
from sphinxext.mooncake_errors.catalogs.messages import registry_messages, word_messages
from sphinxext.mooncake_errors.checks.translations import translation_problems
from sphinxext.mooncake_errors.cli import options
from sphinxext.mooncake_errors.cli.report import plain, render, to_json
from sphinxext.mooncake_errors.registry.builtin import BUILTIN, has_builtin
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError
from sphinxext.mooncake_errors.registry.project import Project

_COLUMNS = ("component", "translated", "fuzzy", "missing", "obsolete", "percent")


@click.command("catalogs", cls=options.Command)
@options.language_option
@options.registry_option
@options.locale_dir_option
@click.option(
    "--minimum",
    type=click.FloatRange(0, 100),
    default=100,
    show_default=True,
    metavar="PERCENT",
    help="Share of all texts that must be translated.",
)
@options.format_option
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
    missing = untranslated(parts)
    counts = [*(_counts(each.component, [each]) for each in parts), _counts("total", parts)]
    if style == "text":
        shown = [_table(counts)] if parts else []
        shown += filter(None, [render([*missing, *problems], style)])
        click.echo("\n\n".join(shown))
    elif style == "json":
        report = {
            "language": language,
            "minimum": minimum,
            "percent": counts[-1]["percent"] if parts else None,
            "passed": passed,
            "components": counts[:-1],
            "problems": plain([*missing, *problems]),
        }
        click.echo(to_json(report))
    else:
        click.echo(render([*problems, *([] if complete else missing)], style))
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
    return coverage(messages, language, catalogs.values(), counted), problems


def _table(counts: list[dict[str, Any]]) -> str:
    shown = [each | {"percent": f"{each['percent']:.1f} %"} for each in counts]
    rows = [_COLUMNS, *([str(each[column]) for column in _COLUMNS] for each in shown)]
    width, *widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ([name.ljust(width), *map(str.rjust, cells, widths)] for name, *cells in rows)
    return "\n".join(map("  ".join, lines))


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
