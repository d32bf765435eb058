"""A project that has nothing to do with Mooncake takes the extension up, as its guide says."""

from __future__ import annotations

from io import BytesIO

import pytest
from babel.messages.pofile import read_po, write_po
from click.testing import CliRunner

from sphinxext.mooncake_errors.cli.commands import commands

CATALOG = "locales/de/LC_MESSAGES/mooncake-errors.po"


@pytest.fixture
def station(project, monkeypatch):
    """Return the project of a weather station, whose codes stand in its header alone."""
    site = project("station")
    monkeypatch.chdir(site.src)
    return site


def run(*arguments):
    """Return what a command prints, which must end with 0."""
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
