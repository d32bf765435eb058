"""Codes explained in the terminal, from arguments and from logs: ``mooncake-errors explain``."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import pty
import re
import select
import shlex
import signal
import subprocess
import sys
import unicodedata
from inspect import signature
from pathlib import Path

import pytest
from cli.plant import GATE, REGISTRY
from click.testing import CliRunner
from every_key import REGISTRY as EVERY_KEY
from every_key import SHOWN
from markdown_it import MarkdownIt

from sphinxext.mooncake_errors.cli import explain as module
from sphinxext.mooncake_errors.cli.commands import commands
from sphinxext.mooncake_errors.registry.data import compiled, read_compiled
from sphinxext.mooncake_errors.registry.load import load_registry

REPOSITORY = Path(__file__).parents[2]
APART = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
"""Keeps standard output and error apart, in old versions of click too."""

NAMED = ("transfer-engine", "store")
"""The components that these tests are about; others that ship may share their numbers."""
ARGUMENT = "transfer-engine.ERR_INVALID_ARGUMENT"
COMMAND = [sys.executable, "-c", "from sphinxext.mooncake_errors.cli import main; main()"]
HOSTILE = """\
component: evil
title: "Title ``a`` \u200f<b>bold</b>"
groups:
- id: all
  title: "*Group*"
  codes:
  - name: EVIL_CODE
    value: 7
    description: "# no heading <script>alert(1)</script> [x](javascript:alert(1)) ``<i>``"
    details: "| no table, $x$ ~y~"
"""
FRENCH = """\
msgid ""
msgstr ""
"Language: fr\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Object not found."
msgstr "Objet \x1b[31mintrouvable\x1b[0m.\\nFin \u202e."
"""


@pytest.fixture(autouse=True, scope="module")
def compiled_registry(tmp_path_factory):
    """Read the built-in registry in its compiled form, as wheels do, which takes less time."""
    path = tmp_path_factory.mktemp("data") / "codes.json"
    path.write_text(compiled(load_registry()), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "read_compiled", lambda: read_compiled(path))
        yield


def explain(*arguments, log=None, env=None):
    """Run the command in this process, in English unless `env` says otherwise."""
    environment = {"LC_ALL": "C", "NO_COLOR": "", "COLUMNS": "80", **(env or {})}
    words = ["explain", *map(str, arguments)]
    return CliRunner(**APART).invoke(commands, words, input=log, env=environment)


def data(*arguments, log=None):
    """Return the JSON that the command prints about the components NAMED."""
    done = explain("--format", "json", *arguments, log=log)
    assert done.exit_code == 0, done.output
    return [entry for entry in json.loads(done.stdout) if entry["component"] in NAMED]


def found(log, *arguments):
    """Return the codes in `log` of the components NAMED, with the number of their lines."""
    return {entry["qualified"]: entry["log"]["lines"] for entry in data(*arguments, log=log)}


def in_terminal(*arguments, **environment):
    """Return the output of the command in a pseudo-terminal."""
    main, side = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **environment}
    env = {name: value for name, value in env.items() if value is not None}
    with subprocess.Popen([*COMMAND, "explain", *arguments], stdout=side, stdin=side, env=env) as p:
        os.close(side)
        output = b""
        while select.select([main], [], [], 30)[0]:
            try:
                piece = os.read(main, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            output += piece
        os.close(main)
    assert p.returncode == 0
    return output.decode().replace("\r\n", "\n")


def columns(line):
    """Return the width of `line` in columns of a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def test_every_key_is_shown(tmp_path):
    """Each key of a code is printed, with words of the reader's language."""
    path = tmp_path / "gate.yaml"
    path.write_text(EVERY_KEY, encoding="utf-8")
    output = explain("JAMMED", "UNUSED", "--registry", path).output
    assert {key for key, text in SHOWN.items() if text not in output} == set()


def test_entry_shows_all_that_the_registry_says():
    """Name, number, component, group, texts, retry in words, links and source are there."""
    output = explain("-704").output
    assert output.startswith("OBJECT_NOT_FOUND (-704)\n")
    for text in (
        "Mooncake Store (store)",
        "Object (object)",
        "Retry after a fix",
        "\nObject not found.\n",
        "\nCauses\n- ",
        "\nWhat to do\n- ",
        "\nReturned by\n- ",
        "See also         store.",
        "Defined in       mooncake-store/include/types.h",
    ):
        assert text in output
    assert "`" not in output


@pytest.mark.parametrize(
    "code",
    [
        "OBJECT_NOT_FOUND",
        "object_not_found",
        "store.OBJECT_NOT_FOUND",
        "ErrorCode::OBJECT_NOT_FOUND",
        "mooncake::ErrorCode::OBJECT_NOT_FOUND",
        "-704",
        "store.-704",
        "4294966592",
        "store.4294966592",
        "0xFFFFFD40",
        "0xfffffd40",
        "0xFFFFFFFFFFFFFD40",
        "18446744073709550912",
    ],
)
def test_code_is_known_in_every_form(code):
    """A name, a number, scoped, unsigned and in hexadecimal lead to the same entry."""
    assert [entry["qualified"] for entry in data(code)] == ["store.OBJECT_NOT_FOUND"]


