"""The command line under attack: texts, file names and arguments that try to be more."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click import FileError
from click.testing import CliRunner
from markdown_it import MarkdownIt

from sphinxext.mooncake_errors.cli.commands import COMMANDS, commands
from sphinxext.mooncake_errors.cli.output import save
from sphinxext.mooncake_errors.registry.fields import texts
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.text import plain

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1] / "roots" / "hostile"
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
EVIL = "a\x1b[31m\x9b\r\x07\x85\u2028\u202e\u2066b"
"""Characters that a terminal must never get."""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Work in a folder of its own, with the hostile registry in it."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "hostile.yaml", tmp_path)
    return tmp_path


def run(*arguments, code=0, **options):
    """Run the command in this process; nothing that it says may steer a terminal."""
    done = CliRunner().invoke(commands, [str(each) for each in arguments], **options)
    assert not isinstance(done.exception, Exception), done.exception
    assert done.exit_code == code, done.output
    assert not UNSAFE.search(done.output)
    return done


def component():
    """Return the hostile component."""
    return load_registry([Path("hostile.yaml")]).components[0]


def export(form):
    """Return the hostile registry as the command exports it, to a file."""
    run("export", "--format", form, "--registry", "hostile.yaml", "-o", f"out.{form}")
    return Path(f"out.{form}").read_text(encoding="utf-8")


def test_markdown_is_literal():
    """Each cell is the text of the registry, without HTML; a link leads to what it shows."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    html = re.sub(r'<a href="(https?://[^"]*)">\1</a>', r"\1", parser.render(export("markdown")))
    assert not re.search(r"<(?!/?(table|thead|tbody|tr|th|td|strong|code)\b)", html)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", html, re.DOTALL)
    descriptions = [html_text(cell) for cell in cells]
    for code in component().codes():
        state = "Removed · " if code.removed else "Deprecated · " if code.deprecated else ""
        assert f"{state}{plain(code.description)}" in descriptions


def html_text(html):
    """Return the text of a piece of HTML."""
    text = re.sub(r"<[^>]*>", "", html)
    for name, character in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("amp", "&")):
        text = text.replace(f"&{name};", character)
    return text


def test_rendered_blocks_are_literal():
    """A text with the end of a block in it does not end the block that it is rendered into."""
    path = Path("page.md")
    path.write_text("<!-- mooncake-errors: hostile -->\n<!-- /mooncake-errors -->\n\nend\n")
    run("render", "page.md", "--registry", "hostile.yaml")
    once = path.read_bytes()
    run("render", "page.md", "--registry", "hostile.yaml", "--check")
    run("render", "page.md", "--registry", "hostile.yaml")
    assert path.read_bytes() == once
    assert once.endswith(b"<!-- /mooncake-errors -->\n\nend\n")


def test_csv_has_no_formula():
    """No cell, and no line of a cell, begins with what a spreadsheet takes for a formula."""
    records = list(csv.DictReader(StringIO(export("csv"), newline="")))
    assert [int(record.pop("value")) for record in records] == [-n for n in range(1, 11)]
    for record in records:
        for cell in record.values():
            for line in re.split(r"[\n\r]", cell):
                is_number = re.fullmatch(r"[-+]?[0-9]+", line)
                assert is_number or line[:1] not in tuple("=+-@\t＝"), line


def test_json_is_the_registry():
    """The JSON, read back, has the texts of the registry."""
    (made,) = json.loads(export("json"))["components"]
    codes = [code for group in made["groups"] for code in group["codes"]]
    assert [code["description"] for code in codes] == [c.description for c in component().codes()]


