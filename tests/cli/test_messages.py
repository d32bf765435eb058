"""Templates and catalogs without Sphinx: ``mooncake-errors messages``."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

from sphinxext.mooncake_errors.catalogs.catalog import load_catalog, shipped_catalog
from sphinxext.mooncake_errors.cli.commands import commands
from sphinxext.mooncake_errors.registry.load import load_registry

REGISTRY = """\
component: cache
title: Cache
groups:
- id: key
  title: Key
  codes:
  - name: CACHE_MISS
    value: -7
    description: The key is not there, so that its value cannot be read from the cache at all.
  - name: CACHE_FULL
    value: -8
    description: The cache is full.
"""
HEADER = """\
# Dutch words.
# SOMEBODY, 2020.
#
msgid ""
msgstr ""
"Project-Id-Version: Cache 7\\n"
"X-Generator: A web site\\n"
"Language: nl\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"PO-Revision-Date: 2020-02-02 20:20+0200\\n"

"""
CATALOG = (
    HEADER
    + """\
# Of the translator.
msgid ""
"The key is not there, so that its value cannot be read from the cache at all."
msgstr "De sleutel is er niet."

msgid "The cache is full."
msgstr "De cache is vol."

msgid "Once upon a time there was another text."
msgstr "Lang geleden."
"""
)
PO = Path("locales", "nl", "LC_MESSAGES", "mooncake-errors.po")
MISS = "The key is not there, so that its value cannot be read from the cache at all."


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a folder with a registry and a catalog, as the working directory."""
    monkeypatch.chdir(tmp_path)
    write("cache.yaml", REGISTRY)
    PO.parent.mkdir(parents=True)
    write(PO, CATALOG)
    return tmp_path


def write(path, text):
    """Write a text file."""
    Path(path).write_text(text, encoding="utf-8")


def read(path):
    """Return the text of a file."""
    return Path(path).read_text(encoding="utf-8")


def run(*arguments, code=0):
    """Return the output of the command, which must end with `code`."""
    result = CliRunner().invoke(commands, ["messages", *map(str, arguments)])
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


def update(code=0):
    """Bring the catalog of the project in step."""
    return run("--registry", "cache.yaml", "--update", PO, code=code)


def catalog(path=PO):
    """Return a catalog as Babel reads it."""
    with Path(path).open("rb") as file:
        return read_po(file)


def change(old, new):
    """Change the registry of the project."""
    text = read("cache.yaml")
    assert old in text
    write("cache.yaml", text.replace(old, new))


@pytest.mark.usefixtures("project")
def test_template():
    """The template has each text in the order of the registry, its place and what it is about."""
    run("--registry", "cache.yaml", "-o", "locales/cache.pot", "--project", "Cache")
    template = read("locales/cache.pot")
    assert '"Project-Id-Version: Cache\\n"' in template
    assert (
        "#. cache.CACHE_FULL (-8): description\n"
        "#: cache.yaml:12\n"
        'msgid "The cache is full."\n'
        'msgstr ""\n'
    ) in template
    texts = [message.id for message in catalog("locales/cache.pot") if message.id]
    assert texts[-4:] == ["Cache", "Key", MISS, "The cache is full."]
    assert "Error codes" in texts
    assert "Date" not in template


def test_a_second_run_touches_nothing(project):
    """Neither template nor catalog is written again where nothing changed."""
    arguments = ("--registry", "cache.yaml", "-o", "cache.pot", "--update", PO)
    assert run(*arguments).count("written: ") == 2
    files = [project / "cache.pot", project / PO]
    before = [(file.read_bytes(), file.stat().st_mtime_ns) for file in files]
    assert run(*arguments).count("unchanged: ") == 2
    assert [(file.read_bytes(), file.stat().st_mtime_ns) for file in files] == before


@pytest.mark.usefixtures("project")
def test_another_form_of_the_same_is_not_touched():
    """A catalog that another tool wrapped or ended differently stays as it is."""
    update()
    rewrapped = read(PO).replace('msgstr "De cache is vol."', 'msgstr ""\n"De cache "\n"is vol."')
    write(PO, rewrapped.replace("\n", "\r\n") + "\r\n")
    before = PO.read_bytes()
    assert "unchanged" in update()
    assert PO.read_bytes() == before


@pytest.mark.usefixtures("project")
def test_header_and_comments_stay():
    """Fields of the header that Babel does not know, and comments of translators, are kept."""
    update()
    assert read(PO).startswith(HEADER)
    assert "# Of the translator.\n#. cache.CACHE_MISS (-7): description\n" in read(PO)


