"""Builds that compare the registry with its headers: ``mooncake_errors_headers``."""

from __future__ import annotations

import pytest
from sphinx.errors import ConfigError

REGISTRY = """\
component: shop
title: Shop
source: {header: shop.h, enum: "demo::Error"}
groups:
- id: all
  title: All
  codes:
  - {name: OK, value: 0, description: Fine.}
  - {name: SHELF_FULL, value: -10, description: Full.}
"""
HEADER = (
    "enum Other { X };\nnamespace demo { enum class Error {\n  OK = 0,\n  SHELF_FULL = -10,\n}; }\n"
)
SETTINGS = {
    "mooncake_errors_registry": "shop.yaml",
    "mooncake_errors_headers": {"shop": "../include/shop.h"},
}


@pytest.fixture
def site(project):
    """A project whose header stands beside its documentation."""
    site = project()
    site.write("shop.yaml", REGISTRY)
    site.write("../include/shop.h", HEADER)
    site.write("index.rst", "Codes\n=====\n\n.. mooncake-errors:: shop\n")
    site.write("plain.rst", ":orphan:\n\nPlain\n=====\n")
    return site


def warnings(site, **settings):
    """Return the warnings of a build, with the path of the header as in the configuration."""
    result = site.build(**{**SETTINGS, **settings})
    path = str((site.src / "../include/shop.h").resolve())
    return [line.replace(path, "shop.h") for line in result.warnings]


def test_in_step(site):
    """Without a difference there is no warning, and the line of each code is known."""
    assert warnings(site) == []
    domain = site.build(**SETTINGS).app.env.get_domain("mcerr")
    lines = {
        name: domain.edition.lines.get(entry.qualified)
        for name, entry in domain.edition.lookup.entries.items()
    }
    assert lines == {"shop.OK": 3, "shop.SHELF_FULL": 4}


DRIFTS = {
    "missing": (
        HEADER.replace("-10,", "-10,\n  NEW = -11"),
        "shop.h:5: WARNING: missing: NEW (-11) is not in the registry of shop [mcerr.drift]",
    ),
    "renumbered": (
        HEADER.replace("-10", "-12"),
        "shop.h:4: WARNING: renumbered: shop.SHELF_FULL (-10) in the registry is -12 in the "
        "header [mcerr.drift]",
    ),
    "renamed": (
        HEADER.replace("SHELF_FULL", "SHELF_WET"),
        "shop.h:4: WARNING: renamed: shop.SHELF_FULL (-10) in the registry is called SHELF_WET "
        "in the header [mcerr.drift]",
    ),
    "gone": (
        HEADER.replace("  SHELF_FULL = -10,\n", ""),
        "shop.h:3: WARNING: gone: shop.SHELF_FULL (-10) is not in the header shop.h [mcerr.drift]",
    ),
    "enumeration": (
        HEADER.replace("Error", "Errors"),
        "shop.h:1: WARNING: no enumeration demo::Error in the header; did you mean "
        "demo::Errors? [mcerr.drift]",
    ),
}


@pytest.mark.parametrize(("header", "warning"), DRIFTS.values(), ids=DRIFTS)
def test_drift(site, header, warning):
    """Each difference is a warning with the line of the header, so that -W fails."""
    site.write("../include/shop.h", header)
    assert warnings(site) == [warning]
    assert warnings(site, suppress_warnings=["mcerr.drift"]) == []


def test_what_a_header_says_of_itself(site):
    """Range comments and aliases are checked by the command only."""
    header = HEADER.replace("  SHELF", "  // Shelf errors (Range: -1 to -2)\n  FINE = 0,\n  SHELF")
    site.write("../include/shop.h", header)
    assert warnings(site) == []


def test_sentinels(site):
    """Names that are not codes can be left out by a pattern."""
    site.write("../include/shop.h", HEADER.replace("-10,", "-10, ERROR_COUNT = 2"))
    assert len(warnings(site)) == 1
    assert warnings(site, mooncake_errors_headers_skip=["*_COUNT"]) == []


