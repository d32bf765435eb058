"""``mooncake-errors catalogs``: translation coverage and faults of translations."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import click

from sphinxext.mooncake_errors.catalogs.catalog import (
    no_catalog,
    project_catalogs,
    shipped_catalog,
    shipped_language,
)
from sphinxext.mooncake_errors.catalogs.extractor import Message, registry_messages, word_messages
from sphinxext.mooncake_errors.catalogs.files import PoCatalog, is_translation, read_messages
from sphinxext.mooncake_errors.checks.translations import translation_problems
from sphinxext.mooncake_errors.cli import options
from sphinxext.mooncake_errors.cli.report import plain, render, to_json
from sphinxext.mooncake_errors.registry.builtin import BUILTIN, has_builtin
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError
from sphinxext.mooncake_errors.registry.project import Project

_STATES = ("translated", "fuzzy", "missing", "obsolete")
_COLUMNS = ("component", *_STATES, "percent")
_FAULTS = {
    "missing": ("untranslated", "not translated"),
    "fuzzy": ("fuzzy", "changed since it was translated"),
}
"""Rule and message of a problem about a text in each state."""

Coverage = dict[str, Counter[str]]
"""The number of texts in each of _STATES, by component."""


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
    if not (language := project.language):
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
    """Return the coverage, problems of texts without translation, and problems of catalogs.

    The catalogs of the project are checked, or the shipped one if there are none. The shipped one
    translates only texts of the built-in registry; its obsolete messages are counted only if the
    registry is the whole built-in registry. Raises RegistryError.
    """
    words = list(word_messages())
    messages = [*registry_messages(project.registry, Path.cwd()), *words]
    target = shipped_language(language)
    foreign = [message for message in messages if shipped_language(message.language) != target]
    if not foreign:
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
    wanted = {message.text for message in foreign}
    for path, catalog in checked.items():
        problems += translation_problems(catalog, path, wanted, language)
    judged = checked.values() if own or project.registry == BUILTIN else ()
    counts: Coverage = {message.component: Counter() for message in messages}
    missing = list(_counted(counts, foreign, catalogs))
    for component in _obsolete(messages, judged):
        counts.setdefault(component, Counter())["obsolete"] += 1
    return counts, missing, problems


def _counted(
    counts: Coverage, messages: Iterable[Message], catalogs: dict[Path, PoCatalog]
) -> Iterator[Problem]:
    """Add each text to `counts`, once for its component; yield a problem if it is not translated.

    It is fuzzy if all its translations in `catalogs` are. The problem of a word, which has no line,
    is in the first catalog, since the file of words is not in the project.
    """
    states: dict[str, str] = {}
    for found in filter(is_translation, chain.from_iterable(catalogs.values())):
        if states.get(str(found.id)) != "translated":
            states[str(found.id)] = "fuzzy" if found.fuzzy else "translated"
    uses: dict[tuple[str, str], Message] = {}
    for message in messages:
        uses.setdefault((message.component, message.text), message)
    for (component, text), message in uses.items():
        state = states.get(text, "missing")
        counts[component][state] += 1
        if state in _FAULTS:
            rule, fault = _FAULTS[state]
            shown = f"{message.comment}: {fault}: {text}"
            path, line = message.path, message.line
            if not line and catalogs:
                file, catalog = next(iter(catalogs.items()))
                entry = catalog.get(text)
                path, line = str(file), (entry and entry.lineno) or 0
            yield Problem(path, max(line, 1), 1, rule, shown)


def _obsolete(messages: Iterable[Message], catalogs: Iterable[PoCatalog]) -> Iterator[str]:
    """Yield the component of each translation whose text is no longer there, if it is known."""
    texts = {message.text for message in messages}
    owners = {message.path: message.component for message in messages}
    for catalog in catalogs:
        unused = [m for m in catalog if m.id and m.string and m.id not in texts]
        for message in (*catalog.obsolete.values(), *unused):
            places = (owners[path] for path, _ in message.locations if path in owners)
            yield next(places, "(unknown)")


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
