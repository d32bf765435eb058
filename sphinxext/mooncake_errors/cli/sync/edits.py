"""The edits of a registry file that resolve its differences from a header, with notes on them."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sphinxext.mooncake_errors.checks.drift import BY_HAND, UNREADABLE, Comparison, Drift
from sphinxext.mooncake_errors.cli.sync import new_codes
from sphinxext.mooncake_errors.headers import Header, HeaderCode, is_skipped
from sphinxext.mooncake_errors.headers.model import in_range
from sphinxext.mooncake_errors.registry.editing import REVIEW, Editor
from sphinxext.mooncake_errors.registry.lookup import Entry, entries_of
from sphinxext.mooncake_errors.registry.model import Component
from sphinxext.mooncake_errors.registry.problems import nearest


class Changes:
    """The changes of the file of one component."""

    def __init__(
        self,
        component: Component,
        header: Header,
        editor: Editor,
        version: str = "",
        renames: Mapping[str, str] | None = None,
    ) -> None:
        """Change the file of `editor`; removed codes get `version`.

        `renames` has new names, which are in the `header`, by the names of codes.
        """
        self._component, self._header, self._renames = component, header, renames or {}
        self._comparison = Comparison(_with_names(component, self._renames), header)
        self._editor, self._note, self._version = editor, editor.notes.append, version
        self._prefix = new_codes.prefix_of(header, component.source)

    def resolve(self, contents: Sequence[str] = (), skip: Sequence[str] = ()) -> list[Drift]:
        """Resolve the differences; return those that only a person can resolve.

        `contents` are those of the registry files: a renamed code that they refer to by name is
        left to a person. A code that the header lacks is dropped if its name matches one of the
        patterns `skip`.
        """
        drifts = list(self._comparison.drifts())
        refused = self._refused(drifts, Counter(re.findall(r"\w+", "\n".join(contents))))
        found: dict[str, list[Any]] = defaultdict(list)
        for drift in drifts:
            if drift.theirs not in refused:
                found[drift.kind].append((drift.ours, drift.theirs))
        names = {place.location: code.name for place, code in found["renamed"]}
        for place in entries_of(self._component):
            label = place.code.label
            name = self._renames.get(label, names.get(place.location, label))
            code = self._comparison.theirs.get(name)
            if code and (code not in refused or label in self._renames):
                self._set_names(place, name, code)
            if code and code not in refused:
                self._update(place, code)
        new = [code for _, code in found["missing"]]
        self._remove([place for place, _ in found["gone"]], [code.name for code in new], skip)
        self._add(new)
        return [_with_hint(drift) for drift in drifts if drift.theirs in refused]

    def _refused(self, drifts: Sequence[Drift], words: Mapping[str, int]) -> set[Any]:
        """Return the codes of the header that need a person.

        `words` are those of the registry files, with their counts.
        """
        if any(problem.rule in UNREADABLE for problem in self._header.problems):
            return {*self._header.codes}  # they are not all
        refused: set[Any] = set()
        found = {drift.theirs for drift in drifts if self._needs_a_person(drift, words)}
        while not refused.issuperset(found):
            refused |= found
            names = {name for code in refused for name in code.names}
            # A number that a code keeps in the registry is not free for another one.
            codes = self._comparison.component.codes()
            kept = {code.value for code in codes if not names.isdisjoint(code.names())}
            taking = [each.theirs for each in drifts if each.kind in {"missing", "renumbered"}]
            found = {code for code in taking if code and code.value in kept}
        return refused

    def _needs_a_person(self, drift: Drift, words: Mapping[str, int]) -> bool:
        is_uncertain = bool(self._header.unevaluated)
        if drift.kind == "renamed":
            name = drift.ours and drift.ours.code.name
            return is_uncertain or name is None or words[name] > 1
        if drift.kind == "out-of-range":  # a new code goes into another group
            return drift.ours is not None
        return drift.kind in BY_HAND or (drift.kind == "renumbered" and is_uncertain)

    def _update(self, place: Entry, code: HeaderCode) -> None:
        """Give the code at `place` all but the names of that of the header."""
        if place.code.value not in code.values:
            self._renumber(place, code)
        if code.deprecated and not place.code.deprecated:
            self._set(place, "deprecated", code.deprecated)
            self._note(f"deprecated {place.qualified} since {code.deprecated}")
        if code.comment and self._editor.is_marked((*place.location, "description")):
            self._reword(place, new_codes.texts(code, self._prefix))

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
            self._editor.add_item(place.location[:-1], reserved, int(place.location[-1]))
            self._note(f"reserved {old}: it is never given out again")

    def _set_names(self, place: Entry, name: str, code: HeaderCode) -> None:
        """Give a code its `name`, list its aliases, and as former names what the header lacks."""
        known, old = place.code.aliases, place.code.label
        if name != old:
            self._set(place, "name", name)
            self._note(f"renamed {place.qualified}: {place.code.value} is {name} now")
        existing = self._comparison.existing
        gone = [] if self._header.unevaluated else [each for each in known if each not in existing]
        former = gone if old in existing else [old, *gone]
        self._editor.extend(place.location, "former", [{"name": each} for each in former])
        names = dict.fromkeys((*known, *code.names))
        aliases = [each for each in names if each != name and each not in gone]
        if aliases != [*known]:
            self._set(place, "aliases", aliases)
        if gone:
            self._note(f"former names of {place.qualified}: {', '.join(gone)}")
        if new := [each for each in aliases if each not in known]:
            self._note(f"aliases of {place.qualified}: {', '.join(new)}")

    def _reword(self, place: Entry, new: Mapping[str, str]) -> None:
        """Replace the texts at `place`, which are to be reviewed, by those of the header's comment.

        Who changed one, a person or the header, is not known: the note says how to keep it.
        """
        changed = {key: text for key, text in new.items() if text != getattr(place.code, key)}
        for key, text in changed.items():
            self._set(place, key, text)
        if changed:
            why = "it is to be reviewed and differs from its comment"
            hint = f"to keep a text of yours, delete its line {REVIEW!r}"
            self._note(f"reworded {place.qualified}: {why}; {hint}")

    def _remove(self, gone: Sequence[Entry], new: Sequence[str], skip: Sequence[str]) -> None:
        """Mark codes as removed, or drop them; the names `new` may be their new names."""
        # Names are compared behind the prefix that all of them share.
        bare = {name.removeprefix(self._prefix): name for name in new}
        for place in gone:
            old, title = place.code.label, place.qualified_title
            is_unknown = place.code.since is None and len(place.group.codes) > 1
            if is_unknown and is_skipped(old, skip):
                self._editor.remove_item(place.location)
                self._note(f"dropped {title}: it is skipped, and was never released")
                continue
            self._set(place, "removed", self._version)
            note = f"removed {title}: its entry stays, marked as removed"
            likely = nearest(old.removeprefix(self._prefix), bare)
            if likely or len(new) == len(gone) == 1:
                name = bare[likely[0]] if likely else new[0]
                note += f"; if it is called {name} now, --rename {old}={name} keeps its texts"
            self._note(note)

    def _add(self, codes: Sequence[HeaderCode]) -> None:
        """Add new `codes` to their groups, or else to a new group for each section comment."""
        groups = self._comparison.component.groups
        added: list[tuple[HeaderCode, str]] = []
        homeless: dict[tuple[str, bool], list[HeaderCode]] = {}
        for code in codes:
            group = new_codes.group_of(code, self._comparison)
            if group:
                after = new_codes.index_before(group, code, self._header)
                location = ("groups", groups.index(group), "codes")
                self._editor.add_item(location, self._mapping(code), after, "description")
                added.append((code, group.id))
            else:
                fits = in_range(code.value, code.section.range if code.section else None)
                homeless.setdefault((code.heading, fits), []).append(code)
        taken = {group.id for group in groups}
        for members in homeless.values():
            keys = new_codes.new_group(members, taken)
            taken.add(keys["id"])
            mapping = keys | {"codes": tuple(map(self._mapping, members))}
            self._editor.add_item(("groups",), mapping, review="title")
            added += ((code, f"{keys['id']}, which is new") for code in members)
        for code, where in added:
            name = f"{self._component.component}.{code.name}"
            self._note(f"added {name} ({code.value}) to group {where}")
        if added:
            self._note(f"review the new texts, and delete the line {REVIEW!r} above each")

    def _mapping(self, code: HeaderCode) -> dict[str, Any]:
        more = {"aliases": list(code.aliases), "deprecated": code.deprecated}
        keys = {"name": code.name, "value": code.value, **new_codes.texts(code, self._prefix)}
        return keys | {key: value for key, value in more.items() if value}

    def _set(self, place: Entry, key: str, value: Any) -> None:
        self._editor.set_key(place.location, key, value)


def _with_hint(drift: Drift) -> Drift:
    """Return `drift` with the option that resolves it, if there is one."""
    name = drift.ours.code.name if drift.ours else None
    if drift.kind != "renamed" or not (name and drift.theirs):
        return drift
    option = f"--rename {name}={drift.theirs.name}"
    return drift._replace(message=f"{drift.message}; if it is the same code: {option}")


def _with_names(component: Component, names: Mapping[str, str]) -> Component:
    """Return `component` with the new `names` of codes, by their old ones."""
    groups = []
    for group in component.groups:
        codes = (replace(code, name=names.get(code.label, code.name)) for code in group.codes)
        groups.append(replace(group, codes=tuple(codes)))
    return replace(component, groups=tuple(groups))
