"""The gate for translations: ``mooncake-errors catalogs``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner

from sphinxext.mooncake_errors.catalogs.catalog import load_catalog
from sphinxext.mooncake_errors.cli.commands import commands
from sphinxext.mooncake_errors.registry.builtin import COMPONENTS
from sphinxext.mooncake_errors.registry.words import Word

REGISTRY = """\
component: cache
title: Cache
groups:
- id: key
  title: Key
  codes:
  - name: CACHE_MISS
    value: -7
    description: The ``key`` is not there.
  - name: CACHE_FULL
    value: -8
    description: The cache is full.
"""
PO = Path("locales", "nl", "LC_MESSAGES", "mooncake-errors.po")
SOUND = {
    "Cache": "Geheugen",
    "Key": "Sleutel",
    "The ``key`` is not there.": "``key`` is er niet.",
    "The cache is full.": "Het geheugen is vol.",
    **{word.value: f"{word.value} in het Nederlands" for word in Word},
}


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """Work in a folder with a registry and a complete catalog."""
    monkeypatch.chdir(tmp_path)
    Path("cache.yaml").write_text(REGISTRY, encoding="utf-8")
    write_catalog(SOUND)


def write_catalog(texts, path=PO, extra=""):
    """Write a catalog in which each entry takes three lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = (f'msgid "{text}"\nmsgstr "{value}"\n' for text, value in texts.items())
    path.write_text("\n".join(entries) + extra, encoding="utf-8")


def run(*arguments, code=0):
    """Return the output of the command, which must end with `code`."""
    result = CliRunner().invoke(commands, ["catalogs", *map(str, arguments)])
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


def gate(*arguments, code=0, language="nl"):
    """Run the command on the registry and the catalog of the project."""
    own = ("--registry", "cache.yaml", "--locale-dir", "locales", "--language", language)
    return run(*own, *arguments, code=code)


def gate_json(code=0):
    """Return the command's JSON."""
    return json.loads(gate("--format", "json", code=code))


def counts(report, component):
    """Return the numbers of one component."""
    (part,) = (part for part in report["components"] if part["component"] == component)
    return [part[name] for name in ("translated", "fuzzy", "missing", "obsolete")]


@pytest.mark.translations
def test_our_own_chinese_is_complete_and_sound():
    """The translations that ship pass their own gate."""
    report = json.loads(run("--language", "zh_CN", "--format", "json"))
    assert report["passed"]
    assert report["percent"] == 100
    assert report["problems"] == []
    names = [part["component"] for part in report["components"]]
    assert names == [*COMPONENTS, "(extension)"]
    assert all(part["obsolete"] == 0 for part in report["components"])
    assert "100.0 %" in run("--language", "zh_Hans")


def test_a_complete_catalog_passes():
    """The table has a row for each component, for our words, and for all together."""
    words = len(Word)
    rows = [line.split() for line in gate().splitlines()]
    assert rows == [
        ["component", "translated", "fuzzy", "missing", "obsolete", "percent"],
        ["cache", "4", "0", "0", "0", "100.0", "%"],
        ["(extension)", str(words), "0", "0", "0", "100.0", "%"],
        ["total", str(words + 4), "0", "0", "0", "100.0", "%"],
    ]


def test_missing_texts_are_listed():
    """A text without translation fails the gate and is named at its place, with a rule of its own.

    The rule `missing` is about codes of headers.
    """
    write_catalog({**SOUND, "Key": ""})
    output = gate(code=1)
    assert (
        "cache.yaml:5:1: untranslated cache: title of the group key: not translated: Key" in output
    )
    assert counts(gate_json(code=1), "cache") == [3, 0, 1, 0]


def test_missing_words_are_at_their_place_in_the_catalog():
    """The file with the extension's own words is not in the project, the catalog is."""
    write_catalog({**SOUND, "Name": ""})
    line = PO.read_text(encoding="utf-8").partition('msgid "Name"')[0].count("\n") + 1
    assert f"{PO}:{line}:1: untranslated shown by the extension: not tr" in gate(code=1)
    write_catalog({"Key": "Sleutel"})
    assert f"{PO}:1:1: untranslated shown by the extension: not tr" in gate(code=1)


