"""The codes that headers define: ``mooncake-errors headers``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sphinxext.mooncake_errors.cli.commands import commands

HEADER = """\
namespace shop {
enum class Error : int {
    OK = 0,  ///< All is well.

    // Shelf errors (Range: -10 to -19)
    SHELF_FULL = -10,  ///< No room.
    SHELF_GONE = -11,
    ERROR_COUNT
};
}
#define SHOP_E_CLOSED (-1) /* Closed today. */
"""


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """Work in a folder with a header."""
    monkeypatch.chdir(tmp_path)
    Path("shop.h").write_text(HEADER, encoding="utf-8")


def run(*arguments, code=0):
    """Return the output of the command, which must end with `code`."""
    result = CliRunner().invoke(commands, ["headers", *arguments])
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


def test_json_has_codes_and_problems():
    """Every key is there, with number and line as integers."""
    found = json.loads(run("shop.h", "--enum", "shop::Error", "--skip", "*_COUNT", "--format=json"))
    section = "Shelf errors (Range: -10 to -19)"
    assert found == {
        "codes": [
            {
                "name": "OK",
                "value": 0,
                "path": "shop.h",
                "line": 3,
                "comment": "All is well.",
                "section": "",
                "aliases": [],
            },
            {
                "name": "SHELF_FULL",
                "value": -10,
                "path": "shop.h",
                "line": 6,
                "comment": "No room.",
                "section": section,
                "aliases": [],
            },
            {
                "name": "SHELF_GONE",
                "value": -11,
                "path": "shop.h",
                "line": 7,
                "comment": "",
                "section": section,
                "aliases": [],
            },
        ],
        "problems": [],
    }


def test_text_is_a_table():
    """Sections head their codes, and numbers are aligned on the right."""
    assert run("shop.h", "--enum", "Error").splitlines() == [
        "name        value   line  comment",
        "OK              0      3  All is well.",
        "-- Shelf errors (Range: -10 to -19)",
        "SHELF_FULL    -10      6  No room. (also ERROR_COUNT)",
        "SHELF_GONE    -11      7",
    ]


def test_end_of_a_section_in_a_table():
    """A code without a section stands apart from those of the section before."""
    Path("shop.h").write_text(f"{HEADER}enum E {{\n  // A errors\n  A,\n\n  B,\n}};\n")
    assert [line.split()[0] for line in run("shop.h", "--enum", "E").splitlines()[1:]] == [
        "--", "A", "--", "B"
    ]  # fmt: skip


def test_selections():
    """Without a selection the enumerations and the prefixes of macros are listed."""
    text = HEADER + "#define SHOP_E_BURNT (-2)\n#define SHOP_GUARD\n"
    Path("shop.h").write_text(text, encoding="utf-8")
    assert run("shop.h").splitlines() == [
        "--enum shop::Error",
        "--macro-prefix SHOP_E_  (2 macros)",
    ]
    Path("empty.h").write_text("int x;\n", encoding="utf-8")
    assert "empty.h:\nneither an enumeration nor macros" in run("shop.h", "empty.h")
    Path("errno.h").write_text("#define EPERM 1\n#define ENOENT 2\n", encoding="utf-8")
    assert "macros with numbers that share a prefix such as GATE_" in run("errno.h")


def test_enumerations_without_a_name():
    """They are offered too, and of two in one scope none is read."""
    Path("gate.h").write_text("enum { E_OK, E_STUCK };\n", encoding="utf-8")
    assert run("gate.h") == "--enum '(anonymous)'\n"
    assert "E_STUCK      1" in run("gate.h", "--enum", "(anonymous)")
    both = "#ifdef X\nenum { E_OK, E_STUCK };\n#else\nenum { E_OK, E_SHUT };\n#endif\n"
    Path("gate.h").write_text(both, encoding="utf-8")
    assert "(also E_SHUT)" in run("gate.h", "--enum", "(anonymous)")
    Path("gate.h").write_text("enum { E_OK };\nenum { MODE_ON };\n", encoding="utf-8")
    assert run("gate.h", "--enum", "(anonymous)", code=1) == (
        "gate.h:2:6: ambiguous-enum (anonymous) is ambiguous: give this enumeration a name\n"
    )
    Path("valve.h").write_text("enum { E_LEAK = 7 };\n", encoding="utf-8")
    Path("gate.h").write_text("enum { E_OK };\n", encoding="utf-8")
    assert "E_LEAK" in run("gate.h", "valve.h", "--enum", "(anonymous)")


def test_further_headers_and_types():
    """Names of further headers and types of the project make values certain."""
    text = "#define GATE_E_A (GATE_BASE + 1)\n#define GATE_E_B ((GATE_INT)0xFFFFFFFE)\n"
    Path("gate.h").write_text(text, encoding="utf-8")
    Path("base.h").write_text("#define GATE_BASE 40\n", encoding="utf-8")
    selection = ("gate.h", "--macro-prefix", "GATE_E_")
    assert "GATE_BASE is not defined" in run(*selection, code=1)
    found = run(*selection, "--also", "base.h", "--type", "GATE_INT=int32")
    assert [line.split()[:2] for line in found.splitlines()[1:]] == [
        ["GATE_E_A", "41"],
        ["GATE_E_B", "-2"],
    ]
    assert "NAME=TYPE" in run(*selection, "--type", "GATE_INT=long", code=2)


def test_macros():
    """Macros are found by their prefix."""
    assert run("shop.h", "--macro-prefix", "SHOP_E_").splitlines()[1] == (
        "SHOP_E_CLOSED     -1     11  Closed today."
    )


def test_several_headers():
    """They are read as one: each has a table, names and numbers are those of all."""
    text = "#define SHOP_E_LATE (SHOP_E_CLOSED - 1)\n#define SHOP_E_SHUT (-1)\n"
    Path("late.h").write_text(text, encoding="utf-8")
    Path("empty.h").write_text("int x;\n", encoding="utf-8")
    assert run("shop.h", "late.h", "empty.h", "--macro-prefix", "SHOP_").splitlines() == [
        "shop.h:",
        "name           value   line  comment",
        "SHOP_E_CLOSED     -1     11  Closed today. (also SHOP_E_SHUT)",
        "",
        "late.h:",
        "name         value   line  comment",
        "SHOP_E_LATE     -2      1",
    ]
    output = run("empty.h", "empty.h", "--macro-prefix", "SHOP_", code=1)
    assert "empty.h:1:1: unknown-prefix no macro with a value begins with SHOP_" in output


@pytest.mark.parametrize("before", ["", "#pragma once\n"])
def test_headers_with_the_same_include_guard(before):
    """Two files of one name in two folders, with the same guard, are both read."""
    for number, name in enumerate(("GATE", "VALVE"), 1):
        text = f"#ifndef CODES_H\n#define CODES_H\n#define E_{name} {number}\n#endif\n"
        Path(f"{name}.h").write_text(before + text, encoding="utf-8")
    output = run("GATE.h", "VALVE.h", "--macro-prefix", "E_")
    assert [line.split()[:2] for line in output.splitlines() if line.startswith("E_")] == [
        ["E_GATE", "1"],
        ["E_VALVE", "2"],
    ]


def test_problems():
    """A value that cannot be evaluated is named at its place, and ends the command with 1."""
    Path("odd.h").write_text("enum E { A = sizeof(x), B = 2 };\n", encoding="utf-8")
    output = run("odd.h", "--enum", "E", code=1)
    assert "odd.h:1:10: not-evaluated A = sizeof(x) cannot be evaluated" in output
    assert "\nB " in output
    assert "did you mean E?" in run("odd.h", "--enum", "EE", code=1)


def test_misuse():
    """Without a header, the call is wrong."""
    assert "absent.h" in run("absent.h", "--enum", "E", code=2)
    run("--enum", "E", code=2)
