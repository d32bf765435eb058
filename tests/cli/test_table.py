"""The table in pyproject.toml, which every command reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sphinxext.mooncake_errors.cli.commands import commands

GATE = """\
component: gate
title: Parking gate
source: {header: gate.h, enum: "gate::Error"}
groups:
- id: barrier
  title: Barrier
  range: [-299, -200]
  codes:
  - {name: GATE_STUCK, value: -200, description: The barrier does not move.}
"""
HEADER = "namespace gate { enum class Error {\n  GATE_STUCK = -200,\n  ERROR_LAST\n}; }\n"
TABLE = """\
[tool.mooncake-errors]
registry = ["codes/gate.yaml"]
headers = {gate = "gate.h"}
skip = ["*_LAST"]
paths = ["docs"]
language = "nl"
locale_dirs = ["locales"]
"""
PO = 'msgid "The barrier does not move."\nmsgstr "De slagboom beweegt niet."\n'
BLOCK = "<!-- mooncake-errors: columns=name,description -->\n<!-- /mooncake-errors -->\n"


@pytest.fixture(autouse=True)
def _project(tmp_path, monkeypatch):
    for name, text in {
        "pyproject.toml": TABLE,
        "codes/gate.yaml": GATE,
        "gate.h": HEADER,
        "new.h": HEADER.replace("-200", "-201"),
        "docs/page.md": BLOCK,
        "locales/nl/LC_MESSAGES/mooncake-errors.po": PO,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)


def run(*arguments, code=0):
    """Return the output of a command, which must end with `code`."""
    result = CliRunner().invoke(commands, arguments)
    assert result.exit_code == code, result.output
    return result.output


def test_export_in_the_project_s_language():
    """The project's registry is exported, in the language of the table."""
    (component,) = json.loads(run("export", "--format", "json"))["components"]
    assert component["component"] == "gate"
    assert "De slagboom beweegt niet." in run("export", "--format", "csv")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("explain", "-200"), "GATE_STUCK"),
        (("next", "--group", "barrier"), "-201"),
        (("messages", "-o", "-"), "The barrier does not move."),
        (("diff", "gate.h", "new.h"), "GATE_STUCK (-200) is now -201"),
    ],
)
def test_commands_know_the_project(arguments, expected, monkeypatch):
    """They need no option, and Mooncake's codes are not among their answers."""
    monkeypatch.delenv("LC_ALL", raising=False)
    output = run(*arguments)
    assert expected in output
    assert "OBJECT_NOT_FOUND" not in output


def test_catalogs():
    """The language and the registry are the project's."""
    output = run("catalogs", code=1)
    assert output.splitlines()[1].split()[:2] == ["gate", "1"]
    assert "store" not in output


def test_render_then_check_from_a_directory_below(monkeypatch):
    """The check finds no fault in the pages that render writes."""
    monkeypatch.chdir("sub")
    assert "stale" in run("check", code=1)
    run("render", "../docs/page.md")
    assert "De slagboom beweegt niet." in Path("../docs/page.md").read_text(encoding="utf-8")
    assert "No problems in 1 header and 1 file." in run("check")


def test_a_path_that_does_not_exist():
    """It is a problem at its key, whatever the command."""
    Path("codes/gate.yaml").rename("codes/gates.yaml")
    for arguments in (
        ["export", "--format", "json"],
        ["explain", "1"],
        ["check"],
        ["messages", "-o-"],
    ):
        output = run(*arguments, code=1)
        assert "pyproject.toml:2:1: no-file registry names 'codes/gate.yaml'" in output
        assert "did you mean gates.yaml?" in output


def test_a_faulty_table():
    """Each command reports it."""
    Path("pyproject.toml").write_text(TABLE.replace("skip", "skp"), encoding="utf-8")
    for arguments in (["render", "docs/page.md"], ["next", "--group", "x"], ["rule"]):
        assert "pyproject.toml:4:1: unknown-key unknown key skp" in run(*arguments, code=1)


def test_headers_of_an_unknown_component():
    """The problem is at its key in the table, not one of an option or argument."""
    Path("pyproject.toml").write_text(TABLE.replace("gate =", "gat ="), encoding="utf-8")
    for command in ("check", "sync"):
        assert run(command, code=1).startswith(
            "pyproject.toml:3:12: unknown-key unknown component 'gat'; did you mean gate?\n"
        )
