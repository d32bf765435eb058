"""The table of a project in pyproject.toml, right and wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxext.mooncake_errors.registry.problems import RegistryError
from sphinxext.mooncake_errors.registry.project import INTEGERS, load_project

HEAD = "[tool.mooncake-errors]\n"
LISTS = ("paths", "registry", "exclude", "skip", "also", "sources", "locale_dirs")
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.integers() | st.booleans() | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from([*LISTS, "headers", "types", "language", "exclud"]) | st.text(
    "ab-_.", max_size=3
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=4)
PIECES = st.sampled_from([HEAD, "[tool]\n", "mooncake-errors", "paths = ", *"\"'[]{}=,\n#1"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A directory for one pyproject.toml after the other."""
    return tmp_path_factory.mktemp("project")


def load(folder, text):
    """Return the table in a pyproject.toml with this text, or its problems with their places."""
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
    """Any text is loaded, or reported with places in it."""
    load(folder, HEAD + text)


@given(TABLES)
def test_any_table(folder, table):
    """Lists of texts are accepted, and any other value has a problem at its key."""
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
    if key == "language":
        return isinstance(value, str)
    if key == "headers":
        return isinstance(value, dict) and all(
            each != [] and _is_list(each) for each in value.values()
        )
    if key == "types":
        return isinstance(value, dict) and all(
            isinstance(each, str) and each in INTEGERS for each in value.values()
        )
    return key in LISTS and _is_list(listed)


def _is_list(value):
    return all(isinstance(each, str) for each in (value if isinstance(value, list) else [value]))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('exclud = ["docs"]', "2:1: unknown-key unknown key exclud; did you mean exclude?"),
        ("paths = 1", "2:1: type paths must be a list of texts"),
        ('language = ["nl"]', '2:1: type language must be a text, such as "nl"'),
        ('headers = "gate.h"', "2:1: type headers must be one or more paths for each component"),
        (
            'types = {NTSTATUS = "int23"}',
            "2:1: type types must be one of int8, int16, int32, int64, uint8",
        ),
    ],
)
def test_faults(folder, line, found):
    """Each fault is one message at the line of its key, with the nearest word."""
    (problem,) = load(folder, f"{HEAD}{line}\n")
    _, number, column, rule, message = problem
    assert f"{number}:{column}: {rule} {message}".startswith(found)


@pytest.mark.parametrize("name", ["tool.mooncake_errors", "tool.mooncake-error", "mooncake-errors"])
def test_a_table_with_almost_the_right_name(folder, name):
    """A table that would be ignored is a problem at its line, with the right name."""
    (problem,) = load(folder, f'[project]\nname = "mooncake-errors"\n[{name}]\npaths = ["docs"]\n')
    assert (problem.line, problem.column, problem.rule) == (3, 1, "unknown-key")
    assert problem.message == f"unknown table [{name}]; did you mean [tool.mooncake-errors]?"


def test_several_headers_of_a_component(folder):
    """A component may have a header, or a list of headers."""
    found = load(folder, f'{HEAD}headers = {{gate = "gate.h", shop = ["a.h", "b.h"]}}\n')
    assert {name: [path.name for path in paths] for name, paths in found.headers.items()} == {
        "gate": ["gate.h"],
        "shop": ["a.h", "b.h"],
    }


def test_paths_that_do_not_exist(folder):
    """Missing files are problems at their key, with the most similar name that exists."""
    (folder / "errors.yaml").touch()
    found = load(folder, f'{HEAD}registry = ["error.yaml"]\n')
    with pytest.raises(RegistryError) as raised:
        found.registry_files()
    (problem,) = raised.value.problems
    assert (problem.line, problem.column, problem.rule) == (2, 1, "no-file")
    assert problem.message.endswith("error.yaml', which does not exist; did you mean errors.yaml?")


def test_paths_of_another_kind(folder):
    """A directory in the place of a file is called one, and the other way round."""
    (folder / "errors.yaml").touch()
    found = load(folder, f'{HEAD}registry = ["."]\nlocale_dirs = ["errors.yaml"]\n')
    for key, kind in (("registry", "is a directory"), ("locale_dirs", "is a file")):
        with pytest.raises(RegistryError) as raised:
            found.check_exists(key)
        (problem,) = raised.value.problems
        assert problem.message.endswith(f"', which {kind}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = " + "[" * 20_000, "bad TOML: "),
        ("x = " + "1" * 5_000, "bad TOML: Exceeds the limit"),
    ],
    ids=["deep", "long"],
)
def test_more_than_can_be_read(folder, text, message):
    """TOML that Python's parser gives up on is a problem of the file."""
    (problem,) = load(folder, HEAD + text)
    assert problem.message.startswith(message)
