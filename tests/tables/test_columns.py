"""Columns whose role follows from a part of their head, or from their cells."""

from __future__ import annotations

import pytest

from sphinxext.mooncake_errors.tables.page import read_page
from sphinxext.mooncake_errors.tables.rows import rows


def read(text):
    """Return name, number, description and more of each row of a table, and the messages."""
    (table,), _ = read_page(text, "page.md")
    found, problems = rows(table)
    facts = [(row.name, row.value, row.description.text, row.more) for row in found]
    return facts, [f"{problem.line}: {problem.rule} {problem.message}" for problem in problems]


def page(*lines):
    """Return a pipe table of Markdown; each of `lines` has the cells of a row."""
    heads, *others = (f"| {' | '.join(line)} |\n" for line in lines)
    return heads + "|-" * len(lines[0]) + "|\n" + "".join(others)


@pytest.mark.parametrize(
    "head", ["Meaning & Remedy", "meaning and remedy", "Bedeutung und Abhilfe", "说明和解决方法"]
)
def test_a_head_of_two_meanings_is_taken_by_the_first(head):
    """A column of descriptions and advice is one of descriptions, so that errors can be names."""
    text = page(("Error", "Code", head), ("NO_COIN", "7", "Empty. Fill it."))
    assert read(text) == ([("NO_COIN", 7, "Empty. Fill it.", {})], [])


def test_a_head_of_names_and_texts_is_one_of_texts():
    """A text in a cell would not be understood as a name."""
    text = page(("Value", "Name and description"), ("7", "The coin is missing."))
    assert read(text) == ([(None, 7, "The coin is missing.", {})], [])