def test_negative_number_needs_no_separator_wherever_it_stands():
    """Options are taken before and behind negative numbers; each code is explained once."""
    assert [entry["value"] for entry in data("-704", "-900", "-704")] == [-704, -900]
    assert data("--", "-704") == data("-704")
    assert "未找到对象" in explain("-704", "-l", "zh_CN", "-900").output


@pytest.mark.parametrize(
    "line",
    ["-704 (OBJECT_NOT_FOUND) help", "- failed: -704", "--- FAIL: TestPut (ret=-704)"],
)
def test_line_that_begins_with_a_minus_is_no_option(line):
    """A pasted line is read whole, whichever letters of options it has; so is it behind a --."""
    assert data(line, "--language=en") == data("--", line) == data("-704")


@pytest.mark.parametrize(("option", "hint"), [("--langage", "--language"), ("-x", "")])
def test_unknown_option_is_no_code(option, hint):
    """A misspelt option is reported as one, with the nearest."""
    done = explain("-704", option)
    assert done.exit_code == 2
    assert re.search(f"No such option:? '?{option}", done.stderr)
    assert hint in done.stderr


def test_number_with_several_meanings_shows_all():
    """Each meaning comes with its component, and says that there is another."""
    output = explain("-200").output
    assert "Mooncake Transfer Engine (transfer-engine)" in output
    assert "Mooncake Store (store)" in output
    assert "The number also means  store.NO_AVAILABLE_HANDLE" in output


def test_unknown_code_ends_with_1_and_the_nearest():
    """Known codes are printed; unknown ones are named on the standard error."""
    done = explain("OBJECT_NOT_FUND", "-900")
    assert done.exit_code == 1
    assert done.stdout.startswith("RPC_FAIL (-900)\n")
    assert "unknown code 'OBJECT_NOT_FUND'; did you mean OBJECT_NOT_FOUND" in done.stderr


@pytest.mark.parametrize(
    ("environment", "chinese"),
    [
        ({"LC_ALL": "zh_CN.UTF-8"}, True),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_CN.GB18030@x", "LANG": "en_US"}, True),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_SG"}, True),
        ({"LC_ALL": "C", "LANG": "zh_CN"}, False),
        ({"LC_ALL": "", "LC_MESSAGES": "POSIX", "LANG": "zh_CN"}, False),
        ({"LC_ALL": "zh_TW.UTF-8"}, False),
        ({"LC_ALL": "../../etc"}, False),
    ],
)
def test_language_is_that_of_the_locale(environment, chinese):
    """LC_ALL goes before LC_MESSAGES, that before LANG."""
    environment = {"LC_MESSAGES": "", "LANG": "", **environment}
    assert ("未找到对象" in explain("-704", env=environment).output) == chinese


def test_a_locale_with_territory_has_the_catalog_of_the_language(tmp_path):
    """LANG=de_DE.UTF-8 shows what the project has in `de`, without a note."""
    path = tmp_path / "de" / "LC_MESSAGES" / "mooncake-errors.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid "Object not found."\nmsgstr "Objekt fehlt."\n', encoding="utf-8")
    environment = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "de_DE.UTF-8"}
    done = explain("-704", "--locale-dir", tmp_path, env=environment)
    assert ("Objekt fehlt." in done.stdout, done.stderr) == (True, "")
    assert explain("-704", "--locale-dir", tmp_path, "-l", "de_DE").stderr == ""


def test_language_option_goes_before_the_locale():
    """With --language the locale does not count."""
    done = explain("-704", "--language", "en", env={"LC_ALL": "zh_CN.UTF-8"})
    assert "Object not found." in done.output


def test_language_without_translation_is_said_and_shown_in_english():
    """A note with the nearest language goes to the standard error."""
    done = explain("-704", "-l", "zh_CM")
    assert (done.exit_code, "Object not found." in done.stdout) == (0, True)
    assert "no catalog for the language zh_CM; did you mean zh_CN?" in done.stderr
    assert explain("-704", "-l", "../x").exit_code == 2


def test_json_has_the_keys_of_the_registry():
    """Each entry is the registry's, translated, with where it is and in which language."""
    (entry,) = data("-704", "-l", "zh_CN")
    (code,) = [c for c in load_registry().component("store").codes() if c.value == -704]
    assert {key: entry[key] for key in ("qualified", "component", "group", "language")} == {
        "qualified": "store.OBJECT_NOT_FOUND",
        "component": "store",
        "group": "object",
        "language": "zh_CN",
    }
    assert (entry["name"], entry["value"], entry["retry"]) == (code.name, -704, "after-fix")
    assert entry["description"] == "未找到对象。"
    assert len(entry["causes"]) == len(code.causes)
    assert entry["see_also"] == list(code.see_also)
    assert data("-704")[0]["language"] == "en"