def test_minimum():
    """A gate may ask for less; what lacks is still listed, and no percentage is rounded up."""
    write_catalog({**SOUND, "Key": ""})
    total = len(SOUND)
    reached = 100 * (total - 1) / total
    assert "not translated: Key" in gate("--minimum", int(reached))
    gate("--minimum", reached + 0.01, code=1)
    shown = gate_json(code=1)["percent"]
    assert reached - 0.1 < shown <= reached
    assert "--minimum" in gate("--minimum", 101, code=2)


def test_stale_translations_are_named_and_not_shown():
    """A changed text makes its translation fuzzy in the real update, and the gate says so."""
    text = REGISTRY.replace("The cache is full.", "The cache is completely full.")
    Path("cache.yaml").write_text(text, encoding="utf-8")
    update = ["messages", "--registry", "cache.yaml", "--update", str(PO)]
    assert CliRunner().invoke(commands, update).exit_code == 0
    assert load_catalog("nl", [Path("locales")]).get("The cache is completely full.") is None
    assert "cache.yaml:12:1: fuzzy cache.CACHE_FULL (-8): description: changed" in gate(code=1)
    report = gate_json(code=1)
    assert counts(report, "cache") == [3, 1, 0, 0]
    assert [problem["rule"] for problem in report["problems"]] == ["fuzzy"]


def test_obsolete_translations_are_counted():
    """They do no harm; they go to the component they came from where that can be told."""
    located = '\n#: cache.yaml:99\nmsgid "gone"\nmsgstr "weg"\n'
    marked = '\n#~ msgid "long gone"\n#~ msgstr "allang weg"\n'
    write_catalog(SOUND, extra=located + marked)
    report = gate_json()
    assert counts(report, "cache") == [4, 0, 0, 1]
    assert counts(report, "(unknown)") == [0, 0, 0, 1]


def test_problems_are_at_their_place_in_the_catalog():
    """A translation that is wrong fails the gate although all is translated."""
    write_catalog({**SOUND, "The ``key`` is not there.": "``sleutel`` is er niet."})
    output = gate(code=1)
    line = list(SOUND).index("The ``key`` is not there.") * 3 + 1
    assert (
        f"{PO.as_posix()}:{line}:1: literals the original has ``key``, the translation has "
        "``sleutel`` instead"
    ) in output
    report = gate_json(code=1)
    assert (report["percent"], report["passed"]) == (100, False)


def test_github_and_sarif():
    """Pull requests are annotated with each problem, and with what is missing if it is too much."""
    write_catalog({**SOUND, "Key": "", "Cache": "Cache"})
    output = gate("--format", "github", code=1)
    assert f"::error file={PO.as_posix()},line=1,col=1,title=same::" in output
    assert "::error file=cache.yaml,line=5,col=1,title=untranslated::" in output
    assert "title=untranslated" not in gate("--format", "github", "--minimum", 50, code=1)
    log = json.loads(gate("--format", "sarif", code=1))
    assert {result["ruleId"] for result in log["runs"][0]["results"]} == {"same", "untranslated"}


def test_a_project_overrides_one_text_of_ours():
    """Shipped texts fill the gaps, and only what the project wrote is judged."""
    override = {"Object not found.": "找不到该对象。"}
    path = Path("locales", "zh_CN", "LC_MESSAGES", "mooncake-errors.po")
    write_catalog(override, path)
    run("-l", "zh_CN", "--locale-dir", "locales", "--minimum", 0)
    write_catalog({"Object not found.": "找不到对象."}, path)
    output = run("-l", "zh_CN", "--locale-dir", "locales", code=1)
    assert f"{path.as_posix()}:1:1: width half-width . should be 。" in output


def test_a_fuzzy_override_leaves_the_shipped_text():
    """As in the build of the documents: what ships is shown, so nothing is missing."""
    path = Path("locales", "zh_CN", "LC_MESSAGES", "mooncake-errors.po")
    write_catalog({}, path, extra='#, fuzzy\nmsgid "Invalid key."\nmsgstr "键"\n')
    output = run("-l", "zh_CN", "--locale-dir", "locales", "--minimum", 0)
    assert "Invalid key." not in output


def test_a_registry_of_ones_own_with_shipped_words():
    """Without a catalog of its own, a project has our words, and its texts lack."""
    report = json.loads(run("--registry", "cache.yaml", "-l", "zh_CN", "--format", "json", code=1))
    assert counts(report, "cache") == [0, 0, 4, 0]  # "Key" is shipped for others
    assert counts(report, "(extension)")[1:] == [0, 0, 0]


