"""Changes between two registries: ``mooncake-errors diff``."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sphinxext.mooncake_errors.checks.changes import Fact, changes
from sphinxext.mooncake_errors.cli.commands import commands

OLD = """\
component: gate
title: Gate
groups:
- id: ticket
  title: Ticket
  codes:
  - {name: KEEPS, value: 1, description: Keeps.}
  - {name: GOES, value: 2, description: Goes.}
  - {name: FALLS, value: 3, description: Falls.}
  - {name: MOVES, value: 4, description: Moves.}
  - {name: CALLED_SO, value: 5, description: Is called.}
  - {name: AGES, value: 6, description: Ages.}
  - {name: SAYS, value: 7, description: Says this.}
  - {name: WAS, value: 8, description: Was., removed: 0.9}
  - {name: RETURNS, value: 9, description: Returns., removed: 0.9}
  - {value: 0, description: Fine.}
"""
NEW = """\
component: gate
title: Gate
groups:
- id: ticket
  title: Ticket
  codes:
  - {name: KEEPS, value: 1, description: Keeps.}
  - {name: FALLS, value: 3, description: Falls., removed: 2.0, replaced_by: KEEPS}
  - {name: MOVES, value: 40, description: Moves.}
  - {name: NAMED, value: 5, description: Is called.}
  - {name: AGES, value: 6, description: Ages., deprecated: 2.0, replaced_by: KEEPS}
  - {name: RETURNS, value: 9, description: Returns.}
  - {name: OK, value: 0, description: Fine.}
- id: other
  title: Other
  codes:
  - {name: SAYS, value: 7, description: Says ``that``., causes: [So.]}
  - {name: COMES, value: 10, description: Comes.}
