"""What the general index holds, and what is handed to the search beyond it."""

from __future__ import annotations

import json

import pytest
import sphinx
from comparing import differences

ROW = "codes.html#mcerr-store-object-not-found"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_general_index(project, language):
    """The general index has each code by number and by name, and no descriptions."""
    result = project("rst").build(language=language)
    lists = result.html("genindex.html").select("table.genindextable > tr > td > ul > li")
    by_number = [item for item in lists if item.get_text(" ").split()[0] == "-704"]
    assert [a["href"] for item in by_number for a in item.select("a")] == [ROW]
    assert by_number[0].get_text(" ").split() == ["-704", "OBJECT_NOT_FOUND"]
    text = result.html("genindex.html").get_text()
    assert "OBJECT_NOT_FOUND" in text
    assert "::" not in text
    assert "未找到对象" not in text
    assert "Object not found" not in text


def search_index(result):
    """Return what Sphinx wrote for its search."""
    text = (result.out / "searchindex.js").read_text(encoding="utf-8")
    return json.loads(text[text.index("(") + 1 : text.rindex(")")])


@pytest.mark.parametrize(
    ("language", "description"), [("en", "object not found."), ("zh_CN", "未找到对象。")]
)
def test_words_for_the_search(project, language, description):
    """The search gets names behind each scope and the description, all before other pages."""
    found = search_index(project("rst").build(language=language))
    page = found["docnames"].index("codes")
    anchor = "mcerr-store-object-not-found"
    scoped = ["errorcode::object_not_found", "mooncake::errorcode::object_not_found"]
    for word in (*scoped, "store.object_not_found", description):
        assert found["indexentries"][word] == [[page, anchor, True]]
    assert found["indexentries"]["-704"] == [[page, anchor, False]]


def test_scope_that_changes(project):
    """When the name of the enumeration changes, the search finds the new names and no old ones."""
    site = project("own")
    site.build()
    registry = (site.src / "codes/orchard.yaml").read_text(encoding="utf-8")
    site.write("codes/orchard.yaml", registry.replace('"orchard::Error"', "Fault"))
    found = search_index(site.build())["indexentries"]
    assert [word for word in found if "::e_ladder" in word] == ["fault::e_ladder"]


def test_tables_without_index_hand_over_nothing(project):
    """What nothing can link to, the search does not find either."""
    site = project("rst")
    site.write("codes.rst", "X\n=\n\n.. mooncake-errors::\n   :details:\n   :no-index:\n")
    site.write("guide.rst", "Guide\n=====\n\nNothing.\n")
    assert search_index(site.build())["indexentries"] == {}


NUMBERS = "mcerr-codes"


def retitle(site):
    """Change the title of a page, which menus show."""
    site.write("guide.rst", "Other fruit\n===========\n")


def reword(site):
    """Change the description of a code."""
    registry = (site.src / "cellar.yaml").read_text(encoding="utf-8")
    site.write("cellar.yaml", registry.replace("damp", "wet"))


@pytest.mark.parametrize("theme", ["alabaster", "furo"])
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_index_page_is_written_where_something_changed(project, made, builder, theme):
    """A build without change leaves the index page alone; its links in other pages stay."""
    site = project("entries")
    pages = []
    for change in (None, None, retitle, None, reword, None):
        if change:
            change(site)
        made.clear()
        result = site.build(builder, html_theme=theme)
        pages.append(made.count(NUMBERS))
    assert pages == [1, 0, 1, 0, 1, 0]
    assert differences(result.out, site.build(builder, out="_clean", html_theme=theme).out) == []


@pytest.mark.skipif(sphinx.version_info < (8,), reason="Sphinx 7 wrote no index without a page")
def test_index_page_that_was_removed_comes_back(project):
    """A build without change writes the index page where it is not there any more."""
    site = project("entries")
    (site.build().out / f"{NUMBERS}.html").unlink()
    result = site.build()
    assert result.written == []
    assert differences(result.out, site.build(out="_clean").out) == []


@pytest.mark.skipif(sphinx.version_info < (8,), reason="Sphinx 7 wrote no index without a page")
def test_index_page_without_a_page_that_was_removed(project):
    """The codes of a page that is gone are not on the index page, though no page was written."""
    site = project("entries")
    site.write("index.rst", "X\n=\n\n.. mooncake-errors:: orchard\n")
    page = site.write("codes.rst", ":orphan:\n\nC\n=\n\n.. mooncake-errors:: cellar\n")
    site.write("guide.rst", ":orphan:\n\nG\n=\n")
    site.build()
    page.unlink()
    result = site.build()
    assert result.written == []
    assert "E_DAMP" not in (result.out / f"{NUMBERS}.html").read_text(encoding="utf-8")
    assert differences(result.out, site.build(out="_clean").out) == []


def test_index_page_is_always_written_without_a_general_index(project, made):
    """Without a general index nothing says when to leave the index page alone."""
    site = project("entries")
    site.build(html_use_index=False)
    reword(site)
    made.clear()
    result = site.build(html_use_index=False)
    assert made.count(NUMBERS) == 1
    assert "wet" in (result.out / f"{NUMBERS}.html").read_text(encoding="utf-8")
