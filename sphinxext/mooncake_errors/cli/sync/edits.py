"""The edits of a registry file for a plan, with a line of output about each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.cli.sync.texts import prefix_of, texts
from sphinxext.mooncake_errors.registry.fields import located_codes

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.cli.sync.plan import Addition, NewGroup, Plan
    from sphinxext.mooncake_errors.headers import Header, HeaderCode
    from sphinxext.mooncake_errors.registry.editing import Edit, Editor
    from sphinxext.mooncake_errors.registry.fields import Located
    from sphinxext.mooncake_errors.registry.model import Code, Component


class Changes:
    """The changes of the file of one component."""

    def __init__(
        self, plan: Plan, component: Component, header: Header, editor: Editor, version: str
    ) -> None:
        """Make the edits of `plan` with `editor`; removed codes get `version`."""
        self.edits: list[Edit] = []
        self.notes: list[str] = []
        """A line about each change, for people."""
        self._component, self._header = component, header
        self._editor, self._version = editor, version
        prefix = component.source.macro_prefix if component.source else None
        self._numbers = {value for code in header.codes for value in code.values}
        self._prefix = prefix_of([code.name for code in header.codes], prefix)
        for place, code in plan.renumbered:
            self._renumber(place, code)
        for place, code in plan.renamed:
            self._rename(place, code)
        for place, code in plan.aliased:
            self._add_aliases(place, code)
        # At the same place, a removed number belongs to the code above it: it precedes new codes.
        for place in plan.gone:
            self._mark_removed(place)
        for place in plan.dropped:
            self._drop(place)
        self._reword()
        for addition in plan.additions:
            self._add(addition)
        for group in plan.groups:
            self._add_group(group)

    def _renumber(self, place: Located, code: HeaderCode) -> None:
        """Change the number; a removed code reserves the old one unless another code has it now."""
        old = place.code.value
        self._set(place, "value", code.value)
        self.notes.append(f"renumbered {self._name(place.code)}: {old} is {code.value} now")
        if old not in self._numbers and old != 0:
            reserved = {
                "value": old,
                "description": f"The number of {code.name} before it became {code.value}.",
                "removed": self._version,
            }
            index = place.group.codes.index(place.code)
            self.edits.append(self._editor.add_item(place.location[:-1], index, reserved, ""))
            self.notes.append(f"reserved {old}: it is never given out again")

    def _rename(self, place: Located, code: HeaderCode) -> None:
        former = [
            {"name": each.name, **({"until": each.until} if each.until else {})}
            for each in place.code.former
        ]
        self._set(place, "name", code.name)
        self._set(place, "former", [*former, {"name": place.code.name}])
        name = self._name(place.code)
        self.notes.append(f"renamed {name}: {place.code.value} is {code.name} now")

    def _add_aliases(self, place: Located, code: HeaderCode) -> None:
        known = place.code.aliases
        new = [name for name in code.names if name not in {place.code.name, *known}]
        self._set(place, "aliases", [*known, *new])
        self.notes.append(f"aliases of {self._name(place.code)}: {', '.join(new)}")

    def _mark_removed(self, place: Located) -> None:
        self._set(place, "removed", self._version)
        what = f"{self._name(place.code)} ({place.code.value})"
        self.notes.append(f"removed {what}: its entry stays, marked as removed")

    def _drop(self, place: Located) -> None:
        self.edits.append(self._editor.remove_item(place.location))
        what = f"{self._name(place.code)} ({place.code.value})"
        self.notes.append(f"dropped {what}: it is skipped, and was never released")

    def _reword(self) -> None:
        """Update the texts that come from comments of the header and are not reviewed."""
        codes = {name: code for code in self._header.codes for name in code.names}
        for place in located_codes(self._component):
            theirs = codes.get(place.code.name or "")
            marked = self._editor.is_marked((*place.location, "description"))
            if not (theirs and theirs.comment and marked):
                continue
            old = {"description": place.code.description, "details": place.code.details or ""}
            new = texts(theirs, self._prefix)
            changed = {key: text for key, text in new.items() if text != old[key]}
            for key, text in changed.items():
                self._set(place, key, text)
            if changed:
                self.notes.append(f"reworded {self._name(place.code)}: its comment has changed")

    def _add(self, addition: Addition) -> None:
        index = self._component.groups.index(addition.group)
        names = [code.name for code in addition.group.codes]
        after = names.index(addition.after) if addition.after else None
        mapping = self._mapping(addition.code)
        location = ("groups", index, "codes")
        self.edits.append(self._editor.add_item(location, after, mapping, "description"))
        self._note_added(addition.code, addition.group.id)

    def _add_group(self, group: NewGroup) -> None:
        codes = tuple(self._mapping(code) for code in group.codes)
        mapping: dict[str, Any] = {"id": group.id, "title": group.title}
        if group.range:
            mapping["range"] = list(group.range)
        mapping["codes"] = codes
        self.edits.append(self._editor.add_item(("groups",), None, mapping, "title"))
        for code in group.codes:
            self._note_added(code, f"{group.id}, which is new")

    def _note_added(self, code: HeaderCode, group: str) -> None:
        name = f"{self._component.component}.{code.name}"
        self.notes.append(f"added {name} ({code.value}) to group {group}")

    def _mapping(self, code: HeaderCode) -> dict[str, Any]:
        return {
            "name": code.name,
            "value": code.value,
            **texts(code, self._prefix),
            **({"aliases": list(code.aliases)} if code.aliases else {}),
            **({"deprecated": code.deprecated} if code.deprecated else {}),
        }

    def _set(self, place: Located, key: str, value: Any) -> None:
        self.edits.append(self._editor.set_key(place.location, key, value))

    def _name(self, code: Code) -> str:
        return self._component.qualified(code)
