"""Lookup of codes by references, and by text that people type or find in a log."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import (
    Code,
    Component,
    Former,
    Group,
    Registry,
    Source,
)

LOOKUP = Lookup(load_registry())
ZEROS = [
    "transfer-engine.0",
    "store.OK",
    "transfer-engine-status.kOk",
    "tent-status.kOk",
    "pg-c.mooncakePgSuccess",
    "rdma-completion.IBV_WC_SUCCESS",
    "transfer-state.STATUS_WAITING",
    "client-health.HC_HEALTHY",
    "pg-proposal.mooncakePgProposalRejected",
    "pg-sync.mooncakePgSyncReconciled",
]


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("OBJECT_NOT_FOUND", ["store.OBJECT_NOT_FOUND"]),
        ("-704", ["store.OBJECT_NOT_FOUND"]),
        ("-0704", ["store.OBJECT_NOT_FOUND"]),
        ("store.OBJECT_NOT_FOUND", ["store.OBJECT_NOT_FOUND"]),
        ("store.-704", ["store.OBJECT_NOT_FOUND"]),
        ("ErrorCode::OBJECT_NOT_FOUND", ["store.OBJECT_NOT_FOUND"]),
        ("mooncake::ErrorCode::OBJECT_NOT_FOUND", ["store.OBJECT_NOT_FOUND"]),
        ("ERR_DNS", ["transfer-engine.ERR_DNS"]),
        ("transfer-engine.-101", ["transfer-engine.ERR_DNS"]),
        ("-200", ["transfer-engine.ERR_METADATA", "store.NO_AVAILABLE_HANDLE"]),
        ("0", ZEROS),
        ("+0", ZEROS),
        ("transfer-engine.0", ["transfer-engine.0"]),
        ("store.0", ["store.OK"]),
        ("OK", ["store.OK"]),
        ("704", []),
        ("object_not_found", []),
        ("transfer-engine.OBJECT_NOT_FOUND", []),
        ("other.OBJECT_NOT_FOUND", []),
        ("Code::OBJECT_NOT_FOUND", []),
        ("other::ErrorCode::OBJECT_NOT_FOUND", []),
        ("::OBJECT_NOT_FOUND", []),
        ("ErrorCode::-704", []),
        ("ErrorCode::ERR_DNS", []),
        (".OBJECT_NOT_FOUND", []),
        ("store.", []),
        ("", []),
        ("-" + "9" * 10_000, []),
        ("٠", []),
    ],
)
def test_forms_of_references(reference, expected):
    """Every form of reference finds its codes in the order of the components, and no others."""
    assert [entry.qualified for entry in LOOKUP.find(reference)] == expected


@pytest.mark.parametrize(
    ("reference", "suggestion"),
    [
        ("OBJECT_NOT_FUND", "; did you mean OBJECT_NOT_FOUND, "),
        ("object_not_found", "; did you mean OBJECT_NOT_FOUND, "),
        ("store.OBJECT_NOT_FUND", "; did you mean OBJECT_NOT_FOUND, "),
        ("transfer-engine.OBJECT_NOT_FOUND", "; did you mean store.OBJECT_NOT_FOUND?"),
        ("Store.-200", "; did you mean store.NO_AVAILABLE_HANDLE or transfer-engine.ERR_METADATA?"),
        ("Wrong::OBJECT_NOT_FOUND", "; did you mean store.OBJECT_NOT_FOUND?"),
        ("store_OK", "; did you mean store.OK"),
        ("-7044", "; did you mean -704"),
        ("%%%", ""),
        ("", ""),
    ],
)
def test_suggestions(reference, suggestion):
    """The most similar reference is suggested first; for nonsense there is no suggestion."""
    found = LOOKUP.suggestion(reference)
    assert found.startswith(suggestion)
    assert bool(found) == bool(suggestion)


@given(st.text() | st.text("store.:-0123456789OK"))
def test_any_reference(reference):
    """No reference raises, and each code that is found has the name or the number."""
    for entry in LOOKUP.find(reference):
        assert reference.endswith(entry.code.label) or int(reference.rpartition(".")[2]) == (
            entry.code.value
        )
    assert isinstance(LOOKUP.suggestion(reference), str)


GATE = Lookup(
    Registry(
        (
            Component(
                "gate",
                "Gate",
                (
                    Group(
                        "all",
                        "All",
                        (
                            Code(1, "d", name="OPEN", aliases=("UNLOCKED",)),
                            Code(2, "d", name="SHUT", former=(Former("CLOSED"), Former("STUCK"))),
                        ),
                    ),
                ),
                source=Source(("gate.h",), "gate::State"),
            ),
            Component("shop", "Shop", (Group("all", "All", (Code(7, "d", name="CLOSED"),)),)),
        )
    )
)


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("UNLOCKED", ["gate.OPEN"]),
        ("gate.UNLOCKED", ["gate.OPEN"]),
        ("State::UNLOCKED", ["gate.OPEN"]),
        ("STUCK", ["gate.SHUT"]),
        ("gate.STUCK", ["gate.SHUT"]),
        ("gate::State::STUCK", ["gate.SHUT"]),
        ("CLOSED", ["shop.CLOSED"]),
        ("gate.CLOSED", ["gate.SHUT"]),
        ("shop.STUCK", []),
        ("stuck", []),
    ],
)
def test_aliases_and_former_names(reference, expected):
    """A code is found by its other names; a present name has precedence over a former one."""
    assert [entry.qualified for entry in GATE.find(reference)] == expected


def test_search_ignores_case_in_other_names():
    """A search finds aliases and former names in upper and lower case."""
    found = {text: [e.qualified for e in GATE.search(text)] for text in ("unlocked", "gate.Stuck")}
    assert found == {"unlocked": ["gate.OPEN"], "gate.Stuck": ["gate.SHUT"]}
    names = (("door", "Open"), ("gate", "OPEN"))
    groups = [(c, (Group("all", "All", (Code(1, "d", name=name),)),)) for c, name in names]
    lookup = Lookup(Registry(tuple(Component(c, c, group) for c, group in groups)))
    assert [e.qualified for e in lookup.search("open")] == ["door.Open", "gate.OPEN"]


FORMS = ["0x80070005", "2147942405", "-2147024891", "18446744071562526725"]


@pytest.mark.parametrize("text", FORMS)
@pytest.mark.parametrize("value", [0x80070005, -2147024891])
def test_a_number_is_found_whether_it_is_printed_signed_or_unsigned(text, value):
    """A registry may have either form of a number of 32 bits, and a program may print either."""
    codes = (Code(value, "d"), Code(1 << 32 | 5, "d"))
    lookup = Lookup(Registry((Component("os", "OS", (Group("all", "All", codes),)),)))
    assert [entry.code.value for entry in lookup.find(text)] == [value]
    assert lookup.find("5") == lookup.find("-0x5") == []


@pytest.mark.parametrize("text", ["-4294967289", "0x1000000000000000000000007"])
def test_a_number_that_no_program_prints_is_none(text):
    """A number beyond 32 bits is not taken for one of them, nor is one of too many digits."""
    assert GATE.search(text) == []


def test_suggestions_among_many_similar_names():
    """In a large registry of similar names the nearest one is found, and quickly."""
    codes = tuple(Code(n, "d", name=f"ERR_SEGMENT_{n:04}_FAILED") for n in range(2_000))
    lookup = Lookup(Registry((Component("big", "Big", (Group("all", "All", codes),)),)))
    start = time.process_time()
    for number in range(0, 2_000, 4):
        hint = lookup.suggestion(f"ERR_SEGMNT_{number:04}_FAILED")
        assert f"ERR_SEGMENT_{number:04}_FAILED" in hint
    assert time.process_time() - start < 10
