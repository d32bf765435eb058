"""Rules for values of the right type: unique names and numbers, ranges, references, markup."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from sphinxext.mooncake_errors.registry.addresses import address_of, details_address_of
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.fields import Location, fields_of, texts
from sphinxext.mooncake_errors.registry.lookup import Lookup, entries_of
from sphinxext.mooncake_errors.registry.model import RESERVED_IDS, Component, Registry
from sphinxext.mooncake_errors.registry.problems import Problem
from sphinxext.mooncake_errors.registry.text import TextError, references
from sphinxext.mooncake_errors.registry.validation import form_fault

Faults = Iterator[tuple[Location, str, str]]
"""The location, the rule and the message of each fault."""

_COMMENT = re.compile(r"[ \t]+(#\w+)")
_CONVERSION = re.compile(r"%[-+#0]*\d*(?:\.\d+)?(?:hh?|ll?|[jzt])?[diuxXfgcsp]\b")

Parts = list[tuple[Document, Component]]
"""Documents with the components in them."""


def component_problems(document: Document, component: Component) -> Iterator[Problem]:
    """Yield the problems inside one component, whose file is `document`."""
    for rule in (_markup, _component_faults, _code_faults):
        for fault in rule(component):
            yield document.problem(*fault)
    groups = ((("groups", g, "id"), group.id) for g, group in enumerate(component.groups))
    numbers = (((*each.location, "value"), each.code.value) for each in entries_of(component))
    for what, values in (("group", groups), ("name", _names(component)), ("number", numbers)):
        yield from _duplicates(what, ((document, *each) for each in values))


def registry_problems(parts: Parts, *, complete: bool) -> Iterator[Problem]:
    """Yield the problems between components: duplicate ids and addresses, wrong references.

    References are checked only if `complete`, that is, if every code could be read.
    """
    ids = ((document, ("component",), component.component) for document, component in parts)
    repeated = list(_duplicates("component", ids))
    yield from repeated or _addresses(parts)
    if complete and not repeated:
        lookup = Lookup(Registry(tuple(component for _, component in parts)))
        for document, component in parts:
            for location, reference in _references(component):
                fault = reference_fault(reference, lookup)
                if fault:
                    yield document.problem(location, *fault)


def doubtful_texts(document: Document, component: Component) -> Iterator[Problem]:
    """Yield problems of texts that are valid, but hardly as their author meant them.

    These are texts that a YAML comment cuts, such as ``Ticket #3 is lost``, and log texts with a
    conversion of printf, in the place of which a log has a value.
    """
    for location, _ in texts(component):
        end = document.node(location).end
        if cut := _COMMENT.match(document.text, end):
            message = f"{cut[1]} begins a comment: put the text in quotes, or a blank behind #"
            yield document.at(cut.start(1), "comment", message)
    for _, _, code, location in entries_of(component):
        for index, cause in enumerate(code.causes):
            for number, log in enumerate(cause.log):
                if found := _CONVERSION.search(log):
                    place = (*location, "causes", index, "log", number)
                    message = f"the program prints a value in the place of {found[0]!r}: write {{}}"
                    yield document.problem(place, "form", message)


def component_fault(value: str) -> str | None:
    """Return the fault of a component's id as the end of a message, or None."""
    if value in RESERVED_IDS:
        return f"{value!r} is the name of an index page: choose another"
    return form_fault(fields_of(Component)["component"].hint.form, value)


def _markup(component: Component) -> Faults:
    for location, text in texts(component):
        try:
            references(text)
        except TextError as error:
            yield location, "markup", f"{error}: {text[error.offset :][:20]}"


def _component_faults(component: Component) -> Faults:
    source = component.source
    if component.component in RESERVED_IDS:
        yield ("component",), "id", f"component {component_fault(component.component)}"
    if source and source.enum is None and source.macro_prefix is None:
        yield ("source",), "source", "source needs enum or macro_prefix, or both"
    for g, group in enumerate(component.groups):
        low, high = group.range or (0, 0)
        if low > high:
            message = f"range must be [lowest, highest], not [{low}, {high}]"
            yield ("groups", g, "range"), "range", message


def _code_faults(component: Component) -> Faults:
    for _, group, code, location in entries_of(component):
        low, high = group.range or (code.value, code.value)
        if low <= high and not low <= code.value <= high:
            message = f"{code.value} is outside the range {low} to {high} of group "
            yield (*location, "value"), "out-of-range", message + (group.id or "unknown")
        for index, call in enumerate(code.returned_by):
            if call.text is None and call.call is None:
                place = (*location, "returned_by", index)
                yield place, "call", "an item of returned_by needs text or call"
        if code.returned_by and not code.raised:
            message = "a code with raised: false cannot have returned_by"
            yield (*location, "raised"), "raised", message
        if code.replaced_by is not None and not (code.removed or code.deprecated):
            message = "replaced_by needs removed or deprecated beside it"
            yield (*location, "replaced_by"), "replaced-by", message


def _names(component: Component) -> Iterator[tuple[Location, str]]:
    for _, _, code, location in entries_of(component):
        if code.name is not None:
            yield (*location, "name"), code.name
        for index, alias in enumerate(code.aliases):
            yield (*location, "aliases", index), alias
        for index, former in enumerate(code.former):
            yield (*location, "former", index, "name"), former.name


def _duplicates(
    what: str, values: Iterable[tuple[Document, Location, str | int]]
) -> Iterator[Problem]:
    first: dict[str | int, tuple[Document, Location]] = {}
    for document, location, value in values:
        if value in first:
            other, there = first[value]
            place = f"line {other.line(there)}" if other is document else other.path
            message = f"duplicate {what} {value}, first in {place}"
            yield document.problem(location, f"duplicate-{what}", message)
        elif value != "":  # stands for a missing id, which is already reported
            first[value] = (document, location)


def _addresses(parts: Parts) -> Iterator[Problem]:
    """Yield a problem for each code with the address of another code or component."""
    first: dict[str, tuple[str, Document, Location]] = {}
    for document, component in parts:
        name = component.component
        first[address_of(name)] = (name, document, ("component",))
    for document, component in parts:
        for entry in entries_of(component):
            name = entry.qualified
            here = (*entry.location, "value" if entry.code.name is None else "name")
            for address in (address_of(name), details_address_of(name)):
                other, where, there = first.setdefault(address, (name, document, here))
                if other != name:
                    place = f"{where.path}:{where.line(there)}"
                    message = f"{name} has the same address on pages as {other} in {place}"
                    yield document.problem(here, "duplicate-address", message)


def related(component: Component) -> Iterator[tuple[Location, str]]:
    """Yield each reference in ``see_also`` and ``replaced_by``, behind its location."""
    for _, _, code, location in entries_of(component):
        for index, reference in enumerate(code.see_also):
            yield (*location, "see_also", index), reference
        if code.replaced_by is not None:
            yield (*location, "replaced_by"), code.replaced_by


def _references(component: Component) -> Iterator[tuple[Location, str]]:
    yield from related(component)
    for location, text in texts(component):
        with suppress(TextError):  # reported by `_markup`
            for reference in references(text):
                yield location, reference


def reference_fault(reference: str, lookup: Lookup) -> tuple[str, str] | None:
    """Return the rule and the message if `reference` means none or several codes, else None."""
    found = lookup.find(reference)
    if not found:
        return "unknown-code", f"unknown code {reference}{lookup.suggestion(reference)}"
    if len(found) > 1:
        names = " or ".join(entry.qualified for entry in found)
        return "ambiguous-code", f"ambiguous code {reference}: write {names}"
    return None