def test_a_changed_header_updates_the_pages(site):
    """A changed header warns in each build, and only pages with its codes are read again."""
    site.build(**SETTINGS)
    assert site.build(**SETTINGS).read == []
    site.write("../include/shop.h", "\n" + HEADER.replace("-10,", "-10, NEW = -11"))
    second = site.build(**SETTINGS)
    assert (len(second.warnings), second.read) == (1, ["index"])
    third = site.build(**SETTINGS)
    assert (third.warnings, third.read) == (second.warnings, [])
    clean = site.build(out="_clean", **SETTINGS)
    assert clean.warnings == second.warnings


def test_a_header_that_comes_and_goes(site):
    """A missing header is one warning, and pages are not read again."""
    header = site.src.parent / "include" / "shop.h"
    header.unlink()
    first = site.build(**SETTINGS)
    assert len(first.warnings) == 1
    assert "shop.h cannot be read: No such file or directory [mcerr.drift]" in first.warnings[0]
    assert site.build(**SETTINGS).read == []
    header.write_text(HEADER, encoding="utf-8")
    found = site.build(**SETTINGS)
    assert (found.warnings, found.read) == ([], ["index"])


def test_unknown_component(site):
    """An unknown component, or one without a source, is a warning."""
    (warning,) = warnings(site, mooncake_errors_headers={"shp": "../include/shop.h"})
    assert "unknown component 'shp'; did you mean shop? [mcerr.drift]" in warning
    site.write("shop.yaml", "\n".join(x for x in REGISTRY.split("\n") if "source" not in x))
    (warning,) = warnings(site)
    assert "shop has no source in its registry [mcerr.drift]" in warning


def test_one_of_several_headers(site):
    """Fewer headers than a component has are one warning, and none of its codes counts as gone."""
    registry = REGISTRY.replace("header: shop.h", "header: [shop.h, stock.h]")
    site.write("shop.yaml", registry)
    (warning,) = warnings(site)
    assert "shop has 2 headers: give all of shop.h, stock.h [mcerr.drift]" in warning


@pytest.mark.parametrize("value", [{"shop": 1}, {1: "shop.h"}])
def test_wrong_configuration(site, value):
    """A value that is not a mapping of components to paths ends the build with one message."""
    with pytest.raises(ConfigError, match="mooncake_errors_headers: must be one or more paths"):
        site.build(**{**SETTINGS, "mooncake_errors_headers": value})


def test_wrong_patterns(site):
    """A pattern has to stand in a list."""
    with pytest.raises(ConfigError, match="mooncake_errors_headers_skip: must be a list"):
        site.build(**{**SETTINGS, "mooncake_errors_headers_skip": [1]})


def test_parallel_reading(site):
    """Two processes give the warnings of one."""
    for number in range(6):
        site.write(f"page{number}.rst", f":orphan:\n\nPage {number}\n======\n\n:mcerr:`OK`\n")
    site.write("../include/shop.h", HEADER.replace("-10", "-12"))
    assert len(site.build(parallel=2, **SETTINGS).warnings) == 1


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        (SETTINGS["mooncake_errors_headers"], "https://code.example/shop.h#L4"),
        ({}, "https://code.example/shop.h"),
    ],
)
def test_entries_link_to_the_line(site, headers, address):
    """The source of a code is linked at its line where the header is there, else as a file."""
    site.write("index.rst", "Codes\n=====\n\n.. mooncake-error:: SHELF_FULL\n")
    url = "https://code.example/{path}#L{line}"
    result = site.build(
        **{**SETTINGS, "mooncake_errors_headers": headers, "mooncake_errors_source_url": url}
    )
    assert result.warnings == []
    links = result.html().select("dl.mcerr-entry a.reference.external")
    assert [a["href"] for a in links] == [address]
