"""Output of changes as text, Markdown or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any

from sphinxext.mooncake_errors.checks.changes import Change, Fact, Kind
from sphinxext.mooncake_errors.cli.report import to_json
from sphinxext.mooncake_errors.tables.markdown import code, inline

_NOTHING = "no changes"
_KINDS = list(Kind)


def render(changes: list[Change], style: str) -> str:
    """Return `changes` as ``text``, ``markdown`` or ``json``; no line end at the end."""
    if style == "json":
        return to_json([_plain(change) for change in changes])
    if not changes:
        return _NOTHING
    return "\n".join(map(_text, changes)) if style == "text" else "\n\n".join(_markdown(changes))


def _plain(change: Change) -> dict[str, Any]:
    return {**asdict(change), "kind": change.kind.value, "breaking": change.breaking}


def _text(change: Change) -> str:
    mark = " (breaking)" if change.breaking else ""
    fact = _subject(change)
    name = f"{change.component}.{fact.label}{_number(fact)}"
    return f"{change.kind.value}{mark}: {name}{_what(change)}"


def _subject(change: Change) -> Fact:
    """Return the code to show: the old one if it was renamed, renumbered or removed."""
    was = change.kind in (Kind.RENUMBERED, Kind.RENAMED)
    fact = change.old if was or change.new is None else change.new
    assert fact is not None  # noqa: S101
    return fact


def _number(fact: Fact) -> str:
    return "" if fact.name is None else f" ({fact.value})"


def _what(change: Change) -> str:
    """Return the end of the line of a change, which may be empty."""
    old, new = change.old, change.new
    if old is None or new is None:
        return ""
    if change.kind is Kind.RENUMBERED:
        return f" is now {new.value}"
    if change.kind is Kind.RENAMED:
        return f" is now {new.label}"
    if change.kind is Kind.REGROUPED:
        return f" moved from {old.group} to {new.group}"
    words = ", ".join(change.keys)
    return (f" in {words}" if change.kind is Kind.REWORDED else f": {words}") if words else ""


def _markdown(changes: list[Change]) -> Iterator[str]:
    """Yield a section for each kind, the breaking ones first."""
    ordered = sorted(changes, key=lambda change: _KINDS.index(change.kind))
    for kind, run in groupby(ordered, key=lambda change: change.kind):
        items = "\n".join(f"- {_item(change)}" for change in run)
        yield f"### {kind.value.capitalize()}\n\n{items}"


def _item(change: Change) -> str:
    fact = _subject(change)
    name = code(f"{change.component}.{fact.label}", in_table=False)
    return f"{name}{_number(fact)}{_note(change)}"


def _note(change: Change) -> str:
    """Return the end of an item of release notes."""
    if change.kind is Kind.RENAMED and change.new:
        return f" is now {code(change.new.label, in_table=False)}"
    if change.kind in (Kind.RENUMBERED, Kind.REGROUPED, Kind.ALIAS_ADDED, Kind.ALIAS_REMOVED):
        return _what(change)
    if change.kind is Kind.REWORDED and "description" not in change.keys:
        return _what(change)
    if change.kind is Kind.FORGOTTEN:
        return ": its number is no longer kept from reuse"
    texts = _subject(change).texts
    successor = texts.get("replaced_by")
    if change.kind in (Kind.REMOVED, Kind.DEPRECATED) and successor:
        return f": use {code(successor, in_table=False)} instead"
    description = texts.get("description")
    return f": {inline(description, in_table=False)}" if description else ""
