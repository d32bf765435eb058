"""``mooncake-errors next``: numbers for new codes."""

from collections.abc import Iterator
from itertools import chain, islice, pairwise

import click

from sphinxext.mooncake_errors.cli import options
from sphinxext.mooncake_errors.cli.report import to_json
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.load import load_documents
from sphinxext.mooncake_errors.registry.model import Component, Group
from sphinxext.mooncake_errors.registry.problems import RegistryError
from sphinxext.mooncake_errors.registry.project import Project
from sphinxext.mooncake_errors.registry.rules import Parts


@click.command("next", cls=options.Command)
@click.option("--group", required=True, metavar="ID", help="Id of the group, such as object.")
@click.option(
    "--component", metavar="ID", help="Id of its component, if several have such a group."
)
@click.option(
    "--count",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Number of numbers to show.",
)
@options.registry_option
@options.format_option
@click.pass_obj
def command(project: Project, group: str, component: str | None, count: int, style: str) -> None:
    """Show the next free numbers of a group.

    Continues after the group's last number, in its direction. When the range is used up, gaps are
    filled. The number of a removed code is never free.
    """
    document, owner, index = _group(load_documents(project.registry), group, component)
    chosen = owner.groups[index]
    numbers = list(islice(free_numbers(owner, chosen), count))
    if len(numbers) < count:
        message = f"group {group} has no range; give it one, such as range: [-199, -100]"
        if chosen.range:
            low, high = chosen.range
            few = f"has only {len(numbers)} left, not {count}" if numbers else "is exhausted"
            message = f"the range {low} to {high} of group {group} {few}"
        # Without a range, this is the place of the group.
        place = ("groups", index, "range")
        raise RegistryError([document.problem(place, "no-number", message)])
    if style == "json":
        shown = {"component": owner.component, "group": group, "numbers": numbers}
        click.echo(to_json(shown))
    else:
        click.echo("\n".join(map(str, numbers)))


def _group(parts: Parts, group: str, component: str | None) -> tuple[Document, Component, int]:
    """Return the only group with this id and its component; raise click.BadParameter."""
    if component is not None:
        ids = [owner.component for _, owner in parts]
        options.check_known("component", component, ids, "--component")
    found: dict[str, list[tuple[Document, Component, int]]] = {}
    for document, owner in parts:
        for index, each in enumerate(owner.groups) if component in {None, owner.component} else ():
            found.setdefault(each.id, []).append((document, owner, index))
    options.check_known("group", group, found, "--group")
    if len(found[group]) > 1:
        owners = " and ".join(owner.component for _, owner, _ in found[group])
        message = f"the group {group} is in {owners}: give --component"
        raise click.BadParameter(message, param_hint="--group")
    return found[group][0]


def free_numbers(component: Component, group: Group) -> Iterator[int]:
    """Yield the free numbers in the range of `group`, the next one first; none without a range.

    A number is free if no code of `component` has it; removed codes keep theirs. Continues after
    the group's last number, in its direction, or away from zero if that is unclear. When the range
    is used up, gaps are filled.
    """
    if group.range is None:
        return
    low, high = group.range
    values = [code.value for code in group.codes]
    steps = sum(1 if new > old else -1 for old, new in pairwise(values))
    decreases = steps < 0 if steps else high <= 0
    numbers = range(high, low - 1, -1) if decreases else range(low, high + 1)
    last = max(map(numbers.index, values), default=-1)
    used = {code.value for code in component.codes()}
    in_turn = chain(numbers[last + 1 :], numbers[: last + 1])
    yield from (number for number in in_turn if number not in used)
