"""Places in warnings: the file and the line that an author has to open."""

from __future__ import annotations

from importlib.metadata import version

import pytest

REGISTRY = """\
component: boiler
title: Boiler
groups:
- id: water
  title: Water
  codes:
  - {name: NO_WATER, value: -1, description: There is no water.}
  - {name: NO_FUEL, value: -10, description: There is no fuel.}
"""
MODULE = '''"""A pump."""


def lift():
    """Lift.

    .. mooncake-errors:: boilr

    .. mooncake-error:: NO_FUEL
    """
'''


@pytest.fixture
def boiler(project):
    """A project with the codes of a boiler, whose pages may be of either markup."""
    site = project()
    site.write("boiler.yaml", REGISTRY)
    site.write(
        "conf.py",
        "import os, sys\n"
        "sys.path.insert(0, os.path.abspath('.'))\n"
        "extensions = ['myst_parser', 'sphinx.ext.autodoc', 'sphinxext.mooncake_errors']\n"
        "mooncake_errors_registry = 'boiler.yaml'\n"
        "exclude_patterns = ['parts/**', '_*']\n",
    )
    return site


@pytest.mark.parametrize(
    ("page", "text", "part", "content"),
    [
        (
            "index.rst",
            "Top\n===\n\n.. include:: parts/part.txt\n",
            "parts/part.txt",
            "Text.\n\n.. mooncake-errors:: boilr\n\n.. mooncake-error:: NO_FUL\n",
        ),
        (
            "index.md",
            "# Top\n\none\n\ntwo\n\n```{include} parts/part.md\n```\n",
            "parts/part.md",
            "Text.\n\n```{mooncake-errors} boilr\n```\n```{mooncake-error} NO_FUL\n```\n",
        ),
    ],
)
def test_included_files_are_named(boiler, page, text, part, content):
    """A warning about a directive in an included file names that file and its line there."""
    boiler.write(page, text)
    boiler.write(part, content)
    # MyST-Parser 3 counts from 2 in included files.
    more = int(page.endswith(".md") and version("myst-parser") < "4")
    assert [line.partition(": WARNING")[0] for line in boiler.build().warnings] == [
        f"{part}:{3 + more}",
        f"{part}:{5 + more}",
    ]


def test_docstrings_are_named(boiler):
    """A warning about a directive in a docstring names the docstring, as those of roles do."""
    boiler.write("pump.py", MODULE)
    boiler.write(
        "index.rst",
        "Top\n===\n\n.. automodule:: pump\n   :members:\n\n.. mooncake-errors::\n   :details:\n",
    )
    place = "pump.py:docstring of pump.lift"
    assert boiler.build().warnings == [
        f"{place}:3: WARNING: mooncake-errors: unknown component 'boilr'; did you mean boiler? "
        "[mcerr.directive]",
        f"index.rst:7: WARNING: boiler.NO_FUEL is explained at {place}:5 already; "
        "give one of the directives :no-index: [mcerr.duplicate]",
    ]


def test_only_what_is_shown_mentions_a_code(boiler):
    """Unused substitutions and content that the builder drops are not mentions."""
    boiler.write(
        "index.rst",
        "Top\n===\n\n.. mooncake-error:: NO_FUEL\n\n.. toctree::\n   :glob:\n\n   *\n",
    )
    boiler.write("used.rst", "Used\n====\n\n|fuel|\n\n.. |fuel| replace:: :mcerr:`NO_FUEL`\n")
    boiler.write("unused.rst", "Unused\n======\n\n.. |fuel| replace:: :mcerr:`NO_FUEL`\n")
    boiler.write("paper.rst", "Paper\n=====\n\n.. only:: latex\n\n   :mcerr:`NO_FUEL`\n")
    entry = boiler.build().html().select_one("dl.mcerr-entry")
    assert "Used" in entry.get_text()
    assert "Unused" not in entry.get_text()
    assert "Paper" not in entry.get_text()
    (book,) = boiler.build("latex").out.glob("*.tex")
    mentioned = book.read_text(encoding="utf-8").partition("Mentioned on")[2]
    assert mentioned.index("Paper") < mentioned.index(r"\end{description}")


def test_links_to_pages_mention_no_code(boiler):
    """A Markdown link to a page with the name of a code is no mention of the code."""
    boiler.write(
        "index.rst", "Top\n===\n\n.. mooncake-error:: NO_FUEL\n\n.. toctree::\n\n   page\n"
    )
    boiler.write("page.md", "# Page\n\n[page](NO_FUEL.md)\n")
    boiler.write("NO_FUEL.md", "---\norphan: true\n---\n# Fuel\n")
    result = boiler.build()
    assert result.warnings == []
    assert "Mentioned on" not in result.html().get_text()


def test_mentions_in_content_that_may_be_hidden(boiler):
    """Content of `todo` and `ifconfig` is no mention; that of `only` is one where it is shown."""
    top = "Top\n===\n\n.. mooncake-error:: NO_FUEL\n\n.. toctree::\n   :glob:\n\n   *\n"
    boiler.write("index.rst", top)
    hidden = {
        "Todo": ".. todo:: See :mcerr:`NO_FUEL`.",
        "Page": ".. only:: html or latex\n\n   .. only:: not latex\n\n      ``NO_FUEL``",
        "Draft": ".. ifconfig:: release == 'draft'\n\n   :mcerr:`NO_FUEL`",
    }
    for name, text in hidden.items():
        boiler.write(f"{name}.rst", f"{name}\n{'=' * len(name)}\n\n{text}\n")
    extensions = ["sphinx.ext.todo", "sphinx.ext.ifconfig", "sphinxext.mooncake_errors"]
    conf = {"extensions": extensions, "mooncake_errors_autolink": True}
    result = boiler.build(todo_include_todos=True, release="draft", **conf)
    for name in hidden:
        links = result.html(f"{name}.html").select("a[href*='index.html#mcerr-boiler-no-fuel']")
        assert len(links) == 1
    entry = result.html().select_one("dl.mcerr-entry")
    assert [name for name in hidden if name in entry.get_text()] == ["Page"]
    (book,) = boiler.build("latex", **conf).out.glob("*.tex")
    assert "Mentioned on" not in book.read_text(encoding="utf-8")