@pytest.mark.usefixtures("project")
def test_a_changed_text_makes_its_translation_fuzzy():
    """The old translation stays beside the text it was made of; it is not shown any more."""
    update()
    language = load_catalog("nl", [Path("locales")])
    assert language.get("The cache is full.") == "De cache is vol."
    change("The cache is full.", "The cache is quite full.")
    update()
    assert (
        "#, fuzzy\n"
        '#| msgid "The cache is full."\n'
        'msgid "The cache is quite full."\n'
        'msgstr "De cache is vol."\n'
    ) in read(PO)
    language = load_catalog("nl", [Path("locales")])
    assert language.get("The cache is quite full.") is None
    assert language.get("The cache is full.") is None
    assert "unchanged" in update()


@pytest.mark.usefixtures("project")
def test_a_text_that_changes_again_keeps_its_first_form():
    """The translation is compared with the text it was made of, however long ago."""
    update()
    change("The key is not there, so", "The key is no longer there, so")
    update()
    change("at all.", "at all now.")
    update()
    message = catalog()[MISS.replace("not there", "no longer there").replace("all.", "all now.")]
    assert message.fuzzy
    previous = [line for line in read(PO).splitlines() if line.startswith("#|")]
    assert previous == [
        '#| msgid ""',
        '#| "The key is not there, so that its value cannot be read from the cache at "',
        '#| "all."',
    ]
    if shutil.which("msgfmt"):
        subprocess.run(["msgfmt", "-c", "-o", "out.mo", PO], check=True)


@pytest.mark.usefixtures("project")
def test_the_previous_text_goes_with_the_flag():
    """A translator who takes the flag away need not take the rest away."""
    update()
    change("The cache is full.", "The cache is quite full.")
    update()
    write(PO, read(PO).replace("#, fuzzy\n", ""))
    update()
    assert "#|" not in read(PO)
    shown = load_catalog("nl", [Path("locales")])
    assert shown.get("The cache is quite full.") == "De cache is vol."


@pytest.mark.usefixtures("project")
def test_obsolete_translations_are_kept_and_come_back_as_fuzzy():
    """A text that is gone keeps its translation; should it return, somebody has to look at it."""
    update()
    assert '#~ msgid "Once upon a time there was another text."\n#~ msgstr "Lang' in read(PO)
    change("The cache is full.", "Once upon a time there was another text.")
    update()
    assert "#~ msgid" in read(PO)
    assert '#~ msgid "Once' not in read(PO)
    message = catalog()["Once upon a time there was another text."]
    assert message.fuzzy
    assert message.string == "Lang geleden."
    assert "unchanged" in update()


@pytest.mark.usefixtures("project")
def test_catalogs_of_gettext_itself_are_read():
    """Notes of msgmerge on obsolete translations are no fault."""
    write(PO, CATALOG + '\n#~| msgid "Older."\n#~ msgid "Old."\n#~ msgstr "Oud."\n')
    update()
    assert '#~ msgstr "Oud."' in read(PO)


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("text", "translation", "flag"),
    [
        ("The boiler is 90% of its limit.", "De ketel zit op 90%.", "python-format"),
        ("The valve {x} leaks.", "Een klep lekt.", "fuzzy, python-brace-format"),
    ],
)
def test_percent_signs_and_braces_are_no_formats(text, translation, flag):
    """A catalog does not say that texts are formats of Python, and loses flags that say so."""
    change("The cache is full.", text)
    write(PO, f'{HEADER}#, {flag}\nmsgid "{text}"\nmsgstr "{translation}"\n')
    run("--registry", "cache.yaml", "-o", "cache.pot", "--update", PO)
    assert "python-" not in read("cache.pot") + read(PO)
    assert catalog()[text].fuzzy == ("fuzzy" in flag)
    write(PO, read(PO).replace(f'"{translation}"', f'""\n"{translation}"'))
    assert "unchanged" in update()


@pytest.mark.usefixtures("project")
def test_a_new_language():
    """A catalog that is not there yet is made, with the header of its language."""
    path = Path("locales", "pl", "LC_MESSAGES", "mooncake-errors.po")
    run("--registry", "cache.yaml", "--update", path)
    assert '"Language: pl\\n"' in read(path)
    assert '"Plural-Forms: nplurals=3; ' in read(path)
    assert catalog(path)["The cache is full."].string == ""


@pytest.mark.usefixtures("project")
def test_width():
    """Lines are wrapped where asked for, or not at all."""
    run("--registry", "cache.yaml", "-o", "wide.pot", "--width", 0)
    assert f'msgid "{MISS}"\n' in read("wide.pot")
    run("--registry", "cache.yaml", "-o", "narrow.pot", "--width", 40)
    assert 'msgid ""\n"The key is not there, so that its "\n' in read("narrow.pot")


