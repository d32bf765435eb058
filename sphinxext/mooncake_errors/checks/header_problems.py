"""All problems of a header: its own, and its differences from the registry."""

from collections.abc import Iterator

from sphinxext.mooncake_errors.checks.drift import Comparison
from sphinxext.mooncake_errors.headers import Header
from sphinxext.mooncake_errors.headers.model import HeaderSection
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.model import Component
from sphinxext.mooncake_errors.registry.problems import Problem


def header_problems(document: Document, component: Component, header: Header) -> list[Problem]:
    """Return all problems of `header`, and of its comparison with `component` in `document`."""
    drifts = Comparison(component, header).drifts()
    found = {*open_problems(component, header), *_section_problems(header)}
    return sorted(found | {drift.problem(document) for drift in drifts})


def open_problems(component: Component | None, header: Header) -> Iterator[Problem]:
    """Yield the problems of `header` itself.

    Several values of a code are no problem if the number in `component` is one of them.
    """
    known = component.codes() if component else ()
    ours = {name: code.value for code in known for name in code.names()}
    settled = {c.name for c in header.codes if len(c.values) > 1 and ours.get(c.name) in c.values}
    for problem in header.problems:
        name = problem.message.partition(" ")[0]
        if problem.rule != "two-values" or name not in settled:
            yield problem


def _section_problems(header: Header) -> Iterator[Problem]:
    """Yield a problem for each section comment with a range that lacks a code below it."""
    outside: dict[HeaderSection, list[str]] = {}
    for code in header.codes:
        if code.section and not code.section.holds(code.value):
            outside.setdefault(code.section, []).append(f"{code.name} ({code.value})")
    for section, names in outside.items():
        low, high = section.range or (0, 0)
        stand = "stands" if len(names) == 1 else "stand"
        message = f"the comment says {low} to {high}, but {', '.join(names)} {stand} under it"
        yield Problem(section.path, section.line, 1, "section-range", message)
