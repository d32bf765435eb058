"""Blocks in Markdown files: ``mooncake-errors render``."""

from __future__ import annotations

import json
from inspect import signature
from pathlib import Path
from textwrap import indent

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

from sphinxext.mooncake_errors.cli import output
from sphinxext.mooncake_errors.cli.commands import commands

# Before 8.2 click had to be told to keep standard error apart.
APART = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
RUNNER = CliRunner(**APART)

BLOCK = "<!-- mooncake-errors: store codes=-704,LEASE_EXPIRED -->\n<!-- /mooncake-errors -->\n"
TABLE = """\
<!-- mooncake-errors: store codes=-704,LEASE_EXPIRED -->

| Name               | Value | Description                               |
| ------------------ | ----: | ----------------------------------------- |
| **Object**         |       |                                           |
| `OBJECT_NOT_FOUND` |  -704 | Object not found.                         |
| `LEASE_EXPIRED`    |  -707 | The lease ran out before the data had arrived. |

<!-- /mooncake-errors -->
"""


@pytest.fixture(autouse=True)
def _project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write("README.md", "# Store\n\n" + BLOCK)


def write(path, text):
    """Write a text file as it is."""
    Path(path).write_bytes(text.encode())


def read(path="README.md"):
    """Return the text of a file as it is."""
    return Path(path).read_bytes().decode()


def run(*arguments, code=0):
    """Run the command, which must end with `code`, and return its standard output."""
    result = RUNNER.invoke(commands, ["render", *map(str, arguments)])
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stdout


def test_a_block_is_filled_and_then_current():
    """The table appears between the comments; a second run finds nothing to do."""
    assert run("README.md", "--check", code=1) == (
        "README.md:3:1: stale this block is not current: run mooncake-errors render\n"
    )
    assert read() == "# Store\n\n" + BLOCK
    run("README.md")
    lines = [" ".join(line.split()) for line in read().splitlines()]
    expected = [" ".join(line.split()) for line in TABLE.splitlines()]
    rule = "| ------------------ | ----: |"
    assert [line for line in lines[2:] if not line.startswith(rule)] == [
        line for line in expected if not line.startswith(rule)
    ]
    stamp = Path("README.md").stat().st_mtime_ns
    assert run("README.md", "--check") == ""
    run("README.md")
    assert Path("README.md").stat().st_mtime_ns == stamp


def test_comments_without_blanks():
    """A formatter may take the blanks out of the comments around a block."""
    Path("README.md").write_text("<!--mooncake-errors-->\n<!--/mooncake-errors-->\n", "utf-8")
    run("README.md")
    assert "| `OBJECT" in read()


def test_a_block_in_another_language():
    """Texts and heads come from the catalogs; those of the project win."""
    write("README.md", BLOCK.replace("LEASE_EXPIRED", "0 language=zh_CN"))
    write(
        "README.md", BLOCK.replace(" -->", " language=zh_CN columns=group,value,description -->", 1)
    )
    folder = Path("locales", "zh_CN", "LC_MESSAGES")
    folder.mkdir(parents=True)
    write(folder / "mooncake-errors.po", 'msgid "Object not found."\nmsgstr "没有这个对象。"\n')
    run("README.md", "--locale-dir", "locales")
    assert "| 分组" in read()
    assert "没有这个对象。" in read()
    assert "租约" in read()


def test_line_ends_marks_and_permissions_stay():
    """A file from Windows stays one, executable or not, with its byte order mark."""
    text = "\ufeff" + BLOCK.replace("\n", "\r\n") + "last line without end"
    write("README.md", text)
    Path("README.md").chmod(0o754)
    run("README.md")
    assert read().startswith("\ufeff<!--")
    assert read().endswith("\r\n<!-- /mooncake-errors -->\r\nlast line without end")
    assert read().count("\n") == read().count("\r\n")
    assert Path("README.md").stat().st_mode & 0o777 == 0o754


def test_a_link_keeps_pointing_at_its_file():
    """A file that is a symbolic link is changed where it is, not replaced."""
    Path("docs").mkdir()
    Path("README.md").rename("docs/README.md")
    Path("README.md").symlink_to("docs/README.md")
    run("README.md")
    assert Path("README.md").is_symlink()
    assert "OBJECT_NOT_FOUND" in read("docs/README.md")


def test_a_write_that_fails_leaves_the_file_alone(monkeypatch):
    """A full disk in the middle of writing costs nothing, and leaves nothing behind."""

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output.shutil, "copymode", full)
    before = read()
    result = RUNNER.invoke(commands, ["render", "README.md"])
    assert result.exit_code == 2
    assert "README.md" in result.stderr
    assert "No space left on device" in result.stderr
    assert read() == before
    assert [path.name for path in Path().iterdir()] == ["README.md"]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ("stor", "3:1: block unknown component 'stor'; did you mean store?"),
        ("store groups=objet", "3:1: block unknown group 'objet'; did you mean object?"),
        ("store columns=nam", "3:1: block unknown column 'nam'; did you mean name?"),
        (
            "store codes=LEASE_EXPIRE",
            "3:1: block unknown code 'LEASE_EXPIRE'; did you mean LEASE_EXPIRED?",
        ),
        ("store sort=up", "3:1: block unknown sort order 'up'; known are registry, value, name"),
        (
            "store language=zh_CM",
            "3:1: no-catalog no catalog for the language zh_CM; did you mean zh_CN?",
        ),
    ],
)
def test_faulty_blocks(options, problem):
    """A block that asks for what there is not is named; its file is not touched, others are."""
    write("bad.md", f"# A\n\n<!-- mooncake-errors: {options} -->\nold\n<!-- /mooncake-errors -->\n")
    before = read("bad.md")
    for arguments in ((), ("--check",)):
        output = run("bad.md", *arguments, code=1)
        assert output.startswith(f"bad.md:{problem}")
        assert output.count("\n") == 1
    run("bad.md", "README.md", code=1)
    assert read("bad.md") == before
    assert "OBJECT_NOT_FOUND" in read()


