"""The keys of a code that only entries show: their texts and their faults."""

from __future__ import annotations

import pytest
from every_key import SHOWN

from sphinxext.mooncake_errors.registry.fields import fields_of, texts
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.model import Code
from sphinxext.mooncake_errors.registry.problems import RegistryError

FILE = """component: gate
title: Gate
groups:
- id: all
  title: All
  codes:
  - name: TICKET
    value: 1
    description: No ticket.
    details: It was lost.
    causes: [Wind.]
    actions: [Look.]
    returned_by: [C ``enter``]
  - name: BAR
    value: 2
    description: No bar.
"""


def problems(tmp_path, text):
    """Return the problems of a registry file, without its path."""
    path = tmp_path / "gate.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RegistryError) as caught:
        load_registry([path])
    return [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems]


def test_the_tests_of_what_is_shown_know_every_key():
    """A new key of a code is added to ``tests/every_key.py``, from which entries are tested."""
    assert list(SHOWN) == list(fields_of(Code))


def test_all_texts_of_an_entry_can_be_translated(tmp_path):
    """Details, causes, actions and callers are texts for translators, in the order of an entry."""
    path = tmp_path / "gate.yaml"
    path.write_text(FILE, encoding="utf-8")
    (component,) = load_registry([path]).components
    found = [text for location, text in texts(component) if location[-1] != "title"]
    shown = ["No ticket.", "It was lost.", "Wind.", "Look.", "C ``enter``", "No bar."]
    assert found == shown


def test_code_that_nothing_returns_is_returned_by_nothing(tmp_path):
    """A code with raised: false and returned_by is a fault."""
    text = FILE.replace("    details", "    raised: false\n    details")
    assert problems(tmp_path, text) == [
        "10:13: raised a code with raised: false cannot have returned_by"
    ]


def test_raised_is_true_or_false(tmp_path):
    """Anything but a boolean is a fault at its place."""
    text = FILE.replace("    details", "    raised: maybe\n    details")
    assert problems(tmp_path, text) == ["10:13: type raised must be true or false"]


def test_entry_of_one_code_is_no_row_of_another(tmp_path):
    """A name whose row would have the address of another code's entry is a fault."""
    text = FILE.replace("name: BAR", "name: TICKET_DETAILS")
    assert problems(tmp_path, text) == [
        "14:11: duplicate-address gate.TICKET_DETAILS has the same address on pages as "
        f"gate.TICKET in {tmp_path}/gate.yaml:7"
    ]
