"""The examples on the pages of the commands."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from sphinxext.mooncake_errors.cli.commands import commands

DOCS = Path(__file__).parents[2] / "docs"
DRIFT = "usage/drift.md"
INDEX = "commands/index.md"
FILES = {
    "check": [DRIFT],
    "export": [INDEX],
    "headers": [DRIFT],
    "import": [INDEX],
    "init": [DRIFT],
    "messages": [INDEX],
    "next": [INDEX],
    "render": [INDEX],
    "rule": [],
    "sync": [DRIFT],
}
"""The pages with the files of the examples, beside the page of the command."""
NAMED = re.compile(r"`([\w/]+\.\w+)`[^`]*?:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""The name of a file, and its content in the code block below."""
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def read(page):
    """Return the text of a page."""
    return (DOCS / page).read_text(encoding="utf-8")


def write_files(page):
    """Write the files that a page shows with their names."""
    for name, content in NAMED.findall(read(page)):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(content, encoding="utf-8")


def examples(page):
    """Yield each command line on a page, and the output below it."""
    for block in CONSOLE.findall(read(page)):
        for example in block.removeprefix("$ ").split("\n$ "):
            line, _, output = example.partition("\n")
            if output:
                yield line, output


def run(line):
    """Return the output of a command line with ``mooncake-errors`` or ``cat``."""
    program, *arguments = shlex.split(line)
    if program == "cat":
        return Path(arguments[0]).read_text(encoding="utf-8")
    assert program == "mooncake-errors"
    return CliRunner().invoke(commands, arguments).output


@pytest.mark.parametrize("command", FILES)
def test_examples(command, tmp_path, monkeypatch):
    """The output of each command on its page is what it prints."""
    monkeypatch.chdir(tmp_path)
    page = f"commands/{command}.md"
    for each in (*FILES[command], page):
        write_files(each)
    if command == "init":
        Path("pyproject.toml").unlink()
        Path("docs/conf.py").touch()
    shown = list(examples(page))
    assert shown
    for line, output in shown:
        assert run(line).strip() == output.strip(), line


def test_examples_of_diff(tmp_path, monkeypatch, required_tool):
    """The output of the comparison with a tag of git is what the page shows."""
    monkeypatch.chdir(tmp_path)
    git = required_tool("git")
    write_files(DRIFT)
    write_files(INDEX)
    registry, header = Path("errors.yaml"), Path("include/gate.h")
    changed = registry.read_text(encoding="utf-8")
    old = changed.replace("403", "402").replace(", or paid too long ago", "")
    registry.write_text(old[: old.index("  - name: TICKET_EXPIRED")], encoding="utf-8")
    who = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"], ["tag", "v1.0"]):
        subprocess.run([git, *who, *arguments], check=True)
    registry.write_text(changed, encoding="utf-8")
    header.write_text(header.read_text(encoding="utf-8").replace("402", "403"), encoding="utf-8")
    for line, output in examples("commands/diff.md"):
        assert run(line).strip() == output.strip(), line
