"""The edits of a registry file that resolve its differences from a header, with notes on them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sphinxext.mooncake_errors.checks.drift import BY_HAND, Comparison, Drift, Kind
from sphinxext.mooncake_errors.cli.sync.new_codes import index_before, placed, prefix_of, texts
from sphinxext.mooncake_errors.headers import Header, HeaderCode, is_skipped
from sphinxext.mooncake_errors.registry.editing import REVIEW, Editor
from sphinxext.mooncake_errors.registry.fields import Location
from sphinxext.mooncake_errors.registry.lookup import Entry, entries_of
from sphinxext.mooncake_errors.registry.model import Component
from sphinxext.mooncake_errors.registry.problems import nearest

_TAKING = frozenset({Kind.MISSING, Kind.RENUMBERED})
"""Differences whose resolution gives a number to a code."""


class Changes:
    """The changes of the file of one component."""

    def __init__(
        self, component: Component, header: Header, editor: Editor, version: str = ""
    ) -> None:
        """Change the file of `editor`; removed codes get `version`."""
        self.undecided: list[Drift] = []
        """The differences that only a person can resolve."""
        self._comparison = Comparison(component, header)
        self._component, self._header = component, header
        self._codes = {name: code for code in header.codes for name in code.names}
        self._editor, self._note, self._version = editor, editor.notes.append, version
        source = component.source
        names = [code.name for code in header.codes]
        self._prefix = prefix_of(names, source.macro_prefix if source else None)

    def resolve(
        self,
        contents: Sequence[str] = (),
        renamed: Sequence[tuple[Entry, str]] = (),
        skip: Sequence[str] = (),
    ) -> None:
        """Resolve the differences; `renamed` are further codes with new names.

        `contents` are those of the registry files: a renamed code that they refer to by name is
        left to a person. A code that the header lacks is dropped if its name matches one of the
        patterns `skip`.
        """
        drifts = self._decided(Counter(re.findall(r"\w+", "\n".join(contents))))
        aliased = _pairs(drifts, Kind.ALIAS)
        renamed = [*((ours, new.name) for ours, new in _pairs(drifts, Kind.RENAMED)), *renamed]
        new = [drift.theirs for drift in drifts if drift.kind is Kind.MISSING and drift.theirs]
        gone, without = (
            [drift.ours for drift in drifts if drift.kind is kind and drift.ours]
            for kind in (Kind.GONE, Kind.ALIAS_GONE)
        )
        for pair in _pairs(drifts, Kind.RENUMBERED):
            self._renumber(*pair)
        for place, name in renamed:
            self._rename(place, name)
        names = {place.location: name for place, name in renamed}
        changed = [*(place for place, _ in (*aliased, *renamed)), *without]
        for location, place in {place.location: place for place in changed}.items():
            self._set_other_names(place, names.get(location, place.code.label))
        for place, code in _pairs(drifts, Kind.DEPRECATED):
            self._set(place, "deprecated", code.deprecated)
            self._note(f"deprecated {place.qualified} since {code.deprecated}")
        self._remove(gone, [code.name for code in new], skip)
        self._reword(names)
        self._add(new)

    def _decided(self, words: Mapping[str, int]) -> list[Drift]:
        """Return the differences to resolve; add the others to `undecided`.

        `words` are those of the registry files, with their counts.
        """
        drifts = list(self._comparison.drifts())
        refused = self._refused(drifts, words)
        undecided = [drift for drift in drifts if drift.theirs and drift.theirs.name in refused]
        for drift in undecided:
            hint = ""
            if drift.kind is Kind.RENAMED and drift.ours and drift.theirs and drift.ours.code.name:
                option = f"--rename {drift.ours.code.name}={drift.theirs.name}"
                hint = f"; if it is the same code: {option}"
            self.undecided.append(replace(drift, message=f"{drift.message}{hint}"))
        return [drift for drift in drifts if drift not in undecided]

    def _refused(self, drifts: Sequence[Drift], words: Mapping[str, int]) -> set[str]:
        """Return the names in the header of the codes that need a person."""
        both = [(drift, drift.theirs) for drift in drifts if drift.theirs]
        stuck = [new for drift, new in both if self._needs_a_person(drift, words)]
        while True:
            refused = {name for new in stuck for name in new.names}
            # A number that a code keeps in the registry is not free for another one.
            codes = self._component.codes()
            kept = {code.value for code in codes if not refused.isdisjoint(code.names())}
            more = [new for drift, new in both if drift.kind in _TAKING and new.value in kept]
            if refused.issuperset(new.name for new in more):
                return refused
            stuck += more

    def _needs_a_person(self, drift: Drift, words: Mapping[str, int]) -> bool:
        kind, ours = drift.kind, drift.ours
        # A new code that does not fit into the group of its section goes into another one.
        misplaced = kind is Kind.OUT_OF_RANGE and ours is not None
        uncertain = bool(self._header.unevaluated) and kind in {Kind.RENUMBERED, Kind.RENAMED}
        name = ours.code.name if ours else None
        cited = kind is Kind.RENAMED and (name is None or words[name] > 1)
        return kind in BY_HAND or misplaced or uncertain or cited

    def _renumber(self, place: Entry, code: HeaderCode) -> None:
        """Change the number; add a removed code with the old one unless another code has it."""
        old = place.code.value
        self._set(place, "value", code.value)
        self._note(f"renumbered {place.qualified}: {old} is {code.value} now")
        if old != 0 and not any(old in each.values for each in self._header.codes):
            reserved = {
                "value": old,
                "description": f"The number of {code.name} before it became {code.value}.",
                "removed": self._version,
            }
            index = place.group.codes.index(place.code)
            self._editor.add_item(place.location[:-1], index, reserved, "")
            self._note(f"reserved {old}: it is never given out again")

    def _rename(self, place: Entry, name: str) -> None:
        self._set(place, "name", name)
        self._note(f"renamed {place.qualified}: {place.code.value} is {name} now")

    def _set_other_names(self, place: Entry, name: str) -> None:
        """List the aliases in the header of a code, whose name is `name` now, and former names."""
        old, known = place.code, place.code.aliases
        existing = {*self._codes, *self._header.unevaluated}
        former = [{"name": each} for each in (old.name, *known) if each and each not in existing]
        if old.former:
            location = (*place.location, "former")
            for each in former:
                self._editor.add_item(location, None, each, "")
        elif former:
            self._set(place, "former", former)
        names = dict.fromkeys((*known, *self._codes[name].names))
        aliases = [each for each in names if each != name and each in existing]
        if aliases != [*known]:
            self._set(place, "aliases", aliases)
        if gone := [each for each in known if each not in existing]:
            self._note(f"former names of {place.qualified}: {', '.join(gone)}")
        if new := [each for each in aliases if each not in known]:
            self._note(f"aliases of {place.qualified}: {', '.join(new)}")

    def _remove(self, gone: Sequence[Entry], new: list[str], skip: Sequence[str]) -> None:
        """Mark codes as removed, or drop them; the names `new` may be their new names."""
        dropped = [
            place
            for place in gone
            if is_skipped(place.code.name or "", skip)
            and place.code.since is None
            and len(place.group.codes) > 1
        ]
        removed = [place for place in gone if place not in dropped]
        for place in removed:
            self._set(place, "removed", self._version)
            old = place.code.label
            note = f"removed {place.qualified_title}: its entry stays, marked as removed"
            likely = new if len(new) == len(removed) == 1 else self._similar(old, new)
            for name in likely[:1]:
                note += f"; if it is called {name} now, --rename {old}={name} keeps its texts"
            self._note(note)
        for place in dropped:
            self._editor.remove_item(place.location)
            self._note(f"dropped {place.qualified_title}: it is skipped, and was never released")

    def _similar(self, name: str, new: list[str]) -> list[str]:
        """Return those of `new` that are like `name` behind the prefix that all names share."""
        bare = {each.removeprefix(self._prefix): each for each in new}
        return [bare[each] for each in nearest(name.removeprefix(self._prefix), bare)]

    def _reword(self, new_names: Mapping[Location, str]) -> None:
        """Replace the texts that differ from comments of the header and are to be reviewed.

        Who changed one, a person or the header, is not known: the note says how to keep it.
        `new_names` are those of renamed codes, by their locations.
        """
        for place in entries_of(self._component):
            theirs = self._codes.get(new_names.get(place.location, place.code.name or ""))
            marked = self._editor.is_marked((*place.location, "description"))
            if not (theirs and theirs.comment and marked):
                continue
            old = {"description": place.code.description, "details": place.code.details or ""}
            new = texts(theirs, self._prefix)
            changed = {key: text for key, text in new.items() if text != old[key]}
            for key, text in changed.items():
                self._set(place, key, text)
            if changed:
                why = "it is to be reviewed and differs from its comment"
                hint = f"to keep a text of yours, delete its line {REVIEW!r}"
                self._note(f"reworded {place.qualified}: {why}; {hint}")

    def _add(self, codes: Iterable[HeaderCode]) -> None:
        """Add new `codes` to their groups, and the groups that these need."""
        fitting, groups = placed(self._comparison, codes)
        added = [(code, group.id) for code, group in fitting]
        for code, group in fitting:
            location = ("groups", self._component.groups.index(group), "codes")
            after = index_before(group, code, self._header)
            self._editor.add_item(location, after, self._mapping(code), "description")
        for keys, members in groups:
            mapping = keys | {"codes": tuple(map(self._mapping, members))}
            self._editor.add_item(("groups",), None, mapping, "title")
            added += ((code, f"{keys['id']}, which is new") for code in members)
        component = self._component.component
        for code, where in added:
            self._note(f"added {component}.{code.name} ({code.value}) to group {where}")
        if added:
            self._note(f"review the new texts, and delete the line {REVIEW!r} above each")

    def _mapping(self, code: HeaderCode) -> dict[str, Any]:
        return {
            "name": code.name,
            "value": code.value,
            **texts(code, self._prefix),
            **({"aliases": list(code.aliases)} if code.aliases else {}),
            **({"deprecated": code.deprecated} if code.deprecated else {}),
        }

    def _set(self, place: Entry, key: str, value: Any) -> None:
        self._editor.set_key(place.location, key, value)


def _pairs(drifts: Iterable[Drift], kind: Kind) -> list[tuple[Entry, HeaderCode]]:
    """Return both sides of those of `drifts` that are of this `kind`."""
    return [(d.ours, d.theirs) for d in drifts if d.kind is kind and d.ours and d.theirs]
