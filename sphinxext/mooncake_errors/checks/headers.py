"""Problems of headers: wrong comments, unclear values, and differences from a registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.checks.drift import compare
from sphinxext.mooncake_errors.registry.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.headers import Header
    from sphinxext.mooncake_errors.registry.document import Document
    from sphinxext.mooncake_errors.registry.model import Component


def header_problems(document: Document, component: Component, header: Header) -> list[Problem]:
    """Return all problems of `header` and of its comparison with `component`.

    These are differences, wrong ranges in comments, and problems of the parser. `document` is the
    registry file of `component`.
    """
    found = [*open_problems(component, header), *section_problems(header)]
    found += [drift.problem(document, header.path) for drift in compare(component, header)]
    return sorted(set(found))


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


def section_problems(header: Header) -> Iterator[Problem]:
    """Yield a problem for each section comment with a range that lacks a code below it."""
    for section in header.sections:
        if section.range is None:
            continue
        low, high = section.range
        codes = [code for code in header.codes if code.section == section.text]
        outside = [code for code in codes if not low <= code.value <= high]
        # Two sections may have the same text: each is compared with the codes below it only.
        later = [s.line for s in header.sections if s.line > section.line]
        own = [c for c in outside if section.line <= c.line < min(later, default=c.line + 1)]
        if own:
            listed = ", ".join(f"{code.name} ({code.value})" for code in own)
            stand = "stands" if len(own) == 1 else "stand"
            message = f"the comment says {low} to {high}, but {listed} {stand} under it"
            yield Problem(header.path, section.line, 1, "section-range", message)
