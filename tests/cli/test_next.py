"""The number for a new code: ``mooncake-errors next``."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sphinxext.mooncake_errors.cli.commands import commands
from sphinxext.mooncake_errors.cli.next import free_numbers
from sphinxext.mooncake_errors.registry.model import Code, Component, Group


def run(*arguments, code=0):
    """Return the output of the command, which must end with `code`."""
    result = CliRunner().invoke(commands, ["next", *arguments])
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return " ".join(result.output.split()) if code == 2 else result.output


@pytest.mark.parametrize(
    ("values", "bounds", "numbers"),
    [
        ((-703, -704), (-799, -703), [-705, -706, -707]),
        ((-799, -798), (-799, -703), [-797, -796, -795]),
        ((400, 401), (400, 499), [402, 403, 404]),
        ((499, 498), (400, 499), [497, 496, 495]),
        ((), (-199, -100), [-100, -101, -102]),
        ((), (100, 199), [100, 101, 102]),
        ((-100,), (-199, -100), [-101, -102, -103]),
        ((1, 2, 9), (0, 9), [0, 3, 4]),
        ((-1000, -1007, -1012), (-1013, -1000), [-1013, -1001, -1002]),
        ((7,), (7, 7), []),
        ((7,), None, []),
    ],
)
def test_counting(values, bounds, numbers):
    """Numbers go on where the group goes, away from zero at first, and through gaps at last."""
    codes = tuple(Code(value, "x", name=f"A{index}") for index, value in enumerate(values))
    group = Group("g", "G", codes, bounds)
    assert list(islice(free_numbers(Component("c", "C", (group,)), group), 3)) == numbers


@given(
    values=st.lists(st.integers(-20, 20), unique=True),
    others=st.lists(st.integers(-20, 20), unique=True),
    low=st.integers(-20, 20),
    size=st.integers(0, 20),
)
def test_every_free_number_comes_once(values, others, low, size):
    """No number is given away twice, that of a removed code included, and none is left out."""
    bounds = (low, low + size)
    inside = tuple(
        Code(value, "x", f"A{value % 99}", removed="1" if value % 2 else None)
        for value in values
        if low <= value <= low + size
    )
    group = Group("g", "G", inside, bounds)
    rest = Group("h", "H", tuple(Code(value, "x") for value in others))
    found = list(free_numbers(Component("c", "C", (group, rest)), group))
    used = {code.value for code in (*inside, *rest.codes)}
    assert sorted(found) == [number for number in range(low, low + size + 1) if number not in used]


def test_the_builtin_registry():
    """A new code of the Store gets the number after the last of its group."""
    assert run("--group", "object") == "-715\n"
    assert run("--group", "object", "--component", "store", "--count", "3") == "-715\n-716\n-717\n"


REGISTRY = """\
component: gate
title: Gate
groups:
- id: ticket
  title: Ticket
  range: [400, 402]
  codes:
  - {name: A, value: 400, description: A.}
  - {name: B, value: 401, description: B., removed: 2.0}
- id: loose
  title: Loose
  codes: []
"""


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (
            ("ticket", "--count", "2"),
            "6:10: no-number the range 400 to 402 of group ticket has only 1 left, not 2",
        ),
        (
            ("loose",),
            "10:3: no-number group loose has no range; give it one, such as range: [-199, -100]",
        ),
    ],
)
def test_no_number(tmp_path, monkeypatch, arguments, problem):
    """A range that is exhausted, or that there is not, is a problem at its line."""
    monkeypatch.chdir(tmp_path)
    Path("gate.yaml").write_text(REGISTRY)
    output = run("--registry", "gate.yaml", "--group", *arguments, code=1)
    assert output == f"gate.yaml:{problem}\n"


def test_an_exhausted_range():
    """The built-in registry has a group in which no number is left."""
    output = run("--group", "engine-operation", "--format", "github", code=1)
    assert "::the range -702 to -700 of group engine-operation is exhausted\n" in output


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--group", "objet"), "unknown group 'objet'; did you mean object?"),
        (("--group", "qqq", "--component", "store"), "unknown group 'qqq'; known are success,"),
        (
            ("--group", "success"),
            "the group success is in transfer-engine and store and transfer-engine-status "
            "and tent-status and pg-c and rdma-completion: give",
        ),
        (
            ("--group", "rpc", "--component", "stor"),
            "unknown component 'stor'; did you mean store?",
        ),
        (("--group", "rpc", "--count", "0"), "0 is not in the range x>=1"),
    ],
)
def test_misuse(arguments, error):
    """A group that there is not, or that is not the only one, ends with 2 and says what is."""
    assert error in run(*arguments, code=2)


def test_json():
    """Programs get the numbers with their group."""
    output = run("--group", "object", "--format", "json")
    assert json.loads(output) == {"component": "store", "group": "object", "numbers": [-715]}
