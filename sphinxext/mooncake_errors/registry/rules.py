"""What types cannot say about a registry: uniqueness, ranges, references, texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import (
    ID_PATTERN,
    LANGUAGE_PATTERN,
    LONGEST_ID,
    LONGEST_NAME,
    NAME_PATTERN,
    RESERVED_ID,
    Registry,
)
from sphinxext.mooncake_errors.registry.text import TextError, references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.registry.document import Document, Location
    from sphinxext.mooncake_errors.registry.model import Code, Component, Group
    from sphinxext.mooncake_errors.registry.problems import Problem


def component_problems(document: Document, component: Component) -> Iterator[Problem]:
    """Yield what is wrong inside one component, whose file is `document`."""
    for rule in _RULES:
        yield from rule(document, component)


def registry_problems(
    parts: list[tuple[Document, Component]], *, complete: bool
) -> Iterator[Problem]:
    """Yield what is wrong between the components of a registry: ids, references and texts.

    References are judged only where `complete` says that every code was understood once.
    """
    repeated = list(_components(parts))
    yield from repeated
    lookup = Lookup(Registry(tuple(component for _, component in parts)))
    for document, component in parts:
        found = list(_references(component))
        for location, text in texts(component):
            try:
                found += [(location, reference) for reference in references(text)]
            except TextError as error:
                message = f"{error}: {text[error.offset :][:20]}"
                yield document.problem(location, "markup", message)
        for location, reference in found if complete and not repeated else ():
            yield from _reference(document, location, reference, lookup)


def texts(component: Component) -> Iterator[tuple[Location, str]]:
    """Yield every text of `component` that readers see, with its place in the file."""
    yield ("title",), component.title
    if component.introduction is not None:
        yield ("introduction",), component.introduction
    for location, group in _groups(component):
        yield (*location, "title"), group.title
    for location, code in _codes(component):
        yield (*location, "description"), code.description
        if code.details is not None:
            yield (*location, "details"), code.details
        for key in ("causes", "actions", "returned_by"):
            for index, text in enumerate(getattr(code, key)):
                yield (*location, key, index), text


def address(name: str) -> str:
    """Return the part of the address of a row that is made from the `name` of its code."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _groups(component: Component) -> Iterator[tuple[Location, Group]]:
    for index, group in enumerate(component.groups):
        yield ("groups", index), group


def _codes(component: Component) -> Iterator[tuple[Location, Code]]:
    for location, group in _groups(component):
        for index, code in enumerate(group.codes):
            yield (*location, "codes", index), code


def component_fault(value: str) -> str | None:
    """Return what is wrong with the id of a component, None if nothing is."""
    if value == RESERVED_ID:
        return "is taken by the index of all codes: choose another"
    return _id_fault(value)


def _id_fault(value: str) -> str | None:
    if not re.match(ID_PATTERN, value):
        return "must be lower case words joined by hyphens"
    return f"is longer than {LONGEST_ID} characters" if len(value) > LONGEST_ID else None


def _ids(document: Document, component: Component) -> Iterator[Problem]:
    top: Location = ("component",)
    groups = [((*location, "id"), group.id) for location, group in _groups(component)]
    faults = [(top, component.component, component_fault(component.component))]
    faults += [(location, value, _id_fault(value)) for location, value in groups]
    for location, value, fault in faults:
        if fault:
            yield document.problem(location, "id", f"id {value!r} {fault}")
    yield from _duplicates(document, groups, "duplicate-group", "group")


def _language(document: Document, component: Component) -> Iterator[Problem]:
    if not re.match(LANGUAGE_PATTERN, component.language):
        message = f"language {component.language!r} must be like en or zh_CN"
        yield document.problem(("language",), "language", message)


def _sources(document: Document, component: Component) -> Iterator[Problem]:
    source = component.source
    if source and (source.enum is None) == (source.macro_prefix is None):
        message = "source needs either enum or macro_prefix"
        yield document.problem(("source",), "source", message)


def _empty(document: Document, component: Component) -> Iterator[Problem]:
    for location, text in texts(component):
        if not text:
            yield document.problem(location, "empty", f"empty {_key(location)}")


