"""Rows are data while a page is read, without a visible difference."""

from __future__ import annotations

import pytest
from comparing import differences
from docutils import nodes

TEXT = """It's a "quoted" text -- with a dash, dots... and ``"code" --`` of :mcerr:`E_ONE`."""
REGISTRY = f"""\
component: own
title: Own
groups:
- id: all
  title: The "first" group
  codes:
  - name: E_ONE
    value: 1
    retry: never
    description: '{TEXT.replace("'", "''")}'
  - name: E_TWO
    value: 2
    description: Plain.
"""
COPIES = """
def copy(app, tree):
    tree[:] = [node.deepcopy() for node in tree.children]

def setup(app):
    app.connect("doctree-read", copy)
"""


@pytest.fixture
def site(project):
    """A project whose page says in prose what the description of a code says in a table."""
    site = project()
    with (site.src / "conf.py").open("a") as conf:
        conf.write('mooncake_errors_registry = "own.yaml"\n')
    site.write("own.yaml", REGISTRY)
    site.write("index.rst", f"Own\n===\n\n.. mooncake-errors:: own\n\nProse\n-----\n\n{TEXT}\n")
    return site


@pytest.mark.parametrize(
    ("builder", "settings", "curly"),
    [
        ("html", {}, True),
        ("html", {"smartquotes": False}, False),
        ("html", {"smartquotes_action": "qe"}, True),
        ("text", {}, False),
    ],
)
def test_quotes_are_those_of_prose(site, builder, settings, curly):
    """Quotes, dashes and dots of a description are converted as in the text of a page."""
    tree = site.build(builder, **settings).doctree()
    *_, prose = [paragraph.astext() for paragraph in tree.findall(nodes.paragraph)]
    cells = [p.astext() for p in tree.next_node(nodes.table).findall(nodes.TextElement)]
    assert prose in cells
    assert ("…" in prose) == curly


@pytest.mark.parametrize(("written", "quotes"), [("de", "„quoted“"), ("en", "“quoted”")])
def test_quotes_are_those_of_the_language_of_a_text(site, written, quotes):
    """On a German page a German description has German quotes, one that stayed English its own."""
    site.write("own.yaml", f"{REGISTRY}language: {written}\n")
    cell = site.build(language="de").doctree().next_node(nodes.table).astext()
    assert quotes in cell


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_rows_count_in_the_translation_progress(project, language):
    """Each text of a table counts for the progress of its page, and is marked where wanted."""
    result = project("rst").build("dummy", language=language, translation_progress_classes=True)
    tree = result.doctree("codes")
    counted = [node for node in tree.findall(nodes.Element) if "translated" in node]
    assert tree["translation_progress"] == {
        "total": len(counted),
        "translated": sum(node["translated"] for node in counted),
    }
    assert (len(counted) > 100) == (language == "zh_CN")
    for node in counted:
        assert {"translated", "untranslated"} & {*node["classes"]} == {
            "translated" if node["translated"] else "untranslated"
        }


@pytest.mark.parametrize("wanted", ["translated", "untranslated", False])
def test_only_the_wanted_texts_are_marked(site, wanted):
    """The setting for marking translations holds for the texts of rows as well."""
    tree = site.build("dummy", language="zh_CN", translation_progress_classes=wanted).doctree()
    classes = {name for node in tree.findall(nodes.Element) for name in node["classes"]}
    assert {"translated", "untranslated"} & classes == ({wanted} if wanted else set())


def test_a_page_that_is_written_again_is_the_same(project):
    """A page made of its stored doctree is the page that was made right after reading."""
    site = project("rst")
    first = site.build().out.rename(site.src / "first")
    again = site.build()
    assert again.read == []
    assert "codes" in again.written
    assert differences(again.out, first) == []


def test_rows_survive_an_extension_that_copies_nodes(site):
    """A copy of a table made while the page is read has all the rows of the table."""
    before = site.build().html().select_one("table").get_text()
    with (site.src / "conf.py").open("a") as conf:
        conf.write(COPIES)
    result = site.build(out="_copied")
    assert result.warnings == []
    assert result.html().select_one("table").get_text() == before
    assert "E_TWO" in before
