"""From what has to change in a registry to the edits of its file, and what is said about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.checks.sync import Plan, description

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.checks.headers import Place
    from sphinxext.mooncake_errors.checks.sync import Addition, NewGroup
    from sphinxext.mooncake_errors.headers import HeaderCode
    from sphinxext.mooncake_errors.registry.editing import Edit, Editor
    from sphinxext.mooncake_errors.registry.model import Component


@dataclass(slots=True)
class Changes:
    """The edits of one registry file."""

    edits: list[Edit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """A line about each change, for people."""


def changes(plan: Plan, component: Component, editor: Editor, version: str) -> Changes:
    """Return the edits by `editor` that `plan` asks for; gone codes are removed in `version`."""
    result = Changes()
    parts = (
        *(_renumbered(place, code, component, editor) for place, code in plan.renumbered),
        *(_renamed(place, code, component, editor) for place, code in plan.renamed),
        # At one place a tombstone belongs to the code above it, so it goes before new codes.
        *(_gone(place, component, editor, version) for place in plan.gone),
        *(_added(addition, component, editor) for addition in plan.additions),
        *(_grouped(group, component, editor) for group in plan.groups),
    )
    for edit, notes in parts:
        result.edits.append(edit)
        result.notes += notes
    return result


def _renumbered(
    place: Place, code: HeaderCode, component: Component, editor: Editor
) -> tuple[Edit, list[str]]:
    edit = editor.replace_scalar((*place.location, "value"), code.value)
    name = component.qualified(place.code)
    return edit, [f"renumbered {name}: {place.code.value} is {code.value} now"]


def _renamed(
    place: Place, code: HeaderCode, component: Component, editor: Editor
) -> tuple[Edit, list[str]]:
    edit = editor.replace_scalar((*place.location, "name"), code.name)
    name = component.qualified(place.code)
    return edit, [f"renamed {name}: {place.code.value} is {code.name} now"]


def _gone(
    place: Place, component: Component, editor: Editor, version: str
) -> tuple[Edit, list[str]]:
    edit = editor.add_key(place.location, "removed", version)
    name = component.qualified(place.code)
    return edit, [f"removed {name} ({place.code.value}): its entry stays, marked as removed"]


def _added(addition: Addition, component: Component, editor: Editor) -> tuple[Edit, list[str]]:
    index = component.groups.index(addition.group)
    names = [code.name for code in addition.group.codes]
    after = names.index(addition.after) if addition.after else None
    mapping = _mapping(addition.code, component)
    edit = editor.add_item(("groups", index, "codes"), after, mapping, "description")
    return edit, [_note(addition.code, component, addition.group.id)]


def _grouped(group: NewGroup, component: Component, editor: Editor) -> tuple[Edit, list[str]]:
    codes = tuple(_mapping(code, component) for code in group.codes)
    mapping: dict[str, Any] = {"id": group.id, "title": group.title}
    if group.range:
        mapping["range"] = list(group.range)
    edit = editor.add_item(("groups",), None, {**mapping, "codes": codes}, "title")
    notes = [_note(code, component, f"{group.id}, which is new") for code in group.codes]
    return edit, notes


def _mapping(code: HeaderCode, component: Component) -> dict[str, Any]:
    return {
        "name": code.name,
        "value": code.value,
        "description": description(code, component),
    }


def _note(code: HeaderCode, component: Component, group: str) -> str:
    return f"added {component.component}.{code.name} ({code.value}) to group {group}"