def test_all_components_have_titles():
    """Without a component each has a heading, one level below that of the page."""
    write(
        "README.md",
        "# Codes\n\n<!-- mooncake-errors: groups=success -->\n<!-- /mooncake-errors -->\n",
    )
    run("README.md")
    assert [line for line in read().splitlines() if line.startswith("#")] == [
        "# Codes",
        "## Mooncake Transfer Engine",
        "## Mooncake Store",
        "## Mooncake Transfer Engine: Status",
        "## Mooncake TENT: Status",
        "## Mooncake PG: C",
        "## RDMA completion statuses",
    ]
    run("README.md", "--check")


def test_a_number_sign_at_the_end_of_a_title_stays():
    """A title such as "Errors in C #" is whole in a heading, where Markdown drops such an end."""
    for component, title in (("c", "Errors in C #"), ("d", "Others")):
        group = {"id": "g", "title": "G", "codes": [{"name": "A", "value": 1, "description": "X."}]}
        document = {"component": component, "title": title, "groups": [group]}
        Path(f"{component}.yaml").write_text(json.dumps(document))
    write("README.md", "<!-- mooncake-errors: -->\n<!-- /mooncake-errors -->\n")
    run("--registry", "c.yaml", "--registry", "d.yaml", "README.md")
    assert "<h1>Errors in C #</h1>" in MarkdownIt().render(read())


@pytest.mark.parametrize(
    "text",
    ["# Nothing\n", BLOCK.replace("errors", "error"), f"!!! note\n\n{indent(BLOCK, ' ' * 4)}"],
)
@pytest.mark.parametrize("options", [[], ["--check"]])
def test_a_file_without_a_block(text, options):
    """A note names a file whose comments are missing, misspelt or in code, and shows both."""
    write("plain.md", text)
    result = RUNNER.invoke(commands, ["render", "plain.md", *options])
    assert (result.exit_code, result.stdout, read("plain.md")) == (0, "", text)
    assert result.stderr == (
        "note: plain.md has no block: its comments are <!-- mooncake-errors: … --> and "
        "<!-- /mooncake-errors -->\n"
    )


def test_files_without_blocks_and_files_that_are_no_text():
    """A file without a block is left alone; one in another encoding is a problem."""
    write("plain.md", "# Nothing\n")
    run("plain.md", "--check")
    Path("latin.md").write_bytes(b"caf\xe9\n")
    assert run("latin.md", code=1) == "latin.md:1:4: not-utf-8 is not UTF-8: byte 0xe9\n"


def test_a_broken_registry():
    """Faults of the registry are reported before any file is read."""
    write("bad.yaml", "component: gate\ntitle: Gate\ngroups: 3\n")
    assert run("README.md", "--registry", "bad.yaml", code=1) == (
        "bad.yaml:3:9: type groups must be a list\n"
    )


def test_a_removed_code_is_marked():
    """The description of a removed code says so, in the language of the block."""
    code = "{name: SHUT, value: 1, description: It is shut., removed: '2'}"
    head = "component: gate\ntitle: Gate\ngroups:\n- id: all\n  title: All\n"
    write("gate.yaml", f"{head}  codes:\n  - {code}\n")
    write("README.md", "<!-- mooncake-errors: language=zh_CN -->\n<!-- /mooncake-errors -->\n")
    run("README.md", "--registry", "gate.yaml")
    assert "已移除 · It is shut." in read()


def test_exemptions_are_no_blocks():
    """A comment for the check of prose may stand in any file, and stays as it is."""
    comments = "<!-- mooncake-errors: ignore-file -->\n\nText <!-- mooncake-errors: ignore -->\n\n"
    write("README.md", f"{comments}<!-- mooncake-errors: ignore -->\nOld.\n\n{BLOCK}")
    run("README.md")
    assert read().startswith(f"{comments}<!-- mooncake-errors: ignore -->\nOld.\n\n<!-- moon")
    assert run("README.md", "--check") == ""


@pytest.mark.parametrize("suffix", [".md", ".markdown", ".mdx", ".myst"])
@pytest.mark.parametrize(
    ("end", "problem"),
    [
        ("<!-- /mooncake-errors -->", "stale this block"),
        ("<!-- / mooncake-errors -->", "stale this block"),
        ("<!-- /mooncake-error -->", "block this block has no <!-- /mooncake-errors -->"),
    ],
)
def test_files_with_blocks(suffix, end, problem):
    """Both commands look for blocks in the same files."""
    write(f"a{suffix}", f"{BLOCK.splitlines()[0]}\n{end}\n")
    assert problem in run(f"a{suffix}", "--check", code=1)
    result = RUNNER.invoke(commands, ["check", f"a{suffix}"])
    assert problem in result.output


def test_other_files_have_no_blocks():
    """A file that is not Markdown is not touched."""
    write("a.rst", BLOCK)
    assert run("a.rst", code=1).startswith("a.rst:1:1: not-markdown ")
    assert read("a.rst") == BLOCK
