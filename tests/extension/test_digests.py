"""Digests of what directives show: they change if and only if pages change."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from sphinxext.mooncake_errors.catalogs.catalog import Catalog
from sphinxext.mooncake_errors.extension.edition import Edition
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import (
    Call,
    Cause,
    Code,
    Component,
    Former,
    Group,
    Registry,
    Source,
)
from sphinxext.mooncake_errors.registry.selection import Request, select

CODE = Code(1, "No ticket.", name="TICKET", see_also=("BAR",))
BAR = Code(2, "No bar.", name="BAR")
GATE = Component("gate", "Gate", (Group("all", "All", (CODE, BAR)),))
SHOP = Component("shop", "Shop", (Group("all", "All", (Code(1, "Closed.", name="CLOSED"),)),))


def digests(gate=GATE, shop=SHOP, messages=None, lines=()):
    """Return the digests of two requests, each for one of the codes of the gate."""
    lookup = Lookup(Registry((gate, shop)))
    edition = Edition(lookup, Catalog("nl", messages or {}), dict(lines))
    requests = [Request("gate", codes=(str(code.value),)) for code in gate.codes()]
    return [edition.digest(*select(lookup, request)) for request in requests]


def changed(**given):
    """Return for each code whether its digest changes with the `given` registry."""
    return [old != new for old, new in zip(digests(), digests(**given), strict=True)]


def with_code(**values):
    """Return the gate with other `values` of its first code."""
    return replace(GATE, groups=(Group("all", "All", (replace(CODE, **values), BAR)),))


OTHER = {
    "value": 3,
    "name": "CARD",
    "raised": False,
    "causes": (Cause("Wind.", log=("gone",)),),
    "actions": ("Look.",),
    "returned_by": (Call(call="enter"),),
    "see_also": (),
    "aliases": ("PASS",),
    "former": (Former("PASS"),),
    "retry": "never",
}


@pytest.mark.parametrize("name", [item.name for item in fields(Code) if item.name != "name"])
def test_each_field_of_a_code_counts(name):
    """A change of any value changes the digest of the code, and of no other."""
    gate = with_code(**{name: OTHER.get(name, "2")})
    assert changed(gate=gate) == [True, False]


@pytest.mark.parametrize("name", [item.name for item in fields(Component)])
def test_each_field_of_a_component_counts(name):
    """A change of a component's own values changes the digests of all its codes."""
    if name in {"component", "groups"}:
        return
    value = Source(("gate.h",), "Gate") if name == "source" else "nl"
    assert changed(gate=replace(GATE, **{name: value})) == [True, True]


def test_other_codes_do_not_count():
    """A code with the same number and a related code are links, which a build compares apart."""
    assert changed(shop=replace(SHOP, title="Store")) == [False, False]
    assert changed(shop=replace(SHOP, groups=())) == [False, False]
    renamed = replace(GATE, groups=(Group("all", "All", (CODE, replace(BAR, name="B"))),))
    assert changed(gate=renamed) == [False, True]


def test_translations_count():
    """A new translation changes the digests of the parts with its text."""
    assert changed(messages={"No bar.": "Geen."}) == [False, True]
    assert changed(messages={"Gate": "Poort"}) == [True, True]
    assert changed(messages={"Shop": "Winkel"}) == [False, False]
    assert changed(messages={"All": "Alle"}) == [True, True]


def test_the_line_in_the_header_counts():
    """A code that moves in the header changes its digest alone."""
    assert changed(lines={"gate.BAR": 7}) == [False, True]
