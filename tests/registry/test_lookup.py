"""From what people write or find in a log to the codes that it means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup

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
    """Every form finds what it says, in the order of the components, and nothing else."""
    assert [entry.qualified for entry in LOOKUP.find(reference)] == expected


@pytest.mark.parametrize(
    ("reference", "suggestion"),
    [
        ("OBJECT_NOT_FUND", "; did you mean OBJECT_NOT_FOUND, "),
        ("object_not_found", "; did you mean OBJECT_NOT_FOUND, "),
        ("store.OBJECT_NOT_FUND", "; did you mean OBJECT_NOT_FOUND, "),
        ("transfer-engine.OBJECT_NOT_FOUND", "; did you mean store.OBJECT_NOT_FOUND?"),
        ("Wrong::OBJECT_NOT_FOUND", "; did you mean store.OBJECT_NOT_FOUND?"),
        ("store_OK", "; did you mean store.OK"),
        ("-7044", "; did you mean -704"),
        ("%%%", ""),
        ("", ""),
    ],
)
def test_suggestions(reference, suggestion):
    """What looks most like an unknown reference comes first; for nonsense there is nothing."""
    found = LOOKUP.suggestion(reference)
    assert found.startswith(suggestion)
    assert bool(found) == bool(suggestion)


@given(st.text() | st.text("store.:-0123456789OK"))
def test_any_reference(reference):
    """No reference raises, and what is found answers to one of its own names."""
    for entry in LOOKUP.find(reference):
        assert reference.endswith(entry.code.label) or int(reference.rpartition(".")[2]) == (
            entry.code.value
        )
    assert isinstance(LOOKUP.suggestion(reference), str)