def test_markdown_means_what_the_registry_says():
    """A heading, lists and code spans come out of it, and nothing else."""
    html = MarkdownIt().render(explain("-704", "-l", "en", "--format", "markdown").output)
    assert html.startswith("<h2>OBJECT_NOT_FOUND (-704)</h2>")
    assert "<li><strong>Component:</strong> Mooncake Store (store)</li>" in html
    assert "<h3>Causes</h3>" in html
    assert "<code>--client_ttl</code>" in html


def test_nothing_in_a_text_is_markup(tmp_path):
    """Neither Markdown nor HTML in texts survives in Markdown; directions are not turned."""
    path = tmp_path / "evil.yaml"
    path.write_text(HOSTILE, encoding="utf-8")
    done = explain("EVIL_CODE", "--registry", path, "--format", "markdown")
    html = MarkdownIt("commonmark").enable("table").render(done.output)
    assert html.count("<h2>") == 1
    assert not re.search(r"<(script|b|em|a|table|h1)\b", html)
    assert "<code>&lt;i&gt;</code>" in html
    assert "\u200f" not in done.output
    assert "\u200f" not in explain("7", "--registry", path).output


@pytest.mark.parametrize("style", ["text", "json", "markdown"])
@pytest.mark.parametrize("color", ["never", "always"])
def test_catalog_sends_no_escape_sequences(tmp_path, style, color):
    """A translation with control characters is refused in every format, and said to be so."""
    po = tmp_path / "fr" / "LC_MESSAGES" / "mooncake-errors.po"
    po.parent.mkdir(parents=True)
    po.write_text(FRENCH, encoding="utf-8")
    options = ("-l", "fr", "--locale-dir", tmp_path, "--format", style, "--color", color)
    done = explain("-704", *options)
    assert "introuvable" not in done.stdout
    assert "Object not found." in done.stdout
    fault = "character U+001B is not allowed: Objet \\u001b[31mintrouvable"
    assert f"{po}:6:1: catalog {fault}" in done.stderr
    assert not re.search("\x1b(?!\\[[0-9;]*m)|\u202e", done.stdout)
    assert not re.search("[\x1b\u202e]", done.stderr)


def test_faulty_registry_is_reported_on_standard_error(tmp_path):
    """The place of the fault is told; nothing is explained."""
    path = tmp_path / "bad.yaml"
    path.write_text("component: [", encoding="utf-8")
    done = explain("-704", "--registry", path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"{path}:1:" in done.stderr


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("width", [30, 57, 80, 300])
def test_lines_fit_the_terminal(language, width):
    """No line is wider than the terminal, or than is read with ease, except for single words."""
    output = explain("-704", "-200", "-l", language, env={"COLUMNS": str(width)}).output
    widest = min(width, 100)
    for line in output.splitlines():
        assert columns(line) <= widest or max(map(len, line.split())) > widest - 30
        assert not re.match(r"\s*[，。、；：）]", line)
        assert not line.endswith(("（", " "))


def test_wrapping_loses_no_text():
    """However narrow, the words are the same."""
    texts = {
        re.sub(r"[\s-]", "", explain("-704", "-l", "zh_CN", env={"COLUMNS": str(width)}).output)
        for width in (30, 64, 100)
    }
    assert len(texts) == 1


def test_color_is_for_terminals_only():
    """In a terminal there are styles, elsewhere none; the text is the same."""
    colored = in_terminal("-704", NO_COLOR=None, COLUMNS="80")
    assert "\x1b[31m\x1b[1mOBJECT_NOT_FOUND" in colored
    plain = explain("-704").output
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain
    assert "\x1b" not in plain
    assert "\x1b[" in explain("-704", "--color", "always").output


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [(["--color", "never"], {}), ([], {"NO_COLOR": "1"}), ([], {"TERM": "dumb"})],
)
def test_color_can_be_refused(arguments, environment):
    """By option, by NO_COLOR, and by a terminal without colours."""
    environment = {"NO_COLOR": None, **environment}
    assert "\x1b" not in in_terminal("-704", *arguments, **environment)


def test_terminal_without_code_is_a_wrong_call():
    """The command does not wait for a log that nobody types."""
    main, side = pty.openpty()
    done = subprocess.run(
        [*COMMAND, "explain"], stdin=side, capture_output=True, text=True, timeout=60, check=False
    )
    os.close(side)
    os.close(main)
    assert done.returncode == 2
    assert "give a CODE, or a log" in done.stderr