@pytest.mark.usefixtures("project")
def test_standard_output():
    """A dash writes the template where a pipe finds it."""
    assert 'msgid "The cache is full."' in run("--registry", "cache.yaml", "-o", "-")
    assert not Path("-").exists()


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((), "nothing to do"),
        (("--update", "nl.po"), "not in a directory <language>/LC_MESSAGES"),
        (("--update", "x/n0/LC_MESSAGES/mooncake-errors.po"), "'n0' is not a language"),
        (("-o", "locales"), "is a directory"),
    ],
)
def test_misuse(arguments, error):
    """A call that cannot be meant ends with 2 and says why."""
    assert error in run(*arguments, code=2)


@pytest.mark.usefixtures("project")
def test_nothing_is_written_where_an_input_is_bad():
    """A broken registry or catalog is named with its line, and no file changes."""
    write(PO, CATALOG.replace('msgstr "De cache is vol."', 'msgstr "De cache is vol.'))
    output = run("--registry", "cache.yaml", "-o", "a.pot", "--update", PO, code=1)
    line = CATALOG[: CATALOG.index("De cache is vol")].count("\n") + 1
    assert f"{PO.as_posix()}:{line}:1: catalog bad catalog" in output
    change("value: -8", "value: -7")
    output = run("--registry", "cache.yaml", "-o", "a.pot", "--format", "json", code=1)
    assert [problem["rule"] for problem in json.loads(output)] == ["duplicate-number"]
    assert not Path("a.pot").exists()


@pytest.mark.usefixtures("project")
def test_a_file_that_cannot_be_written():
    """A path that cannot be made gives one line."""
    output = run("--registry", "cache.yaml", "-o", "cache.yaml/x.pot", code=2)
    assert "cache.yaml/x.pot" in output


@pytest.mark.slow
def test_our_own_catalogs_are_in_step(tmp_path, monkeypatch):
    """Running the extraction on the catalogs of this project changes none."""
    shipped = shipped_catalog("zh_CN")
    if shipped is None or shipped.suffix != ".po":
        pytest.skip("the sources of the catalogs are not here")
    locales = Path(__file__).parents[2] / "locales"
    shutil.copytree(locales, tmp_path / "locales")
    monkeypatch.chdir(tmp_path)
    copies = Path("locales", "mooncake-errors.pot"), Path("locales", shipped.relative_to(locales))
    before = [path.read_bytes() for path in copies]
    template, catalog = copies
    run("-o", template, "--update", catalog, "--project", "sphinxext-mooncake-errors")
    assert [path.read_bytes() for path in copies] == before


@pytest.mark.slow
def test_the_template_of_the_builtin_registry_names_stable_places(project):
    """Locations of what ships are the same wherever the package is installed."""
    run("-o", "all.pot")
    places = {place for message in catalog("all.pot") for place, _ in message.locations}
    assert {str(Path(place).parent) for place in places} == {
        "sphinxext/mooncake_errors/data",
        "sphinxext/mooncake_errors/registry",
    }
    assert str(project) not in read("all.pot")
    titles = [component.title for component in load_registry().components]
    texts = [message.id for message in catalog("all.pot")]
    assert [text for text in texts if text in titles] == titles


def test_a_very_long_word(tmp_path, monkeypatch):
    """A word that is too long to be wrapped is written whole."""
    monkeypatch.chdir(tmp_path)
    word = "x" * 60_000
    registry = REGISTRY.replace("The cache is full.", word)
    assert word in registry
    Path("long.yaml").write_text(registry, encoding="utf-8")
    run("--registry", "long.yaml", "-o", "long.pot")
    assert f'msgid "{word}"' in Path("long.pot").read_text(encoding="utf-8")


@pytest.mark.usefixtures("project")
def test_a_catalog_in_another_charset():
    """It is written as UTF-8, which is said once, and none of its texts is lost."""
    content = CATALOG.replace("charset=utf-8", "charset=ISO-8859-1").replace("Lang geleden", "Één")
    PO.write_text(content, encoding="latin-1")
    said = f"converted from ISO-8859-1 to UTF-8: {PO}\n"
    assert said in run("--update", PO, "--registry", "cache.yaml")
    assert '#~ msgstr "Één."' in read(PO)
    assert "ISO-8859-1" not in read(PO)
    assert said not in run("--update", PO, "--registry", "cache.yaml")
