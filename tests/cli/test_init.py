"""A first registry from a header: ``mooncake-errors init``."""

from __future__ import annotations

from pathlib import Path

import pytest
from building import Project
from click.testing import CliRunner

from sphinxext.mooncake_errors.cli.commands import commands
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.project import load_project

HEADER = """\
#define GATE_H 1
namespace gate {
enum class Error {
    OK = 0,  ///< The request is done.

    // Ticket errors (Range: 400 to 499)
    TICKET_UNREADABLE = 400,  ///< The ticket cannot be read.

    // Barrier errors
    BARRIER_STUCK = 500,  ///< The barrier does not move.
    ERROR_COUNT
};
}
"""
MACROS = "#define GATE_ERR_IO -1\n#define GATE_ERR_LOCK -2\n#define GATE_MAX 9\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("gate.h").write_text(HEADER, encoding="utf-8")


def run(*arguments, command="init", code=0):
    """Return the output of a command, which must end with `code`."""
    result = CliRunner().invoke(commands, [command, *arguments])
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


def test_from_a_header_to_a_page():
    """One command makes all that a build needs, and all other commands need no option."""
    output = run("gate.h", "--skip", "*_COUNT")
    assert "sphinx-build docs" in output
    line = "# to be reviewed: from the header"
    assert f"review the texts in docs/gate.yaml, and delete the line '{line}' above each" in output
    (component,) = load_registry([Path("docs/gate.yaml")]).components
    assert [code.name for code in component.codes()] == ["OK", "TICKET_UNREADABLE", "BARRIER_STUCK"]
    assert [group.title for group in component.groups] == ["Codes", "Ticket", "Barrier"]
    assert load_project(Path.cwd()).registry == (Path("docs/gate.yaml"),)
    page = Project(Path("docs").absolute()).build().html("error-codes.html").text
    assert "The ticket cannot be read." in page
    assert "No problems" in run(command="check")
    assert run("--group", "ticket", command="next") == "401"


def test_characters_of_all_planes():
    """A title and a path with Chinese characters and emoji are valid in all files."""
    header = Path("门😀.h")
    header.write_text(HEADER, encoding="utf-8")
    run(str(header), "--component", "gate", "--title", "门的错误 😀")
    assert load_project(Path.cwd()).headers == {"gate": (header,)}
    book = Project(Path("docs").absolute()).build()
    assert book.warnings == []
    assert "门的错误 😀" in book.html("index.html").text


def test_names_that_count_the_codes():
    """Names that may be no codes are listed, and following the step drops them."""
    Path("gate.h").write_text(HEADER.replace("    ERROR_COUNT", "    BACKEND,\n    ERROR_COUNT"))
    output = run("gate.h", "--skip", "*_FOO")
    line = 'skip = ["*_FOO", "ERROR_COUNT"]'
    assert f"in place of a present skip, and run sync: {line} -" in output
    settings = Path("pyproject.toml")
    text = settings.read_text().replace('skip = ["*_FOO"]', line)
    settings.write_text(text, encoding="utf-8")
    assert "dropped gate.ERROR_COUNT" in run(command="sync")
    assert run("--check", command="sync") == ""


def test_a_project_in_a_folder_of_a_repository(monkeypatch):
    """The source names the header from the root of the repository, as history reads it."""
    Path(".git").mkdir()
    Path("tools").mkdir()
    monkeypatch.chdir("tools")
    run("../gate.h")
    (component,) = load_registry([Path("docs/gate.yaml")]).components
    assert component.source.header == ("gate.h",)
    assert load_project(Path.cwd()).headers == {"gate": (Path("../gate.h"),)}
    assert run("../gate.h", command="sync") == ""


def test_line_ends_and_byte_order_mark_stay():
    """A pyproject.toml from Windows gets lines like its own at its end, and is else unchanged."""
    before = b'\xef\xbb\xbf[project]\r\nname = "gate"\r\n'
    Path("pyproject.toml").write_bytes(before)
    run("gate.h")
    after = Path("pyproject.toml").read_bytes()
    assert after.startswith(before + b"\r\n[tool.mooncake-errors]\r\n")
    assert after.count(b"\n") == after.count(b"\r\n")
    assert run("gate.h", command="sync") == ""


def test_macros_and_a_page_in_markdown():
    """The only prefix is found, and files that exist are only added to."""
    Path("gate.h").write_text(MACROS, encoding="utf-8")
    Path("doc").mkdir()
    Path("doc/conf.py").write_text('extensions = ["myst_parser"]\n', encoding="utf-8")
    Path("pyproject.toml").write_text('[project]\nname = "gate"', encoding="utf-8")
    output = run("gate.h", "--component", "barrier", "--title", "The barrier")
    assert 'add "sphinxext.mooncake_errors" to extensions in doc/conf.py' in output
    (component,) = load_registry([Path("doc/barrier.yaml")]).components
    assert (component.title, component.source.macro_prefix) == ("The barrier", "GATE_ERR_")
    assert Path("doc/error-codes.md").is_file()
    assert Path("pyproject.toml").read_text(encoding="utf-8").startswith("[project]\nname")