def test_log_is_counted_most_frequent_first():
    """Each code is explained once, with its lines; a line counts once."""
    log = (
        "I1 all is well\n"
        "E2 master_service.cpp:12] key=a, error=OBJECT_NOT_FOUND\n"
        "E3 client: error_code=-900 (RPC_FAIL) RPC_FAIL\n"
        "E4 client: Failed to get: code -704\n"
    )
    entries = data(log=log)
    assert [entry["qualified"] for entry in entries] == ["store.OBJECT_NOT_FOUND", "store.RPC_FAIL"]
    meanings = ["store.OBJECT_NOT_FOUND"]
    assert entries[0]["log"] == {"lines": 2, "first": 2, "last": 4, "meanings": meanings}
    assert entries[1]["log"]["lines"] == 1
    output = explain(log=log).output
    assert re.search(r"Lines of the log +2\nFirst line +2\nLast line +4\n", output)


@pytest.mark.parametrize(
    "line",
    [
        "error_code=-704",
        "error code: -704",
        "Error code: -704, retrying",
        "err_code = OBJECT_NOT_FOUND",
        "errcode=0xfffffd40",
        "ret=-704.",
        "ret:-704",
        "acl_ret: -704",
        "rc=4294966592",
        "failed with code -704",
        "failed: -704",
        "store.get returned -704",
        "status=-704;",
        '{"error_code": -704}',
        "{'error': 'OBJECT_NOT_FOUND'}",
        "key=a, error=object_not_found",
        "get failed: OBJECT_NOT_FOUND",
        "ErrorCode::OBJECT_NOT_FOUND",
        "mooncake::ErrorCode::OBJECT_NOT_FOUND thrown",
        "ErrorCode.OBJECT_NOT_FOUND",
        "[OBJECT_NOT_FOUND]",
    ],
)
def test_line_with_code(line):
    """Every form in which codes are logged is found."""
    assert found(f"I1122 noise\n{line}\n") == {"store.OBJECT_NOT_FOUND": 1}


@pytest.mark.parametrize(
    "line",
    [
        "-704",
        "took 12-704 us",
        "2026-11-22 03:00:00 offset -704",
        "retry -704",
        "errno=-704",
        "ret=-704ms",
        "ret=-704.5",
        "XOBJECT_NOT_FOUND OBJECT_NOT_FOUND_TOTAL",
        "object_not_found",
        "OBJECT_NOT_FOUND::count",
        "error_code=OK ret=0 rc: 0 ErrorCode::OK",
        "error: object not found",
        "client_id=8a-704-200",
    ],
)
def test_line_without_code(line):
    """Bare numbers, parts of words, and success are no codes."""
    done = explain(log=f"{line}\n")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "no known code in 1 line" in done.stderr


@pytest.mark.parametrize(
    ("line", "meanings"),
    [
        ("ret=-200", {"transfer-engine.ERR_METADATA", "store.NO_AVAILABLE_HANDLE"}),
        ("E1 rdma_transport.cpp:12] ret=-200", {"transfer-engine.ERR_METADATA"}),
        ("E1 transfer_engine_py.cpp:12] ret=-200", {"transfer-engine.ERR_METADATA"}),
        ("/src/mooncake-store/src/x.cpp:1 ret=-200", {"store.NO_AVAILABLE_HANDLE"}),
        ("NO_AVAILABLE_HANDLE, ret=-200", {"store.NO_AVAILABLE_HANDLE"}),
        (
            "mooncake-store/x.cpp: TransferEngine: ret=-200",
            {"transfer-engine.ERR_METADATA", "store.NO_AVAILABLE_HANDLE"},
        ),
    ],
)
def test_line_may_tell_which_meaning(line, meanings):
    """A file, a component or the name beside the number decides; otherwise all are shown."""
    assert set(found(line)) == meanings


def test_number_that_no_line_explains_says_so():
    """The reader is told that the count is that of the number."""
    assert "these lines do not tell which" in explain(log="ret=-200\n").output
    assert "these lines do not tell which" not in explain(log="ret=-704\n").output


def test_log_may_be_a_file_or_a_dash(tmp_path):
    """A file, the standard input by name, and the standard input without a word are the same."""
    path = tmp_path / "master.log"
    path.write_text("ret=-704\n")
    outputs = {
        explain("--log", path).output,
        explain("--log", "-", log="ret=-704\n").output,
        explain("-", log="ret=-704\n").output,
        explain(log="ret=-704\n").output,
    }
    assert len(outputs) == 1
    for wrong in (("-704", "--log", path), ("-704", "-"), ("--log", tmp_path / "none")):
        assert explain(*wrong, log="").exit_code == 2


def test_logs_are_not_passed_over(tmp_path):
    """Of two logs none is left unread in silence, and a file in the place of a code is named."""
    path = tmp_path / "master.log"
    path.write_text("ret=-704\n")
    done = explain("--log", path, "--log", path)
    assert (done.exit_code, "give one log: cat joins several" in done.stderr) == (2, True)
    assert f"unknown code '{path}'; --log reads a file" in explain(path).stderr


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_log_may_be_utf_16(encoding):
    """A log that PowerShell has written is read as one in UTF-8."""
    log = "\ufeff错误\r\nret=-704\r\n".encode(encoding)
    assert explain(log=log).output == explain(log="错误\r\nret=-704\r\n").output


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_log_is_no_log_without_codes(compress):
    """A rotated log that is still compressed is an error, since nothing could be found in it."""
    result = explain(log=compress(b"ret=-704\n"))
    assert result.exit_code == 2
    assert "the log is compressed" in result.stderr


