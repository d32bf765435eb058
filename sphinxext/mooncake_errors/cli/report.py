"""Output of problems: as text, as JSON, for GitHub, and as SARIF."""

import json
import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

import click

from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.registry.problems import Problem

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def render(problems: Iterable[Problem], style: str) -> str:
    """Return `problems` in the `style`, one of `options.FORMATS`; no line end at the end.

    Text and GitHub's workflow commands have a line for each problem, and are empty without one.
    GitHub takes paths in commands and in SARIF from the root of the repository.
    """
    if style == "json":
        return to_json(plain(problems))
    root = os.environ.get("GITHUB_WORKSPACE", "")
    if style != "text" and root and Path.cwd().is_relative_to(root):
        problems = [each._replace(path=os.path.relpath(each.path, root)) for each in problems]
    shown = [_with_shown_path(problem) for problem in problems]
    if style == "sarif":
        return to_json(_sarif(shown))
    return "\n".join(map(_github if style == "github" else str, shown))


def finish(problems: Iterable[Problem], style: str, *, err: bool = False) -> NoReturn:
    """Print `problems`, to standard error with `err`; exit with their `status`."""
    problems = sorted(problems)
    shown = render(problems, style)
    if shown:
        click.echo(shown, err=err)
    raise click.exceptions.Exit(status(problems))


def status(problems: Collection[Problem]) -> int:
    """Return the exit status: 0 without `problems`, 2 if a file cannot be read, else 1."""
    if any(problem.rule == "unreadable" for problem in problems):
        return 2
    return 1 if problems else 0


def plain(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return `problems` as plain data: path, line, column, rule and message of each."""
    return [_with_shown_path(problem)._asdict() for problem in problems]


def to_json(value: Any) -> str:
    """Return `value` as indented JSON that is safe to print."""
    # Unsafe characters are only in strings, where their escape sequences mean the same.
    return safe(json.dumps(value, ensure_ascii=False, indent=2))


def _with_shown_path(problem: Problem) -> Problem:
    """Return `problem` with its path relative to the working directory where it is below it."""
    path = Path(problem.path)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return problem._replace(path=path.as_posix())


def _github(problem: Problem) -> str:
    """Return a workflow command, without the characters that would end it or a property."""
    path, title = (safe(each.translate(_PROPERTY)) for each in (problem.path, problem.rule))
    message = safe(problem.message.translate(_DATA))
    return f"::error file={path},line={problem.line},col={problem.column},title={title}::{message}"


def _sarif(problems: list[Problem]) -> dict[str, Any]:
    from importlib.metadata import version  # noqa: PLC0415 - slow, and most print no SARIF

    rules = sorted({problem.rule for problem in problems})
    results = []
    for path, line, column, rule, message in problems:
        uri = Path(path).as_uri() if Path(path).is_absolute() else quote(path)
        region = {"startLine": line, "startColumn": column}
        place = {"artifactLocation": {"uri": uri}, "region": region}
        result = {"ruleId": rule, "ruleIndex": rules.index(rule), "level": "error"}
        texts = {"message": {"text": message}, "locations": [{"physicalLocation": place}]}
        results.append(result | texts)
    driver = {
        "name": "mooncake-errors",
        "version": version("sphinxext-mooncake-errors"),
        "rules": [{"id": rule} for rule in rules],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return {"$schema": schema, "version": "2.1.0", "runs": [run]}
