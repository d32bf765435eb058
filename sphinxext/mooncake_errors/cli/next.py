"""``mooncake-errors next``: numbers for new codes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.cli.options import (
    Command,
    check_known,
    format_option,
    registry_option,
)
from sphinxext.mooncake_errors.cli.report import finish, to_json
from sphinxext.mooncake_errors.registry.load import load_documents

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.registry.document import Document
    from sphinxext.mooncake_errors.registry.model import Component, Group
    from sphinxext.mooncake_errors.registry.project import Project
    from sphinxext.mooncake_errors.registry.rules import Parts


@click.command("next", cls=Command)
@click.option("--group", required=True, metavar="ID", help="Id of the group, such as object.")
@click.option(
    "--component",
    metavar="ID",
    help="Id of its component, if several have such a group.",
)
@click.option(
    "--count",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Number of numbers to show.",
)
@registry_option
@format_option
@click.pass_obj
def command(project: Project, group: str, component: str | None, count: int, style: str) -> None:
    """Show the next free numbers of a group.

    Continues after the group's last number, in its direction. When the range is used up, gaps are
    filled. The number of a removed code is never free.
    """
    parts = load_documents(project.registry)
    document, owner, index = _group(parts, group, component)
    chosen = owner.groups[index]
    numbers = list(islice(free_numbers(owner, chosen), count))
    if len(numbers) < count:
        place = ("groups", index, "range") if chosen.range else ("groups", index)
        message = _too_few(chosen, len(numbers), count)
        finish([document.problem(place, "no-number", message)], style)
    if style == "json":
        shown = {"component": owner.component, "group": group, "numbers": numbers}
        click.echo(to_json(shown))
    else:
        click.echo("\n".join(map(str, numbers)))


def _group(parts: Parts, group: str, component: str | None) -> tuple[Document, Component, int]:
    """Return the only group with this id and its component; raise click.BadParameter."""
    ids = [owner.component for _, owner in parts]
    if component is not None:
        check_known("component", component, ids, "--component")
    parts = [part for part in parts if component in (None, part[1].component)]
    known = [(part, i, each.id) for part in parts for i, each in enumerate(part[1].groups)]
    found = [(*part, i) for part, i, id_ in known if id_ == group]
    check_known("group", group, dict.fromkeys(id_ for *_, id_ in known), "--group")
    if len(found) > 1:
        owners = " and ".join(owner.component for _, owner, _ in found)
        message = f"the group {group} is in {owners}: give --component"
        raise click.BadParameter(message, param_hint="--group")
    return found[0]


def _too_few(group: Group, free: int, count: int) -> str:
    if group.range is None:
        return f"group {group.id} has no range; give it one, such as range: [-199, -100]"
    low, high = group.range
    what = f"the range {low} to {high} of group {group.id}"
    return f"{what} has only {free} left, not {count}" if free else f"{what} is exhausted"


def free_numbers(component: Component, group: Group) -> Iterator[int]:
    """Yield the free numbers in the range of `group`, the next one first; none without a range.

    A number is free if no code of `component` has it; removed codes keep theirs. Continues after
    the group's last number, in its direction. When the range is used up, gaps are filled.
    """
    if group.range is None:
        return
    low, high = group.range
    used = {code.value for code in component.codes()}
    numbers = range(high, low - 1, -1) if _counts_down(group) else range(low, high + 1)
    last = max((numbers.index(code.value) for code in group.codes), default=-1)
    for part in (numbers[last + 1 :], numbers[: last + 1]):
        yield from (number for number in part if number not in used)


def _counts_down(group: Group) -> bool:
    """Return whether the numbers of `group` decrease; if unclear, they go away from zero."""
    steps = [1 if new > old else -1 for old, new in pairwise(code.value for code in group.codes)]
    if sum(steps):
        return sum(steps) < 0
    return bool(group.range and group.range[1] <= 0)
