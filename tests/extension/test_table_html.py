"""Tables of codes in HTML: their names, heads and links, beside what others put on a page."""

from __future__ import annotations

import pytest

from sphinxext.mooncake_errors.extension.table_html import HTML_NODES
from sphinxext.mooncake_errors.extension.table_latex import LATEX_NODES

FOREIGN = """
from docutils import nodes

class html_table(nodes.table): pass
class html_head(nodes.entry): pass

def fail(writer, node):
    raise AssertionError(node)

def setup(app):
    for node in (html_table, html_head):
        app.add_node(node, html=(fail, None))
"""


def test_tables_have_names_and_cells_have_heads(project):
    """A table is named by its caption or its component; columns, groups and rows have heads."""
    site = project("own")
    directive = "\n.. mooncake-errors:: orchard\n   :no-index:\n   :caption: Fruit and tools\n"
    site.write("index.rst", (site.src / "index.rst").read_text(encoding="utf-8") + directive)
    result = site.build(nitpicky=True, numfig=True)
    assert result.warnings == []
    plain, captioned = result.html().select("table.mooncake-errors")
    assert plain["aria-label"] == "Orchard"
    assert "aria-label" not in captioned.attrs
    assert "Fruit and tools" in captioned.caption.get_text()
    heads = [(head["scope"], head.get_text().strip()) for head in plain.select("th")]
    assert heads == [
        ("col", "Name"),
        ("col", "Value"),
        ("col", "Description"),
        ("rowgroup", "Fruit"),
        ("row", "E_ROTTEN"),
        ("row", "E_UNRIPE"),
        ("rowgroup", "Tools"),
        ("row", "E_LADDER"),
    ]
    assert [len(body.select("tr")) for body in plain.select("tbody")] == [3, 2]
    assert len(plain.select("a.mcerr-link")) == 3
    assert captioned.select("a.mcerr-link") == []


def test_rows_have_no_links_where_pages_have_no_permalinks(project):
    """The setting of Sphinx for permalinks holds for rows, too."""
    result = project("own").build(html_permalinks=False)
    assert result.html().select("a.mcerr-link") == []


def test_the_project_keeps_its_scripts(project):
    """Scripts in the html_context of a project do not break pages."""
    site = project()
    pages = ("index", "more")
    for page in pages:
        site.write(f"{page}.rst", ":orphan:\n\nX\n=\n\n.. mooncake-errors:: store\n   :no-index:\n")
    result = site.build(html_context={"script_files": ["own.js"]}, html_theme="basic")
    assert result.warnings == []
    for page in pages:
        scripts = [tag.get("src", "") for tag in result.html(f"{page}.html").select("script")]
        assert any(src.startswith("_static/mooncake-errors-filter.js") for src in scripts)


def test_a_table_of_the_author_with_our_class(project):
    """A table that only has the class of ours is written as any other table."""
    site = project("own")
    table = "\n.. list-table::\n   :class: mooncake-errors\n\n   * - a\n     - b\n"
    site.write("index.rst", (site.src / "index.rst").read_text(encoding="utf-8") + table)
    result = site.build()
    assert result.warnings == []
    *_, own = result.html().select("table")
    assert own.get_text().split() == ["a", "b"]
    assert own.select("th") == []


def test_permalinks_name_their_codes_outside_of_the_heads(project):
    """The link of a row to itself is called after the code and is no part of the row's head."""
    table = project("own").build().html().select_one("table")
    assert [link["aria-label"] for link in table.select("td a.mcerr-link")] == [
        "Link to E_ROTTEN",
        "Link to E_UNRIPE",
        "Link to E_LADDER",
    ]
    assert table.select("th a.mcerr-link") == []


def test_names_break_after_underscores(project):
    """A browser may break a name between its words, and the name stays one text."""
    table = project("own").build().html().select_one("table")
    name, in_text = table.select_one("code"), table.select_one("td a code")
    assert (name.get_text(), in_text.get_text()) == ("E_ROTTEN", "E_LADDER")
    assert "E_<wbr/>ROTTEN" in str(name)
    assert "E_<wbr/>LADDER" in str(in_text)


def test_titles_are_read_out_without_markup(project):
    """The accessible name of a table has the words of a title with a literal in it."""
    site = project("own")
    path = site.src / "codes" / "orchard.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title: Orchard", 'title: "The ``orchard``"'), encoding="utf-8")
    table = site.build().html().select_one("table")
    assert table["aria-label"] == "The orchard"


def test_names_without_an_address_link_to_the_code(project):
    """In a table marked no-index names lead to where the codes have their address."""
    site = project("own")
    again = ":orphan:\n\nAgain\n=====\n\n.. mooncake-errors:: orchard\n   :no-index:\n"
    site.write("again.rst", again)
    links = site.build().html("again.html").select("table th a")
    assert [link["href"] for link in links] == [
        "index.html#mcerr-orchard-e-rotten",
        "index.html#mcerr-orchard-e-unripe",
        "index.html#mcerr-orchard-e-ladder",
    ]


def test_the_column_of_names_is_as_wide_as_its_names(project):
    """With short names the column of names is narrow."""
    columns = project("own").build().html().select_one("table").select("col")
    widths = [float(column["style"].partition("width: ")[2].rstrip("%")) for column in columns]
    name, _, description = widths
    assert name < 25
    assert description > 60


def test_nodes_of_other_extensions_keep_their_visitors(project):
    """The node classes have a prefix, so that other extensions do not have the same names."""
    names = [node.__name__ for node in (*HTML_NODES, *LATEX_NODES)]
    assert all(name.startswith("mcerr_") for name in names)
    site = project("own")
    site.write("conf.py", (site.src / "conf.py").read_text(encoding="utf-8") + FOREIGN)
    assert site.build().html().select_one("table.mooncake-errors th[scope=row]")


@pytest.mark.browser
def test_captions_and_empty_cells_on_a_phone(project, tab):
    """A caption is as wide as its table, and an empty cell takes no line of the block of a code."""
    site = project("own")
    options = "   :caption: What is picked\n   :columns: name, value, retry, description\n"
    site.write("index.rst", f"Own\n===\n\n.. mooncake-errors:: orchard\n{options}")
    tab.set_viewport_size({"width": 420, "height": 800})
    tab.goto((site.build().out / "index.html").as_uri())
    caption, table = tab.locator("caption").bounding_box(), tab.locator("table").bounding_box()
    assert caption["width"] > table["width"] * 0.9
    assert not tab.locator("tbody td:nth-child(3)").first.is_visible()