@pytest.mark.parametrize("language", ["c", "c++"])
def test_header_compiles(language):
    """No text ends a comment or goes on in the next line, with trigraphs too."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no compiler of C")
    export("header")
    Path("main.c").write_text(
        '#include "out.header"\nint E[] = {E_HTML, E_C, E_INVISIBLE};\nint hit, hit2;\n'
    )
    standard = "-std=c99" if language == "c" else "-std=c++11"
    flags = ["-x", language, standard, "-trigraphs", "-Wall", "-Wextra", "-Werror"]
    subprocess.run([compiler, *flags, "-fsyntax-only", "main.c"], check=True)


def test_template_for_translators_is_read_back():
    """Every text is a message of the template, character by character."""
    run("messages", "-o", "out.pot", "--registry", "hostile.yaml")
    with Path("out.pot").open("rb") as file:
        found = {message.id for message in read_po(file, abort_invalid=True)}
    assert {text for _, text in texts(component())} <= found


@pytest.mark.parametrize("style", ["text", "json", "markdown"])
def test_explain(style):
    """The output of explain has no character that steers a terminal."""
    for code in component().codes():
        done = run("explain", "--registry", "hostile.yaml", "--format", style, "--", code.label)
        assert done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_arguments_are_quoted_safely(command):
    """An argument or option that is wrong is shown without what would steer a terminal."""
    done = run(command, f"--{EVIL}", code=2)
    assert "No such option" in done.output
    done = CliRunner().invoke(commands, [command, EVIL, EVIL])
    assert not isinstance(done.exception, Exception), done.exception
    assert not UNSAFE.search(done.output)


CALLS = {
    "command": [f"x{EVIL}"],
    "export": ["export", "--format", EVIL],
    "component": ["export", "--format", "json", "--component", EVIL],
    "language": ["export", "--format", "json", "-l", EVIL],
    "catalogs": ["catalogs", "-l", EVIL],
    "explain": ["explain", EVIL],
    "explained language": ["explain", "-l", EVIL, "OK"],
    "group": ["next", "--group", EVIL],
    "header": ["check", "--header", f"{EVIL}=x"],
    "sync": ["sync", EVIL, "--registry", "hostile.yaml"],
    "diff": ["diff", EVIL, EVIL],
    "revision": ["diff", f"HEAD:{EVIL}", f"HEAD:{EVIL}"],
    "registry": ["check", "--registry", EVIL],
    "messages": ["messages", "--update", EVIL],
    "import": ["import", EVIL],
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("evil", [EVIL, "a\udcff\udc80", "=" * 5000, "\u200b", "a\nError: b"])
def test_values_are_quoted_safely(call, evil):
    """Whatever a value holds, the message about it is safe, and there is no traceback."""
    arguments = [argument.replace(EVIL, evil) for argument in CALLS[call]]
    done = CliRunner().invoke(commands, arguments)
    assert not isinstance(done.exception, Exception), done.exception
    assert done.exit_code in {1, 2}
    assert not UNSAFE.search(done.output)
    done.output.encode()


@pytest.mark.parametrize("style", ["text", "json", "github", "sarif"])
def test_files_are_quoted_safely(style):
    """Names and contents of files are shown without what would steer a terminal."""
    name = EVIL.replace("\u2028", "") + ".md"
    Path(name).write_text(f"The code `OBJECT_NOT_FUOND{EVIL}` (-7{EVIL}04).\n", encoding="utf-8")
    Path("t.md").write_text(f"| Code | Value |\n|---|---|\n| **{EVIL}** | x{EVIL} |\n")
    Path("bad.yaml").write_text(f"component: [{EVIL}", encoding="utf-8")
    Path("worse.yaml").write_text('"\\e[31m": 1\ntitle: "\\u202ex"\n"a\\u200b": "\\x9b"\n')
    for arguments in (
        ["check", name, "--format", style],
        ["import", "t.md", "--format", style],
        ["render", name, "--format", style],
        ["next", "--group", "x", "--registry", "bad.yaml", "--format", style],
        ["next", "--group", "x", "--registry", "worse.yaml", "--format", style],
        ["catalogs", "-l", "zh_CN", "--registry", "worse.yaml", "--format", style],
    ):
        done = CliRunner().invoke(commands, arguments)
        assert not isinstance(done.exception, Exception), done.exception
        assert not UNSAFE.search(done.output), arguments


def test_headers_are_shown_safely():
    """Comments of a header cannot steer the terminal that they are listed in."""
    text = f"enum E {{\n  // section {EVIL}\n  E_A = 1,  // {EVIL}\n  E_B = x{EVIL}\n}};\n"
    Path("a.h").write_text(text, encoding="utf-8")
    for style in ("text", "json"):
        assert "E_A" in run("headers", "a.h", "--enum", "E", "--format", style, code=1).output
    Path("b.h").write_text("enum E { E_A = 2 };\n")
    for style in ("text", "markdown", "json"):
        run("diff", "b.h", "a.h", "--enum", "E", "--format", style, code=1)


def test_options_of_git_are_no_revisions():
    """A word that looks like an option of git is a missing file; nothing is written."""
    for place in ("--output=pwned:x", "-p:x", "--batch:x"):
        done = run("diff", "--", place, "hostile.yaml", code=2)
        assert "no such file or directory" in done.output
    assert not Path("pwned:x").exists()
    assert [path.name for path in Path().iterdir()] == ["hostile.yaml"]


SHOP = """\
component: shop
title: Shop
source: {header: a.h, enum: E}
groups:
- id: all
  title: All
  codes:
  - {name: E_A, value: 1, description: a}
