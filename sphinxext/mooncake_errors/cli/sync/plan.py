"""The changes that bring a registry in step with a header."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from itertools import chain, count
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.checks.drift import BY_HAND, Comparison, Drift, Kind, in_range

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxext.mooncake_errors.headers import Header, HeaderCode
    from sphinxext.mooncake_errors.registry.fields import Located
    from sphinxext.mooncake_errors.registry.model import Code, Component, Group


_MAX_ID = 40
_KIND = re.compile(
    r"(?<!\bof)(?<!\bfor)(?<!\bin)(?<!\band)\s+(?:error )?(?:errors|codes)\b", re.IGNORECASE
)
"""The words of a heading that are left out of the title of a group."""


@dataclass(frozen=True, slots=True)
class NewGroup:
    """A group that the registry does not have yet."""

    id: str
    title: str
    range: tuple[int, int] | None
    codes: list[HeaderCode]


@dataclass(frozen=True, slots=True)
class Addition:
    """A code to add to an existing group."""

    code: HeaderCode
    group: Group
    after: int | None
    """The index of the code before it in the group; None to add it at the end."""


@dataclass(slots=True)
class Plan:
    """The changes of one component."""

    additions: list[Addition] = field(default_factory=list)
    groups: list[NewGroup] = field(default_factory=list)
    renumbered: list[tuple[Located, HeaderCode]] = field(default_factory=list)
    renamed: list[tuple[Located, str]] = field(default_factory=list)
    """Codes with their new names."""
    aliased: list[tuple[Located, HeaderCode]] = field(default_factory=list)
    gone: list[Located] = field(default_factory=list)
    dropped: list[Located] = field(default_factory=list)
    """Codes to delete: they are skipped now, and were in no released version."""
    undecided: list[Drift] = field(default_factory=list)
    """Differences that only a person can resolve."""


def plan(
    component: Component, header: Header, skip: Sequence[str] = (), texts: Sequence[str] = ()
) -> Plan:
    """Return the changes that bring `component` in step with its `header`.

    `skip` are the patterns of names that were left out of the header. `texts` are the contents of
    the registry files: a renamed code that they refer to by name is left to a person.
    """
    result, order, comparison = Plan(), _Order(header), Comparison(component, header)
    drifts = list(comparison.drifts())
    refused = {drift.theirs.name for drift in drifts if drift.theirs and _needs_a_person(drift)}
    for drift in drifts:
        kind, ours, theirs = drift.kind, drift.ours, drift.theirs
        uncertain = header.unevaluated and kind in {Kind.RENUMBERED, Kind.RENAMED}
        cited = kind is Kind.RENAMED and ours and _is_cited(ours.code, texts)
        if kind is Kind.GONE and ours:
            (result.dropped if _left_out(ours, skip) else result.gone).append(ours)
        elif theirs is None or theirs.name in refused or uncertain or cited:
            result.undecided.append(_with_option(drift))
        elif kind is Kind.MISSING:
            _add(result, comparison, order, theirs)
        elif kind is Kind.RENAMED and ours:
            result.renamed.append((ours, theirs.name))
        elif ours and kind in {Kind.RENUMBERED, Kind.ALIAS}:
            (result.aliased if kind is Kind.ALIAS else result.renumbered).append((ours, theirs))
    return result


def _left_out(place: Located, skip: Sequence[str]) -> bool:
    name, group = place.code.name or "", place.group
    matches = any(fnmatchcase(name, pattern) for pattern in skip)
    return matches and place.code.since is None and len(group.codes) > 1


def _is_cited(code: Code, texts: Sequence[str]) -> bool:
    name = re.compile(rf"(?<!\w){re.escape(code.name or '')}(?!\w)")
    return code.name is None or sum(len(name.findall(text)) for text in texts) > 1


def _with_option(drift: Drift) -> Drift:
    """Return `drift` with a message that names ``--rename`` if it may be a new name of a code."""
    ours, theirs = drift.ours, drift.theirs
    if not (ours and theirs and ours.code.name) or ours.code.name in theirs.names:
        return drift
    if ours.code.removed or ours.code.value != theirs.value or drift.kind is Kind.CLASH:
        return drift
    option = f"--rename {ours.code.name}={theirs.name}"
    return replace(drift, message=f"{drift.message}; if it is the same code: {option}")


def _needs_a_person(drift: Drift) -> bool:
    # A new code that does not fit into the group of its section goes into another one.
    misplaced = drift.kind is Kind.OUT_OF_RANGE and drift.ours is not None
    return misplaced or drift.kind in BY_HAND


def _add(result: Plan, comparison: Comparison, order: _Order, code: HeaderCode) -> None:
    component, header = comparison.component, comparison.header
    new = next((g for g in result.groups if _same_section(g, code)), None)
    group = None if new else _group(comparison, code)
    if group is not None:
        result.additions.append(Addition(code, group, order.before(group, code)))
    elif new is not None:
        new.codes.append(code)
    else:
        taken = {g.id for g in component.groups} | {g.id for g in result.groups}
        result.groups.append(_new_group(header, code, taken))


def _same_section(group: NewGroup, code: HeaderCode) -> bool:
    return in_range(code.value, group.range) and group.codes[0].section == code.section


def _group(comparison: Comparison, code: HeaderCode) -> Group | None:
    """Return the group for `code`; None if it needs a new one."""
    groups = comparison.component.groups
    holding = [group for group in groups if in_range(code.value, group.range)]
    near = comparison.siblings(code)
    chosen = next((group for group in near if group in holding), None)
    if chosen is None:
        ranged = [group for group in holding if group.range]
        chosen = min(ranged, key=_width, default=None)
    if chosen is None and not code.section and holding and holding[-1] is groups[-1]:
        chosen = holding[-1]
    return chosen


def _width(group: Group) -> int:
    low, high = group.range or (0, 0)
    return high - low


class _Order:
    """The order of codes in a header."""

    def __init__(self, header: Header) -> None:
        """Take the codes of `header`."""
        self._places = {code.name: place for place, code in enumerate(header.codes)}
        self._in_groups: dict[str, list[tuple[int, int]]] = {}

    def before(self, group: Group, code: HeaderCode) -> int | None:
        """Return the index in `group` of its last code that the header has before `code`."""
        known = self._in_groups.get(group.id)
        if known is None:
            places = ((self._places.get(each.name or ""), i) for i, each in enumerate(group.codes))
            known = sorted((place, i) for place, i in places if place is not None)
            self._in_groups[group.id] = known
        index = bisect_left(known, (self._places[code.name], 0))
        return known[index - 1][1] if index else None


def _new_group(header: Header, code: HeaderCode, taken: set[str]) -> NewGroup:
    section = next((s for s in header.sections if s.text == code.section), None)
    title = _title(code.section) or ("Other" if taken else "Codes")
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    slug = slug if len(slug) <= _MAX_ID else slug[:_MAX_ID].rpartition("-")[0] or slug[:_MAX_ID]
    slug = slug if re.match(r"[a-z]", slug) else f"group-{slug}".strip("-")
    limits = section.range if section else None
    limits = limits if in_range(code.value, limits) else None
    return NewGroup(next(_free(slug, taken)), title, limits, [code])


def _title(section: str) -> str:
    """Return a section comment as a heading: without its range, "errors" and "codes"."""
    title = re.sub(
        r"[(\[（][^()\[\]（）]*[)\]）]|[-+]?\d+\s*(?:to|\.\.+|~|–)\s*[-+]?\d+", "", section
    )
    title = _KIND.sub("", title)
    title = "".join(c for c in title.replace("`", "'") if c.isprintable())
    return " ".join(title.split()).strip(" :.-–—")


def _free(slug: str, taken: set[str]) -> Iterator[str]:
    candidates = chain([slug], (f"{slug}-{number}" for number in count(2)))
    return (candidate for candidate in candidates if candidate not in taken)