def test_what_is_counted_before_an_interrupt_is_shown():
    """Ctrl-C while a log is still coming prints what came so far, and ends with 130."""
    # What is started in the background of a script may ignore Ctrl-C.
    heeding = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    process = subprocess.Popen(
        [*COMMAND[:2], heeding + COMMAND[2], "explain"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "LC_ALL": "C", "PYTHONFAULTHANDLER": ""},
    )
    process.stdin.write(b"ret=-704\n" * 3)
    process.stdin.flush()
    # The reading end of the pipe says when the lines are taken.
    while select.select([], [process.stdin], [], 0)[1] and _unread(process.stdin):
        select.select([], [], [], 0.05)
    select.select([], [], [], 0.3)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert re.search(rb"Lines of the log +3\n", output)
    assert b"interrupted after 3 lines" in errors


def _unread(pipe):
    import fcntl  # noqa: PLC0415
    import termios  # noqa: PLC0415

    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4), sys.byteorder)


def test_english_imports_nothing_slow(tmp_path):
    """With the compiled built-in registry, modules that take long to import are not imported."""
    if read_compiled() is None:
        pytest.skip("only a wheel has it")
    slow = "ahocorasick_rs", "babel", "docutils", "sphinx", "yaml"
    code = (
        "import sys; from click.testing import CliRunner\n"
        "from sphinxext.mooncake_errors.cli.commands import commands\n"
        "assert CliRunner().invoke(commands, ['explain', '-704']).exit_code == 0\n"
        f"sys.exit(' '.join(name for name in {slow} if name in sys.modules) or 0)"
    )
    env = {**os.environ, "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=env,
        cwd=tmp_path,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_compiled_registry_is_the_registry(tmp_path):
    """It holds all that the files say; one that is absent or broken counts as none."""
    path = tmp_path / "codes.json"
    assert read_compiled(path) is None
    path.write_text(compiled(load_registry()), encoding="utf-8")
    assert read_compiled(path) == load_registry()
    for content in ("", "[[]]", "[{}]", '[{"titel": 1}]', "{"):
        path.write_text(content)
        assert read_compiled(path) is None


def test_help_says_what_a_log_without_codes_does():
    """The help tells forms, logs and exit codes."""
    output = explain("--help").output
    assert "0, also for a log without codes" in " ".join(output.split())
    assert "0xFFFFFD40" in output


def test_completion_scripts_name_the_options():
    """The shell completes what click knows."""
    env = {**os.environ, "_MOONCAKE_ERRORS_COMPLETE": "bash_complete"}
    env |= {"COMP_WORDS": "mooncake-errors explain --f", "COMP_CWORD": "2"}
    done = subprocess.run(COMMAND, capture_output=True, text=True, env=env, check=False)
    assert done.stdout.split() == ["plain,--format"]


@pytest.fixture
def plant(tmp_path, monkeypatch):
    """A project with a registry of its own, as the working directory."""
    (tmp_path / "boiler.yaml").write_text(REGISTRY, encoding="utf-8")
    (tmp_path / "gate.yaml").write_text(GATE, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.mooncake-errors]\nregistry = "boiler.yaml"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("plant")
def test_examples_of_the_documentation_are_true():
    """The command prints the output that the page shows."""
    page = (REPOSITORY / "docs/usage/explain.md").read_text(encoding="utf-8")
    (log,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    examples = re.findall(r"```console\n\$ mooncake-errors explain (.*)\n([^`$]+)```", page)
    assert len(examples) == 4
    for command, shown in examples:
        words, _, lines = command.partition(" | head -n ")
        piped = words == "< plant.log"
        done = explain(*([] if piped else shlex.split(words)), log=log if piped else None)
        output = (done.stdout + done.stderr).splitlines(keepends=True)
        assert shown == "".join(output[: int(lines) if lines else None])


def test_nearest_project_above_counts(plant, monkeypatch):
    """The registry of the nearest pyproject.toml is explained, in its folders too."""
    (plant / "deep").mkdir()
    monkeypatch.chdir(plant / "deep")
    assert explain("-310").stdout.startswith("FUEL_EMPTY (-310)\n")
    assert explain("-704").exit_code == 1


@pytest.mark.parametrize(
    "argument",
    [
        *("FUEL_EMPTY (-310)", "FUEL_EMPTY(-310)", "fuel-empty", "FuelEmpty", "error_code=-310"),
        *("[-310]", "ret: -310", "TANK_EMPTY", "NO_FUEL", "error=fuel_empty", "错误码：-310"),
        *("-310.", "'FUEL_EMPTY',", "\N{MINUS SIGN}310", "\N{EN DASH}310。"),
        *(
            "*-310*",
            "<-310>",
            "#-310:",
            "－３１０",
            "FUEL_\u200bEMPTY",
            "ret=\N{MINUS SIGN}310",
            "ret\xa0= -310",
            "start\u202ffailed:\u3000-310",
            "Valve\xa09 stays shut after\xa02 attempts",
            "**ret** = **-310**",
            "\N{NON-BREAKING HYPHEN}310",
            "ret=“-310”",
            "「FUEL_EMPTY」",
            "start failed: FUEL_\n  EMPTY",
            "Valve 9 stays sh\r\nut after 2 attempts",
        ),
        *("ret=&quot;-310&quot;", "error_code=\n-310", "FUEL_EMPTY\n-310\n", "Fuel empty"),
        "Fuel empty (-310)",
        *(" -310 ", "failed (-310)", "results=[-310, 0]", "x.cpp:3] start failed: -310"),
    ],
)
@pytest.mark.usefixtures("plant")
def test_codes_are_understood_as_they_are_pasted(argument):
    """Name and number, keys with values, other spellings and whole lines lead to the code."""
    done = explain("--", argument)
    assert (done.exit_code, done.stdout[:18]) == (0, "FUEL_EMPTY (-310)\n")


@pytest.mark.usefixtures("plant")
def test_lists_of_codes_are_understood():
    """Each code of a list is explained; each unknown one is reported with the nearest."""
    done = explain("--registry", "boiler.yaml", "--registry", "gate.yaml", "GATE_SHUT,FUEL_EMPTI")
    assert done.exit_code == 1
    assert done.stdout.startswith("GATE_SHUT (-310)\n")
    assert "unknown code 'FUEL_EMPTI'; did you mean FUEL_EMPTY?" in done.stderr
    assert explain("[-310, -311]").exit_code == 1


@pytest.mark.usefixtures("plant")
def test_name_with_the_number_of_another_code():
    """The name decides; the title has the right number."""
    for wrong in ("FUEL_EMPTY (-999)", "FUEL_EMPTY (tank)"):
        assert explain(wrong).stdout.startswith("FUEL_EMPTY (-310)\n")


@pytest.mark.usefixtures("plant")
def test_former_name_leads_to_the_code():
    """Who comes with an old name learns the new one, and until when the old one was right."""
    output = explain("NO_FUEL").stdout
    assert output.startswith("FUEL_EMPTY (-310)\n")
    assert "Former names     NO_FUEL (Until 1.9)" in output


@pytest.mark.usefixtures("plant")
def test_pasted_line_leads_to_the_cause():
    """A line without a code finds it, the recognized cause first, in every format."""
    line = "W1 stoker: Valve 9 stays shut after 2 attempts, giving up"
    (entry,) = json.loads(explain("--format", "json", line).stdout)
    assert (entry["qualified"], entry["recognized"]) == ("boiler.FUEL_EMPTY", [1])
    (wrapped,) = json.loads(explain("--format", "json", line.replace(" shut ", "\n  shut ")).stdout)
    assert wrapped == entry
    html = MarkdownIt().render(explain("--format", "markdown", line).stdout)
    assert html.index("The fuel valve is shut.") < html.index("No fuel was delivered.")
    assert "<code>Valve {} stays shut after {} attempts</code>" in html
    done = explain("--format", "json", log=f"{line}\n{line}\nother\n")
    (entry,) = json.loads(done.stdout)
    assert (entry["recognized"], entry["log"]["lines"]) == ([1], 2)
    unknown = explain("nothing of ours stays here (-310)")
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert "no known code or log text in 'nothing of ours" in unknown.stderr


@pytest.mark.usefixtures("plant")
def test_pasted_lines_are_read_one_by_one():
    """The source file of one line does not decide what the number of another one means."""
    registries = ("--registry", "boiler.yaml", "--registry", "gate.yaml", "--format", "json")
    lines = "E1 burner_a.cpp:1] no flame\nE1 lift.cpp:2] start failed,\n  ret=-310"
    both = {"boiler.FUEL_EMPTY", "gate.GATE_SHUT"}
    assert {entry["qualified"] for entry in json.loads(explain(*registries, lines).stdout)} == both
    second = "2026-11-30 10:11:12 start failed\r\n10:11:13 ret=-310\r\n10:11:14 code: -311\r\n"
    (entry, _) = json.loads(explain(*registries, second).stdout)
    assert entry["qualified"] in both
    wrapped = lines.replace("no flame\nE1 lift.cpp:2]", "")
    (entry,) = json.loads(explain(*registries, wrapped).stdout)
    assert entry["qualified"] == "boiler.FUEL_EMPTY"


def test_log_text_goes_before_a_number_of_many_meanings():
    """The number of a pasted line does not push its recognized cause down."""
    done = explain("--format", "json", "ClientSession: READ rejected by server, status 1")
    first, *others = json.loads(done.stdout)
    assert (first["qualified"], bool(first["recognized"])) == ("transfer-state.STATUS_FAILED", True)
    assert {entry["value"] for entry in others} == {1}


@pytest.mark.parametrize(
    ("line", "known", "number"),
    [
        (
            "hccl_transport.cpp:9] HcclTransport: transportMemTask error, local {}, ret: -1",
            "transfer-state.STATUS_FAILED",
            "transfer-engine.ERR_INVALID_ARGUMENT",
        ),
        (
            "transfer_task.cpp:9] poll completion error: ret -6",
            "store.TRANSFER_FAIL",
            "transfer-engine.ERR_DEVICE_NOT_FOUND",
        ),
    ],
)
def test_log_text_goes_before_a_number_of_any_program(line, known, number):
    """Any call returns -1 or -6, so a recognized cause says more, even where a file fits both."""
    first, second = json.loads(explain("--format", "json", f"E1 {line}").stdout)
    assert (first["qualified"], bool(first["recognized"])) == (known, True)
    assert second["qualified"] == number


def test_log_text_tells_which_meaning_of_a_number():
    """Of the codes with the number -1, the one that the line's text is known for is shown."""
    line = "E1 real_client.cpp:9] RealClient failed to map shared memory, error code: -1"
    (only,) = json.loads(explain("--format", "json", line).stdout)
    assert (only["qualified"], bool(only["recognized"])) == ("store.INTERNAL_ERROR", True)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (
            "2026-10-02 03:11:09.120311 ERROR    [77] [coro_rpc_client.hpp:1499] client has been "
            "closed, please re-connect, client_id: 3",
            "store.RPC_FAIL",
        ),
        (
            "2026-10-02 03:11:08.4 WARN [77] [coro_rpc_client.hpp:988] client_id 4 failed:"
            "Connection refused",
            "store.RPC_FAIL",
        ),
        (
            "2026-10-02 03:11:08.4 WARN [77] [coro_rpc_client.hpp:964] client_id 1 async_resolve "
            "failed:Host not found (authoritative)",
            "store.RPC_FAIL",
        ),
        (
            "2026-10-02 03:11:08.4 ERROR [12] [coro_connection.hpp:198] ibverbs init qp failed: "
            "End of file conn_id  2",
            "store.RPC_FAIL",
        ),
        (
            "2026-10-02 03:11:08.4 ERROR [12] [server_acceptor.hpp:83] listen init failed, error: "
            "Address already in use",
            "store.RPC_FAIL",
        ),
        ("W1002 03:11:09.1  9 dummy_client.cpp:1443] Ping failed 2/3", "store.RPC_FAIL"),
        ("[2026-10-02 03:11:09 TP1] Session 192.0.2.7:15001 failed.", ARGUMENT),
        (
            "[2026-10-02 03:11:09 TP1] Prefill transfer failed for request rank=1 req.rid='7f' "
            "with exception KVTransferError(bootstrap_room=9): Decode instance could be dead, "
            "remote mooncake session 192.0.2.7:15001 is not alive",
            ARGUMENT,
        ),
        (
            "KVTransferError(bootstrap_room=9): Failed to get kvcache from prefill instance, it "
            "might be dead",
            ARGUMENT,
        ),
        ("pulling kv_caches for req 5 failed: Mooncake transfer engine returned -1", ARGUMENT),
        (
            "(Worker_TP5 pid=7) ERROR 12-10 03:24:54 [mooncake_connector.py:410] Mooncake transfer "
            "failed for request 5",
            ARGUMENT,
        ),
        ("Failed to transfer KV cache for request 5: Mooncake transfer failed, ret: -1", ARGUMENT),
        ("RuntimeError: TransferEngine initialization failed with ret_value: -1", ARGUMENT),
        (
            "E1002 03:11:09.1  9 ascend_direct_transport.cpp:903] Failed to connect to target: "
            "192.0.2.7:20011, status: 103900",
            "transfer-state.STATUS_FAILED",
        ),
        (
            "[ERROR] GE(5,):2026-10-02-03:11:09.1 [channel.cc:314]7 operator(): ErrorNo: 103900() "
            "[GE][MODULE]Failed to invoke HcclBatchPut, hccl_result = 4",
            "transfer-state.STATUS_FAILED",
        ),
        (
            "W1002 03:11:09.1  9 worker_pool.cpp:419] Worker: Received context async event port "
            "error for context mlx5_1",
            "transfer-engine.ERR_ENDPOINT",
        ),
        (
            "W1002 03:11:09.1  9 transfer_engine_impl.cpp:684] InternalError: cudaIpcGetMemHandle("
            "&handle, (void*)base_ptr): invalid argument",
            "tent-status.kInternalError",
        ),
        (
            "E1002 03:11:09.1  9 endpoint.cpp:477] Endpoint already established with mlx5_1 of "
            "192.0.2.7:16001, cannot accept new connection (unidirectional lifecycle)",
            "tent-status.kInvalidArgument",
        ),
    ],
)
def test_line_of_a_serving_stack_leads_to_a_cause(line, code):
    """What operators paste is found, also where another program or a library prints it."""
    first, *_ = json.loads(explain("--format", "json", "--", line).stdout)
    assert (first["qualified"], bool(first["recognized"])) == (code, True)