"""


def test_sync_writes_no_file_that_data_names(folder):
    """A registry outside of the project is changed only if the command line names it."""
    project = folder / "project"
    project.mkdir()
    outside = folder / "shop.yaml"
    outside.write_text(SHOP)
    (project / "a.h").write_text("enum E { E_A = 2 };\n")
    (project / "link.yaml").symlink_to(outside)
    os.chdir(project)
    for name in ("../shop.yaml", str(outside), "link.yaml"):
        Path("pyproject.toml").write_text(f"[tool.mooncake-errors]\nregistry = ['{name}']\n")
        done = run("sync", "a.h", code=2)
        assert "is outside of" in done.output
        assert "--registry" in done.output
        assert outside.read_text() == SHOP
    run("sync", "a.h", "--registry", "../shop.yaml")
    assert "value: 2" in outside.read_text()


def test_names_from_tables_stay_in_the_folder(folder):
    """Headings that look like paths become file names of plain letters."""
    for n, heading in enumerate(("../../up", "/tmp/abs", "a/b", "..", "~", "\\\\x", "C:x")):
        Path("t.md").write_text(f"# {heading}\n\n| Code | Value | Description |\n|-|-|-|\n"
                                "| A | 1 | x |\n")  # fmt: skip
        out = folder / f"out{n}"
        out.mkdir()
        run("import", "t.md", "-o", out)
        (made,) = out.iterdir()
        assert re.fullmatch(r"[a-z0-9-]+\.yaml", made.name)
    assert len(list(folder.rglob("*.yaml"))) == n + 2


def test_a_block_names_no_path(folder):
    """The language of a block in a page cannot lead to a catalog elsewhere."""
    catalog = folder / "LC_MESSAGES" / "mooncake-errors.po"
    catalog.parent.mkdir()
    catalog.write_text('msgid "Name"\nmsgstr "pwned"\n')
    (folder / "locales").mkdir()
    for language in ("..", str(folder), "../."):
        block = (
            f"<!-- mooncake-errors: hostile language={language} -->\n<!-- /mooncake-errors -->\n"
        )
        Path("page.md").write_text(block)
        done = run(
            "render", "page.md", "--registry", "hostile.yaml", "--locale-dir", "locales", code=1
        )
        assert "no catalog for the language" in done.output
        assert Path("page.md").read_text() == block


KILLED = """\
import os, shutil, signal, sys
from pathlib import Path
def die(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)
class Slow:
    def __init__(self, file): self.file = file
    def write(self, content):
        self.file.write(content[: len(content) // 2]); self.file.flush(); die()
    def __getattr__(self, name): return getattr(self.file, name)
    def __enter__(self): return self
    def __exit__(self, *a): self.file.close()
if sys.argv[1] == "half":
    open_ = Path.open
    def slow(path, mode="r", **options):
        file = open_(path, mode, **options)
        return Slow(file) if mode == "xb" else file
    Path.open = slow
elif sys.argv[1] == "written":
    os.fsync = die
elif sys.argv[1] == "adopted":
    shutil.copymode = die
from sphinxext.mooncake_errors.cli.commands import commands
commands(sys.argv[2:])
"""


@pytest.mark.parametrize(
    ("command", "moment"),
    [
        ("sync", "half"),
        ("sync", "written"),
        ("sync", "adopted"),
        ("render", "half"),
        ("export", "half"),
        ("messages", "half"),
    ],
)
def test_killed_while_writing(folder, command, moment):
    """Killed at any moment, a command leaves the old file; the next run does what it should."""
    Path("shop.yaml").write_text(SHOP)
    Path("a.h").write_text("enum E { E_A = 2 };\n")
    Path("page.md").write_text("<!-- mooncake-errors: shop -->\n<!-- /mooncake-errors -->\n")
    Path("out.json").write_text("old")
    Path("out.pot").write_text("old")
    target, arguments = {
        "sync": ("shop.yaml", ["sync", "a.h"]),
        "render": ("page.md", ["render", "page.md"]),
        "export": ("out.json", ["export", "--format", "json", "-o", "out.json"]),
        "messages": ("out.pot", ["messages", "-o", "out.pot"]),
    }[command]
    arguments += ["--registry", "shop.yaml"]
    old = Path(target).read_bytes()
    before = set(folder.iterdir())
    done = subprocess.run([sys.executable, "-c", KILLED, moment, *arguments], check=False)
    assert done.returncode == -9
    assert Path(target).read_bytes() == old
    for path in set(folder.iterdir()) - before:
        assert path.name.startswith(".mooncake-errors.")
        path.unlink()
    run(*arguments)
    assert Path(target).read_bytes() != old
    assert set(folder.iterdir()) == before


def test_writing_keeps_what_a_file_is(folder):
    """Permissions and links stay, a device is written to, and no draft is left behind."""
    (folder / "real").mkdir()
    real, link = folder / "real" / "a", folder / "link"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    save(link, b"new")
    assert link.is_symlink()
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (b"new", 0o640)
    save(Path("/dev/null"), b"new")
    assert Path("/dev/null").is_char_device()
    with pytest.raises(FileError, match="No space left on device"):
        save(Path("/dev/full"), b"new")
    loop = folder / "loop"
    loop.symlink_to(loop)
    save(loop, b"new")
    assert loop.read_bytes() == b"new"
    with pytest.raises(FileError, match="File exists"):
        save(loop / "a", b"new")
    assert sorted(path.name for path in (folder / "real").iterdir()) == ["a"]


PROGRAM = (sys.executable, "-c", "from sphinxext.mooncake_errors.cli import main; main()")


def shell(*arguments, **options):
    """Run the command in a process of its own."""
    return subprocess.run(
        [*PROGRAM, *arguments], capture_output="stdout" not in options, check=False, **options
    )


OUTPUTS = (["export", "--format", "json"], ["explain", "-704"], ["check", "x.md"])


@pytest.mark.parametrize("arguments", OUTPUTS, ids=lambda each: each[0])
def test_full_disk(arguments):
    """A standard output that takes no more is one line, and no traceback."""
    Path("x.md").write_text("`OBJECT_NOT_FUOND`\n")
    with Path("/dev/full").open("wb") as full:
        done = shell(*arguments, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert b"No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


@pytest.mark.parametrize("arguments", [["explain", "-704"], ["export"], ["--help"]])
def test_closed_output(arguments):
    """Without a standard output every command says so and ends with 2."""
    shell = ["sh", "-c", '"$0" "$@" >&-', *PROGRAM, *arguments]
    done = subprocess.run(shell, capture_output=True, text=True, check=False)
    assert done.stderr == "mooncake-errors: standard output is closed\n"
    assert done.returncode == 2


@pytest.mark.parametrize("arguments", OUTPUTS, ids=lambda each: each[0])
def test_closed_pipe(arguments):
    """A reader that goes away, such as ``head``, gets no traceback."""
    Path("x.md").write_text("`OBJECT_NOT_FUOND`\n")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = shell(*arguments, stdout=pipe, stderr=subprocess.PIPE)
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


def test_bytes_that_are_no_text():
    """Arguments and names of files that are in no encoding are shown with escapes."""
    name = b"caf\xe9\x1b.md"
    Path(os.fsdecode(name)).write_text("`OBJECT_NOT_FUOND`\n")
    for locale in ("C.UTF-8", "C"):
        for arguments in (["check", name], [b"x\xff\x1b"]):
            done = shell(*arguments, env=os.environ | {"LC_ALL": locale})
            assert done.returncode in {1, 2}
            assert b"Traceback" not in done.stderr
            assert not re.search(rb"[\x1b\x80-\xff]", done.stdout + done.stderr)


def test_chinese_without_a_locale():
    """Where no locale says what a terminal shows, Chinese is printed as UTF-8."""
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "PYTHON"))}
    paths = {"PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    done = shell("explain", "-l", "zh_CN", "-704", env=inherited | environment | paths)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "未找到对象。" in done.stdout.decode()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may do everything")
def test_missing_permissions(folder):
    """A file that may not be read or written is named, with the reason."""
    Path("hostile.yaml").chmod(0)
    done = run("next", "--group", "x", "--registry", "hostile.yaml", code=2)
    assert "is not readable" in done.output
    folder.chmod(0o500)
    done = run("export", "--format", "json", "-o", "x.json", code=2)
    folder.chmod(0o700)
    assert "Permission denied" in done.output


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may do everything")
def test_folder_that_may_not_be_searched(folder):
    """Its files, whose names can be read, are left out."""
    (folder / "docs/closed").mkdir(parents=True)
    (folder / "docs/closed/a.md").write_text("text", encoding="utf-8")
    (folder / "docs/closed").chmod(0o600)
    done = run("check", "docs", "--registry", "hostile.yaml")
    (folder / "docs/closed").chmod(0o700)
    assert "No problems in 0 headers and 0 files" in done.output


def test_folders_instead_of_files(folder):
    """A folder where a file should be is named as such."""
    (folder / "d").mkdir()
    for arguments in (
        ["render", "d"],
        ["import", "d"],
        ["headers", "d", "--enum", "E"],
        ["export", "--format", "json", "--registry", "d"],
        ["messages", "-o", "d"],
        ["check", "--registry", "d"],
        ["sync", "d", "--registry", "hostile.yaml"],
    ):
        run(*arguments, code=2)
    (folder / "hostile.yaml").unlink()
    assert "no .yaml file" in run("diff", "d", "d", code=2).output
