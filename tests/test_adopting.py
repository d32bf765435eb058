"""The steps of the guide to adoption: for Mooncake's docs, and for a project of another kind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po
from bs4 import BeautifulSoup
from click.testing import CliRunner

from sphinxext.mooncake_errors.cli.commands import commands
from sphinxext.mooncake_errors.registry.builtin import BUILTIN
from sphinxext.mooncake_errors.registry.load import load_registry

CATALOG = "locales/de/LC_MESSAGES/mooncake-errors.po"
SCRIPT = Path(__file__).parent.parent / "docs/adopting/adopt-mooncake.sh"
PAGE = "troubleshooting/error-code"


def definitions(component):
    """Return C++ that defines the codes of a component as its source says."""
    source = component.source
    codes = [code for group in component.groups for code in group.codes]
    here = [(code.name, code.value) for code in codes if code.name and not code.removed]
    if source.macro_prefix:
        return "".join(f"#define {name} ({value})\n" for name, value in here)
    *scopes, enum = source.enum.split("::")
    members = "".join(f"    {name} = {value},\n" for name, value in here)
    text = f"enum {enum} {{\n{members}}};\n"
    for scope in reversed(scopes):
        text = f"namespace {scope} {{\n{text}}}\n"
    return text


def write_headers(folder):
    """Write the headers that the shipped registry names."""
    for component in load_registry(BUILTIN).components:
        for header in component.source.header if component.source else ():
            path = folder / header
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.write(definitions(component))


def adopt(checkout, *left_out):
    """Run the script in a checkout, and return what it prints and all files but those it builds.

    The programs `left_out` do nothing, nor does pip: the extension is installed already.
    """
    programs = checkout.parent / "bin"
    programs.mkdir(exist_ok=True)
    for name in ("pip", *left_out):
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    path = os.pathsep.join([str(programs), str(Path(sys.executable).parent), os.environ["PATH"]])
    result = subprocess.run(
        ["bash", SCRIPT],
        cwd=checkout,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    tracked = {
        str(path.relative_to(checkout)): path.read_bytes()
        for path in checkout.rglob("*")
        if path.is_file() and "build" not in path.parts
    }
    return result.stdout + result.stderr, tracked


@pytest.fixture(scope="module")
def adopted(tmp_path_factory):
    """Return a checkout with docs in the style of Mooncake's after the script, and both answers."""
    checkout = tmp_path_factory.mktemp("adopted") / "checkout"
    shutil.copytree(Path(__file__).parent / "roots/checkout", checkout)
    write_headers(checkout)
    return checkout, adopt(checkout), adopt(checkout, "sphinx-build")


def html(checkout, page):
    """Return a built page, parsed."""
    path = checkout / "docs/build/html" / f"{page}.html"
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@pytest.mark.slow
def test_a_second_run_changes_nothing(adopted):
    """Settings, page, workflow and catalogs are the same after a second run."""
    _, (_, once), (_, twice) = adopted
    assert once == twice
    assert once[".github/workflows/error-codes.yml"]
    assert "docs/source/zh_archive/error-code.md" not in once
    assert b"sphinxext-mooncake-errors~=" in once["docs/requirements-docs.txt"]


@pytest.mark.slow
def test_former_addresses_of_mooncakes_docs(adopted):
    """English stays at the root; the anchors of the headings and the redirects lead somewhere."""
    checkout, *_ = adopted
    for folder in ("", "zh_CN/"):
        page = html(checkout, folder + PAGE)
        for anchor in ("error-code-explanation", "mooncake-transferengine", "mooncake-store"):
            assert page.find(id=anchor)
        assert page.select("a[href='../mcerr-codes.html']")
        assert page.select("a[href='../mcerr-calls.html']")
        assert html(checkout, f"{folder}troubleshooting/errors/store/object-not-found").h1
        old = checkout / "docs/build/html" / folder / "old/guides/reading.html"
        assert "../../guides/reading.html" in old.read_text(encoding="utf-8")
    assert html(checkout, PAGE).html["lang"] == "en"
    other = f"https://kvcache-ai.github.io/Mooncake/zh_CN/{PAGE}.html"
    assert html(checkout, PAGE).select(f"link[rel=alternate][hreflang=zh-CN][href='{other}']")
    assert html(checkout, f"zh_CN/{PAGE}").h1.get_text().startswith("错误码说明")


@pytest.mark.slow
def test_the_wording_that_changes_is_shown(adopted):
    """Both wordings of a text stand in a file for each language."""
    checkout, (output, _), _ = adopted
    assert "build/wording-en.diff: " in output
    english = (checkout / "build/wording-en.diff").read_text(encoding="utf-8")
    assert "- Nobody has this key\n+ " in english
    chinese = (checkout / "build/wording-zh_CN.diff").read_text(encoding="utf-8")
    assert "- 没有这个键\n+ " in chinese


