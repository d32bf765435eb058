"""New names of codes, as given by ``sync --rename OLD=NEW``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.cli.options import pairs
from sphinxext.mooncake_errors.registry.fields import located_codes
from sphinxext.mooncake_errors.registry.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinxext.mooncake_errors.headers import Header
    from sphinxext.mooncake_errors.registry.fields import Located
    from sphinxext.mooncake_errors.registry.model import Code, Component


def _renames(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    form = "OLD=NEW, such as NO_KEY=KEY_NOT_FOUND"
    return dict(pairs(values, form, lambda old, new: old and new))


rename_option = click.option(
    "--rename",
    "renames",
    multiple=True,
    callback=_renames,
    metavar="OLD=NEW",
    help="Code of the registry with its new name in the header, also if its number has changed or "
    "the registry refers to it; repeat for more.",
)


def check_renames(renames: Mapping[str, str], components: Iterable[Component]) -> None:
    """Raise click.BadParameter if an old name is not that of a code of `components`.

    A name that has been replaced by the new one before is accepted.
    """
    codes = [code for component in components for code in component.codes()]
    known = {code.name for code in codes}
    done = {(former.name, code.name) for code in codes for former in code.former}
    for old, new in renames.items():
        if old not in known and (old, new) not in done:
            message = f"no code {old} in the registry{did_you_mean(old, filter(None, known))}"
            raise click.BadParameter(message, param_hint="--rename")


def rename(
    component: Component, header: Header, renames: Mapping[str, str]
) -> tuple[Component, list[tuple[Located, str]]]:
    """Return `component` with new names, and each renamed code as it was with its new name.

    Old names that `component` does not have are ignored. Raises click.BadParameter if the `header`
    lacks a new name, or if `component` has it already.
    """
    places = {place.code.name: place for place in located_codes(component)}
    found = [(places[old], new) for old, new in renames.items() if old in places]
    names = [name for code in header.codes for name in code.names]
    for place, new in found:
        if fault := _fault(place, new, component, names):
            raise click.BadParameter(f"{new} {fault}", param_hint="--rename")
    renamed = {id(place.code): _renamed(place.code, new) for place, new in found}
    groups = (
        replace(group, codes=tuple(renamed.get(id(code), code) for code in group.codes))
        for group in component.groups
    )
    return replace(component, groups=tuple(groups)), found


def _renamed(code: Code, new: str) -> Code:
    return replace(code, name=new, aliases=tuple(name for name in code.aliases if name != new))


def _fault(place: Located, new: str, component: Component, names: list[str]) -> str:
    """Return why the code at `place` cannot have the name `new`; empty if it can."""
    if new not in names:
        return f"is not among the codes of the header{did_you_mean(new, names)}"
    if any(new in code.names() for code in component.codes() if code is not place.code):
        return "is the name of another code in the registry"
    return ""
