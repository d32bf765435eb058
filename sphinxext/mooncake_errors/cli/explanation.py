"""How what is known of codes is printed: as text, JSON or Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.cli.report import to_json
from sphinxext.mooncake_errors.cli.sheet_forms import markdown, terminal
from sphinxext.mooncake_errors.cli.terminal import Styled, echo, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinxext.mooncake_errors.cli.sheet import Edition
    from sphinxext.mooncake_errors.cli.terminal import Line
    from sphinxext.mooncake_errors.logs.reader import Finding
    from sphinxext.mooncake_errors.registry.lookup import Entry

FORMATS = ("text", "json", "markdown")


@dataclass(frozen=True, slots=True)
class Explained:
    """A code to explain."""

    entry: Entry
    finding: Finding | None = None
    """Where a log holds it."""


def print_explained(edition: Edition, explained: list[Explained], style: str, color: str) -> None:
    """Print all of `explained` in the `style`, one of FORMATS."""
    if style == "json":
        values = [edition.data(item.entry, item.finding) for item in explained]
        click.echo(to_json(values))
    elif style == "markdown":
        sheets = ("\n".join(markdown(edition.sheet(x.entry, x.finding))) for x in explained)
        click.echo("\n\n".join(sheets), nl=bool(explained))
    else:
        echo(_lines(edition, explained), color)


def _lines(edition: Edition, explained: Iterable[Explained]) -> Iterator[Line]:
    columns = width()
    for number, item in enumerate(explained):
        if number:
            yield from ([], [Styled("-" * columns, "dim")], [])
        yield from terminal(edition.sheet(item.entry, item.finding), columns)