"""


@pytest.fixture(autouse=True)
def _project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("old.yaml").write_text(OLD)
    Path("new.yaml").write_text(NEW)


def run(*arguments, code=0):
    """Run the command, which must end with `code`, and return its output."""
    result = CliRunner().invoke(commands, ["diff", *arguments])
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


def test_every_kind_of_change():
    """Each change is a line; what breaks callers is marked and comes first."""
    assert run("old.yaml", "new.yaml").splitlines() == [
        "removed (breaking): gate.GOES (2)",
        "removed (breaking): gate.FALLS (3)",
        "renumbered (breaking): gate.MOVES (4) is now 40",
        "renamed (breaking): gate.CALLED_SO (5) is now NAMED",
        "renamed: gate.0 is now OK",
        "added: gate.RETURNS (9)",
        "added: gate.COMES (10)",
        "deprecated: gate.AGES (6)",
        "forgotten: gate.WAS (8)",
        "regrouped: gate.SAYS (7) moved from ticket to other",
        "reworded: gate.AGES (6) in replaced_by",
        "reworded: gate.SAYS (7) in description, causes",
    ]


def test_markdown_is_for_release_notes():
    """Each kind has a section, with what a user of the codes needs to know."""
    assert run("old.yaml", "new.yaml", "--format", "markdown") == (
        "### Removed\n\n- `gate.GOES` (2): Goes.\n- `gate.FALLS` (3): use `KEEPS` instead\n\n"
        "### Renumbered\n\n- `gate.MOVES` (4) is now 40\n\n"
        "### Renamed\n\n- `gate.CALLED_SO` (5) is now `NAMED`\n- `gate.0` is now `OK`\n\n"
        "### Added\n\n- `gate.RETURNS` (9): Returns.\n- `gate.COMES` (10): Comes.\n\n"
        "### Deprecated\n\n- `gate.AGES` (6): use `KEEPS` instead\n\n"
        "### Forgotten\n\n- `gate.WAS` (8): its number is no longer kept from reuse\n\n"
        "### Regrouped\n\n- `gate.SAYS` (7) moved from ticket to other\n\n"
        "### Reworded\n\n- `gate.AGES` (6) in replaced_by\n- `gate.SAYS` (7): Says `that`.\n"
    )


def test_json_is_for_programs():
    """Both sides of each change are there, and whether it breaks callers."""
    found = json.loads(run("old.yaml", "new.yaml", "--format", "json"))
    assert len(found) == 12
    moved = found[2]
    assert (moved["kind"], moved["component"], moved["breaking"]) == ("renumbered", "gate", True)
    assert (moved["old"]["value"], moved["new"]["value"]) == (4, 40)
    assert found[0]["new"] is None
    assert found[-1]["keys"] == ["description", "causes"]


def test_the_gate():
    """The exit code says whether there are changes of the kind that must not be."""
    run("old.yaml", "new.yaml", "--fail-on", "breaking", code=1)
    Path("new.yaml").write_text(OLD.replace("Keeps.", "Keeps it."))
    run("old.yaml", "new.yaml", "--fail-on", "breaking")
    run("old.yaml", "new.yaml", "--fail-on", "any", code=1)
    for form in ("text", "markdown"):
        arguments = ("old.yaml", "old.yaml", "--fail-on", "any", "--format", form)
        assert run(*arguments) == "no changes\n"
    assert run("old.yaml", "old.yaml", "--format", "json") == "[]\n"


def git(*arguments):
    """Run git in the project."""
    who = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def test_revisions_and_directories(required_tool):
    """Either side may be a directory, or a file or a directory in a revision of git."""
    required_tool("git")
    Path("codes").mkdir()
    Path("old.yaml").rename("codes/gate.yaml")
    Path("codes/door.yaml").write_text(OLD.replace(": gate", ": door"))
    git("init", "-q")
    git("add", "codes")
    git("commit", "-qm", "one")
    Path("codes/gate.yaml").write_text(NEW)
    Path("codes/door.yaml").unlink()
    text = run("HEAD:codes/gate.yaml", "codes/gate.yaml")
    assert text.count("\n") == 12
    assert run("HEAD:./codes/gate.yaml", "new.yaml") == text
    both = run("HEAD:codes", "codes")
    assert run("HEAD:codes/", "codes") == both
    assert both.count("removed (breaking): door.") == 8
    assert text in both


def test_a_directory_with_a_name_of_old_days(required_tool):
    """A file whose name is not UTF-8 stands in the way of no other one in a revision of git."""
    required_tool("git")
    Path("codes").mkdir()
    Path("old.yaml").rename("codes/gate.yaml")
    Path(os.fsdecode(b"codes/\xfcbersicht.txt")).write_text("Notes.")
    git("init", "-q")
    git("add", "codes")
    git("commit", "-qm", "one")
    assert run("HEAD:codes", "codes") == "no changes\n"


def test_a_component_refers_to_another():
    """One file of several is compared alone, though it refers to codes of others."""
    Path("new.yaml").write_text(OLD.replace("Keeps.", "See :mcerr:`elsewhere.X`."))
    assert run("old.yaml", "new.yaml") == "reworded: gate.KEEPS (1) in description\n"


@pytest.mark.parametrize(
    ("old", "message"),
    [
        ("none.yaml", "Invalid value for OLD: none.yaml: no such file or directory"),
        ("empty", "Invalid value for OLD: empty: no .yaml file in this directory"),
        (
            "nothing:x.yaml",
            "Invalid value for OLD: nothing:x.yaml: git cat-file in . says: fatal: ",
        ),
    ],
)
def test_misuse(old, message):
    """A side that is not there ends with 2 and says what was looked for."""
    Path("empty").mkdir()
    output = " ".join(run(old, "new.yaml", code=2).split())
    assert message in output


def test_a_registry_with_faults():
    """Faults of either side are listed with file and line."""
    Path("new.yaml").write_text(OLD.replace("value: 2", "value: 1"))
    assert run("old.yaml", "new.yaml", code=1) == (
        "new.yaml:8:25: duplicate-number duplicate number 1, first in line 7\n"
    )


FACTS = st.lists(
    st.tuples(st.sampled_from("ABCDEF"), st.integers(0, 7)),
    unique_by=(lambda fact: fact[0], lambda fact: fact[1]),
).map(lambda pairs: {name: Fact(name, value) for name, value in pairs})


@given(old=FACTS, new=FACTS)
def test_changes_lead_from_old_to_new(old, new):
    """The changes of any two sets of codes, such as those of headers, tell all and no more."""
    made = {fact.name: fact.value for fact in old.values()}
    for change in changes("c", old, new):
        assert change.kind in ("removed", "renumbered", "renamed", "added")
        assert change.breaking == (change.kind != "added")
        if change.old:
            del made[change.old.name]
        if change.new:
            assert change.new.name not in made
            made[change.new.name] = change.new.value
    assert made == {fact.name: fact.value for fact in new.values()}


HEADER = """\
namespace demo {
enum class Error {
  FINE = 0,
  KEEPS = 1,   ///< Keeps.
  MOVES = 4,   ///< Moves.
  CALLED_SO = 5,
  SAYS = 7,    ///< Says this.
  GOES = 8,
};
}
"""
LATER = (
    HEADER.replace("MOVES = 4", "MOVES = 40")
    .replace("CALLED_SO", "NAMED")
    .replace("Says this", "Says that")
    .replace("  GOES = 8,\n", "  COMES = 9,\n")
)
BETWEEN_HEADERS = [
    "removed (breaking): demo::Error.GOES (8)",
    "renumbered (breaking): demo::Error.MOVES (4) is now 40",
    "renamed (breaking): demo::Error.CALLED_SO (5) is now NAMED",
    "added: demo::Error.COMES (9)",
    "reworded: demo::Error.SAYS (7) in comment",
]


def test_two_headers():
    """Headers are compared by the codes of an enumeration, with their comments."""
    Path("old.h").write_text(HEADER)
    Path("new.h").write_text(LATER)
    assert run("old.h", "new.h", "--enum", "demo::Error").splitlines() == BETWEEN_HEADERS
    run("old.h", "new.h", "--enum", "demo::Error", "--fail-on", "breaking", code=1)
    assert run("old.h", "old.h", "--enum", "Error").strip() == "no changes"
    Path("new.h").write_text(HEADER.replace("GOES = 8,", "GOES = 8,  ///< @deprecated in 2.1"))
    assert "deprecated: Error.GOES (8)" in run("old.h", "new.h", "--enum", "Error")


def test_names_and_types_of_the_project():
    """Headers may use names of the files of --also, and types that the command or the table has."""
    Path("base.h").write_text("#define BASE 100\n")
    for name, first in (("old.h", 1), ("new.h", 2)):
        Path(name).write_text(f"#define E_SHUT ((CODE)(BASE + {first}))\n")
    expected = ["renumbered (breaking): E_.E_SHUT (101) is now 102"]
    options = ("old.h", "new.h", "--macro-prefix", "E_")
    given = run(*options, "--also", "base.h", "--type", "CODE=int32")
    assert given.splitlines() == expected
    Path("pyproject.toml").write_text(
        '[tool.mooncake-errors]\nalso = ["base.h"]\ntypes = {CODE = "int32"}\n'
    )
    assert run(*options).splitlines() == expected


def test_header_in_a_revision(required_tool):
    """A header as it was in git is compared with the one that is there."""
    git = required_tool("git")
    Path("code.h").write_text(HEADER)
    for words in (["init", "-q"], ["add", "code.h"], ["commit", "-qm", "x"]):
        identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run([git, *identity, *words], check=True)
    Path("code.h").write_text(LATER)
    assert run("HEAD:code.h", "code.h", "--enum", "demo::Error").splitlines() == BETWEEN_HEADERS


def test_registry_and_header():
    """A header is compared with its component, but for nameless and removed codes."""
    source = "source: {header: gate.h, enum: 'demo::Error'}\n"
    Path("own.yaml").write_text(OLD.replace("groups:", source + "groups:"))
    Path("gate.h").write_text(HEADER.replace("  GOES = 8,\n", ""))
    assert run("own.yaml", "gate.h").splitlines() == [
        "removed (breaking): gate.GOES (2)",
        "removed (breaking): gate.FALLS (3)",
        "removed (breaking): gate.AGES (6)",
        "added: gate.FINE (0)",
    ]
    assert run("gate.h", "own.yaml").splitlines()[-3:] == [
        "added: gate.GOES (2)",
        "added: gate.FALLS (3)",
        "added: gate.AGES (6)",
    ]


@pytest.mark.parametrize("name", ["gate.cuh", "gate.h.in", "gate"])
def test_any_file_that_is_no_registry_is_a_header(name):
    """Whatever its name is, and in the encoding of Windows tools too."""
    Path("old.h").write_text(HEADER)
    Path(name).write_text(LATER, encoding="utf-16")
    assert run("old.h", name, "--enum", "demo::Error").splitlines() == BETWEEN_HEADERS


def test_a_number_that_depends_on_the_platform():
    """A code has the number of the registry, if that is one of several in the header."""
    source = "source: {header: gate.h, enum: E}\n"
    codes = "codes:\n  - {name: STUCK, value: 11, description: Stuck.}\n"
    head, _, _ = OLD.partition("codes:")
    Path("own.yaml").write_text(head.replace("groups:", f"{source}groups:") + codes)
    text = "enum E {\n#ifdef _WIN32\nSTUCK = 10035,\n#else\nSTUCK = 11,\n#endif\n"
    Path("gate.h").write_text(text + "};\n")
    Path("new.h").write_text(text + "OPEN = 1,\n};\n")
    assert run("own.yaml", "gate.h") == "no changes\n"
    assert run("gate.h", "own.yaml") == "no changes\n"
    Path("pyproject.toml").write_text('[tool.mooncake-errors]\nregistry = ["own.yaml"]\n')
    assert run("gate.h", "new.h") == "added: E.OPEN (1)\n"
    assert "two-values STUCK" in run("gate.h", "new.h", "--enum", "E", code=1)


def test_headers_that_do_not_say_enough():
    """Without a name of what to compare, and with a wrong one, there is one clear message."""
    Path("old.h").write_text(HEADER)
    assert "give --enum or --macro-prefix" in run("old.h", "old.h", code=2)
    assert "did you mean demo::Error?" in run("old.h", "old.h", "--enum", "demo::Eror", code=1)


ALIASES = """\
component: gate
title: Gate
groups:
- id: ticket
  title: Ticket
  codes:
  - {name: A, value: 1, description: A., aliases: [A_TOO, A_OLD]}
  - {name: B, value: 2, description: B.}
  - {name: C, value: 3, description: C.}
