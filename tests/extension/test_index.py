"""What the general index holds, and what is handed to the search beyond it."""

from __future__ import annotations

import json

import pytest
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


WORDS = {"Error codes": "Codes d'erreur & <co>", "codes": "l'index"}


@pytest.mark.parametrize("builder", ["html", "latex", "text"])
def test_titles_of_the_index_page_are_escaped_once(project, builder):
    """Translations with special characters are shown as they are, on the page and in references."""
    site = project("entries")
    messages = "".join(f'msgid "{word}"\nmsgstr "{text}"\n\n' for word, text in WORDS.items())
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    site.write("locales/fr/LC_MESSAGES/mooncake-errors.po", head + messages)
    site.write("guide.rst", "Guide\n=====\n\nSee :ref:`mcerr-codes`.\n")
    result = site.build(builder, language="fr", html_theme="classic")
    assert result.warnings == []
    title, short = WORDS.values()
    if builder == "html":
        assert result.html("mcerr-codes.html").h1.get_text() == title
        assert result.html("guide.html").select_one("section > p a").get_text() == title
        assert short in result.html("guide.html").get_text()
    elif builder == "text":
        assert f"See {title}" in (result.out / "guide.txt").read_text()
    else:
        (path,) = result.out.glob("*.tex")
        lines = [line for line in path.read_text().splitlines() if "erreur" in line]
        assert len(lines) == 1  # Sphinx makes no reference to an index in LaTeX
        assert all("erreur \\& " in line and "\\textbackslash" not in line for line in lines)


def test_index_page_without_a_page_that_was_removed(project):
    """The codes of a page that is gone are not on the index page."""
    site = project("entries")
    site.write("index.rst", "X\n=\n\n.. mooncake-errors:: orchard\n")
    page = site.write("codes.rst", ":orphan:\n\nC\n=\n\n.. mooncake-errors:: cellar\n")
    site.write("guide.rst", ":orphan:\n\nG\n=\n")
    site.build()
    page.unlink()
    site.write("guide.rst", ":orphan:\n\nG\n=\n\nSphinx 7 notices nothing without a change.\n")
    result = site.build()
    assert "E_DAMP" not in (result.out / "mcerr-codes.html").read_text(encoding="utf-8")
    assert differences(result.out, site.build(out="_clean").out) == []
