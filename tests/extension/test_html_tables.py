"""What screen readers are told about the tables in HTML."""

from __future__ import annotations


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
