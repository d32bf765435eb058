"""``mooncake-errors rule``: the meaning of each rule."""

import click

from sphinxext.mooncake_errors.checks.rules import RULES
from sphinxext.mooncake_errors.cli.options import Command, formats
from sphinxext.mooncake_errors.cli.report import to_json
from sphinxext.mooncake_errors.registry.problems import did_you_mean


def known_rule(name: str) -> str:
    """Return `name`; raise click.BadParameter if it is not the name of a rule."""
    if name not in RULES:
        raise click.BadParameter(f"unknown rule {name!r}{did_you_mean(name, RULES)}")
    return name


@click.command("rule", cls=Command)
@click.argument("name", required=False, type=known_rule)
@formats("text", "json")
def command(name: str | None, style: str) -> None:
    """Explain a rule: what its problem means, and what to do.

    NAME is the word behind the place in a problem, such as wrong-number. Without NAME all rules are
    listed.
    """
    names = sorted(RULES) if name is None else [name]
    if style == "json":
        rules = [{"rule": each, **RULES[each]._asdict()} for each in names]
        click.echo(to_json(rules))
    elif name is None:
        width = max(map(len, names))
        click.echo("\n".join(f"{each:<{width}}  {RULES[each].meaning}" for each in names))
    else:
        click.echo(f"{name}: {RULES[name].meaning}\n\n{RULES[name].remedy}")
