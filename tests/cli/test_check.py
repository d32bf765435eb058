"""The gate that holds headers and prose against the registry: ``mooncake-errors check``."""

from __future__ import annotations

import json
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
source: {header: include/shop.h, enum: demo::Error}
groups:
- id: all
  title: All
  codes:
  - {name: SHELF_FULL, value: -10, description: Full.}
  - {name: SHELF_LOCKED, value: -11, description: Locked.}
"""
HEADER = "namespace demo { enum class Error {\n  SHELF_FULL = -10,\n  SHELF_LOCKED = -11,\n}; }\n"
TABLE = """\
[project]
name = "shop"

[tool.mooncake-errors]
paths = ["docs"]
registry = "shop.yaml"
exclude = ["docs/old"]
skip = ["*_COUNT"]

[tool.mooncake-errors.headers]
shop = "include/shop.h"
"""


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """Work in a project in which all is in step."""
    monkeypatch.chdir(tmp_path)
    write("shop.yaml", REGISTRY)
    write("include/shop.h", HEADER)
    write("docs/index.md", "A full shelf: `SHELF_FULL` (-10).\n")
    return tmp_path


def write(name, text):
    """Write a file, with the directories above it."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def check(*arguments, code=0):
    """Run the command, which must end with `code`, and return its output."""
    result = RUNNER.invoke(commands, ["check", *arguments])
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stderr if code == 2 else result.stdout


OWN = ("--registry", "shop.yaml", "--header", "shop=include/shop.h")


def test_all_in_step():
    """Nothing is printed but what was checked."""
    result = RUNNER.invoke(commands, ["check", "docs", *OWN])
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "No problems in 1 header and 1 file.\n"


def test_header_and_prose():
    """Problems of both come in one report, by file and place."""
    write("include/shop.h", HEADER.replace("-11", "-12"))
    write("docs/index.md", "First.\n\nSHELF_FULL (-11)\n")
    assert check("docs", *OWN, code=1).splitlines() == [
        "docs/index.md:3:13: wrong-number SHELF_FULL is -10, not -11; -11 is shop.SHELF_LOCKED",
        "include/shop.h:3:3: renumbered shop.SHELF_LOCKED (-11) in the registry is -12 in the "
        "header",
    ]


def test_other_names_of_the_header_misspell_no_code():
    """A name that the header defines is not taken for a code; one in its comments may be."""
    write("docs/index.md", "Ask `SHELF_LOCKD`.\n")
    write("include/shop.h", f"{HEADER}// SHELF_LOCKD\n")
    assert "unknown code SHELF_LOCKD; did you mean SHELF_LOCKED?" in check("docs", *OWN, code=1)
    write("include/shop.h", f"{HEADER}#define SHELF_LOCKD 0x01  // a flag\n")
    check("docs", *OWN)


def test_formats():
    """Programs get the same as people."""
    write("docs/index.md", "SHELF_FULL (-11)\n")
    (problem,) = json.loads(check("docs", *OWN, "--format", "json", code=1))
    assert (problem["path"], problem["line"], problem["column"]) == ("docs/index.md", 1, 13)
    assert problem["rule"] == "wrong-number"
    assert check("docs", *OWN, "--format", "github", code=1).startswith(
        "::error file=docs/index.md,line=1,col=13,title=wrong-number::"
    )
    sarif = json.loads(check("docs", *OWN, "--format", "sarif", code=1))
    assert sarif["runs"][0]["results"][0]["ruleId"] == "wrong-number"
    write("docs/index.md", "")
    assert json.loads(check("docs", *OWN, "--format", "json")) == []


def test_pyproject(monkeypatch):
    """All of it can stand in pyproject.toml, which is found from below."""
    write("pyproject.toml", TABLE)
    write("docs/old/page.md", "SHELF_FULL (-13)\n")
    write("include/shop.h", HEADER.replace("};", "ERROR_COUNT = -99, };"))
    check()
    write("docs/index.md", "SHELF_FULL (-13)\n")
    monkeypatch.chdir("docs")
    assert "index.md:1:13: wrong-number" in check(code=1)


def test_the_command_line_goes_first():
    """Each option takes the place of its key in the table; the other keys count."""
    write("pyproject.toml", TABLE)
    write("docs/index.md", "SHELF_FULL (-13)\n")
    write("guide.txt", "SHELF_FULL (-10)\n")
    check("guide.txt")
    write("include/shop.h", HEADER.replace("-11", "-12"))
    assert "renumbered" in check("guide.txt", code=1)


