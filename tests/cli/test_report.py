"""The form of problems, and options of the command as a whole."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sphinxext.mooncake_errors.cli.commands import COMMANDS, commands
from sphinxext.mooncake_errors.cli.options import FORMATS
from sphinxext.mooncake_errors.cli.report import render
from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.registry.problems import Problem

PROBLEM = Problem("a/store.yaml", 3, 7, "out-of-range", "-1 is outside: 50 %, really")
OTHER = Problem("a/b c.yaml", 1, 1, "yaml", "bad YAML")
HEAVY = ("yaml", "babel", "sphinx", "markdown_it")


def test_text_is_a_line_each():
    """Editors and people find the place, the rule and what is wrong in one line."""
    assert render([PROBLEM, OTHER], "text").splitlines() == [
        "a/store.yaml:3:7: out-of-range -1 is outside: 50 %, really",
        "a/b c.yaml:1:1: yaml bad YAML",
    ]
    assert render([], "text") == ""
    broken = Problem("x", 1, 1, "r", "two\nlines")
    assert render([broken], "text") == "x:1:1: r two lines"


def test_json_is_a_list_of_objects():
    """Programs get every field, texts in their own script."""
    data = json.loads(render([PROBLEM], "json"))
    assert data == [
        {
            "path": "a/store.yaml",
            "line": 3,
            "column": 7,
            "rule": "out-of-range",
            "message": "-1 is outside: 50 %, really",
        }
    ]
    assert json.loads(render([], "json")) == []
    assert "键" in render([Problem("x", 1, 1, "r", "键")], "json")


def test_github_is_a_workflow_command():
    """GitHub shows the problem at its line in the changed file."""
    assert render([PROBLEM], "github") == (
        "::error file=a/store.yaml,line=3,col=7,title=out-of-range::-1 is outside: 50 %25, really"
    )


def test_github_in_a_folder_of_the_repository(tmp_path, monkeypatch):
    """GitHub takes paths from the root of the repository, wherever the command runs."""
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    above = PROBLEM._replace(path=str(tmp_path / "include/a.h"))
    assert [line.partition(",")[0] for line in render([PROBLEM, above], "github").splitlines()] == [
        "::error file=sub/a/store.yaml",
        "::error file=include/a.h",
    ]
    assert '"uri": "sub/a/store.yaml"' in render([PROBLEM], "sarif")
    assert render([PROBLEM], "text").startswith("a/store.yaml:3:7: ")


def parse_workflow_command(line):
    """Read a command as GitHub's runner does."""
    head, _, message = line.removeprefix("::error ").partition("::")
    escapes = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")]

    def unescape(value, pairs):
        for escaped, plain in pairs:
            value = value.replace(escaped, plain)
        return value

    pairs = (item.partition("=") for item in head.split(","))
    properties = {name: unescape(value, escapes) for name, _, value in pairs}
    return properties, unescape(message, [*escapes[:2], escapes[-1]])


def printable(text):
    """Return `text` as it is safe to print; line ends are escaped in another way."""
    return "\r".join(map(safe, text.split("\r")))


@given(message=st.text(), rule=st.text(min_size=1), name=st.text("ab:,%\r\n =é", min_size=1))
def test_github_gets_back_what_was_meant(message, rule, name):
    """Nothing in a message, a rule or a path ends the workflow command or one of its fields."""
    line = render([Problem(name, 2, 3, rule, message)], "github")
    assert "\n" not in line
    assert "\r" not in line
    properties, read = parse_workflow_command(line)
    assert read == printable(message)
    assert properties == {
        "file": Path(name).as_posix(),
        "line": "2",
        "col": "3",
        "title": printable(rule),
    }


