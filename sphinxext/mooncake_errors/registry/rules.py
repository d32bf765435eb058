"""Rules beyond types: unique names and numbers, ranges, references, markup."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.addresses import (
    address_of,
    component_address_of,
    details_address_of,
)
from sphinxext.mooncake_errors.registry.hints import by_key
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import RESERVED_ID, Component, Registry
from sphinxext.mooncake_errors.registry.text import TextError, references
from sphinxext.mooncake_errors.registry.texts import texts
from sphinxext.mooncake_errors.registry.validation import form_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.registry.document import Document, Location
    from sphinxext.mooncake_errors.registry.model import Code, Group
    from sphinxext.mooncake_errors.registry.problems import Problem

    Parts = list[tuple[Document, Component]]


def component_problems(document: Document, component: Component) -> Iterator[Problem]:
    """Yield the faults inside one component, whose file is `document`."""
    for rule in _RULES:
        yield from rule(document, component)


def registry_problems(parts: Parts, *, complete: bool) -> Iterator[Problem]:
    """Yield the faults between the components of a registry: ids, addresses, references.

    References are checked only where `complete` says that every code could be read.
    """
    repeated = list(_components(parts))
    yield from repeated
    if not repeated:
        yield from _addresses(parts)
    if complete and not repeated:
        lookup = Lookup(Registry(tuple(component for _, component in parts)))
        for document, component in parts:
            for location, reference in _references(component):
                yield from _reference(document, location, reference, lookup)


def _markup(document: Document, component: Component) -> Iterator[Problem]:
    for location, text in texts(component):
        try:
            references(text)
        except TextError as error:
            message = f"{error}: {text[error.offset :][:20]}"
            yield document.problem(location, "markup", message)


def _groups(component: Component) -> Iterator[tuple[Location, Group]]:
    for index, group in enumerate(component.groups):
        yield ("groups", index), group


def _codes(component: Component) -> Iterator[tuple[Location, Code]]:
    for location, group in _groups(component):
        for index, code in enumerate(group.codes):
            yield (*location, "codes", index), code


def component_fault(value: str) -> str | None:
    """Return the fault of a component's id as the end of a message, None if there is none."""
    if value == RESERVED_ID:
        return f"{value!r} is the name of the index of all codes: choose another"
    return form_fault(by_key(Component)["component"].hint.form, value)


def _ids(document: Document, component: Component) -> Iterator[Problem]:
    if component.component == RESERVED_ID:
        message = f"component {component_fault(RESERVED_ID)}"
        yield document.problem(("component",), "id", message)
    groups = [((*location, "id"), group.id) for location, group in _groups(component)]
    groups = [pair for pair in groups if document.holds(pair[0])]
    yield from _duplicates(document, groups, "duplicate-group", "group")


def _combinations(document: Document, component: Component) -> Iterator[Problem]:
    """Yield keys that need another one beside them, or go against it."""
    source = component.source
    if source and source.enum is None and source.macro_prefix is None:
        message = "source needs enum or macro_prefix, or both"
        yield document.problem(("source",), "source", message)
    if source and not source.header:
        yield document.problem(("source", "header"), "source", "header must not be empty")
    for location, code in _codes(component):
        for index, call in enumerate(code.returned_by):
            if call.text is None and call.call is None:
                message = "an item of returned_by needs text or call"
                yield document.problem((*location, "returned_by", index), "call", message)
        if code.replaced_by is not None and not (code.removed or code.deprecated):
            message = "replaced_by needs removed or deprecated beside it"
            yield document.key_problem((*location, "replaced_by"), "replaced-by", message)
        if code.returned_by and not code.raised:
            message = "returned_by says who returns the code, raised: false that nothing does"
            yield document.problem((*location, "raised"), "raised", message)


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
    named: list[tuple[Location, Any]] = []
    for location, code in _codes(component):
        if code.name is not None:
            named.append(((*location, "name"), code.name))
        named += [((*location, "aliases", n), name) for n, name in enumerate(code.aliases)]
        named += [((*location, "former", n, "name"), f.name) for n, f in enumerate(code.former)]
    yield from _duplicates(document, named, "duplicate-name", "name")


def _values(document: Document, component: Component) -> Iterator[Problem]:
    values = [((*location, "value"), code.value) for location, code in _codes(component)]
    yield from _duplicates(document, values, "duplicate-number", "number")


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


def _components(parts: Parts) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for document, component in parts:
        if not document.holds(("component",)):
            continue  # its id is unknown, and that is reported already
        name = component.component
        if name in first:
            message = f"duplicate component {name}, first in {first[name]}"
            yield document.problem(("component",), "duplicate-component", message)
        first.setdefault(name, document.path)


def _addresses(parts: Parts) -> Iterator[Problem]:
    """Yield codes that get the same address on pages as another code or component."""
    first: dict[str, tuple[str, Document, Location]] = {}
    parts = [part for part in parts if part[0].holds(("component",))]
    for document, component in parts:
        address = component_address_of(component.component)
        first.setdefault(address, (component.component, document, ("component",)))
    for document, component in parts:
        for location, code in _codes(component):
            name = component.qualified(code)
            here = (*location, "value" if code.name is None else "name")
            for address in (address_of(name), details_address_of(name)):
                mine: tuple[str, Document, Location] = (name, document, here)
                other, where, there = first.setdefault(address, mine)
                if other != name:
                    place = f"{where.path}:{where.line(there)}"
                    message = f"{name} has the same address on pages as {other} in {place}"
                    yield document.problem(here, "duplicate-address", message)


def _references(component: Component) -> Iterator[tuple[Location, str]]:
    for location, code in _codes(component):
        for index, reference in enumerate(code.see_also):
            yield (*location, "see_also", index), reference
        if code.replaced_by is not None:
            yield (*location, "replaced_by"), code.replaced_by
    for location, text in texts(component):
        with suppress(TextError):  # reported by `_markup`
            for reference in references(text):
                yield location, reference


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


_RULES = (_markup, _ids, _ranges, _names, _values, _combinations)
