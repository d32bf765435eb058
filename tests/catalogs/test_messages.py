"""The messages of a registry for translators."""

from __future__ import annotations

from sphinxext.mooncake_errors.catalogs.extractor import registry_messages, word_messages
from sphinxext.mooncake_errors.registry.builtin import BUILTIN


def test_every_text_with_place_and_comment(orchard, tmp_path):
    """Each text has its line and a comment about the part that it belongs to."""
    path = orchard(
        ("title: Orchard\n", "title: Orchard\nintroduction: What comes back.\n"),
        ("The fruit is rotten.\n", "The fruit is rotten.\n    causes: [It rained.]\n"),
    )
    found = list(registry_messages([path], tmp_path / "docs"))
    where = "../orchard.yaml"
    assert [message.text for message in found] == [
        "Orchard",
        "What comes back.",
        "Fruit",
        "The fruit is rotten.",
        "It rained.",
        "The fruit is not ripe.",
    ]
    assert [(message.line, message.comment) for message in found] == [
        (2, "orchard: title of the component"),
        (3, "orchard: introduction of the component"),
        (7, "orchard: title of the group fruit"),
        (12, "orchard.E_ROTTEN (101): description"),
        (13, "orchard.E_ROTTEN (101): causes"),
        (16, "orchard.E_UNRIPE (100): description"),
    ]
    assert {(message.path, message.component, message.language) for message in found} == {
        (where, "orchard", "en")
    }


def test_shipped_files_have_the_same_name_everywhere(tmp_path):
    """The path of the built-in registry is the same in every installation."""
    shown = dict.fromkeys(message.path for message in registry_messages(BUILTIN, tmp_path))
    assert list(shown) == [f"sphinxext/mooncake_errors/data/{path.name}" for path in BUILTIN]


def test_words():
    """The words of the extension have a comment that names the extension."""
    words = list(word_messages())
    assert [word.text for word in words][:3] == ["Name", "Value", "Description"]
    assert {(word.path, word.line, word.comment) for word in words} == {
        ("sphinxext/mooncake_errors/registry/words.py", 0, "shown by the extension")
    }
