"""The hooks for pre-commit, run on this repository."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from sphinxext.mooncake_errors.cli.commands import commands

ROOT = Path(__file__).parents[2]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}


def run(hook, *arguments):
    """Run the entry of a hook, with its arguments, and return the result."""
    program, *words = shlex.split(hook["entry"])
    assert program == "mooncake-errors"
    return CliRunner().invoke(commands, [*words, *hook.get("args", ()), *arguments])


@pytest.fixture(autouse=True)
def _root(monkeypatch):
    if not (ROOT / "docs").is_dir():
        pytest.skip("the documentation is not here")
    monkeypatch.chdir(ROOT)


def test_check():
    """The repository passes its own check, without any argument."""
    result = run(HOOKS["mooncake-errors-check"])
    assert result.exit_code == 0, result.output


def test_render():
    """All Markdown files of this repository are as the hook would leave them."""
    hook = HOOKS["mooncake-errors-render"]
    files = [str(path) for path in (*ROOT.glob("*.md"), *Path("docs").rglob("*.md"))]
    result = run(hook, "--check", *(name for name in files if re.search(hook["files"], name)))
    assert result.exit_code == 0, result.output
