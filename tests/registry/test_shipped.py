"""The built-in registry and its Chinese translation, compared with the hand-written page."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from sphinxext.mooncake_errors.catalogs.catalog import load_catalog
from sphinxext.mooncake_errors.registry.fields import texts
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.words import Word

LOOKUP = Lookup(load_registry())
CHINESE = load_catalog("zh_CN", [])
PAGE = Path(__file__).parent.parent / "data" / "handwritten-zh.md"

REPEATED = {
    "kOk",
    "kInvalidArgument",
    "kTooManyRequests",
    "kAddressNotRegistered",
    "kDeviceNotFound",
    "kMalformedJson",
    "kNotImplemented",
    "kMaxCode",
}
"""Names that two components have; no other name occurs twice."""

SERVER = "any metadata server is meant, not only etcd"
SEGMENT = "a segment is 段; 分片 is a shard, which is another thing in the same group"
PLAINER = "the same in fewer words"
MENDED = {
    "ERR_ADDRESS_NOT_REGISTERED": SERVER,
    "ERR_ENDPOINT": "EFA, CXI and UB have endpoints too",
    "ERR_METADATA": SERVER,
    "ERR_DNS": "it is the name of the peer that cannot be resolved, not one the user typed",
    "ERR_REJECT_HANDSHAKE": "either side may reject, also when the connection does not fit",
    "NO_AVAILABLE_HANDLE": "space on SSDs can be missing, too",
    "SEGMENT_NOT_FOUND": SEGMENT,
    "SEGMENT_ALREADY_EXISTS": SEGMENT,
    "ERR_BATCH_BUSY": PLAINER,
    "ERR_DEVICE_NOT_FOUND": PLAINER,
    "FILE_INVALID_BUFFER": "the buffer is not usable; the file is not concerned",
    "FILE_OPEN_FAIL": "a failed write of an open file is FILE_WRITE_FAIL",
}
"""Rows of the page whose description is different now, with the reason."""


def page_rows():
    """Return component, name, number (or None) and description of each row of the page."""
    tokens = MarkdownIt().enable("table").parse(PAGE.read_text(encoding="utf-8"))
    component, cells = "", []
    for before, token in pairwise(tokens):
        if before.tag == "h2" and token.type == "inline":
            component = "store" if "Store" in token.content else "transfer-engine"
        elif before.type == "td_open":
            cells.append((component, "".join(child.content for child in token.children)))
    for first, code, description in zip(cells[::3], cells[1::3], cells[2::3], strict=True):
        name, number = re.fullmatch(r"(\w+)(?: \((-\d+)\))?", code[1]).groups()
        yield first[0], name, number, description[1]


ROWS = list(page_rows())


def test_all_codes_ship():
    """Every component has all of its codes, success included."""
    counts = {c.component: len(list(c.codes())) for c in LOOKUP.registry.components}
    assert counts == {
        "transfer-engine": 18,
        "store": 72,
        "transfer-engine-status": 20,
        "tent-status": 16,
        "pg-cpp": 9,
        "pg-c": 10,
        "rdma-completion": 24,
        "transfer-state": 7,
        "client-health": 3,
        "pg-proposal": 3,
        "pg-sync": 3,
    }
    assert len(LOOKUP.entries) == 185
    names = Counter(entry.code.label for entry in LOOKUP.entries.values())
    assert {name for name, count in names.items() if count > 1} == REPEATED


def test_a_name_may_occur_in_several_components():
    """A bare name finds all of its codes, a qualified one finds one."""
    both = ["transfer-engine-status.kDeviceNotFound", "tent-status.kDeviceNotFound"]
    found = LOOKUP.find("kDeviceNotFound")
    assert [(entry.qualified, entry.code.value) for entry in found] == [
        *zip(both, (6, 4), strict=True)
    ]
    for entry in found:
        assert LOOKUP.find(entry.qualified) == [entry]


@pytest.mark.parametrize("name", sorted(REPEATED))
def test_every_repeated_name_is_ambiguous_until_it_is_qualified(name):
    """The two sets of status share names; the C++ name of the enumeration tells them apart."""
    found = {entry.component.component: entry for entry in LOOKUP.find(name)}
    assert list(found) == ["transfer-engine-status", "tent-status"]
    for component, entry in found.items():
        assert LOOKUP.find(f"{component}.{name}") == [entry]
        assert LOOKUP.find(f"{entry.component.source.enum}::{name}") == [entry]


@pytest.mark.parametrize(
    ("reference", "qualified"),
    [
        ("Status::Code::kDns", "transfer-engine-status.kDns"),
        ("mooncake::Status::Code::kDns", "transfer-engine-status.kDns"),
        ("tent::Status::Code::kRdmaError", "tent-status.kRdmaError"),
        ("tent::Status::Code::kDeviceNotFound", "tent-status.kDeviceNotFound"),
        ("PGErrorCode::Timeout", "pg-cpp.Timeout"),
        ("mooncakePgTimeout", "pg-c.mooncakePgTimeout"),
    ],
)
def test_cpp_names_find_one_code(reference, qualified):
    """A C++ name as written in a program finds the code of its component."""
    assert [entry.qualified for entry in LOOKUP.find(reference)] == [qualified]


def known_texts():
    """Return all texts of the registry, and the words of the extension."""
    known = [text for component in LOOKUP.registry.components for _, text in texts(component)]
    return [*known, *(word.value for word in Word)]


@pytest.mark.translations
def test_nothing_is_left_in_english():
    """Every text and every word has a Chinese translation."""
    assert [text for text in known_texts() if not CHINESE.get(text)] == []


def test_translations_are_no_copies():
    """The translations have no faults, and none is its own text."""
    assert CHINESE.problems == []
    same = {text for text in known_texts() if CHINESE.get(text) == text}
    words = {word for text in same for word in re.sub("``.*?``", "", text).split()}
    names = {"Mooncake", "Transfer", "Engine", "Store"}
    processes = {"master", "real", "dummy", "client"}
    assert words <= names | processes | {"C", "C++", "DFS", "HTTP", "Python", "RPC"}


@pytest.mark.translations
def test_no_translation_is_stale():
    """The Chinese catalog has no unused texts."""
    used = {text for component in LOOKUP.registry.components for _, text in texts(component)}
    assert set(CHINESE.messages) <= used | {word.value for word in Word}


def test_markup_survives_translation():
    """A translation has the same literals as its text."""
    for text, translation in CHINESE.messages.items():
        found = [re.findall("``.+?``", each) for each in (text, translation)]
        assert sorted(found[0]) == sorted(found[1]), text


def test_page_is_read_whole():
    """All rows of the page are compared: 16 of the Transfer Engine and 33 of the Store."""
    components = [row[0] for row in ROWS]
    assert [components.count(name) for name in ("transfer-engine", "store")] == [16, 33]
    assert sum(row[2] is not None for row in ROWS) == 32


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}.{row[1]}")
def test_row_of_the_page(row):
    """Each row has a code with its name and number, and its description unless listed above."""
    component, name, number, description = row
    (entry,) = LOOKUP.find(f"{component}.{name}")
    if component == "store" and name != "0":
        assert entry.code.value == int(number)
        assert LOOKUP.find(f"{component}.{number}") == [entry]
    kept = description in CHINESE(entry.code.description).replace("``", "")
    assert kept != (name in MENDED), CHINESE(entry.code.description)
