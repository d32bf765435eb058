"""The edits of a registry file that a plan asks for, with a line about each for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.checks.headers import Place
from sphinxext.mooncake_errors.cli.sync.texts import prefix_of, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.cli.sync.plan import Addition, NewGroup, Plan
    from sphinxext.mooncake_errors.headers import Header, HeaderCode
    from sphinxext.mooncake_errors.registry.editing import Edit, Editor
    from sphinxext.mooncake_errors.registry.model import Component


@dataclass(slots=True)
class Changes:
    """The edits of one registry file."""

    edits: list[Edit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """A line about each change, for people."""


@dataclass(frozen=True, slots=True)
class Context:
    """A component with the editor of its file."""

    component: Component
    editor: Editor
    version: str
    """The version in which codes go."""
    prefix: str
    """The beginning of the names of all codes of the header."""


_Part = tuple[list["Edit"], list[str]]


def changes(
    plan: Plan, component: Component, header: Header, editor: Editor, version: str
) -> Changes:
    """Return the edits by `editor` that `plan` asks for; codes are removed in `version`."""
    prefix = component.source.macro_prefix if component.source else None
    shared = prefix_of([code.name for code in header.codes], prefix)
    context = Context(component, editor, version, shared)
    numbers = {value for code in header.codes for value in code.values}
    result = Changes()
    parts: tuple[_Part, ...] = (
        *(_renumbered(place, code, context, numbers) for place, code in plan.renumbered),
        *(_renamed(place, code, context) for place, code in plan.renamed),
        *(_aliased(place, code, context) for place, code in plan.aliased),
        # At one place a tombstone belongs to the code above it, so it goes before new codes.
        *(_gone(place, context) for place in plan.gone),
        *(_dropped(place, context) for place in plan.dropped),
        *(_reworded(place, code, context) for place, code in _reviewed(component, header, editor)),
        *(_added(addition, context) for addition in plan.additions),
        *(_grouped(group, context) for group in plan.groups),
    )
    for edits, notes in parts:
        result.edits += edits
        result.notes += notes
    return result


def _renumbered(place: Place, code: HeaderCode, context: Context, numbers: set[int]) -> _Part:
    """Change the number; the old one is kept by a removed code unless another code has it now."""
    old, name = place.code.value, context.component.qualified(place.code)
    edits = [context.editor.set_key(place.location, "value", code.value)]
    notes = [f"renumbered {name}: {old} is {code.value} now"]
    if old not in numbers and old != 0:
        reserved = {
            "value": old,
            "description": f"The number of {code.name} before it became {code.value}.",
            "removed": context.version,
        }
        index = place.group.codes.index(place.code)
        edits.append(context.editor.add_item(place.location[:-1], index, reserved, ""))
        notes.append(f"reserved {old}: it is never given out again")
    return edits, notes


def _renamed(place: Place, code: HeaderCode, context: Context) -> _Part:
    name = context.component.qualified(place.code)
    edits = [context.editor.set_key(place.location, "name", code.name)]
    if place.code.name is not None:
        former = [
            {"name": each.name, **({"until": each.until} if each.until else {})}
            for each in place.code.former
        ]
        listed = [*former, {"name": place.code.name}]
        edits.append(context.editor.set_key(place.location, "former", listed))
    return edits, [f"renamed {name}: {place.code.value} is {code.name} now"]


def _aliased(place: Place, code: HeaderCode, context: Context) -> _Part:
    known = (*place.code.aliases,)
    new = [name for name in code.names if name not in {place.code.name, *known}]
    edit = context.editor.set_key(place.location, "aliases", [*known, *new])
    return [edit], [f"aliases of {context.component.qualified(place.code)}: {', '.join(new)}"]


def _gone(place: Place, context: Context) -> _Part:
    edit = context.editor.set_key(place.location, "removed", context.version)
    name = context.component.qualified(place.code)
    return [edit], [f"removed {name} ({place.code.value}): its entry stays, marked as removed"]


def _dropped(place: Place, context: Context) -> _Part:
    edit = context.editor.remove_item(place.location)
    name = context.component.qualified(place.code)
    return [edit], [f"dropped {name} ({place.code.value}): it is skipped, and was never released"]


def _reviewed(
    component: Component, header: Header, editor: Editor
) -> Iterator[tuple[Place, HeaderCode]]:
    """Yield the codes with a comment whose description nobody has reviewed."""
    codes = {name: code for code in header.codes for name in code.names}
    for g, group in enumerate(component.groups):
        for c, code in enumerate(group.codes):
            place = Place(code, group, ("groups", g, "codes", c))
            theirs = codes.get(code.name or "")
            if theirs and theirs.comment and editor.is_marked((*place.location, "description")):
                yield place, theirs


def _reworded(place: Place, code: HeaderCode, context: Context) -> _Part:
    new = texts(code, context.prefix)
    old = {"description": str(place.code.description), "details": str(place.code.details or "")}
    edits = [
        context.editor.set_key(place.location, key, text)
        for key, text in new.items()
        if text != old[key]
    ]
    name = context.component.qualified(place.code)
    return edits, [f"reworded {name}: its comment has changed"] if edits else []


def _added(addition: Addition, context: Context) -> _Part:
    index = context.component.groups.index(addition.group)
    names = [code.name for code in addition.group.codes]
    after = names.index(addition.after) if addition.after else None
    mapping = _mapping(addition.code, context)
    edit = context.editor.add_item(("groups", index, "codes"), after, mapping, "description")
    return [edit], [_note(addition.code, context, addition.group.id)]


def _grouped(group: NewGroup, context: Context) -> _Part:
    codes = tuple(_mapping(code, context) for code in group.codes)
    mapping: dict[str, Any] = {"id": group.id, "title": group.title}
    if group.range:
        mapping["range"] = list(group.range)
    edit = context.editor.add_item(("groups",), None, {**mapping, "codes": codes}, "title")
    return [edit], [_note(code, context, f"{group.id}, which is new") for code in group.codes]


def _mapping(code: HeaderCode, context: Context) -> dict[str, Any]:
    return {
        "name": code.name,
        "value": code.value,
        **texts(code, context.prefix),
        **({"aliases": list(code.aliases)} if code.aliases else {}),
        **({"deprecated": code.deprecated} if code.deprecated else {}),
    }


def _note(code: HeaderCode, context: Context, group: str) -> str:
    return f"added {context.component.component}.{code.name} ({code.value}) to group {group}"
