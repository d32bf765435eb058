"""The edits of a registry file for a plan, with a line of output about each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.cli.sync.texts import prefix_of, texts
from sphinxext.mooncake_errors.registry.fields import located_codes
from sphinxext.mooncake_errors.registry.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
        self._names = {name for code in header.codes for name in code.names}
        self._aliased = {place.location for place, _ in plan.aliased}
        self._prefix = prefix_of([code.name for code in header.codes], prefix)
        reserved = [edit for place, code in plan.renumbered for edit in self._renumber(place, code)]
        for place, name in plan.renamed:
            self._rename(place, name)
        for place, code in plan.aliased:
            self._add_aliases(place, code)
        added = [each.code.name for each in plan.additions]
        added += [code.name for group in plan.groups for code in group.codes]
        only = added if len(plan.gone) == len(added) == 1 else []
        for place in plan.gone:
            self._mark_removed(place, only or self._similar(place.code.label, added))
        for place in plan.dropped:
            self._drop(place)
        self._reword({place.location: name for place, name in plan.renamed})
        # At one place, keys belong to the code above it: they precede reserved and new codes.
        self.edits += reserved
        for addition in plan.additions:
            self._add(addition)
        for group in plan.groups:
            self._add_group(group)

    def _renumber(self, place: Located, code: HeaderCode) -> Iterator[Edit]:
        """Change the number; yield a removed code with the old one unless another code has it."""
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
            yield self._editor.add_item(place.location[:-1], index, reserved, "")
            self.notes.append(f"reserved {old}: it is never given out again")

    def _rename(self, place: Located, name: str) -> None:
        """Change the name; the old one is a former name unless the header still has it."""
        old = place.code
        self._set(place, "name", name)
        if old.name not in self._names and old.former:
            location = (*place.location, "former")
            self.edits.append(self._editor.add_item(location, None, {"name": old.name}, ""))
        elif old.name not in self._names:
            self._set(place, "former", [{"name": old.name}])
        if name in old.aliases and place.location not in self._aliased:
            self._set(place, "aliases", [alias for alias in old.aliases if alias != name])
        self.notes.append(f"renamed {self._name(old)}: {old.value} is {name} now")

    def _add_aliases(self, place: Located, code: HeaderCode) -> None:
        known = place.code.aliases
        new = [name for name in code.names if name not in {place.code.name, *known}]
        self._set(place, "aliases", [*known, *new])
        self.notes.append(f"aliases of {self._name(place.code)}: {', '.join(new)}")

    def _similar(self, name: str, added: list[str]) -> list[str]:
        """Return those of `added` that are like `name` behind the prefix that all names share."""
        bare = {each.removeprefix(self._prefix): each for each in added}
        return [bare[each] for each in nearest(name.removeprefix(self._prefix), bare)]

    def _mark_removed(self, place: Located, new_names: list[str]) -> None:
        """Mark a code as removed; the first of `new_names` may be its new name."""
        self._set(place, "removed", self._version)
        note = f"removed {self._title(place.code)}: its entry stays, marked as removed"
        old = place.code.label
        for new in new_names[:1]:
            note += f"; if it is called {new} now, --rename {old}={new} keeps its texts"
        self.notes.append(note)

    def _drop(self, place: Located) -> None:
        self.edits.append(self._editor.remove_item(place.location))
        self.notes.append(
            f"dropped {self._title(place.code)}: it is skipped, and was never released"
        )

    def _reword(self, new_names: Mapping[tuple[str | int, ...], str]) -> None:
        """Update the texts that come from comments of the header and are not reviewed.

        `new_names` are those of renamed codes, by their locations.
        """
        codes = {name: code for code in self._header.codes for name in code.names}
        for place in located_codes(self._component):
            theirs = codes.get(new_names.get(place.location, place.code.name or ""))
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
        location = ("groups", index, "codes")
        mapping = self._mapping(addition.code)
        edit = self._editor.add_item(location, addition.after, mapping, "description")
        self.edits.append(edit)
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

    def _title(self, code: Code) -> str:
        return f"{self._name(code)} ({code.value})"

    def _name(self, code: Code) -> str:
        return self._component.qualified(code)