def test_date_behind_a_level_is_no_code():
    """As vLLM prints it, month and day are neither a code nor a key's value."""
    for date in ("12-10", "12/10"):
        done = explain("--", f"ERROR {date} 03:24:54 [mooncake_connector.py:410] stopped")
        assert (done.exit_code, done.stdout) == (1, "")


@pytest.mark.parametrize("line", ["make: *** [all] Error 2", "gmake[1]: *** [a.o] Error 1"])
def test_failed_build_is_no_code(line):
    """The mark of make is not taken for a sign of Markdown, which pasted codes may have."""
    done = explain("--", line)
    assert (done.exit_code, done.stdout) == (1, "")


def test_name_of_one_component_hides_no_constant_that_is_printed_so():
    """InternalError is a name of one component, and what others print for kInternalError."""
    for form in ("InternalError", "error=InternalError"):
        entries = json.loads(explain("--format", "json", form).stdout)
        assert {"pg-cpp.InternalError", "tent-status.kInternalError"} == {
            entry["qualified"] for entry in entries
        }


def test_part_of_a_log_text():
    """The codes of a part of a text are explained if they are few; else they are counted."""
    few = explain("failed to register MEMORY")
    assert few.exit_code == 0
    assert "'failed to register MEMORY' is part of log texts of " in few.stderr
    assert few.stdout.startswith("ERR_CONTEXT (-202)\n")  # the shortest text comes first
    assert few.stdout.index("Failed to register memory") < few.stdout.index("Other causes")
    many = explain("failed to")
    assert (many.exit_code, many.stdout) == (1, "")
    assert re.search(r"part of log texts of \d+ codes: give the whole line", many.stderr)
    assert "part of" not in explain("failed").stderr


