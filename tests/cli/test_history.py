"""Versions of codes from the tags of a git repository: ``mooncake-errors history``."""

from __future__ import annotations

import os
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
component: shop  # the codes of the shop
title: Shop
source: {header: include/shop.h, enum: "demo::Error"}
groups:
- id: all
  title: All
  codes:
  - name: OK
    value: 0
    since: "0.1"  # in the prototype
    description: Fine.
  - name: SHELF_FULL
    value: -10
    description: Full.
  - {name: SHELF_LOCKED, value: -11, description: Locked.}
  - name: DOOR_STUCK
    value: -30
    description: Stuck.
  - name: DOOR_LOST
    value: -31
    description: Not in a release yet.
"""
FILLED = (
    REGISTRY.replace(
        "Full.\n", "Full.\n    since: 1.9.0\n    former: [{name: FULL, until: 1.9.0}]\n"
    )
    .replace("Locked.}", "Locked., since: 1.10.0}")
    .replace("Stuck.\n", "Stuck.\n    since: 1.9.0\n    removed: 2.0.0\n")
)
RELEASES = {
    "v1.8.0": None,  # without the header
    "v1.9.0": "OK = 0, FULL = -10, DOOR_STUCK = -30",
    "v1.10.0": "OK = 0, SHELF_FULL = -10, SHELF_LOCKED = -11, DOOR_STUCK = -30",
    "v2.0.0": "OK = 0, SHELF_FULL = -10, SHELF_LOCKED = -11",
}


def git(*arguments):
    """Run git in the repository, all of whose commits are of one second."""
    date = {"GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2020-01-01T00:00:00Z"}
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "tag.gpgsign=false"]
    command = ["git", "-C", "code", *identity, *arguments]
    subprocess.run(command, check=True, env=os.environ | date, capture_output=True)


def release(tag, codes, *annotate):
    """Commit a header with `codes`, and tag it."""
    header = Path("code/include/shop.h")
    header.parent.mkdir(exist_ok=True)
    if codes is not None:
        header.write_text(f"namespace demo {{ enum class Error {{ {codes} }}; }}\n", "utf-8")
        git("add", ".")
    git("commit", "-q", "--allow-empty", "-m", tag)
    git("tag", *annotate, tag)


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """Work in a directory with a registry and the repository of the code."""
    monkeypatch.chdir(tmp_path)
    Path("shop.yaml").write_text(REGISTRY, encoding="utf-8")
    subprocess.run(["git", "init", "-q", "code"], check=True)
    for tag, codes in RELEASES.items():
        release(tag, codes)


def history(*arguments, code=0):
    """Run the command, which has to end with the exit status `code`."""
    options = ["history", "--git", "code", "--registry", "shop.yaml", *arguments]
    result = RUNNER.invoke(commands, options)
    assert result.exit_code == code, result.output
    return result


def registry():
    """Return the text of the registry."""
    return Path("shop.yaml").read_text(encoding="utf-8")


def test_fills_in_what_is_not_there():
    """First versions, former names and removals are added; what a person wrote stays."""
    result = history()
    assert registry() == FILLED
    assert result.stdout.splitlines() == [
        "shop.yaml: shop.SHELF_FULL: since 1.9.0",
        "shop.yaml: shop.SHELF_FULL: called FULL until 1.9.0",
        "shop.yaml: shop.SHELF_LOCKED: since 1.10.0",
        "shop.yaml: shop.DOOR_STUCK: since 1.9.0",
        "shop.yaml: shop.DOOR_STUCK: removed in 2.0.0",
    ]


def test_second_run_changes_nothing():
    """A second run finds nothing to add, and ``--check`` agrees."""
    history("--check", code=1)
    assert registry() == REGISTRY
    history()
    assert not history().stdout
    assert registry() == FILLED
    history("--check")


def test_check_tells_what_is_to_do():
    """``--check`` prints the changes and writes nothing."""
    result = history("--check", code=1)
    assert "shop.yaml: to do: shop.SHELF_LOCKED: since 1.10.0\n" in result.stdout


def test_another_former_name_joins_the_list():
    """Names that a person listed stay, and a name of a later release is added below them."""
    listed = "Full.\n    former:\n    - name: CROWDED  # by hand\n"
    Path("shop.yaml").write_text(REGISTRY.replace("Full.\n", listed), encoding="utf-8")
    history()
    assert "    - name: CROWDED  # by hand\n    - name: FULL\n      until: 1.9.0\n" in registry()


def test_last_version_of_a_former_name():
    """A former name without a version, as sync writes it, gets the last version that has it."""
    text = FILLED.replace("{name: FULL, until: 1.9.0}", "{name: GONE}, {name: FULL}")
    Path("shop.yaml").write_text(text, encoding="utf-8")
    assert history().stdout == "shop.yaml: shop.SHELF_FULL: called FULL until 1.9.0\n"
    assert "former: [{name: GONE}, {name: FULL, until: 1.9.0}]" in registry()


def test_version_of_what_sync_removed():
    """A removed code and a former number, as sync writes them, get the first version without."""
    removed = "    removed: unreleased\n"
    number = "  - value: -30\n    description: Its number before.\n"
    text = FILLED.replace("    removed: 2.0.0\n", removed).replace("value: -30", "value: -35")
    Path("shop.yaml").write_text(f"{text}{number}{removed}", encoding="utf-8")
    notes = [f"shop.yaml: shop.{code}: removed in 2.0.0\n" for code in ("DOOR_STUCK", "-30")]
    assert history().stdout == "".join(notes)
    assert registry().count("removed: 2.0.0") == len(notes)
    release("v3.0.0", RELEASES["v1.10.0"])
    Path("shop.yaml").write_text(f"{text}{number}{removed}", encoding="utf-8")
    assert history().stdout == ""


def test_order_is_that_of_ancestry():
    """A tag whose name or date would sort elsewhere counts by its commit."""
    release(
        "v0.9-late", "OK = 0, SHELF_FULL = -10, SHELF_LOCKED = -11, DOOR_LOST = -31", "-am", "x"
    )
    release("v3.0.0", "OK = 0, SHELF_FULL = -10, SHELF_LOCKED = -11, DOOR_LOST = -31")
    assert "shop.yaml: shop.DOOR_LOST: since 0.9-late\n" in history().stdout


def test_a_tag_of_a_tag_counts_by_its_commit():
    """A release that is tagged twice, the second time by the name of the first tag, is no older."""
    release("v3.0.0", "OK = 0, SHELF_FULL = -10, SHELF_LOCKED = -11, DOOR_LOST = -31", "-am", "x")
    git("tag", "-a", "-m", "x", "v3.0.1", "v3.0.0")
    assert "shop.yaml: shop.DOOR_LOST: since 3.0.0\n" in history().stdout


def test_moved_number_is_no_former_name():
    """A name that the newest header has under another number was not a former name."""
    release("v3.0.0", "OK = 0, NEW_CODE = -10, SHELF_FULL = -12, SHELF_LOCKED = -11")
    text = REGISTRY.replace("value: -10", "value: -12") + (
        "  - name: NEW_CODE\n    value: -10\n    description: New.\n"
    )
    Path("shop.yaml").write_text(text, encoding="utf-8")
    assert "SHELF_FULL until" not in history().stdout


def test_number_given_out_again_is_no_former_name():
    """A name before a release in which the number was free belonged to another code."""
    release("v3.0.0", "OK = 0, SHELF_FULL = -10, DOOR_LOST = -30")
    text = REGISTRY.replace("value: -30", "value: -32").replace("DOOR_STUCK", "DOOR_OPEN")
    Path("shop.yaml").write_text(text.replace("value: -31", "value: -30"), encoding="utf-8")
    assert "shop.DOOR_LOST: since 3.0.0\n" in history().stdout
    assert "DOOR_STUCK" not in registry()


def test_version_without_the_enumeration():
    """A header from which the enumeration has moved away does not remove its codes."""
    release("v3.0.0", None)
    Path("code/include/shop.h").write_text("// see errors.h\n", encoding="utf-8")
    git("commit", "-q", "-a", "-m", "moved")
    git("tag", "v4.0.0")
    history()
    assert registry() == FILLED


def test_header_that_was_moved():
    """Its releases under former paths count too, or codes would begin with the move."""
    for tag, old, new in (("v3.0.0", "include", "inc"), ("v4.0.0", "inc", "api")):
        git("mv", old, new)
        git("commit", "-q", "-m", tag)
        git("tag", tag)
    Path("shop.yaml").write_text(REGISTRY.replace("include/shop.h", "api/shop.h"), encoding="utf-8")
    history()
    assert registry() == FILLED.replace("include/shop.h", "api/shop.h")


def test_former_paths_that_git_cannot_tell():
    """Without a commit at HEAD a note says so, and the present path is read."""
    git("symbolic-ref", "HEAD", "refs/heads/empty")
    note = history().stderr
    assert note.startswith(
        "note: former paths of include/shop.h are unknown: git log in code says: fatal: "
    )
    assert registry() == FILLED


def test_tags_and_repository_that_are_not_there():
    """A pattern without tags and a directory without repository are one clear message."""
    assert "no tag 'w*'" in history("--tags", "w*", code=2).stderr
    Path("empty").mkdir()
    result = RUNNER.invoke(commands, ["history", "--git", "/", "--registry", "shop.yaml"])
    assert result.exit_code == 2
    assert "not a git repository" in result.stderr


def test_a_header_that_is_in_no_tag():
    """A note names it, since its path may be wrong."""
    Path("shop.yaml").write_text(REGISTRY.replace("include/shop.h", "inc/shop.h"), encoding="utf-8")
    assert history().stderr == "note: no tag has inc/shop.h with codes of shop\n"
    assert registry() == REGISTRY.replace("include/shop.h", "inc/shop.h")


@pytest.mark.parametrize(
    ("tag", "pattern"),
    [
        ("shop-release-7.1", "shop-release-*"),
        ("shop2-7.1", "shop2-*"),
        ("shop2-7.1", "shop2-7.*"),
        ("lib2/v7.1", "lib2/*"),
        ("v7.1", "v7.1"),
    ],
)
def test_other_tags(tag, pattern):
    """Tags of another form are given by a pattern; a digit of a name in it is no version."""
    git("tag", tag, "v1.10.0")
    assert "shop.SHELF_LOCKED: since 7.1\n" in history("--tags", pattern).stdout


def test_built_in_registry_is_not_changed():
    """Without a registry of the project there is no file to change."""
    result = RUNNER.invoke(commands, ["history", "--git", "code"])
    assert result.exit_code == 2
    assert "give --registry" in result.stderr


def test_files_that_an_enumeration_includes():
    """They are read as they were at each tag, and so are the files of ``--also``."""
    for tag, codes in {
        "v3.0.0": "OK = 0, SHELF_FULL = -10,",
        "v3.1.0": "DOOR_STUCK = -30,",
    }.items():
        with Path("code/include/codes.def").open("a", encoding="utf-8") as file:
            file.write(f"{codes}\n")
        release(tag, '\n#include "codes.def"\n')
    assert "DOOR_STUCK: removed" not in history().stdout
    assert (
        "name: SHELF_LOCKED, value: -11, description: Locked., since: 1.10.0, removed: 3.0.0"
        in (registry())
    )


def test_lists_of_codes_in_another_header():
    """A list that macros define is read at each tag, from a header of the source or of ``also``."""
    Path("pyproject.toml").write_text(
        '[tool.mooncake-errors]\nalso = ["code/include/list.h"]\n', encoding="utf-8"
    )
    for tag, codes in {"v3.0.0": "X(LEAK, 7)", "v3.1.0": "X(LEAK, 7) X(FIRE, 8)"}.items():
        Path("code/include/list.h").write_text(f"#define LIST(X) {codes}\n", encoding="utf-8")
        release(tag, "\n#define X(n, v) n = v,\nLIST(X)\n")
    text = "  - {name: LEAK, value: 7, description: Leak.}\n"
    text += "  - {name: FIRE, value: 8, description: Fire.}\n"
    Path("shop.yaml").write_text(REGISTRY + text, encoding="utf-8")
    expected = ["shop.yaml: shop.LEAK: since 3.0.0", "shop.yaml: shop.FIRE: since 3.1.0"]
    assert history("--check", code=1).stdout.replace("to do: ", "").splitlines()[-2:] == expected
    Path("pyproject.toml").unlink()
    both = "[include/list.h, include/shop.h]"
    Path("shop.yaml").write_text(
        (REGISTRY + text).replace("include/shop.h", both), encoding="utf-8"
    )
    assert history().stdout.splitlines()[-2:] == expected


def test_a_release_that_cannot_be_evaluated():
    """A code that may be in a list of another file there is not marked as removed."""
    history()
    release("v3.0.0", "OK = 0, SHELF_CODES(X)")
    history()
    assert registry() == FILLED
