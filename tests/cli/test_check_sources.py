"""``mooncake-errors check --sources``: a registry against a tree of source code."""

from __future__ import annotations

import subprocess
from inspect import signature
from pathlib import Path

import pytest
from click.testing import CliRunner

from sphinxext.mooncake_errors.cli.commands import commands

_APART = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
RUNNER = CliRunner(**_APART)
"""Keeps standard output and error apart, in old versions of click too."""

REGISTRY = """\
component: shop
title: Shop
source:
  header: include/shop.h
  enum: demo::Error
  checked: {revision: 0000000}
groups:
- id: all
  title: All
  codes:
  - {name: SHELF_FULL, value: -10, description: "Clear it with ``--clear_shelf``."}
"""
HEADER = "namespace demo { enum class Error { SHELF_FULL = -10 }; }\n"
SOURCE = 'DEFINE_bool(clear_shelf, false, "");\nint f() { return Error::SHELF_FULL; }\n'


@pytest.fixture(autouse=True)
def shop(tmp_path, monkeypatch):
    """Work in a project whose registry is true."""
    monkeypatch.chdir(tmp_path)
    for name, text in {"shop.yaml": REGISTRY, "code/include/shop.h": HEADER}.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    Path("code/shop.cpp").write_text(SOURCE, encoding="utf-8")


def run(*arguments, code):
    """Run the command, which has to end with the exit status `code`."""
    result = RUNNER.invoke(commands, ["check", "--registry", "shop.yaml", *arguments])
    assert result.exit_code == code, result.output
    return result


@pytest.mark.parametrize("name", ["shop.h.in", "shop.def", "shop.inc"])
def test_headers_of_other_suffixes(name):
    """A template of CMake and a list of codes that a header includes are source code, too."""
    Path("shop.yaml").write_text(REGISTRY.replace("shop.h", name), encoding="utf-8")
    Path("code/include/shop.h").rename(f"code/include/{name}")
    run("--sources", "code", code=0)
    Path("code/shop.cpp").write_text(SOURCE.replace("Error::SHELF_FULL", "0"), "utf-8")
    assert "returns shop.SHELF_FULL" in run("--sources", "code", code=1).stdout


def test_option_reads_a_directory():
    """Without a table the option is enough; a flag that has gone is a problem at its line."""
    run("--sources", "code", code=0)
    Path("code/shop.cpp").write_text(SOURCE.replace("clear_shelf", "clean_shelf"), "utf-8")
    result = run("--sources", "code", code=1)
    assert result.stdout == (
        "shop.yaml:11:66: source-text the sources have no flag '--clear_shelf'; "
        "the nearest there is 'clean_shelf'\n"
    )


def test_key_of_the_table():
    """The key ``sources`` is the default of the option, and ``exclude`` applies to it."""
    table = '[tool.mooncake-errors]\nsources = "code"\nexclude = ["shop.cpp"]\n'
    Path("pyproject.toml").write_text(table, encoding="utf-8")
    rules = [line.split()[1] for line in run(code=1).stdout.splitlines()]
    assert rules == ["source-raised", "source-text"]


def test_other_revision_is_a_note():
    """Texts that were compared with another commit are a note, not a problem."""
    git = ["git", "-C", "code", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "init", "-q", "code"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "a"], check=True)
    result = run("--sources", "code", code=0)
    assert "note: shop was checked against 0000000; code is at" in result.stderr
