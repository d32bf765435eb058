"""The table of a project in pyproject.toml, whatever somebody wrote into it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxext.mooncake_errors.cli.project import load_project
from sphinxext.mooncake_errors.registry.problems import RegistryError

HEAD = "[tool.mooncake-errors]\n"
LISTS = ("paths", "registry", "exclude", "skip", "locale_dirs")
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.integers() | st.booleans() | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from([*LISTS, "headers", "exclud"]) | st.text("ab-_.", max_size=3)
TABLES = st.dictionaries(KEYS, VALUES, max_size=4)
PIECES = st.sampled_from([HEAD, "[tool]\n", "mooncake-errors", "paths = ", *"\"'[]{}=,\n#1"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A directory for one pyproject.toml after the other."""
    return tmp_path_factory.mktemp("project")


def load(folder, text):
    """Return what pyproject.toml with this text says, or its problems, each at a place in it."""
    path = folder / "pyproject.toml"
    path.write_text(text, encoding="utf-8", newline="")
    try:
        return load_project(folder)
    except RegistryError as error:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for problem in error.problems:
            assert Path(problem.path) == path
            assert 1 <= problem.line <= len(lines)
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        return error.problems


def toml(value):
    """Return `value` as TOML writes it in one line."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{toml(key)} = {toml(each)}' for key, each in value.items())}}}"
    return json.dumps(value)


@given(st.lists(PIECES | st.characters(exclude_categories=["Cs"]), max_size=30).map("".join))
def test_any_text(folder, text):
    """What is no TOML is said to be none where it stops being that, and nothing is raised."""
    load(folder, HEAD + text)


@given(TABLES)
def test_any_table(folder, table):
    """Lists of texts are taken as they are, and all else has a problem at its key."""
    lines = [f"{toml(key)} = {toml(value)}" for key, value in table.items()]
    found = load(folder, HEAD + "\n".join(lines))
    lists = {key: value if isinstance(value, list) else [value] for key, value in table.items()}
    wrong = {key for key in table if not _is_right(key, table[key], lists[key])}
    if wrong:
        places = {number for number, key in enumerate(table, 2) if key in wrong}
        assert {problem.line for problem in found} == places
    else:
        assert found.exclude == tuple(lists.get("exclude", ()))
        assert found.paths == tuple(found.folder / name for name in lists.get("paths", ()))
        assert set(found.headers) == set(table.get("headers", {}))


def _is_right(key, value, listed):
    if key == "headers":
        return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
    return key in LISTS and all(isinstance(each, str) for each in listed)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = " + "[" * 20_000, "bad TOML: nested too deeply"),
        ("x = " + "1" * 5_000, "bad TOML: Exceeds the limit"),
    ],
    ids=["deep", "long"],
)
def test_more_than_can_be_read(folder, text, message):
    """What Python's reader gives up at is a problem of the file, too."""
    (problem,) = load(folder, HEAD + text)
    assert problem.message.startswith(message)
