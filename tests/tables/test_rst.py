"""Tables of codes in reStructuredText: every kind gives the rows of the Markdown table."""

from __future__ import annotations

import re
from itertools import zip_longest
from unicodedata import combining, east_asian_width

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tabular import components, contents, imported

from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import Registry
from sphinxext.mooncake_errors.registry.problems import RegistryError
from sphinxext.mooncake_errors.registry.selection import Request, select
from sphinxext.mooncake_errors.registry.text import spans
from sphinxext.mooncake_errors.tables.markdown import sections_markdown
from sphinxext.mooncake_errors.tables.page import read_page as tables
from sphinxext.mooncake_errors.tables.rows import rows

HEADS = {"name": "Name", "value": "Value", "group": "Group", "description": "Description"}


def source(text, *, wrap):
    """Return a text of the registry as reStructuredText, over several lines if `wrap` says so."""
    result = ""
    for span in spans(text):
        if span.kind == "plain":
            words = re.sub(r"(?<=[^\W_]) (?=[^\W_])", "\n" if wrap else " ", span.text)
            result += re.sub(r"([^\w\s]|_)", r"\\\1", words)
        else:
            result += rf"\ ``{span.text}``\ "
    result = result.removesuffix("\\ ")
    return result if result.strip("\\") else rf"\ {result}"  # else it would be a transition


def cells_of(component, columns, *, wrap):
    """Return the source of each cell in the table of a component, with heads."""
    result = [[HEADS[column] for column in columns]]
    for group in component.groups:
        for index, code in enumerate(group.codes):
            texts = {
                "name": f"``{code.name}``",
                "value": str(code.value),
                "group": "" if index else source(group.title, wrap=wrap),
                "description": source(code.description, wrap=wrap),
            }
            result.append([texts[column] for column in columns])
    return result


def width(text):
    """Return the width of a line as docutils counts it."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def padded(cells):
    """Yield the widths of the columns, and the lines of each row with all cells that wide."""
    columns = zip(*cells, strict=True)
    widths = [max(width(line) for cell in each for line in cell.split("\n")) for each in columns]
    for row in cells:
        lines = zip_longest(*(cell.split("\n") for cell in row), fillvalue="")
        yield (
            widths,
            [
                [x + " " * (w - width(x)) for x, w in zip(line, widths, strict=True)]
                for line in lines
            ],
        )


def grid(cells):
    """Return a grid table."""
    result = []
    for number, (widths, lines) in enumerate(padded(cells)):
        rule = ["-" * (w + 2) for w in widths]
        result += [] if number else [f"+{'+'.join(rule)}+"]
        result += [f"| {' | '.join(line)} |" for line in lines]
        result.append(f"+{'+'.join(r if number else r.replace('-', '=') for r in rule)}+")
    return result


def simple(cells):
    """Return a simple table."""
    result = []
    for number, (widths, lines) in enumerate(padded(cells)):
        rule = "  ".join("=" * max(w, 2) for w in widths)
        result += [] if number else [rule]
        result += ["  ".join(line) for line in lines]
        result += [] if number else [rule]
    return [*result, rule]


def list_table(cells):
    """Return a list-table."""
    result = [".. list-table:: Codes", "   :header-rows: 1", "   :widths: 1 2 3 4", ""]
    for row in cells:
        for index, cell in enumerate(row):
            first = "     - " if index else "   * - "
            result.append(first + cell.replace("\n", "\n       "))
    return "\n".join(result).split("\n")


def csv_table(cells):
    """Return a csv-table with its heads in an option."""
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in cells]
    rows_ = ["   " + ", ".join(row).replace("\n", "\n   ") for row in quoted[1:]]
    head = ", ".join(quoted[0])
    return "\n".join([".. csv-table::", f"   :header: {head}", "", *rows_]).split("\n")


KINDS = {"grid": grid, "simple": simple, "list-table": list_table, "csv-table": csv_table}
COLUMNS = [("name", "value", "group", "description"), ("name", "description", "group", "value")]
AROUND = {
    "page": ("", ""),
    "quotation": ("Text.\n\n", "   "),
    "list": ("- x\n\n", "  "),
    "unknown directive": (".. tab-item:: Codes\n   :sync: a\n\n", "   "),
    "known directive": (".. note::\n\n", "   "),
    "two directives": (".. only:: html\n\n   .. table:: A title\n      :align: left\n\n", "      "),
}


def page(lines, around):
    """Return a page with the `lines` of a table in it."""
    before, indent = AROUND[around]
    body = "".join((indent + line).rstrip() + "\n" for line in lines)
    return f"A page\n------\n\n{before}{body}\nThe end.\n"


def read(text):
    """Return the tables of a page; problems fail the test."""
    found, problems = tables(text, "page.rst")
    assert problems == []
    return found


@pytest.mark.parametrize("kind", KINDS)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(
    component=components(),
    columns=st.sampled_from(COLUMNS),
    wrap=st.booleans(),
    around=st.sampled_from(sorted(AROUND)),
)
def test_same_as_in_markdown(kind, component, columns, wrap, around):
    """The same rows give the same registry, and each cell has its line."""
    cells = cells_of(component, columns, wrap=wrap)
    # In tables that are drawn docutils counts combining characters as wide, though not at the end.
    drawn = kind in {"grid", "simple"}
    assume(not (drawn and any(combining(c) for row in cells for cell in row for c in cell)))
    text = page(KINDS[kind](cells), around)
    (table,) = read(text)
    (made,) = imported([table], "c")
    sections, _ = select(Lookup(Registry((component,))), Request(columns=columns))
    in_markdown, _ = tables("# A page\n" + "\n".join(sections_markdown(sections, str, 2)), "")
    (expected,) = imported(in_markdown, "c")
    assert contents(made) == contents(expected) == contents(component)
    assert made.title == expected.title == "A page"
    lines = text.split("\n")
    for row, found in zip(cells, [table.heads, *table.rows], strict=True):
        # A row of a csv-table has one line.
        for cell, place in list(zip(row, found, strict=True))[: 1 if kind == "csv-table" else None]:
            first = cell.split("\n")[0].replace('"', '""' if kind == "csv-table" else '"')
            assert first in lines[place.line - 1]


SUBSTITUTIONS = """\
.. |v| replace:: 1.0
.. |tm| unicode:: U+2122
   :trim:
"""


def test_items_of_a_numbered_list():
    """Each item is a cause, without its number."""
    text = ".. list-table::\n   :header-rows: 1\n\n   * - Code\n     - Text\n     - Cause\n"
    (table,) = read(f"{text}   * - A\n     - Shut.\n     - 3. Wind.\n       4. Ice.\n")
    ((row,), _) = rows(table)
    assert row.more == {"causes": ["Wind.", "Ice."]}


def described(cell):
    """Return the text of a description with the source `cell`, and its problems."""
    text = ".. list-table::\n   :header-rows: 1\n\n   * - Code\n     - Description\n   * - A\n"
    (table,) = read(f"{text}     - {cell}\n\n.. _Docs: https://d.example\n{SUBSTITUTIONS}")
    understood, problems = rows(table)
    return [row.description.text for row in understood], [problem.message for problem in problems]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("see ``x`` and **y** or *z*", "see ``x`` and y or z"),
        (r"a \* b, ``c\d``", "a * b, ``c\\d``"),
        ("`Docs <a.html>`__, Docs_ and https://a.example.", "Docs (a.html), Docs"
         " (https://d.example) and https://a.example."),
        ("`here <#there>`__ next", "here next"),
        (":c:macro:`ERR_A`, :py:func:`~a.b.c`, :samp:`x` and :mcerr:`B`",
         "``ERR_A``, ``c``, ``x`` and ``B``"),
        (":doc:`Guide <guide>`, :ref:`there <label>`, :term:`lease`, :odd:role:`q`",
         "Guide (guide), there, lease, ``q``"),
        ("name |tm| |v|, |V|", "name\N{TRADE MARK SIGN}1.0, 1.0"),
        (":unknown:`thing` of |v| and |undefined|", "thing of 1.0 and |undefined|"),
        ("1. One.\n\n       2. Two.", "1. One. 2. Two."),
        ("b. One.", "b. One."),
        ("Both:\n\n       - one\n       - two", "Both: one two"),
        ("-1  is an option to docutils", "-1 is an option to docutils"),
        (":key: value", ":key: value"),
        (".. code-block:: c\n\n          int x;\n          ++x;", "``int x; ++x;``"),
        (".. note:: Careful.", "Careful."),
        (".. image:: a.png\n          :alt: Gate", "Gate (a.png)"),
        ("A [1]_ note", "A [1] note"),
        ("One [#a]_, [#none]_ two [b]_.\n\n.. [#a] Note.", "One [1], two [b]."),
        ("x\n\n       .. a comment", "x"),
        (":rfc:`2822`, 2\\ :sup:`32`, H\\ :sub:`2`\\ O", "RFC 2822, 2^32, H2O"),
    ],
)  # fmt: skip
def test_markup_of_cells(cell, text):
    """Code, links, lists and directives in a cell become texts of the registry; none is lost."""
    assert described(cell) == ([text], [])


def test_a_cell_that_is_read_partly_is_a_problem():
    """A cell that docutils reads only partly is a problem, not a shorter description."""
    texts, (problem,) = described("=======\n       Title\n       =====")
    assert texts == []
    assert problem.startswith("docutils cannot read all of it: ")


GROUPED = """\
+---------+---------------+----------+
| Group   | Code          | Meaning  |
|         +-------+-------+          |
|         | Name  | Value |          |
+=========+=======+=======+==========+
| Ticket  | A     | 1     | One.     |
|         +-------+-------+----------+
|         | B     | 2     | Two.     |
+---------+-------+-------+          |
| Gate    | C     | 3     |          |
+---------+-------+-------+----------+
| The barrier                        |
+---------+-------+-------+----------+
|         | D     | 4     | Four.    |
+---------+-------+-------+----------+
"""


def test_cells_of_several_rows_and_columns():
    """A cell that spans rows is in each of them, and a row of one cell is a group."""
    (component,) = imported(read(GROUPED), "c")
    assert contents(component) == [
        ("Ticket", "A", 1, "One."),
        ("Ticket", "B", 2, "Two."),
        ("Gate", "C", 3, "Two."),
        ("The barrier", "D", 4, "Four."),
    ]


def test_tables_without_marked_heads():
    """If no row is marked as heads, the first one is used."""
    text = "==== =======\nCode Meaning\nA(1) One.\n==== =======\n"
    (component,) = imported(read(text), "c")
    assert contents(component) == [("page", "A", 1, "One.")]


TABLE = "==== =======\nCode Meaning\n==== =======\n{}    One.\n==== =======\n"


def test_headings_above_tables():
    """The heading before a table is its title, also in the content of directives."""
    text = (
        f"{TABLE.format('A')}\nOne ``x``\n=======\n\n{TABLE.format('B')}\n"
        ".. only:: html\n\n   Two\n   ---\n\n   " + TABLE.format("C").replace("\n", "\n   ")
    )
    assert [table.heading.plain for table in read(text)] == ["page", "One x", "Two"]


@pytest.mark.parametrize(
    ("text", "problem"),  # old versions of docutils tell where a drawn table begins
    [
        ("x\n\n+---+\n|abcd|\n+---+\n", "[34]: not-read Malformed table"),
        ("== ==\na  b\n= ==\n", "[13]: not-read Malformed table"),
        ("- x\n\n  .. list-table::\n\n     * - a\n       - b\n     * - c\n",
         '3: not-read Error parsing content block for the "list-table" directive: uniform'),
        ('.. csv-table::\n\n   "a\n', '1: not-read Error with CSV data in "csv-table"'),
        (".. list-table::\n   :header-rows: x\n\n   * - a\n",
         '1: not-read Error in "list-table" directive: invalid option value'),
        (".. csv-table::\n   :file: /etc/passwd\n",
         "1: not-read tables in /etc/passwd are not read: write its rows into the directive"),
        (".. csv-table::\n   :url: file:///etc/passwd\n",
         "1: not-read tables in file:///etc/passwd are not read: write its rows into"),
        (".. raw:: html\n   :file: /etc/passwd\n",
         "1: not-read tables in /etc/passwd are not read: import that file too"),
        ("x\n\n.. include:: /etc/passwd\n",
         "3: not-read tables in /etc/passwd are not read: import that file too"),
    ],
)  # fmt: skip
def test_tables_that_cannot_be_read(text, problem):
    """A table that docutils drops, or that is in another file, is a problem at its place."""
    found, (told,) = tables(text, "p.rst")
    assert found == []
    assert re.match(problem, f"{told.line}: {told.rule} {told.message}")


def test_docutils_says_nothing(capfd):
    """No message of docutils is printed, and it parses other documents as before."""
    from docutils.parsers.rst import directives  # noqa: PLC0415

    before = directives.directive
    text = ".. no-such:: x\n\n:no:`such` `x`_ *y |z|\n\n= x\n"
    found, (problem,) = tables(text, "p.rst")
    assert (found, problem.rule) == ([], "no-table")
    assert capfd.readouterr() == ("", "")
    assert directives.directive is before


def test_deep_nesting_is_a_problem():
    """Too deep nesting for docutils is one problem of the file."""
    with pytest.raises(RegistryError, match=r"p\.rst:1:1: too-deep nested too deeply"):
        tables("- " * 2000 + "x", "p.rst")


PIECES = (
    *("+--+", "|", "====", "== ==", "\n", "\n\n", "   ", ".. ", "list-table::", "csv-table:: x"),
    *(":header-rows: 1", ":header: a, b", ":delim: ;", "* - ", "- ", '"', ",", "``", "`", "x_"),
    *(":role:`x`", "|s|", "__", "Code", "Description", "A (1)", "值", "\t", "\\", "unicode:: 0x41"),
    *("class:: a", "replace:: x", "|x|", "[1]_", "::", ">>> x", "image:: x", "1. ", "A. ", "-a  b"),
)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join))
def test_lines_are_in_the_page(text):
    """For any page, each cell and each problem has a line in it."""
    try:
        found, problems = tables(text, "p.rst")
    except RegistryError as error:
        found, problems = [], list(error.problems)
    lines = text.split("\n")
    for table in found:
        cells = [cell for row in (table.heads, *table.rows) for cell in row]
        assert all(1 <= cell.line <= len(lines) for cell in cells)
        problems += rows(table)[1]
    assert all(1 <= problem.line <= len(lines) for problem in problems)