"""


def test_aliases_and_former_names():
    """A code is the same under an alias or a former name, and its aliases are compared."""
    Path("old.yaml").write_text(ALIASES)
    Path("new.yaml").write_text(
        ALIASES.replace("[A_TOO, A_OLD]", "[A_TOO, A_NEW]")
        .replace("{name: B,", "{name: BETA, aliases: [B],")
        .replace("{name: C, value: 3", "{name: GAMMA, value: 30, former: [{name: C}]")
    )
    assert run("old.yaml", "new.yaml").splitlines() == [
        "renumbered (breaking): gate.C (3) is now 30",
        "renamed: gate.B (2) is now BETA",
        "renamed (breaking): gate.C (3) is now GAMMA",
        "alias removed (breaking): gate.A (1): A_OLD",
        "alias added: gate.A (1): A_NEW",
    ]


def test_aliases_of_headers():
    """The first name of a code in a header is not more than the others."""
    Path("old.yaml").write_text(
        ALIASES.replace("groups:", "source: {header: a.h, enum: E}\ngroups:", 1)
    )
    Path("a.h").write_text("enum E { A_OLD = 1, A = 1, A_TOO = 1, B = 2, C = 3 };")
    Path("b.h").write_text("enum E { A_OLD = 1, A = 1, B = 2, C = 3 };")
    assert run("old.yaml", "a.h") == "no changes\n"
    expected = "alias removed (breaking): {}: A_TOO\n"
    assert run("old.yaml", "b.h") == expected.format("gate.A (1)")
    assert run("a.h", "b.h", "--enum", "E") == expected.format("E.A_OLD (1)")


def test_files_that_a_header_in_a_revision_includes(required_tool):
    """An enumeration of a revision has the codes that its files had then."""
    required_tool("git")
    git("init", "-q")
    Path("codes.def").write_text("A = 1,\n")
    Path("a.h").write_text('enum E {\n#include "codes.def"\n};\n')
    git("add", ".")
    git("commit", "-q", "-m", "one")
    Path("codes.def").write_text("A = 1, B = 2,\n")
    for place in ("HEAD:a.h", "HEAD:./a.h"):
        assert run(place, "a.h", "--enum", "E") == "added: E.B (2)\n"


def test_broken_markup():
    """It is a problem at its place in whatever format."""
    Path("new.yaml").write_text(NEW.replace("Comes.", "It `comes."))
    for form in ("text", "markdown", "json"):
        assert "new.yaml:18:43: markup a backquote" in run(
            "old.yaml", "new.yaml", "--format", form, code=1
        )


def test_the_project_since_a_revision():
    """With a single argument the project's registry is compared with its former state."""
    Path("pyproject.toml").write_text('[tool.mooncake-errors]\nregistry = ["now.yaml"]\n')
    Path("now.yaml").write_text(OLD)
    for command in ("init -q", "add .", "-c user.name=a -c user.email=a@b commit -qm one"):
        subprocess.run(["git", *command.split()], check=True)
    Path("now.yaml").write_text(OLD.replace("Keeps.", "Stays."))
    assert run("HEAD") == "reworded: gate.KEEPS (1) in description\n"
    assert "HAED" in run("HAED", code=2)
    Path("later.yaml").write_text(OLD.replace("component: gate", "component: lamp"))
    table = '[tool.mooncake-errors]\nregistry = ["now.yaml", "later.yaml"]\n'
    Path("pyproject.toml").write_text(table)
    assert "reworded: gate.KEEPS (1) in description\n" in run("HEAD")
    assert "added: lamp.KEEPS (1)\n" in run("HEAD")
    assert "--upload-pack=x is not a revision" in run("--", "--upload-pack=x", code=2)
    Path("pyproject.toml").unlink()
    assert "give NEW" in run("HEAD", code=2)


def test_files_that_were_moved_or_dropped_since_a_revision(required_tool):
    """The state of then is that of the files which the table of then names."""
    required_tool("git")
    Path("pyproject.toml").write_text(
        '[tool.mooncake-errors]\nregistry = ["gate.yaml", "b.yaml"]\n'
    )
    Path("gate.yaml").write_text(OLD)
    Path("b.yaml").write_text(OLD.replace("component: gate", "component: lamp"))
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    Path("gate.yaml").unlink()
    Path("moved.yaml").write_text(OLD.replace("Keeps.", "Stays."))
    Path("pyproject.toml").write_text('[tool.mooncake-errors]\nregistry = ["moved.yaml"]\n')
    shown = run("HEAD")
    assert "reworded: gate.KEEPS (1) in description\n" in shown
    assert "removed (breaking): lamp.KEEPS (1)\n" in shown
    assert "added" not in shown
