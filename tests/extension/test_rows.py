"""Rows are data while a page is read, without a visible difference."""

from __future__ import annotations

import pytest
from comparing import differences

TEXT = "A text with ``code`` of :mcerr:`E_ONE`."
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
    description: "{TEXT}"
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
    """A project with a table of codes."""
    site = project()
    with (site.src / "conf.py").open("a") as conf:
        conf.write('mooncake_errors_registry = "own.yaml"\n')
    site.write("own.yaml", REGISTRY)
    site.write("index.rst", "Own\n===\n\n.. mooncake-errors:: own\n")
    return site


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
