"""The benchmarks run; what they find out is no matter of tests."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parent.parent


def benchmarks(*arguments):
    """Run the benchmarks as ``make bench`` does."""
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)


def test_benchmarks_make_a_table(tmp_path):
    """Measured with next to nothing, a part of each kind gives rows of one form, with numbers."""
    output = tmp_path / "benchmarks.json"
    parts = ("unchanged", "registry", "headers", "explain", "log")
    done = benchmarks("--trial", "--output", str(output), *parts)
    assert done.returncode == 0, done.stderr
    head, rule, *lines = done.stdout.partition("\n\n")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert head.count("|") == rule.count("|") == 8
    data = json.loads(output.read_text(encoding="utf-8"))
    assert [list(row.values()) for row in data["rows"]] == rows
    assert "Python" in data["machine"]
    assert len(rows) == 8
    assert all(row[0] and row[1][0].isdigit() for row in rows)
    assert [row[1] for row in rows if row[0].startswith("pages of")] == ["4"]
    assert {row[6] for row in rows if row[4]} >= {"", "1.10", "3.00"}


@pytest.mark.parametrize("name", ["page", "everything"])
def test_unknown_part(name):
    """A part that is not there ends at once with those that are."""
    done = benchmarks(name)
    assert done.returncode == 2
    assert "known are pages, code-pages, singles" in done.stderr