def test_compiled_catalogs():
    """Without comments nobody can excuse a text, so matters of taste are left alone there."""
    write_catalog({**SOUND, "Cache": "Cache", "The ``key`` is not there.": "Is er niet."})
    with PO.open("rb") as source, PO.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(source))
    PO.unlink()
    assert [problem["rule"] for problem in gate_json(code=1)["problems"]] == ["literals"]


def test_an_unknown_language():
    """A misspelt language is not only 0 %: the gate says which it may have been."""
    output = gate("--minimum", 0, code=1, language="nll")
    assert "locales/nll/LC_MESSAGES/mooncake-errors.po:1:1: no-catalog" in output
    assert "did you mean nl?" in output
    assert "all texts of the registry are in en_GB" in gate(code=2, language="en_GB")


def test_no_directory_of_catalogs():
    """A catalog in a directory that nothing names is not found: the gate says how to name it."""
    output = run("--registry", "cache.yaml", "--language", "fr", code=1)
    assert output.endswith(
        "no catalog for the language fr; name the directory of catalogs: --locale-dir, or "
        "locale_dirs in pyproject.toml\n"
    )


def test_a_territory_has_the_catalog_of_its_language():
    """The gate counts the catalog that readers of the territory see."""
    assert gate(language="nl_BE") == gate(language="nl")


def test_a_registry_in_another_language():
    """Texts written in the language of the readers need no translation; our words do."""
    text = REGISTRY.replace("title: Cache", "title: Cache\nlanguage: nl", 1)
    Path("cache.yaml").write_text(text, encoding="utf-8")
    report = gate_json()
    assert counts(report, "cache") == [0, 0, 0, 0]
    assert counts(report, "(extension)") == [len(Word), 0, 0, 0]
    english = gate("--format", "json", code=1, language="en")
    assert counts(json.loads(english), "cache") == [0, 0, 4, 0]
    assert counts(json.loads(english), "(extension)") == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("path", "content", "rule"),
    [
        (PO, 'msgid "Key"\nmsgstr "open\n', "catalog"),
        (PO, "msgid\n", "catalog"),
        (Path("cache.yaml"), "component: [\n", "yaml"),
        (Path("cache.yaml"), REGISTRY.replace("title: Key", "titel: Key"), "unknown-key"),
    ],
)
def test_bad_input_gives_problems(path, content, rule):
    """A file that cannot be read is named with its line in each format, without a traceback."""
    path.write_text(content, encoding="utf-8")
    output = gate(code=1)
    assert f"{path.as_posix()}:" in output
    assert f" {rule} " in output
    report = gate_json(code=1)
    assert not report["passed"]
    assert rule in [problem["rule"] for problem in report["problems"]]
    assert f"title={rule}::" in gate("--format", "github", code=1)


def test_a_directory_in_the_place_of_a_catalog():
    """It is one problem, and not that the language has no catalog."""
    PO.unlink()
    PO.mkdir()
    shown = f"{PO.as_posix()}:1:1: unreadable cannot be read: Is a directory\n"
    assert gate(code=1) == shown


def test_the_real_command():
    """Exit codes and output reach the shell."""
    command = [sys.executable, "-c", "from sphinxext.mooncake_errors.cli import main; main()"]
    sound = [
        *command,
        "catalogs",
        *("-l", "nl", "--registry", "cache.yaml", "--locale-dir", "locales"),
    ]
    result = subprocess.run(sound, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    poor = [*command, "catalogs", "-l", "ja", "--registry", "cache.yaml"]
    result = subprocess.run(poor, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (1, "")
    assert "not translated: Cache" in result.stdout


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\x1b", "\x00"])
def test_characters_that_mislead(character):
    """A translation that readers do not get, since it reorders or steers, is told at its place."""
    write_catalog({**SOUND, "Key": f"Sleu{character}tel"})
    code = f"U+{ord(character):04X}"
    (line,) = [each for each in gate(code=1).splitlines() if "character" in each]
    assert line.endswith(f":1: character character {code} is not allowed")
    number = int(line.split(":")[1])
    assert PO.read_text(encoding="utf-8").split("\n")[number - 1] == 'msgid "Key"'