def _ranges(document: Document, component: Component) -> Iterator[Problem]:
    for location, group in _groups(component):
        if group.range is None:
            continue
        low, high = group.range
        if low > high:
            message = f"range must be [lowest, highest], not [{low}, {high}]"
            yield document.problem((*location, "range"), "range", message)
            continue
        for index, code in enumerate(group.codes):
            if not low <= code.value <= high:
                message = f"{code.value} is outside the range {low} to {high} of group {group.id}"
                yield document.problem(
                    (*location, "codes", index, "value"), "out-of-range", message
                )


def _names(document: Document, component: Component) -> Iterator[Problem]:
    named = []
    for location, code in _codes(component):
        if code.name is None:
            continue
        named.append(((*location, "name"), code.name))
        if not re.match(NAME_PATTERN, code.name):
            message = f"name {code.name!r} is no C identifier"
            yield document.problem((*location, "name"), "name", message)
        elif len(code.name) > LONGEST_NAME:
            message = f"name {code.name!r} is longer than {LONGEST_NAME} characters"
            yield document.problem((*location, "name"), "name", message)
    yield from _duplicates(document, named, "duplicate-name", "name")
    yield from _addresses(document, dict(named))


def _addresses(document: Document, names: dict[Location, str]) -> Iterator[Problem]:
    """Yield names that differ, yet not in the addresses of row and entry, which know no case."""
    first: dict[str, str] = {}
    for location, name in names.items():
        row = address(name)
        others = [first.setdefault(one, name) for one in (row, f"{row}-details")]
        for other in dict.fromkeys(others):
            if other != name:
                message = f"name {name} gives the same address as {other}"
                yield document.problem(location, "duplicate-address", message)


def _values(document: Document, component: Component) -> Iterator[Problem]:
    values = [((*location, "value"), code.value) for location, code in _codes(component)]
    yield from _duplicates(document, values, "duplicate-number", "number")


def _replacements(document: Document, component: Component) -> Iterator[Problem]:
    for location, code in _codes(component):
        if code.replaced_by is not None and not (code.removed or code.deprecated):
            message = "replaced_by needs removed or deprecated beside it"
            yield document.key_problem((*location, "replaced_by"), "replaced-by", message)


def _unraised(document: Document, component: Component) -> Iterator[Problem]:
    for location, code in _codes(component):
        if code.returned_by and not code.raised:
            message = "returned_by says who returns the code, raised: false that nothing does"
            yield document.problem((*location, "raised"), "raised", message)


def _duplicates(
    document: Document, values: list[tuple[Location, Any]], rule: str, what: str
) -> Iterator[Problem]:
    first: dict[Any, Location] = {}
    for location, value in values:
        if value in first:
            # Lines are counted from the start of the text, so only where one is to be told.
            message = f"duplicate {what} {value}, first in line {document.line(first[value])}"
            yield document.problem(location, rule, message)
        else:
            first[value] = location


def _components(parts: list[tuple[Document, Component]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for document, component in parts:
        if not document.holds(("component",)):
            continue  # its id is unknown, and that is reported already
        name = component.component
        if name in first:
            message = f"duplicate component {name}, first in {first[name]}"
            yield document.problem(("component",), "duplicate-component", message)
        first.setdefault(name, document.path)


def _references(component: Component) -> Iterator[tuple[Location, str]]:
    for location, code in _codes(component):
        for index, reference in enumerate(code.see_also):
            yield (*location, "see_also", index), reference
        if code.replaced_by is not None:
            yield (*location, "replaced_by"), code.replaced_by


def _reference(
    document: Document, location: Location, reference: str, lookup: Lookup
) -> Iterator[Problem]:
    found = lookup.find(reference)
    if not found:
        message = f"unknown code {reference}{lookup.suggestion(reference)}"
        yield document.problem(location, "unknown-code", message)
    elif len(found) > 1:
        names = " or ".join(entry.qualified for entry in found)
        message = f"ambiguous code {reference}: write {names}"
        yield document.problem(location, "ambiguous-code", message)


def _key(location: Location) -> str:
    return next(step for step in reversed(location) if isinstance(step, str))


_RULES = (
    *(_ids, _language, _sources, _empty, _ranges, _names, _values),
    *(_replacements, _unraised),
)
