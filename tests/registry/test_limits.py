"""Very large registry files, and files with a byte order mark or other line ends."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

HEAD = """\
component: orchard
title: Orchard
groups:
- id: fruit
  title: Fruit
  codes:
"""
ORCHARD = f"""{HEAD}\
  - name: E_ROTTEN
    value: 101
    description: The fruit is rotten.
"""
HUGE = {
    "bytes": ("# " + "x" * 49_999_998, "too-long is longer than 5 MB"),
    "values": (
        HEAD.replace("codes:", "codes: [") + "1," * 600_000 + "]",
        "too-many there are more problems from here on",
    ),
    "aliases": (
        HEAD.replace("codes:", "codes: [&a a") + ",*a" * 600_000 + "]",
        "too-many there are more problems from here on",
    ),
    "keys": (
        "".join(f"k{number}: 1\n" for number in range(10_000)),
        "too-many there are more problems from here on",
    ),
    "keys alike": ("k: 1\n" * 20_000, "too-many there are more problems from here on"),
    "names alike": (
        HEAD + "  - {name: A, value: 1, description: d}\n" * 3_000,
        "too-many there are more problems from here on",
    ),
    "unknown codes": (
        HEAD
        + "".join(
            f"  - {{name: A{n}, value: {n}, description: d, see_also: [B{n}]}}\n"
            for n in range(6_000)
        ),
        "too-many there are more problems from here on",
    ),
    "backquotes": (ORCHARD.replace("rotten", "``" * 400_000 + "`"), ": markup "),
    "name": (
        ORCHARD.replace("E_ROTTEN", "E" * 1_000_000 + "-"),
        "is longer than 150 characters",
    ),
    "name too long": (
        ORCHARD.replace("E_ROTTEN", "E" * 151),
        f"form name '{'E' * 151}' is longer than 150 characters",
    ),
    "id too long": (
        ORCHARD.replace("component: orchard", f"component: {'o' * 61}"),
        f"form component '{'o' * 61}' is longer than 60 characters",
    ),
    "number": (ORCHARD.replace("101", "1" * 1_000_000), "type value must be an integer"),
    "line": (ORCHARD + " " * 4_000_000 + "x: 1", ": yaml "),
}
"""Very large input of each kind, with a message in the report about it."""


@pytest.mark.parametrize("what", HUGE)
def test_too_much_of_anything(write, report, what):
    """Time and memory are bounded, and the report is short."""
    text, message = HUGE[what]
    found = report(write(text))
    assert any(message in line for line in found), found[-1][:200]
    assert len(found) < 1100
    assert all(len(line) < 1100 for line in found)


def test_a_device_is_no_registry(report):
    """An endless file is not read to its end."""
    assert report(Path("/dev/zero")) == ["/dev/zero:1:1: too-long is longer than 5 MB"]


def test_forms_of_text_files(write, report):
    """A byte order mark and the line ends of other systems change nothing."""
    for text in (ORCHARD, f"\ufeff{ORCHARD}"):
        for end in ("\n", "\r\n", "\r"):
            assert report(write(text.replace("\n", end))) == []
    assert report(write(ORCHARD.encode("utf-16"))) == [
        "orchard.yaml:1:1: not-utf-8 is not UTF-8: byte 0xff"
    ]
    mixed = ORCHARD.encode() + "# 中".encode("gbk")
    assert report(write(mixed)) == ["orchard.yaml:10:3: not-utf-8 is not UTF-8: byte 0xd6"]
