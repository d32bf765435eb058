"""All problems of a header: its own, and its differences from the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.checks.drift import Comparison, in_range
from sphinxext.mooncake_errors.registry.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.headers import Header
    from sphinxext.mooncake_errors.registry.document import Document
    from sphinxext.mooncake_errors.registry.model import Component


def header_problems(document: Document, component: Component, header: Header) -> list[Problem]:
    """Return all problems of `header`, and of its comparison with `component` in `document`."""
    drifts = Comparison(component, header).drifts()
    found = {*open_problems(component, header), *_section_problems(header)}
    return sorted(found | {drift.problem(document) for drift in drifts})


def open_problems(component: Component, header: Header) -> Iterator[Problem]:
    """Yield the problems of `header` itself.

    Several values of a code are no problem if the number in `component` is one of them.
    """
    ours = {name: code.value for code in component.codes() for name in code.names()}
    settled = {c.name for c in header.codes if len(c.values) > 1 and ours.get(c.name) in c.values}
    for problem in header.problems:
        name = problem.message.partition(" ")[0]
        if problem.rule != "two-values" or name not in settled:
            yield problem


def _section_problems(header: Header) -> Iterator[Problem]:
    """Yield a problem for each section comment with a range that lacks a code below it."""
    for section in header.sections:
        # Two sections may have the same text: each is compared with the codes below it only.
        later = [s.line for s in header.sections if s.line > section.line]
        outside = [
            f"{code.name} ({code.value})"
            for code in header.codes
            if code.section == section.text and not in_range(code.value, section.range)
            if section.line <= code.line < min(later, default=code.line + 1)
        ]
        if outside and section.range:
            low, high = section.range
            stand = "stands" if len(outside) == 1 else "stand"
            message = f"the comment says {low} to {high}, but {', '.join(outside)} {stand} under it"
            yield Problem(header.path, section.line, 1, "section-range", message)