@pytest.mark.parametrize("file", ["burner.cpp", "burner-main.hxx", "Burner.swift"])
@pytest.mark.usefixtures("plant")
def test_line_without_its_source_file(file):
    """A text of one file is found without its name, with a note; not a short one, nor elsewhere."""
    registry = Path("boiler.yaml").read_text(encoding="utf-8")
    texts = f'["{file}{{}}] no flame after {{}} s", "{file}{{}}no flame"]'
    Path("boiler.yaml").write_text(re.sub(r"log: .*", f"log: {texts}", registry), encoding="utf-8")
    whole = explain(f"E1 {file}:7] no flame after 9 s")
    assert (whole.exit_code, whole.stderr) == (0, "")
    bare = explain("no flame after 9 s")
    assert bare.stdout == whole.stdout
    assert "the line has no source file, so it may be of another failure" in bare.stderr
    for other in ("valve", "after_burner"):
        assert explain(f"E1 {other}.cpp:7] no flame after 9 s").exit_code == 1
    assert explain("there is no flame").exit_code == 1


@pytest.mark.usefixtures("plant")
def test_log_text_of_a_file_alone():
    """A log text that is only the name of a file is found as such, and harms no other line."""
    registry = Path("boiler.yaml").read_text(encoding="utf-8")
    Path("boiler.yaml").write_text(re.sub(r"log: .*", 'log: ["burner.cpp"]', registry))
    assert explain("E1 burner.cpp:7] no flame").exit_code == 0
    assert "no known code" in explain("nothing of this kind").stderr