def test_sarif_has_rules_and_results():
    """Viewers of SARIF 2.1.0 find each result's rule and place; the URI is escaped."""
    log = json.loads(render([PROBLEM, OTHER, PROBLEM], "sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["out-of-range", "yaml"]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [
        result["ruleId"] for result in run["results"]
    ]
    place = run["results"][1]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a/b%20c.yaml"
    assert place["region"] == {"startLine": 1, "startColumn": 1}
    assert json.loads(render([], "sarif"))["runs"][0]["results"] == []


@pytest.mark.parametrize("style", FORMATS)
def test_paths_are_relative_to_the_working_directory(style, tmp_path, monkeypatch):
    """Files below the working directory are named from there, as annotations need it."""
    monkeypatch.chdir(tmp_path)
    inside = render([Problem(str(tmp_path / "x" / "y.po"), 1, 1, "r", "m")], style)
    assert "x/y.po" in inside
    assert str(tmp_path) not in inside
    outside = render([Problem("/elsewhere/y.po", 1, 1, "r", "m")], style)
    assert "/elsewhere/y.po" in outside


def python(*arguments):
    """Run Python in a process of its own."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def run_main(*arguments, before=""):
    """Run the command in a process of its own, after some statements."""
    code = f"import sys; {before}; from sphinxext.mooncake_errors.cli import main; main()"
    return python("-c", code, *arguments)


def test_without_click_one_line_names_the_extra():
    """Who installed no extra is told which one it takes."""
    result = run_main("--help", before="sys.modules['click'] = None")
    assert result.returncode == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert "pip install 'sphinxext-mooncake-errors[cli]'" in line


@pytest.mark.parametrize(
    ("library", "arguments"),
    [("markdown_it", ["render", "--help"]), ("wcwidth", ["explain", "-704", "-l", "zh_CN"])],
)
def test_without_a_library_one_line_names_the_extra(library, arguments):
    """A command whose library is missing names the extra to install."""
    result = run_main(*arguments, before=f"sys.modules[{library!r}] = None")
    assert result.returncode == 2
    assert f"{library} is not installed: pip install 'sphinxext-mooncake-errors[cli]'" in (
        result.stderr
    )


def test_a_misspelt_command_names_the_nearest():
    """An unknown command is misuse, with the nearest command or the list of them."""
    result = CliRunner().invoke(commands, ["chek"])
    assert (result.exit_code, result.output.splitlines()[-1]) == (
        2,
        "Error: no such command 'chek'; did you mean check?",
    )
    assert "known are catalogs, check" in CliRunner().invoke(commands, ["OBJECT_NOT_FOUND"]).output


def test_help_lists_all_commands_and_imports_none():
    """Start-up stays fast: the overview loads neither a command nor what commands need."""
    code = f"""
import sys
from sphinxext.mooncake_errors.cli.commands import commands
commands(["--help"], standalone_mode=False)
names = {[*HEAVY, *(f"sphinxext.mooncake_errors.cli.{name}" for name in COMMANDS)]!r}
print("loaded:", [name for name in names if name in sys.modules])
"""
    result = python("-c", code)
    assert result.returncode == 0, result.stderr
    assert "loaded: []" in result.stdout
    for name in COMMANDS:
        assert f"\n  {name} " in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_the_overview_says_what_the_command_says(name):
    """The line in the overview is the first one of the command's own help."""
    command = commands.get_command(None, name)
    assert command.help.splitlines()[0] == COMMANDS[name]
    assert command.name == name


def test_wrong_calls_end_with_2():
    """A misspelt command or option is misuse, and says so in a line."""
    for arguments in (["catalog"], ["catalogs", "--lang"], ["messages", "--registry", "none.yaml"]):
        result = CliRunner().invoke(commands, arguments)
        assert result.exit_code == 2, result.output
        assert "Error: " in result.output


def test_a_terminal_that_lacks_characters_gets_their_numbers():
    """Chinese on a terminal without it is no reason to fail."""
    before = "sys.stdout.reconfigure(encoding='latin-1'); sys.argv[1:] = ['catalogs', '-l', '键']"
    result = run_main(before=before)
    assert result.returncode == 1
    assert "\\u952e" in result.stdout
    assert "Traceback" not in result.stderr


def test_the_command_is_installed():
    """Installing the package puts the command beside Python."""
    command = Path(sys.executable).with_name("mooncake-errors")
    result = subprocess.run([command, "--version"], capture_output=True, text=True, check=False)
    assert result.returncode == 0
    assert result.stdout.startswith("mooncake-errors, version ")
