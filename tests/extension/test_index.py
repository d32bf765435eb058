"""Codes in the general index and on the index page of codes."""

from __future__ import annotations

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


def test_links_to_an_index_page_without_entries(project):
    """While no page lists codes there is no index page, and a reference to it is a warning."""
    site = project("own")
    site.write("index.rst", "Start\n=====\n\n:ref:`mcerr-codes`\n")
    result = site.build()
    assert result.warnings == ["index.rst:4: WARNING: undefined label: 'mcerr-codes' [ref.ref]"]
    assert not result.html().select("p a")
    site.write("more.rst", ":orphan:\n\nMore\n====\n\n.. mooncake-errors::\n")
    result = site.build()
    assert result.warnings == []
    assert (result.out / result.html().select_one("p a.reference")["href"]).is_file()