@pytest.mark.usefixtures("plant")
def test_line_of_two_files_without_its_source_file():
    """A line that two files print for different codes leads to both if its file is missing."""
    registry = Path("boiler.yaml").read_text(encoding="utf-8")
    texts = '["burner.cpp{}no flame after {} s"]'
    registry = re.sub(r"log: .*", f"log: {texts}", registry)
    cause = '[{cause: Wind., log: ["chimney.cpp{}no flame after {} s"]}]'
    registry += f"  - {{name: DRAFT, value: -77, description: Draft., causes: {cause}}}\n"
    Path("boiler.yaml").write_text(registry, encoding="utf-8")
    bare = explain("no flame after 9 s")
    assert "boiler.DRAFT" in bare.stderr
    assert "DRAFT (-77)" in bare.stdout
    assert explain("chimney.cpp:7] no flame after 9 s").stdout.count("(-") == 1


def test_language_of_the_project_is_the_last_resort(plant):
    """The table's language counts where neither option nor locale names one."""
    (plant / "pyproject.toml").write_text(
        '[tool.mooncake-errors]\nregistry = "boiler.yaml"\nlanguage = "zh_CN"\n'
    )
    unset = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}
    assert "原因" in explain("-310", env=unset).stdout
    assert "Causes" in explain("-310", env={**unset, "LANG": "en_US.UTF-8"}).stdout
    assert "Causes" in explain("-310", "-l", "en", env=unset).stdout