def test_faults_of_the_table():
    """They are problems with the place in pyproject.toml and the nearest right word."""
    write("pyproject.toml", TABLE.replace("exclude", "exclud"))
    assert check(code=1) == (
        "pyproject.toml:7:1: unknown-key unknown key exclud; did you mean exclude?\n"
    )
    write("pyproject.toml", TABLE.replace('["docs"]', "[1]"))
    assert check(code=1) == "pyproject.toml:5:1: type paths must be a list of texts, not [1]\n"
    write("pyproject.toml", '[tool.mooncake-errors]\nheaders = "shop.h"\n')
    assert "pyproject.toml:2:1: type headers must be one or more paths" in check(code=1)
    write("pyproject.toml", "[tool]\nmooncake-errors = 1\n")
    assert "pyproject.toml:2:1: type mooncake-errors must be a table" in check(code=1)
    write("pyproject.toml", "[tool.mooncake-errors]\npaths = [\n")
    assert "pyproject.toml:3:1: toml bad TOML" in check(code=1)


def test_other_tables_are_not_ours(tmp_path):
    """A pyproject.toml without our table is passed by, and so is a broken one of others."""
    write("pyproject.toml", TABLE)
    write("sub/pyproject.toml", "[tool.other\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path / "sub")
        check()


def test_misuse():
    """Nothing to check, and what is not there, are said in one sentence."""
    assert "nothing to check" in check(code=2)
    assert "Path 'absent' does not exist" in check("absent", code=2)
    assert "must be COMPONENT=FILE" in check("--header", "shop.h", code=2)
    assert "did you mean shop?" in check(*OWN[:2], "--header", "shap=include/shop.h", code=2)
    assert "no header 'x.h'" in check(*OWN[:2], "--header", "shop=x.h", code=2)
    assert "File 'x.yaml' does not exist" in check("--registry", "x.yaml", code=2)
    write("shop.yaml", "component: shop\ntitle: Shop\ngroups: []\n")
    assert "no source" in check(*OWN, code=2)


def test_the_registry_itself_is_checked():
    """A faulty registry is reported as everywhere."""
    write("shop.yaml", REGISTRY.replace("-11", "-10"))
    assert "shop.yaml:9:33: duplicate-number" in check("docs", "--registry", "shop.yaml", code=1)


def test_which_files_are_read():
    """Text is read, wherever it is; what programs wrote and what is no text is not."""
    wrong = "SHELF_FULL (-13)\n"
    for name in ("a.md", "b.rst", "c.txt", "sub/.hidden/d.md"):
        write(f"docs/{name}", wrong)
    write("docs/e.cpp", f"// {wrong}")
    write("docs/f.py", f"# {wrong}")
    for name in ("_build/x.md", "node_modules/x.md", ".git/x.md", "data.csv"):
        write(f"docs/{name}", wrong)
    Path("docs/binary.md").write_bytes(b"\0" + wrong.encode())
    Path("docs/huge.md").write_text(wrong + " " * 5_000_001, encoding="utf-8")
    Path("docs/latin.md").write_bytes(b"\xe9 " + wrong.encode())
    lines = check("docs", "--registry", "shop.yaml", code=1).splitlines()
    assert [line.partition(":")[0].removeprefix("docs/") for line in lines] == [
        *("a.md", "b.rst", "c.txt", "e.cpp", "f.py", "huge.md", "latin.md", "sub/.hidden/d.md")
    ]
    assert lines[5] == "docs/huge.md:1:1: too-long is longer than 5 MB"
    assert "docs/data.csv:1:13" in check("docs/data.csv", "--registry", "shop.yaml", code=1)


def test_a_named_file_that_is_no_text():
    """A file in UTF-16 is one problem if it is named, by an argument or by the table."""
    Path("docs/valves.txt").write_text("SHELF_FULL (-13)\n", encoding="utf-16")
    expected = "docs/valves.txt:1:1: not-utf-8 is binary or not UTF-8: it has a byte 0x00\n"
    assert check("docs", "docs/valves.txt", "--registry", "shop.yaml", code=1) == expected
    check("docs", "--registry", "shop.yaml")
    write("pyproject.toml", TABLE.replace('"docs"', '"docs/valves.txt"'))
    assert check(code=1) == expected


def test_a_named_file_that_is_too_long():
    """A named file with any suffix is a problem if it cannot be read."""
    Path("docs/gates.csv").write_text(" " * 5_000_001, encoding="utf-8")
    output = check("docs/gates.csv", "--registry", "shop.yaml", code=1)
    assert output == "docs/gates.csv:1:1: too-long is longer than 5 MB\n"


def test_exclude():
    """Patterns match names and paths, of named files too."""
    write("docs/old/a.md", "SHELF_FULL (-13)\n")
    paths = ("docs/old", "docs/old/", "./docs/old", "docs/*/a.md", "**/docs/**")
    for pattern in (*paths, "old", "*.md"):
        check("docs", "docs/old/a.md", *OWN, "--exclude", pattern)
    check("docs", *OWN, "--exclude", "new", code=1)


def test_files_that_git_ignores(required_tool):
    """Files that git ignores are not read; files that are not committed yet are."""
    git = required_tool("git")
    subprocess.run([git, "init", "-q"], check=True)
    write(".gitignore", "generated.md\n")
    write("docs/generated.md", "SHELF_FULL (-13)\n")
    check("docs", *OWN)
    write("docs/new.md", "SHELF_FULL (-13)\n")
    assert check("docs", *OWN, code=1).startswith("docs/new.md:1:13")


def test_hook_of_another_repository(required_tool, monkeypatch):
    """What git ignores is not read in a hook either, for which git names a repository."""
    git = required_tool("git")
    subprocess.run([git, "init", "-q"], check=True)
    subprocess.run([git, "init", "-q", "other"], check=True)
    write(".gitignore", "docs/generated.md\n")
    write("docs/generated.md", "SHELF_FULL (-13)\n")
    monkeypatch.setenv("GIT_DIR", str(Path("other/.git").absolute()))
    check("docs", *OWN)


def test_no_traceback_for_an_odd_header():
    """Whatever the header holds, there is a report."""
    Path("include/shop.h").write_bytes(bytes(range(256)))
    assert "include/shop.h" in check(*OWN, code=1)


@pytest.mark.slow
def test_one_wrong_number_among_many_files():
    """Every file of a tree is read, and the one wrong line of it found."""
    page = "Some words about `SHELF_FULL` (-10) and `OTHER_NAMES` in | tables |.\n" * 60
    for number in range(150):
        write(f"docs/{number % 30}/{number}.md", page)
    write("docs/17/107.md", page + "And `SHELF_FULL` (-11).\n")
    found = check("docs", *OWN, code=1).splitlines()
    assert len(found) == 1
    assert found[0].startswith("docs/17/107.md:61:")


BLOCK = "<!-- mooncake-errors: shop{} -->\n{}<!-- /mooncake-errors -->\n"


def test_generated_blocks_are_current():
    """A block that ``render`` would fill otherwise is a problem, and none once it is rendered."""
    write("README.md", BLOCK.format("", "old\n"))
    assert check("README.md", "--registry", "shop.yaml", code=1) == (
        "README.md:1:1: stale this block is not current: run mooncake-errors render\n"
    )
    RUNNER.invoke(commands, ["render", "README.md", "--registry", "shop.yaml"])
    check("README.md", "--registry", "shop.yaml")


def test_generated_blocks_in_the_project_s_own_language():
    """The translations for blocks are found by option and by the table in pyproject.toml."""
    po = 'msgid "Full."\nmsgstr "いっぱい"\n'
    write("docs/locales/ja/LC_MESSAGES/mooncake-errors.po", po)
    write("docs/index.md", BLOCK.format(" language=ja", ""))
    options = ["--registry", "shop.yaml", "--locale-dir", "docs/locales"]
    RUNNER.invoke(commands, ["render", "docs/index.md", *options])
    assert "いっぱい" in Path("docs/index.md").read_text(encoding="utf-8")
    check("docs/index.md", *options)
    assert "no-catalog" in check("docs/index.md", "--registry", "shop.yaml", code=1)
    write("pyproject.toml", TABLE.replace("skip =", 'locale_dirs = ["docs/locales"]\nskip ='))
    check()
    own = TABLE.replace("skip =", 'locale_dirs = ["docs/locales"]\nlanguage = "ja"\nskip =')
    write("pyproject.toml", own)
    write("docs/index.md", BLOCK.format("", ""))
    RUNNER.invoke(commands, ["render", "docs/index.md"])
    assert "いっぱい" in Path("docs/index.md").read_text(encoding="utf-8")
    check()


def test_generated_blocks_are_no_prose():
    """Names in a block that ``render`` fills are not reported, removed and former ones included."""
    codes = """\
  - {name: SHELF_BURNT, value: -12, description: Burnt., removed: "1.1"}
  - {name: SHELF_BARE, value: -13, description: B., former: [{name: SHELF_EMPTY, until: "1.0"}]}
"""
    write("shop.yaml", REGISTRY + codes)
    write(
        "README.md",
        "SHELF_EMPTY\n\n" + BLOCK.format(" codes=-12,SHELF_EMPTY", "") + "SHELF_BURNT\n",
    )
    RUNNER.invoke(commands, ["render", "README.md", "--registry", "shop.yaml"])
    assert "Burnt." in Path("README.md").read_text(encoding="utf-8")
    assert check("README.md", "--registry", "shop.yaml", code=1) == (
        "README.md:1:1: former-name SHELF_EMPTY is now SHELF_BARE\n"
        "README.md:12:1: removed-code shop.SHELF_BURNT was removed in 1.1\n"
    )


def test_codes_removed_after_the_last_release():
    """Problems of codes that are removed in no release yet say so in words."""
    code = "  - {name: SHELF_BURNT, value: -12, description: Burnt., removed: unreleased}\n"
    write("shop.yaml", REGISTRY + code)
    write("docs/index.md", "SHELF_BURNT\n")
    write("include/shop.h", HEADER.replace("};", "  SHELF_BURNT = -12,\n};"))
    assert check("docs/index.md", *OWN, code=1).splitlines() == [
        "docs/index.md:1:1: removed-code shop.SHELF_BURNT was removed after the last release",
        "include/shop.h:4:3: not-removed shop.SHELF_BURNT (-12) is marked as removed after the "
        "last release, yet the header has it",
    ]
    write("include/shop.h", HEADER.replace("};", "  SHELF_WET = -12,\n};"))
    assert "which was removed after the last release: numbers" in check(*OWN, code=1)


def test_texts_that_a_comment_cuts():
    """A text with a number sign that is not in quotes loses the rest, which the check says."""
    code = "  - name: SHELF_LOST\n    value: -12\n    description: Shelf #3 is lost.\n"
    write("shop.yaml", f"{REGISTRY}{code}    details: 'See #12' # not a text\n")
    write("docs/index.md", "\n")
    assert check("docs/index.md", "--registry", "shop.yaml", code=1).splitlines() == [
        f"shop.yaml:{REGISTRY.count(chr(10)) + 3}:24: comment #3 begins a comment: put the text in "
        "quotes, or a blank behind #"
    ]


def test_log_texts_copied_from_printf():
    """A conversion in a log text fits no line of a log, which the check says."""
    code = "  - {name: SHELF_LOST, value: -12, description: Lost., causes: [{cause: Fire., log: "
    write("shop.yaml", f"{REGISTRY}{code}['shelf %2lu burns, 100% sure']}}]}}\n")
    write("docs/index.md", "\n")
    assert check("docs/index.md", "--registry", "shop.yaml", code=1).splitlines() == [
        f"shop.yaml:{REGISTRY.count(chr(10)) + 1}:{len(code) + 2}: form the program prints a value "
        "in the place of '%2lu': write {}"
    ]


def test_faulty_block():
    """A block that ``render`` would refuse is a problem of the check, too."""
    write("docs/index.md", "<!-- mooncake-errors: shpo -->\n<!-- /mooncake-errors -->\n")
    printed = check("docs/index.md", "--registry", "shop.yaml", code=1)
    assert "unknown component 'shpo'; did you mean shop?" in printed


def test_names_and_types_of_other_headers():
    """They may be given on the command line, as for the other commands that read headers."""
    write("include/base.h", "#define BASE ((shelf_t)-10)\n")
    write("include/shop.h", HEADER.replace("= -10", "= BASE"))
    options = ["check", "--registry", "shop.yaml", "--header", "shop=include/shop.h"]
    assert "BASE is not defined in this header" in RUNNER.invoke(commands, options).output
    options += ["--also", "include/base.h", "--type", "shelf_t=int16"]
    assert RUNNER.invoke(commands, options).exit_code == 0


def test_ranges_in_the_second_of_two_headers():
    """A comment with a wrong range is a problem in its own file, about the codes below it."""
    write("include/base.h", "#define SHELF_FULL -10\n\n#define SHELF_OLD -12\n")
    write("include/shop.h", "\n// Shelf errors (-19 to -15)\n#define SHELF_LOCKED -11\n")
    write("shop.yaml", REGISTRY.replace("enum: demo::Error", "macro_prefix: SHELF_"))
    headers = ("--header", "shop=include/base.h", "--header", "shop=include/shop.h")
    options = ["check", "--registry", "shop.yaml", *headers, "--skip", "*_OLD"]
    assert RUNNER.invoke(commands, options).stdout == (
        "include/shop.h:2:1: section-range the comment says -19 to -15, but SHELF_LOCKED (-11) "
        "stands under it\n"
    )


def test_selected_rules():
    """Problems are reported by rule: only some, or all but some."""
    write("docs/a.md", "SHELF_FULL (-13) and `SHELF_LOCKEDD`.\n")
    write("pyproject.toml", TABLE)
    assert check("--select", "wrong-number", code=1).count("\n") == 1
    assert "wrong-number" not in check("--ignore", "wrong-number", code=1)
    assert "did you mean wrong-number" in check("--select", "wrong-numbr", code=2)


def test_a_path_without_pages():
    """If there is nothing but the registry to check, a note names the option for its texts."""
    write("data/shop.yaml", REGISTRY)
    result = RUNNER.invoke(commands, ["check", "data", "--registry", "data/shop.yaml"])
    assert result.exit_code == 0
    assert "note: only the registry itself was checked; --sources DIRECTORY" in result.stderr
