"""Digests of the parts of a registry: they change if and only if pages change."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from sphinxext.mooncake_errors.catalogs.catalog import Catalog
from sphinxext.mooncake_errors.catalogs.digests import Digests
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

CODE = Code(1, "No ticket.", name="TICKET", see_also=("BAR",))
BAR = Code(2, "No bar.", name="BAR")
GATE = Component("gate", "Gate", (Group("all", "All", (CODE, BAR)),))
SHOP = Component("shop", "Shop", (Group("all", "All", (Code(1, "Closed.", name="CLOSED"),)),))


def digests(gate=GATE, shop=SHOP, messages=None):
    """Return the digests of the two codes of the gate, and of the frames."""
    found = Digests(Lookup(Registry((gate, shop))), Catalog("nl", messages or {}))
    return [found.code("gate.TICKET"), found.code("gate.BAR"), found.frame("gate"), found.words]


def changed(**given):
    """Return for each digest whether it changes with the `given` registry."""
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
    """A change of any value changes the digest of the code, and of no other code or frame."""
    gate = with_code(**{name: OTHER.get(name, "2")})
    assert changed(gate=gate) == [True, False, False, False]


@pytest.mark.parametrize("name", [item.name for item in fields(Component)])
def test_each_field_of_a_component_counts(name):
    """A change of a component's own values changes its frame; groups are part of the codes."""
    if name in {"component", "groups"}:
        return
    value = Source(("gate.h",), "Gate") if name == "source" else "nl"
    assert changed(gate=replace(GATE, **{name: value})) == [False, False, True, False]


def test_what_a_code_shows_of_others_counts():
    """Title, language and name of a code with the same number are part of what is shown."""
    for shop in (
        replace(SHOP, title="Store"),
        replace(SHOP, language="nl"),
        replace(SHOP, component="store"),
        replace(SHOP, groups=()),
    ):
        assert changed(shop=shop) == [True, False, False, False]
    renamed = replace(GATE, groups=(Group("all", "All", (CODE, replace(BAR, name="B"))),))
    assert changed(gate=renamed) == [True, True, False, False]


def test_translations_count():
    """A new translation changes the digests of the parts with its text."""
    assert changed(messages={"No bar.": "Geen."}) == [False, True, False, False]
    assert changed(messages={"Gate": "Poort"}) == [False, False, True, False]
    assert changed(messages={"Shop": "Winkel"}) == [True, False, False, False]
    assert changed(messages={"All": "Alle"}) == [True, True, False, False]


def test_unknown_parts_have_no_digest():
    """A code or a component that has gone gives an empty digest."""
    found = Digests(Lookup(Registry((GATE,))), Catalog("nl", {}))
    assert [found.code("gate.NONE"), found.frame("none")] == ["", ""]
