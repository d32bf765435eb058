"""``mooncake-errors catalogs``: translation coverage and faults of translations."""

import math
from collections import Counter
from pathlib import Path
from typing import Any

import click

from sphinxext.mooncake_errors.catalogs.catalog import no_catalog, project_catalogs, shipped_catalog
from sphinxext.mooncake_errors.catalogs.coverage import Coverage, coverage, to_translate
from sphinxext.mooncake_errors.catalogs.files import read_messages
from sphinxext.mooncake_errors.catalogs.messages import registry_messages, word_messages
from sphinxext.mooncake_errors.checks.translations import translation_problems
from sphinxext.mooncake_errors.cli import options
from sphinxext.mooncake_errors.cli.report import plain, render, to_json
from sphinxext.mooncake_errors.registry.builtin import BUILTIN, has_builtin
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError
from sphinxext.mooncake_errors.registry.project import Project

_STATES = ("translated", "fuzzy", "missing", "obsolete")
_COLUMNS = ("component", *_STATES, "percent")


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
    counts: Coverage = {}
    missing: list[Problem] = []
    try:
        counts, missing, problems = _examined(project, language)
    except RegistryError as error:
        problems = list(error.problems)
    total = sum(counts.values(), Counter())
    complete = _percent(total) >= minimum
    passed = complete and not problems
    rows = [_row(*each) for each in (*counts.items(), ("total", total))]
    problems.sort()
    if style == "text":
        parts = [_table(rows) if counts else "", render([*missing, *problems], style)]
        click.echo("\n\n".join(filter(None, parts)))
    elif style == "json":
        report = {
            "language": language,
            "minimum": minimum,
            "percent": rows[-1]["percent"] if counts else None,
            "passed": passed,
            "components": rows[:-1],
            "problems": plain([*missing, *problems]),
        }
        click.echo(to_json(report))
    else:
        click.echo(render([*problems, *([] if complete else missing)], style))
    raise click.exceptions.Exit(0 if passed else 1)


def _examined(project: Project, language: str) -> tuple[Coverage, list[Problem], list[Problem]]:
    """Return the coverage, problems of missing texts, and problems of catalogs.

    The catalogs of the project are checked, or the shipped one if there are none. The shipped one
    translates only texts of the built-in registry; its obsolete messages are counted only if the
    registry is the whole built-in registry. Raises RegistryError.
    """
    words = list(word_messages())
    messages = [*registry_messages(project.registry, Path.cwd()), *words]
    wanted = {message.text for message in to_translate(messages, language)}
    if not wanted:
        message = f"all texts of the registry are in {language}"
        raise click.BadParameter(message, param_hint="--language")
    own, shipped = project_catalogs(language, project.locale_dirs), shipped_catalog(language)
    problems = [] if own or shipped else [no_catalog(language, project.locale_dirs)]
    catalogs = {path: read_messages(path) for path in (*own, shipped) if path}
    if shipped and not has_builtin(project.registry):
        catalog, known = catalogs[shipped], {word.text for word in words}
        for text in [message.id for message in catalog if message.id not in known]:
            catalog.delete(text)
    checked = {path: catalogs[path] for path in own or catalogs}
    for path, catalog in checked.items():
        problems += translation_problems(catalog, path, wanted, language)
    judged = checked.values() if own or project.registry == BUILTIN else ()
    return *coverage(messages, language, catalogs.values(), judged), problems


def _table(rows: list[dict[str, Any]]) -> str:
    shown = [each | {"percent": f"{each['percent']:.1f} %"} for each in rows]
    cells = [_COLUMNS, *([str(each[column]) for column in _COLUMNS] for each in shown)]
    width, *widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ([name.ljust(width), *map(str.rjust, rest, widths)] for name, *rest in cells)
    return "\n".join(map("  ".join, lines))


def _row(name: str, found: Counter[str]) -> dict[str, Any]:
    return {
        "component": name,
        **{state: found[state] for state in _STATES},
        "total": found.total() - found["obsolete"],
        "percent": math.floor(_percent(found) * 10) / 10,  # 100 means complete
    }


def _percent(found: Counter[str]) -> float:
    """Return the percentage of translated texts; 100 if there are no texts."""
    total = found.total() - found["obsolete"]
    return 100 * found["translated"] / total if total else 100.0