@pytest.mark.slow
def test_both_languages_are_published(adopted):
    """The deployment builds Chinese into the English site, once."""
    _, (_, once), _ = adopted
    deploy = once[".github/workflows/deploy.yml"].decode()
    assert deploy.endswith(
        "          make html\n"
        "          sphinx-build -D language=zh_CN source build/html/zh_CN -d build/zh_CN\n"
    )


REGISTRY = """\
component: gate
title: Gate
groups:
- id: all
  title: All
  codes:
  - {name: JAMMED, value: 1, description: The gate is stuck.}
  - {name: OPEN, value: 2, description: The gate is open.}
"""


def test_all_codes_are_in_the_sidebar_of_their_table_alone(project):
    """Where the settings of the script hold, the page of a code leads to the table alone."""
    site = project()
    site.write("gate.yaml", REGISTRY)
    site.write("index.rst", "Start\n=====\n\n.. toctree::\n\n   codes\n")
    site.write("codes.rst", "Codes\n=====\n\n.. mooncake-errors::\n")
    settings = SCRIPT.read_text(encoding="utf-8").split("\nCONF\n")[0].split("<<CONF\n")[1]
    settings += '\nmooncake_errors_registry = "gate.yaml"\nmooncake_errors_languages = {}\n'
    site.write("conf.py", "extensions = []\nhtml_theme = 'sphinx_book_theme'\n" + settings)
    result = site.build()
    assert result.warnings == []
    sidebar = ".bd-sidebar-primary a[href$='open.html']"
    assert result.html("codes.html").select_one(sidebar)
    page = result.html("troubleshooting/errors/gate/jammed.html")
    assert page.select_one(".bd-sidebar-primary .current > a[href$='/codes.html']")
    assert not page.select_one(sidebar)


@pytest.fixture
def station(project, monkeypatch):
    """Return the project of a weather station, whose codes stand in its header alone."""
    site = project("station")
    monkeypatch.chdir(site.src)
    return site


def run(*arguments):
    """Run a command, which must end with 0, and return its output."""
    result = CliRunner().invoke(commands, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def take_up(site):
    """Bring the codes into the registry, and translate the words of the extension."""
    run("sync", "firmware/fault.h", "--registry", "fehler.yaml", "--skip", "*_COUNT")
    run("messages", "--registry", "fehler.yaml", "--update", CATALOG)
    path = site.src / CATALOG
    catalog = read_po(BytesIO(path.read_bytes()))
    for message in catalog:
        if message.id and "words.py" in message.locations[0][0]:
            message.string = f"«{message.id}»"
    with path.open("wb") as file:
        write_po(file, catalog)


def test_from_a_header_to_pages_in_german(station):
    """Three commands later the codes are on a page, all in the language of the registry."""
    take_up(station)
    result = station.build(nitpicky=True)
    assert result.warnings == []
    html = result.html()
    rows = [[cell.get_text("", strip=True) for cell in row.select("th, td")] for row in html("tr")]
    assert [" ".join(row) for row in rows][:4] == [
        "«Name» «Value» «Description»",
        "Codes",
        "FAULT_NONE 0 Kein Fehler.",
        "Sensors",
    ]
    link = html.select_one("a[href='#mcerr-station-fault-wind-vane-stuck-details']")
    assert link["title"] == "FAULT_WIND_VANE_STUCK (10): Die Windfahne bewegt sich nicht."
    assert html.select("[lang]:not(html)") == []


def test_a_change_of_the_header_is_noticed(station):
    """A number that changes in the firmware is a warning of the build and an error of the check."""
    take_up(station)
    header = station.src / "firmware/fault.h"
    header.write_text(header.read_text().replace("SILENT = 20", "SILENT = 22"))
    (warning,) = station.build().warnings
    assert warning == (
        "firmware/fault.h:14: WARNING: renumbered: station.FAULT_RADIO_SILENT (20) in the registry "
        "is 22 in the header [mcerr.drift]"
    )
    check = ("check", "--header", "station=firmware/fault.h", "--registry", "fehler.yaml")
    result = CliRunner().invoke(commands, [*check, "--skip", "*_COUNT"])
    assert result.exit_code == 1
    assert "firmware/fault.h:14:5: renumbered" in result.output
    run("sync", "firmware/fault.h", "--registry", "fehler.yaml", "--skip", "*_COUNT")
    assert station.build().warnings == []


def test_the_pages_become_a_book(station):
    """The source of the PDF is German and complete."""
    take_up(station)
    result = station.build("latex", latex_engine="xelatex", latex_use_xindy=False)
    assert result.warnings == []
    book = next(result.out.glob("*.tex")).read_text(encoding="utf-8")
    assert "Die Zentrale antwortet nicht." in book
    assert "«Description»" in book
