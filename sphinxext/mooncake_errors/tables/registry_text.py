"""A registry file, written from plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.editing import block, scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def registry_text(
    head: Mapping[str, str], groups: Iterable[tuple[Mapping[str, str], list[dict[str, Any]]]]
) -> tuple[str, list[int]]:
    """Return the text of a file with `groups` and their codes, and the line of each code."""
    lines = [*block(head, ""), "groups:"]
    starts = []
    for group, codes in groups:
        lines += ["", *_item(block(group, "")), "  codes:"]
        for code in codes:
            starts.append(len(lines) + 1)
            lines += [f"  {line}" for line in _item(_code(code))]
    return "\n".join(lines) + "\n", starts


def _code(code: Mapping[str, Any]) -> list[str]:
    lines: list[str] = []
    for key, value in code.items():
        if isinstance(value, list):
            lines += [f"{key}:", *(f"- {scalar(item)}" for item in value)]
        else:
            lines += block({key: value}, "")
    return lines


def _item(lines: list[str]) -> list[str]:
    return [f"{'  ' if number else '- '}{line}" for number, line in enumerate(lines)]
