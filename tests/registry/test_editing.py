"""Edits of registry files: only the intended value changes."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sphinxext.mooncake_errors.registry.characters import folded
from sphinxext.mooncake_errors.registry.data import to_values
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.editing import Editor
from sphinxext.mooncake_errors.registry.files import decode
from sphinxext.mooncake_errors.registry.load import single_document

BREAKS = "\x85\u2028\u2029"
WORDS = st.text(st.sampled_from(f"ab 中{BREAKS}"), min_size=1, max_size=8).map(lambda s: f"x{s}x")
KEYS = st.sampled_from(["removed", "since", "aliases", "former"])
VALUES = {
    "removed": "2.0",
    "since": "1.0",
    "aliases": ["OTHER", "MORE"],
    "former": [{"name": "OLD", "until": "0.9"}],
}


def in_block(code):
    """Return a code in block style, with a comment that has a rare line end."""
    lines = [f"  # {code['comment']}", f"  - name: {code['name']}", f"    value: {code['value']}"]
    lines += [f'    description: "{code["description"]}"']
    lines += ["    causes:", f"    - '{code['cause']}'"] if code["cause"] else []
    return lines


def in_flow(code):
    """Return a code in braces."""
    cause = f", causes: ['{code['cause']}']" if code["cause"] else ""
    described = f'description: "{code["description"]}"{cause}'
    return [f"  - {{name: {code['name']}, value: {code['value']}, {described}}}"]


@st.composite
def files(draw):
    """Return the text of a registry whose texts and comments have the line ends of Unicode."""
    lines = ["component: gate", f'title: "{draw(WORDS)}"', "groups:", "- id: all"]
    lines += ["  title: All", "  codes:"]
    for number in range(draw(st.integers(1, 4))):
        code = {
            "name": f"E_{number}",
            "value": number,
            "comment": draw(WORDS).translate(dict.fromkeys(map(ord, BREAKS), " ")),
            "description": draw(WORDS),
            "cause": draw(WORDS | st.none()),
        }
        lines += draw(st.sampled_from([in_block, in_flow]))(code)
    return "\n".join(lines) + draw(st.sampled_from(["\n", "", "\n\n", "\n# end\n"]))


def edited(raw, location, key, value):
    """Return the file `raw` with a key set."""
    text = decode("gate.yaml", raw.encode())
    editor = Editor(Document("gate.yaml", text))
    editor.set_key(location, key, value)
    return editor.edited(raw)


def data(raw):
    """Return the registry in the file `raw` as plain data."""
    return to_values(single_document("gate.yaml", decode("gate.yaml", raw.encode()))[1])


@given(files(), st.data(), KEYS, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_only_the_intended_value_changes(text, draw, key, newline, mark):
    """Setting a key changes nothing else, in every style and with every kind of line end."""
    raw = ("\ufeff" if mark else "") + text.replace("\n", newline)
    before = data(raw)
    codes = before["groups"][0]["codes"]
    index = draw.draw(st.integers(0, len(codes) - 1))
    location = ("groups", 0, "codes", index)
    once = edited(raw, location, key, VALUES[key])
    codes[index][key] = VALUES[key]
    assert data(once) == before
    again = edited(once, location, "value", 77)
    codes[index]["value"] = 77
    assert data(again) == before


@given(files(), st.data())
def test_replaced_values(text, draw):
    """Replacing a name changes nothing else."""
    before = data(text)
    codes = before["groups"][0]["codes"]
    index = draw.draw(st.integers(0, len(codes) - 1))
    editor = Editor(Document("gate.yaml", text))
    editor.set_key(("groups", 0, "codes", index), "name", "NEW")
    codes[index]["name"] = "NEW"
    assert data(editor.edited(text)) == before


@given(files(), st.booleans())
def test_added_codes(text, last):
    """Adding a code at the end or after the first code changes nothing else."""
    before = data(text)
    new = {"name": "NEW", "value": 99, "description": "Is new."}
    editor = Editor(Document("gate.yaml", text))
    editor.add_item(("groups", 0, "codes"), new, -1 if last else 0, "description")
    codes = before["groups"][0]["codes"]
    codes.insert(len(codes) if last else 1, new)
    assert data(editor.edited(text)) == before


FORMS = {
    "removed: '1'  # long ago": "removed: '2.0'  # long ago",
    "removed: 1.0.0 # long ago": "removed: '2.0' # long ago",
    "removed: >-\n      1": "removed: '2.0'",
    "removed:\n      '1'": "removed: '2.0'",
}


@pytest.mark.parametrize("old", FORMS)
def test_a_key_that_is_there_is_replaced(old):
    """A new value replaces one of any style, and comments stay."""
    text = (
        "component: gate\ntitle: Gate\ngroups:\n- id: all\n  title: All\n  codes:\n"
        f"  - value: 1\n    {old}\n    description: Old.\n"
    )
    result = edited(text, ("groups", 0, "codes", 0), "removed", "2.0")
    assert result == text.replace(old, FORMS[old])


@given(st.text(max_size=12))
def test_any_text_can_be_set(text):
    """A text that is set is read back with its white space folded."""
    raw = "component: gate\ntitle: Gate\ngroups: []\n"
    read = yaml.safe_load(edited(raw, (), "introduction", text))["introduction"]
    assert folded(read) == folded(text)


def test_a_removed_item_beside_a_new_one():
    """In a list in brackets, the new item takes the place of the last one."""
    raw = "component: gate\ngroups:\n- codes: [{name: OPEN, value: 1}, {name: SHUT, value: 2}]\n"
    editor = Editor(Document("gate.yaml", raw))
    editor.remove_item(("groups", 0, "codes", 1))
    editor.add_item(("groups", 0, "codes"), {"name": "STUCK"}, 0)
    assert editor.edited(raw) == raw.replace("{name: SHUT, value: 2}", "{name: STUCK}")