def test_a_page_of_that_name_without_the_directive():
    """A page that the project wrote by hand stays; a step says that the directive is missing."""
    Path("docs").mkdir()
    Path("docs/conf.py").touch()
    Path("docs/error-codes.rst").write_text("By hand.\n", encoding="utf-8")
    assert "- add the directive mooncake-errors to docs/error-codes.rst - " in run("gate.h")
    assert Path("docs/error-codes.rst").read_text(encoding="utf-8") == "By hand.\n"


def test_several_sets_of_names():
    """Those that are likely to be error codes are listed, and nothing is written."""
    Path("gate.h").write_text(HEADER + "enum Mode { ON, OFF };\n" + MACROS, encoding="utf-8")
    output = run("gate.h", code=2)
    assert "give --enum gate::Error or --macro-prefix GATE_ERR_" in output
    Path("gate.h").write_text("enum { A }; enum Mode { ON };", encoding="utf-8")
    assert "give --enum '(anonymous)' or --enum Mode" in run("gate.h", code=2)
    assert [path.name for path in Path().iterdir()] == ["gate.h"]


@pytest.mark.parametrize(
    ("text", "arguments", "message"),
    [
        ("int x;", (), "neither an enumeration nor macros"),
        (HEADER, ("--component", "My Gate"), "must be lower case words"),
        (HEADER, ("--component", "old"), "exists already"),
    ],
)
def test_misuse(text, arguments, message):
    """Each is one message, and no file is replaced."""
    Path("gate.h").write_text(text, encoding="utf-8")
    Path("docs").mkdir()
    Path("docs/old.yaml").touch()
    assert message in run("gate.h", *arguments, code=2)
    assert Path("docs/old.yaml").read_bytes() == b""


def test_no_code():
    """A selection without codes is a problem, and nothing is written."""
    assert "unknown-enum" in run("gate.h", "--enum", "Eror", code=1)
    assert [path.name for path in Path().iterdir()] == ["gate.h"]


def test_further_headers_and_types():
    """Options for reading headers are kept in the table, so that later commands need none."""
    text = "#define GATE_ERR_A (GATE_BASE + 1)\n#define GATE_ERR_B ((GATE_INT)0xFFFFFFFE)\n"
    Path("gate.h").write_text(text, encoding="utf-8")
    Path("base.h").write_text("#define GATE_BASE 40\n", encoding="utf-8")
    run("gate.h", "--also", "base.h", "--type", "GATE_INT=int32", "--skip", "*_LAST")
    (component,) = load_registry([Path("docs/gate.yaml")]).components
    assert [code.value for code in component.codes()] == [41, -2]
    project = load_project(Path.cwd())
    assert (project.also, project.types) == ((Path("base.h"),), {"GATE_INT": "int32"})
    assert project.skip == ("*_LAST",)
    assert "No problems" in run(command="check")


def test_a_second_component():
    """The lines that are printed keep the first component, and the page is in a toctree already."""
    run("gate.h", "--skip", "*_COUNT")
    table = Path("pyproject.toml").read_text(encoding="utf-8")
    Path("valve.h").write_text("#define VALVE_STUCK 7\n#define VALVE_OPEN 8\n", encoding="utf-8")
    result = CliRunner().invoke(commands, ["init", "valve.h", "--skip", "VALVE_OPEN"])
    assert Path("pyproject.toml").read_text(encoding="utf-8") == table
    _, _, steps = result.output.partition("Next:\n")
    first, registry, headers, skip, *others = steps.splitlines()
    assert first == (
        f"- write into [tool.mooncake-errors] in {Path('pyproject.toml').absolute()}, "
        "in place of the present keys:"
    )
    lines = [line.strip() for line in (registry, headers, skip)]
    assert lines == [
        'registry = ["docs/gate.yaml", "docs/valve.yaml"]',
        'headers = {gate = ["gate.h"], valve = "valve.h"}',
        'skip = ["*_COUNT", "VALVE_OPEN"]',
    ]
    assert not any("toctree" in line for line in others)
    new = "\n".join(["[tool.mooncake-errors]", *lines, 'paths = ["docs"]', ""])
    Path("pyproject.toml").write_text(new, encoding="utf-8")
    assert "No problems in 2 headers" in run(command="check")


def test_the_largest_number():
    """A code of 64 bits is registered, and an explanation finds it by its number."""
    text = "#define GATE_OK 0\n#define GATE_ANY 0xFFFFFFFFFFFFFFFFULL\n"
    Path("gate.h").write_text(text, encoding="utf-8")
    run("gate.h")
    number = str(2**64 - 1)
    assert f"value: {number}" in Path("docs/gate.yaml").read_text(encoding="utf-8")
    assert f"GATE_ANY ({number})" in run(f"gate.{number}", command="explain")


def test_a_component_is_not_called_include():
    """Where the name of the header says nothing, the id is the name of the project's directory."""
    Path("gate/include").mkdir(parents=True)
    Path("gate/include/errors.h").write_text(HEADER, encoding="utf-8")
    run("gate/include/errors.h")
    assert Path("docs/gate.yaml").is_file()
