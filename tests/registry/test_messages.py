"""What translators get to see of a registry."""

from __future__ import annotations

import pytest

from sphinxext.mooncake_errors.registry.load import BUILTIN
from sphinxext.mooncake_errors.registry.messages import (
    Message,
    display_path,
    registry_messages,
    word_messages,
)


def test_every_text_with_place_and_comment(orchard, tmp_path):
    """Each text comes with the line that it stands in and what it belongs to."""
    path = orchard(
        ("title: Orchard\n", "title: Orchard\nintroduction: What comes back.\n"),
        ("The fruit is rotten.\n", "The fruit is rotten.\n    causes: [It rained.]\n"),
    )
    found = list(registry_messages([path], tmp_path / "docs"))
    where = "../orchard.yaml"
    assert found == [
        Message("Orchard", where, 2, "orchard: title of the component"),
        Message("What comes back.", where, 3, "orchard: introduction of the component"),
        Message("Fruit", where, 7, "orchard: title of the group fruit"),
        Message("The fruit is rotten.", where, 12, "orchard.E_ROTTEN (101): description"),
        Message("It rained.", where, 13, "orchard.E_ROTTEN (101): causes"),
        Message("The fruit is not ripe.", where, 16, "orchard.E_UNRIPE (100): description"),
    ]


@pytest.mark.parametrize("path", BUILTIN, ids=lambda path: path.name)
def test_shipped_files_have_the_same_name_everywhere(path, tmp_path):
    """The shipped registry is called the same, wherever it is installed."""
    assert display_path(path, tmp_path) == f"sphinxext/mooncake_errors/data/{path.name}"


def test_words():
    """The words of the extension are told to be its own."""
    words = list(word_messages())
    assert [word.text for word in words][:3] == ["Name", "Value", "Description"]
    assert {(word.path, word.line, word.comment) for word in words} == {
        ("sphinxext/mooncake_errors/registry/words.py", 0, "shown by the extension")
    }
