"""The selection of the codes and the columns of a table."""

from __future__ import annotations

import time

import pytest

from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import Code, Component, Group, Registry
from sphinxext.mooncake_errors.registry.selection import Request, select

LOOKUP = Lookup(load_registry())
SIZES = [len(list(component.codes())) for component in LOOKUP.registry.components]


def chosen(**request):
    """Return the qualified names that a request selects, without any fault."""
    sections, faults = select(LOOKUP, Request(**request))
    assert faults == []
    return [entry.qualified for section in sections for entry in section.entries]


def component(*values):
    """Return a component with a code for each number, all in one group."""
    codes = tuple(Code(value, "d", name=f"N{n}") for n, value in enumerate(values))
    return Component("c", "C", (Group("g", "G", codes),))


def test_everything():
    """An empty request selects all codes, grouped, with the default columns."""
    sections, faults = select(LOOKUP, Request())
    assert faults == []
    assert [len(section.entries) for section in sections] == SIZES
    assert {section.columns for section in sections} == {("name", "value", "description")}
    assert all(section.whole and section.grouped for section in sections)


def test_component_groups_and_codes():
    """Each part of a request narrows the selection, in the order of the registry."""
    assert len(chosen(component="store")) == len([*LOOKUP.registry.component("store").codes()])
    assert chosen(groups=("rpc", "transfer"))[:3] == [
        "store.TRANSFER_FAIL",
        "store.CHECKSUM_MISMATCH",
        "store.RPC_FAIL",
    ]
    assert chosen(groups=("success",)) == [
        "transfer-engine.0",
        "store.OK",
        "transfer-engine-status.kOk",
        "tent-status.kOk",
        "pg-c.mooncakePgSuccess",
        "rdma-completion.IBV_WC_SUCCESS",
    ]
    assert chosen(codes=("RPC_FAIL", "-101", "OK"), component="store") == [
        "store.OK",
        "store.SEGMENT_NOT_FOUND",
        "store.RPC_FAIL",
    ]


def test_a_part_is_not_whole():
    """A section without some of its component's codes is not whole."""
    (section,), _ = select(LOOKUP, Request(groups=("rpc",)))
    assert not section.whole


def test_by_group():
    """Grouped entries come with their group, others all at once without."""
    request = {"component": "store", "groups": ("transfer", "rpc")}
    (section,), _ = select(LOOKUP, Request(**request))
    found = [(group.id, len(entries)) for group, entries in section.by_group()]
    assert found == [("transfer", 2), ("rpc", 2)]
    for shape in ({"sort": "name"}, {"columns": ("group", "name", "group")}):
        (section,), _ = select(LOOKUP, Request(**request, **shape))
        assert [(group, len(entries)) for group, entries in section.by_group()] == [(None, 4)]
    assert section.columns == ("group", "name")


@pytest.mark.parametrize(
    ("sort", "values"),
    [
        ("", [-2, 10, 0, -1, 2, 9]),
        ("registry", [-2, 10, 0, -1, 2, 9]),
        ("value", [0, -1, -2, 2, 9, 10]),
        ("name", [-2, 10, 0, -1, 2, 9]),
    ],
)
def test_sort(sort, values):
    """Sorting by value is by magnitude, for negative and for positive numbers."""
    lookup = Lookup(Registry((component(-2, 10, 0, -1, 2, 9),)))
    (section,), faults = select(lookup, Request(sort=sort))
    assert ([entry.code.value for entry in section.entries], faults) == (values, [])


@pytest.mark.parametrize(
    ("request_", "faults", "count"),
    [
        ({"component": "stor"}, ["unknown component 'stor'; did you mean store?"], 0),
        (
            {"component": "%"},
            ["unknown component '%'; known are transfer-engine, store"],
            0,
        ),
        (
            {"groups": ("rpcs", "rpc"), "component": "store"},
            ["unknown group 'rpcs'; did you mean rpc?"],
            2,
        ),
        (
            {"codes": ("RPC_FALL", "OK"), "component": "store"},
            ["unknown code 'RPC_FALL'; did you mean RPC_FAIL?"],
            1,
        ),
        (
            {"codes": ("ERR_DNS",), "component": "store"},
            ["transfer-engine.ERR_DNS is in group handshake, outside of the groups shown here"],
            0,
        ),
        (
            {"codes": ("-200",), "groups": ("rpc",)},
            [
                "store.NO_AVAILABLE_HANDLE is in group handle and "
                "transfer-engine.ERR_METADATA is in group other, outside of the groups shown here"
            ],
            0,
        ),
        (
            {"codes": ("-200",)},
            [
                "ambiguous code '-200' shows all of its meanings: "
                "write store.NO_AVAILABLE_HANDLE or transfer-engine.ERR_METADATA"
            ],
            2,
        ),
        ({"columns": ("nmae", "value")}, ["unknown column 'nmae'; did you mean name?"], sum(SIZES)),
        (
            {"sort": "xyz"},
            ["unknown sort order 'xyz'; known are registry, value, name"],
            sum(SIZES),
        ),
    ],
)
def test_faults(request_, faults, count):
    """Unknown words are reported and ignored, and the rest is selected."""
    sections, found = select(LOOKUP, Request(**request_))
    assert sum(len(section.entries) for section in sections) == count
    assert [fault[: len(faults[0])] for fault in found] == faults


@pytest.mark.parametrize("components", [(), (component(),)])
def test_empty_registry(components):
    """A registry without codes is a fault of the request."""
    sections, faults = select(Lookup(Registry(components)), Request())
    assert (sections, faults) == ([], ["no code to show: the registry has none here"])


def test_requests_of_single_codes_take_little_time():
    """A request for one code does not visit the other codes."""
    lookup = Lookup(Registry((component(*range(2_000)),)))
    start = time.process_time()
    for number in range(2_000):
        sections, _ = select(lookup, Request(codes=(f"N{number}",)))
        assert [entry.code.value for entry in sections[0].entries] == [number]
        assert not sections[0].whole
    assert time.process_time() - start < 2
