"""Pages with everything that documents hold besides codes."""

from __future__ import annotations

import pytest

OWN = "sphinxext.mooncake_errors"
SUFFIXES = {".html", ".xhtml", ".tex", ".1", ".texi", ".txt"}


def shown(built):
    """Return the pages of a build by their names, without our style sheets."""
    pages = {
        path.name: path.read_text(encoding="utf-8").splitlines()
        for path in built.out.rglob("*")
        if path.suffix in SUFFIXES
    }
    return {
        name: [line.rstrip() for line in lines if "mooncake-errors" not in line]
        for name, lines in pages.items()
    }


@pytest.mark.parametrize(
    "builder", ["html", "singlehtml", "epub", "latex", "man", "texinfo", "text"]
)
def test_pages_without_codes_are_as_without_the_extension(project, builder):
    """The extension adds only its style sheets to them, whatever they hold, and no warning."""
    site = project("everything")
    with_it = site.build(builder)
    others = [name for name in with_it.app.config.extensions if name != OWN]
    without = site.build(builder, out="_without", extensions=others)
    assert shown(with_it) == shown(without)
    assert len(shown(without)) > 0
    assert with_it.warnings == without.warnings


def test_other_content_beside_codes_stays_as_it_is(project):
    """On a page with codes, objects of other domains are shown as on any other page."""
    site = project("everything")
    result = site.build(exclude_patterns=[])
    both, other = (result.html(f"{page}.html") for page in ("both", "everything"))
    assert len(both.select("dl.mcerr-entry")) == 2
    names, others = (page.select("#objects dl > dt") for page in (both, other))
    # Only the first of two objects with the same name may have a permalink.
    assert [x.get_text().rstrip("¶") for x in names] == [x.get_text().rstrip("¶") for x in others]
    assert len(names) > 20


def test_circular_contents_end_only_builds_that_sphinx_ends(project):
    """Sphinx ignores a circle of tables of contents, except in HTML."""
    site = project("everything")
    site.write("circle.rst", "Circle\n======\n\n.. toctree::\n\n   index\n")
    site.write("index.rst", "Contents\n========\n\n.. toctree::\n\n   circle\n   everything\n")
    warnings = site.build("text").warnings
    assert warnings
    assert all("circular toctree" in warning for warning in warnings)
