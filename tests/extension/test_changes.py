"""The directive that lists the changes of codes by version."""

from __future__ import annotations

import pytest

REGISTRY = """\
component: boiler
title: The *Boiler*
groups:
- id: fire
  title: Fire
  codes:
  - {name: FIRE_OUT, value: -1, description: No fire., since: 1.2.0}
  - name: FIRE_LOW
    value: -2
    description: Little fire.
    since: 1.2.0rc1
    former:
    - {name: FIRE_WEAK, until: 1.9}
    - {name: FIRE_SMALL}
  - {name: FIRE_HIGH, value: -3, description: Much fire., since: 1.10, removed: 2.0}
  - {name: FIRE_WILD, value: -4, description: Wild fire., since: 1.10, deprecated: 1.10.post1}
  - {name: FIRE_BLUE, value: -5, description: Blue fire.}
  - {value: -6, description: No name., since: 2.0}
  - {value: 0, description: No name and no version.}
  - {name: FIRE_GREY, value: -7, description: Grey fire., since: 1.9, removed: unreleased}
"""
GATE = """\
component: gate
title: Gate
groups:
- id: lock
  title: Lock
  codes:
  - {name: LOCKED, value: 1, description: Locked., since: 1.10}
  - {name: OPEN, value: 2, description: Open., since: 1.10}
"""
ALL = {
    "Not in a release yet": ["New FIRE_BLUE (-5)", "Removed FIRE_GREY (-7)"],
    "2.0": ["New -6", "Removed FIRE_HIGH (-3)"],
    "1.10.post1": ["Deprecated FIRE_WILD (-4)"],
    "1.10": ["New FIRE_HIGH (-3) · FIRE_WILD (-4)"],
    "1.9": ["New FIRE_GREY (-7)", "Renamed after this version FIRE_WEAK → FIRE_LOW (-2)"],
    "1.2.0": ["New FIRE_OUT (-1)"],
    "1.2.0rc1": ["New FIRE_LOW (-2)"],
}


@pytest.fixture
def build(project):
    """Return a function that builds a page with the directive and a table of all codes."""

    def build(*lines, registry=(REGISTRY,), builder="html", **conf):
        site = project()
        files = [f"{number}.yaml" for number in range(len(registry))]
        for name, text in zip(files, registry, strict=True):
            site.write(name, text)
        page = ["Page", "====", "", "\n   ".join(lines), "", ".. mooncake-errors::", ""]
        site.write("index.rst", "\n".join(page))
        return site.build(builder, mooncake_errors_registry=files, **conf)

    return build


def versions(result):
    """Return the lines of changes by version, as a reader of the page sees them."""
    content = result.html("index.html").select_one("dl.mcerr-changes")
    names = [" ".join(term.get_text().split()) for term in content.select("dt")]
    lines = [
        [" ".join(item.get_text().split()) for item in body.select("li")]
        for body in content.select("dd")
    ]
    return dict(zip(names, lines, strict=True))


def test_all_versions(build):
    """Versions are sorted as numbers, the newest first; unreleased codes come before all."""
    result = build(".. mooncake-errors-changes:: boiler")
    assert result.warnings == []
    assert versions(result) == ALL


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([":from: 1.9", ":to: 1.10.post1"], ["1.10.post1", "1.10"]),
        ([":to: 1.2.0"], ["1.2.0", "1.2.0rc1"]),
        ([":from: 1.10.post1"], ["Not in a release yet", "2.0"]),
        ([":from: v1.9", ":to: V1.10"], ["1.10"]),
        ([":from: 1.2.0.0", ":to: 1.9.0"], ["1.9"]),
        ([":from: 1.2.0-rc1", ":to: 1.2"], ["1.2.0"]),
    ],
)
def test_between_versions(build, options, expected):
    """Only versions after ``from`` and up to ``to`` are shown, also if the registry has neither.

    They may be written as tags are, with a v, and with or without zeros at the end.
    """
    result = build(".. mooncake-errors-changes:: boiler", *options)
    assert result.warnings == []
    assert list(versions(result)) == expected


def test_nothing_changed(build):
    """Without changes between two versions there is a sentence."""
    result = build(".. mooncake-errors-changes::", ":from: 1.2.0", ":to: 1.5")
    assert result.warnings == []
    assert "No code changed." in result.html("index.html").get_text()


def test_versions_in_the_wrong_order(build):
    """A first version that is later than the last one is a warning."""
    result = build(".. mooncake-errors-changes::", ":from: 1.10", ":to: 1.9")
    assert [warning.partition("WARNING: ")[2] for warning in result.warnings] == [
        "mooncake-errors-changes: from: 1.10 is later than to: 1.9 [mcerr.directive]"
    ]


def test_each_component_is_named(build):
    """With several components each line names its component; names link to the codes."""
    result = build(".. mooncake-errors-changes::", registry=(REGISTRY, GATE))
    assert result.warnings == []
    assert versions(result)["1.10"] == [
        "New (The *Boiler*) FIRE_HIGH (-3) · FIRE_WILD (-4)",
        "New (Gate) LOCKED (1) · OPEN (2)",
    ]
    links = result.html("index.html").select("dl.mcerr-changes a[href='#mcerr-gate-locked']")
    assert [link.get_text() for link in links] == ["LOCKED"]


def test_no_versions(build):
    """A registry without versions is a warning that names the command to add them."""
    plain = GATE.replace(", since: 1.10", "")
    result = build(".. mooncake-errors-changes::", registry=(plain,))
    assert [warning.partition("WARNING: ")[2] for warning in result.warnings] == [
        "mooncake-errors-changes: no code has a version; `mooncake-errors history` fills in since "
        "[mcerr.directive]"
    ]


def test_wrong_words(build):
    """Unknown components and options are warnings with the nearest known ones."""
    result = build(".. mooncake-errors-changes:: boilr", ":form: 1.2")
    messages = [warning.partition("WARNING: ")[2] for warning in result.warnings]
    assert messages == [
        "mooncake-errors-changes: unknown option 'form'; did you mean from? [mcerr.directive]",
        "mooncake-errors-changes: unknown component 'boilr'; did you mean boiler? "
        "[mcerr.directive]",
    ]


def test_chinese(build):
    """The words of the extension are translated."""
    result = build(".. mooncake-errors-changes:: boiler", language="zh_CN")
    assert versions(result)["2.0"] == ["新增 -6", "已移除 FIRE_HIGH (-3)"]
