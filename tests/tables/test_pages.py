"""Pages in every markup: the rows that are read, and problems about the rest."""

from __future__ import annotations

import re
from functools import partial
from html import escape
from importlib.metadata import version
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tabular import components, contents, imported

from sphinxext.mooncake_errors.registry.problems import RegistryError
from sphinxext.mooncake_errors.registry.text import spans
from sphinxext.mooncake_errors.tables.importing import drafts
from sphinxext.mooncake_errors.tables.markdown import inline
from sphinxext.mooncake_errors.tables.page import read_page
from sphinxext.mooncake_errors.tables.rows import rows

HEADS = ("Name", "Value", "Group", "Description")
PIPES = "| Code | Meaning |\n| --- | --- |\n| {} | Shut. |\n"
LISTS = "{}\n:header-rows: 1\n\n* - Code\n  - Meaning\n* - {}\n  - Shut.\n"


def read(text, path="page.md", **given):
    """Return the name, number and description of each row, and the problems of a page."""
    tables, problems = read_page(text, path)
    found = []
    for table in tables:
        understood, faults = rows(table, given)
        problems = [*problems, *faults]
        found += [(row.name, row.value, row.description.text) for row in understood]
    return found, [f"{problem.line}: {problem.rule}" for problem in sorted(problems)]


def in_html(text):
    """Return a text of the registry as HTML."""
    parts = [(span.kind == "literal", escape(span.text)) for span in spans(text)]
    return "".join(f"<code>{part}</code>" if literal else part for literal, part in parts)


def pipe_table(cells):
    """Return a table of Markdown."""
    lines = ["| " + " | ".join(row) + " |\n" for row in cells]
    return lines[0] + "|-" * 4 + "|\n" + "".join(lines[1:])


def list_table(cells):
    """Return a list-table of MyST."""
    items = ("* - " + "\n  - ".join(map(_as_text, row)) + "\n" for row in cells)
    return "```{list-table} Codes\n:header-rows: 1\n\n" + "".join(items) + "```\n"


def _as_text(cell):
    """Return a cell that may begin with what begins a list, a comment or a fence elsewhere."""
    return re.sub(r"^([!-/:-@\[\]^_|}~]|\d+(?=[.)]))", _escaped, cell)


def _escaped(start):
    return start[0] + "\\" if start[0].isdigit() else "\\" + start[0]


def csv_table(cells):
    """Return a csv-table of MyST, in a fence of colons."""
    shown = ([_as_text(cell).replace('"', '""') for cell in row] for row in cells)
    rows_ = [", ".join(f'"{cell}"' for cell in row) for row in shown]
    return ":::{csv-table}\n:header-rows: 1\n\n" + "\n".join(rows_) + "\n:::\n"


def html_table(cells):
    """Return a table of HTML without most of the end tags."""
    lines = ["<tr><td>" + "<td>".join(row) + "\n" for row in cells]
    return "<table>\n" + "".join(lines) + "</table>\n"


@pytest.mark.parametrize("kind", [pipe_table, list_table, csv_table, html_table])
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(
    component=components(), around=st.sampled_from(["{}", "::::{{note}}\n{}::::\n", "- x\n\n{}"])
)
def test_every_kind_says_the_same(kind, component, around):
    """The same rows give the same registry in every markup."""
    markup = in_html if kind is html_table else partial(inline, in_table=kind is pipe_table)
    cells = [list(HEADS)]
    for group in component.groups:
        for code in group.codes:
            texts = (group.title, code.description)
            cells.append([f"`{code.name}`", str(code.value), *map(markup, texts)])
    if kind is html_table:
        cells = [[cell.strip("`") for cell in row[:2]] + row[2:] for row in cells]
    body = kind(cells)
    if around.startswith("- "):
        body = "".join(f"  {line}\n" for line in body.splitlines())
    tables, problems = read_page("# C\n\n" + around.format(body), "page.md")
    assert problems == []
    (made,) = imported(tables, "c")
    assert contents(made) == contents(component)


@pytest.mark.parametrize(
    "text",
    [
        LISTS.format("```{list-table}", 1) + "```\n",
        LISTS.format(":::{list-table} Title", 1) + ":::\n",
        LISTS.format("```{flat-table}", 1) + "```\n",
        "```{list-table}\n---\nheader-rows: 1\nwidths: 1 2\n---\n* - Code\n  - Meaning\n* - 1\n"
        "  - Shut.\n```\n",
        "```{csv-table}\n:header: Code; Meaning\n:delim: ;\n\n1; Shut.\n```\n",
        "```{table} Title\n" + PIPES.format(1) + "```\n",
        "````{note}\n```{tip}\n" + PIPES.format(1) + "```\n````\n",
        ":::warning\n" + PIPES.format(1) + ":::\n",
        "```{eval-rst}\n==== =======\nCode Meaning\n==== =======\n1    Shut.\n==== =======\n```\n",
        "<details>\n<summary>All</summary>\n\n" + PIPES.format(1) + "\n</details>\n",
        "<table><tr><th>Code<th>Meaning<tr>\n<td>\n\n`1`\n\n</td><td>\n\nShut.\n\n</td></table>\n",
        "<!-- a table -->\n<TABLE>\n<TR><TD>Code</TD><TD>Meaning</TD></TR>\n<TR><TD>1</TD>"
        "<TD>Shut.</TD></TR></TABLE>",
        "> - x\n>\n>   " + PIPES.format(1).replace("\n", "\n>   "),
    ],
)
def test_places_of_tables_in_markdown(text):
    """A table is read wherever readers of the page see it."""
    assert read(text) == ([(None, 1, "Shut.")], [])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- item\n" + PIPES.format(1), 2),
        ("| Code | Name | Meaning |\n|--|--|\n| 1 | A | Shut. |\n", 1),
        ("<details>\n" + PIPES.format(1) + "</details>\n", 2),
        ("Text.\n\n| 1 | Shut. |\n", 3),
        ("Text.\n\n|1|Shut.|\n", 3),
        ("Text.\n\n  Code  Text\n------  -----\n     1  Shut.\n", 4),
        ("    " + PIPES.format(1).replace("\n", "\n    "), 1),
        ('!!! note "Codes"\n\n    ' + PIPES.format(1).replace("\n", "\n    "), 3),
        ("```text\n" + PIPES.format(1) + "```\n", 2),
        ("+------+-------+\n| Code | Text  |\n+======+=======+\n| 1    | Shut. |\n", 1),
        ("```{include} more.md\n```\n", 1),
        ("```{csv-table}\n:file: more.csv\n```\n", 1),
        ("```{list-table}\n\n* Code\n* Meaning\n```\n", 1),
    ],
)
def test_tables_that_are_not_read_are_listed(text, line):
    """Text that only looks like a table, and tables in other files, are problems at their line."""
    found, problems = read(text)
    assert found == []
    assert f"{line}: not-read" in problems


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (':file: more.csv\n:header: "Code", "Meaning"\n', "'csv-table': Invalid options format"),
        (":header-rows: one\n\nCode, Meaning\n", "'csv-table': Invalid option value"),
    ],
)
def test_a_table_whose_options_are_refused_is_listed(options, message):
    """MyST drops the options with a warning, and with them the file of the rows or the heads."""
    _, (problem, *_) = read_page(f"```{{csv-table}}\n{options}```\n", "page.md")
    assert (problem.rule, problem.message[: len(message)]) == ("not-read", message)


def test_headings_and_images_of_html():
    """A heading is the title, and the target of an image is kept; rows may lack their tag."""
    cell = "<td>Shut <img src=a.png alt=now>, <b>so</b> wait."
    text = f"<h1>Gate <a href=#x>codes</a></h1>\n<table><th>Code<th>Meaning<tr><td>1{cell}</table>"
    ((table,), problems) = read_page(text, "page.html")
    assert (table.heading.plain, problems) == ("Gate codes", [])
    assert read(text, "page.html") == ([(None, 1, "Shut now (a.png), so wait.")], [])


def test_a_table_in_a_table_is_read():
    """A table in a cell is read for itself; the cell around it cannot be used."""
    inner = "<table><tr><th>Code<th>Meaning<tr><td>1<td>Shut.</table>"
    outer = f"<table><tr><th>Code<th>Meaning<tr><td>2<td>{inner}</table>"
    assert read(outer) == ([(None, 1, "Shut.")], ["1: markup"])


def test_rows_of_html_that_markdown_takes_for_code_are_listed():
    """Behind a blank line, indented rows are code to Markdown, and not lost in silence."""
    row = "    <tr>\n        <td>{}</td>\n        <td>Shut.</td>\n    </tr>\n"
    heads = "<table>\n    <tr><th>Code<th>Meaning</tr>\n"
    found = read(f"{heads}{row.format(7)}\n{row.format(8)}</table>\n")
    assert found == ([(None, 7, "Shut.")], ["8: not-read"])


def test_a_directive_that_fails_is_listed_once():
    """Its source, which docutils quotes, is not taken for code of the page."""
    text = "```{list-table}\n\n" + PIPES.format(1) + "```\n"
    assert read(text) == ([], ["1: not-read"])


def test_pipes_in_restructuredtext_are_listed():
    """A table of Markdown in a page of reStructuredText is no table there."""
    assert read("Codes\n=====\n\n" + PIPES.format(1), "page.rst") == ([], ["4: not-read"])


@pytest.mark.parametrize("argument", ["rst-class:: red", "only:: html", "container:: red"])
def test_classes_and_conditions_are_no_text(argument):
    """The argument of a directive in a cell is no text where Sphinx does not show it."""
    cell = f".. {argument}\n\n       Shut."
    table = f".. list-table::\n\n   * - Code\n     - Meaning\n   * - 1\n     - {cell}\n"
    assert read(table, "page.rst") == ([(None, 1, "Shut.")], [])


def test_substitutions_and_widths_of_columns_are_no_rows():
    """Lines of reStructuredText that only look like rows of a table are not listed."""
    table = "=== ====\nNo. Text\n=== ====\n7   Shut\n=== ====\n"
    above = "|a| |b|\n\n.. |a| replace:: x\n.. |b| replace:: y\n.. tabularcolumns:: |l|l|\n\n"
    assert read(above + table, "page.rst") == ([(None, 7, "Shut")], [])


@pytest.mark.parametrize("above", ["Codes::\n\n", ".. code-block:: text\n\n", ".. code::\n\n\n"])
def test_code_in_restructuredtext_is_listed(above):
    """A table in a literal block is a problem at its line."""
    table = (
        "   ====  =======\n   Code  Meaning\n   ====  =======\n   1     Shut.\n   ====  =======\n"
    )
    line = above.count("\n") + 4
    assert read(f"T\n=\n{above}{table}", "page.rst") == ([], [f"{line}: not-read"])


def test_html_in_restructuredtext_is_read():
    """Raw HTML in a page is read, too."""
    text = ".. raw:: html\n\n   <table><tr><th>Code<th>Meaning<tr><td>1<td>Shut.</table>\n"
    assert read(text, "page.rst") == ([(None, 1, "Shut.")], [])


def test_titles_of_front_matter_and_attributes_of_headings():
    """The title is that of the front matter; attributes after a heading are not in it."""
    first, second = PIPES.format(1), PIPES.format(2)
    text = f"---\ntitle: 'Gate codes'\n---\n\n{first}\n## More {{#more .x}}\n\n{second}"
    tables, problems = read_page(text, "page.md")
    assert ([table.heading.plain for table in tables], problems) == (["Gate codes", "More"], [])


@pytest.mark.parametrize(
    "cell",
    [
        "HTTP 404",
        "Error 7",
        "Status: 5",
        "EXIT (3)",
        "1-5",
        "4xx",
        "A, B",
        "A 7",
        "1,001",
        "1 001",
        "7 (reserved)",
    ],
)
def test_words_beside_numbers_are_no_names(cell):
    """A word of many meanings, a range or a list is not taken for a code."""
    assert read(PIPES.format(cell)) == ([], ["3: not-understood"])


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("0x04", (None, 4)),
        ("0xFFFFFFFF (-1)", (None, -1)),
        ("E_SHUT 0x10", ("E_SHUT", 16)),
        ("16 (0x10)", (None, 16)),
        ("22 EIO", ("EIO", 22)),
        ("E_SHUT 2147942405 (0x80070005)", ("E_SHUT", 2147942405)),
    ],
)
def test_hexadecimal_numbers(cell, code):
    """A number may be hexadecimal, or be written in two ways."""
    assert read(PIPES.format(cell)) == ([(*code, "Shut.")], [])


@pytest.mark.parametrize("head", ["Hex", "Code (hex)", "Hexadecimal value", "十六进制"])
@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("10", (None, 16)),
        ("0A", (None, 10)),
        ("A0", (None, 160)),
        ("0x10", (None, 16)),
        ("GATE_SHUT (10)", ("GATE_SHUT", 16)),
        ("16 (0x10)", (None, 16)),
    ],
)
def test_hexadecimal_columns(head, cell, code):
    """A head tells that numbers without 0x are hexadecimal."""
    text = PIPES.replace("Code", head).format(cell)
    assert read(text) == ([(*code, "Shut.")], [])


@pytest.mark.parametrize(
    ("heads", "cells"),
    [
        (("错误码", "错误信息"), ("1", "Shut.")),
        (("Exit code", "Reason"), ("1", "Shut.")),
        (("Code", "Error"), ("1", "Shut.")),
        (("錯誤碼", "訊息"), ("1", "Shut.")),
        (("エラーコード", "エラーメッセージ"), ("1", "Shut.")),
        (("Fehlercode", "Bedeutung"), ("1", "Shut.")),
        (("Gate error code", "Detailed description"), ("1", "Shut.")),
        (("错误码 Code", "说明 / Description"), ("1", "Shut.")),
        (("Code", "Cause"), ("1", "Shut.")),
        (("Remark", "Code", "Text"), ("", "1", "Shut.")),
        (("Code<sup>1</sup>", "Meaning [2]"), ("1", "Shut.")),
    ],
)
def test_heads(heads, cells):
    """Heads are known in several languages."""
    text = "\n".join(f"| {' | '.join(row)} |" for row in (heads, ["-"] * len(heads), cells))
    assert read(text) == ([(None, 1, "Shut.")], [])


@pytest.mark.parametrize("head", ["message", "Error type", "Type", "Variant", "Fehlermeldung"])
def test_columns_of_identifiers_are_names(head):
    """Under an ambiguous head the cells decide on the role."""
    text = f"| Code | {head} | Meaning |\n|-|-|-|\n| 1 | GATE_SHUT | Shut. |\n"
    assert read(text) == ([("GATE_SHUT", 1, "Shut.")], [])


def test_a_remark_is_no_description():
    """The best description is chosen, and the other texts become details."""
    text = "| Remark | Code | Message |\n|-|-|-|\n| Old. | 1 | Shut. |\n| Bare. | 2 | |\n"
    (table,), _ = read_page(text, "page.md")
    first, second = rows(table)[0]
    assert (first.description.text, first.more) == ("Shut.", {"details": "Old."})
    assert (second.description.text, second.more) == ("Bare.", {})


@pytest.mark.parametrize("mark", ["", "-", "——", "/", "N/A", "暂无"])
def test_a_mark_for_nothing_is_no_text(mark):
    """Dashes and words for nothing make no cause, action or remark."""
    text = f"| Code | Meaning | Cause | Action |\n|-|-|-|-|\n| 1 | Shut. | {mark} | {mark} |\n"
    (table,), _ = read_page(text, "page.md")
    assert [row.more for row in rows(table)[0]] == [{}]


@pytest.mark.parametrize("mark", ["-", "—", "n/a", "无"])
def test_a_mark_for_nothing_is_an_empty_cell_in_every_column(mark):
    """It is no description, remark or title of a group; a name may be the word None."""
    text = f"""\
| Group | Name | Value | Message | Description | Notes |
|-|-|-|-|-|-|
| Gate | None | 1 | Shut. | {mark} | {mark} |
| {mark} | GATE_WET | 2 | {mark} | Wet. | Rain. |
| {mark} | GATE_HOT | 3 | {mark} | {mark} | {mark} |
"""
    (table,), _ = read_page(text, "page.md")
    found, (problem,) = rows(table)
    assert [(row.name, row.description.text, row.more) for row in found] == [
        ("None", "Shut.", {}),
        ("GATE_WET", "Wet.", {"details": "Rain."}),
    ]
    assert [row.group and row.group.text for row in found] == ["Gate", None]
    assert (problem.line, problem.message) == (5, "GATE_HOT has no description")


def test_none_is_no_text_beside_a_phrase_or_in_a_further_row():
    """The other text is the description."""
    text = "| Code | Meaning |\n|-|-|\n| 404 Not Found | none |\n"
    assert read(text)[0] == [(None, 404, "Not Found")]


def test_running_numbers_are_not_the_codes():
    """A column without letters in its head does not keep codes of a protocol from being read."""
    text = "| # | HTTP status | Meaning |\n|-|-|-|\n| 1 | 404 | Gone. |\n| 2 | 500 | Shut. |\n"
    assert read(text)[0] == [(None, 404, "Gone."), (None, 500, "Shut.")]


def test_none_is_a_description_where_there_is_no_other():
    """The word None may say that nothing failed; beside another text it is an empty cell."""
    text = "| Code | Message | Meaning | Notes |\n|-|-|-|-|\n| 0 | None | None | None |\n"
    (table,), _ = read_page(f"{text}| 1 | None | Shut. | None |\n", "page.md")
    found, problems = rows(table)
    assert [(row.description.text, row.more) for row in found] == [("None", {}), ("Shut.", {})]
    assert problems == []


@pytest.mark.parametrize("mark", ["-", "——", "N/A", "无"])
def test_a_dash_is_neither_a_name_nor_a_number(mark):
    """The other column has the code, and a column of names is one whose other cells are names."""
    text = "| Code | Message | Meaning |\n|-|-|-|\n| 1 | GATE_SHUT | Shut. |\n| 2 | {} | Wet. |\n"
    assert read(text.format(mark)) == ([("GATE_SHUT", 1, "Shut."), (None, 2, "Wet.")], [])


def test_a_group_right_below_the_heads_of_html():
    """A cell for heads that spans the table is a group, as in HTML that this package makes."""
    group = "<tr><th colspan=3>{}<tr><td>{}<td>{}<td>Shut."
    groups = group.format("In gate", "GATE_SHUT", 1) + group.format("Out gate", "DOOR_SHUT", 2)
    text = f"<table><tr><th>Name<th>Value<th>Meaning{groups}</table>"
    (table,), _ = read_page(text, "page.html")
    found, problems = rows(table)
    assert [(row.name, row.value, row.group.text) for row in found] == [
        ("GATE_SHUT", 1, "In gate"),
        ("DOOR_SHUT", 2, "Out gate"),
    ]
    assert problems == []


def test_a_raised_mark_of_a_note_is_no_digit_of_a_code():
    """A number with the mark of a note is listed instead of read as a longer number."""
    assert read(PIPES.format("3<sup>1</sup>")) == ([], ["3: not-understood"])


CELL = "<table><tr><th>Code<th>Meaning<tr><td>{}<td>{}</table>"


@pytest.mark.parametrize(
    "unseen",
    [
        '<span style="display: none">0130</span>',
        "<div hidden><span>0</span>130</div>",
        "<style>.gate { color: red }</style>",
        "<script>if (gates<td) { show('<td>'); }</script>",
        "<TEMPLATE><b>0</b></TEMPLATE >",
    ],
)
@pytest.mark.parametrize("path", ["page.html", "page.md"])
def test_what_no_reader_of_html_sees_is_no_text(unseen, path):
    """Hidden elements, styles, scripts and templates are in no cell."""
    text = CELL.format(f"{unseen}7", f"Shut{unseen}.")
    assert read(text, path) == ([(None, 7, "Shut.")], [])


def test_a_script_with_tags_does_not_hide_headings():
    """Tags in the script of a page open no table; an unclosed script does not hide the rest."""
    page = "<script>var t = '<table><tr><td>';\n</script><h1>Gate</h1>" + CELL.format(7, "Shut.")
    ((table,), problems) = read_page(f"{page}<script>", "page.html")
    assert (table.heading.plain, table.heads[0].line, problems) == ("Gate", 2, [])
    text = CELL.format(7, "Tag <script> shut.")
    assert read(text, "page.html") == ([(None, 7, "Tag <script> shut.")], [])


@pytest.mark.parametrize("cell", ["<del>7</del>", "<s>7</s>", "~~7~~"])
def test_a_code_that_is_struck_out_is_listed(cell):
    """A code that the page has struck out is not taken for one that is in use."""
    assert read(PIPES.format(cell)) == ([], ["3: not-understood"])


NOTE = '<a class="footnote-reference brackets" href="#a">{}</a>'


@pytest.mark.parametrize(
    ("cell", "path"),
    [
        ("GATE_SHUT [1]_", "page.rst"),
        ("GATE_SHUT [#old]_", "page.rst"),
        ("GATE_SHUT [Gate2002]_", "page.rst"),
        ("GATE_SHUT " + NOTE.format("<span>[</span>1<span>]</span>"), "page.html"),
        ("GATE_SHUT " + NOTE.format("1"), "page.html"),
        ('GATE_SHUT<sup><a href="#a">[1]</a></sup>', "page.html"),
        ('GATE_SHUT<sup id="b"><a class="footnote-ref" href="#fn:1">1</a></sup>', "page.html"),
        ('GATE_SHUT<a href="#fn1" role="doc-noteref"><sup>1</sup></a>', "page.html"),
        ("GATE_SHUT [\\[1\\]](#a)", "page.md"),
        ("GATE_SHUT [^1]", "page.md"),
        ("`GATE_SHUT`[^word]", "page.md"),
    ],
)
def test_the_mark_of_a_footnote_is_no_number(cell, path):
    """A name with the mark of a footnote has no number, however the page is written."""
    table = {
        "page.md": PIPES + "\n[^1]: Only on bridges.\n[^word]: bridges\n",
        "page.rst": ".. csv-table::\n   :header: Code, Meaning\n\n   {}, Shut.\n\n.. [#old] .\n",
        "page.html": "<table><tr><th>Code<th>Meaning<tr><td>{}<td>Shut.</table>",
    }
    assert read(table[path].format(cell), path) == ([("GATE_SHUT", None, "Shut.")], [])


def test_tags_of_word_processors_and_wikis_are_no_text():
    """Pages that Word and Confluence export have tags of their own in cells and heads."""
    table = "<table><tr><th>Code<o:p></o:p><th>Meaning<tr><td>1<td>{}Shut.</table>"
    assert read(table.format("<ac:link><ri:page /></ac:link>"), "p.html") == (
        [(None, 1, "Shut.")],
        [],
    )
    assert read(table.format("v<std::string> "), "p.html")[0] == [(None, 1, "v<std::string> Shut.")]


@pytest.mark.parametrize("tag", ["button", "bdi", "bdo", "ruby", "rt", "acronym"])
def test_elements_within_text_are_no_text(tag):
    """Their tags are in no cell, and what stands in them is."""
    text = CELL.format(7, f"The <{tag} id=x>gate</{tag}> is shut.")
    assert read(text, "p.html") == ([(None, 7, "The gate is shut.")], [])


def test_placeholders_that_are_also_names_of_elements():
    """A placeholder such as <time> stays in the text."""
    shown = "Shut after <time>: put <header> or <data> in <form>."
    text = f"| Code | Meaning |\n|-|-|\n| 1 | {shown} |\n"
    assert read(text) == ([(None, 1, shown)], [])


@pytest.mark.parametrize("tag", ["aside", "figure", "figcaption", "nav"])
def test_elements_around_text_part_it(tag):
    """What stands before, in and after such an element are paragraphs of a cell."""
    text = CELL.format(7, f"Shut<{tag}>by ice</{tag}>or snow")
    assert read(text, "p.html") == ([(None, 7, "Shut by ice or snow")], [])


def test_causes_and_actions():
    """Causes and actions become lists of the lines and items of their cells."""
    text = """\
<table>
<tr><th>Code<th>Meaning<th>Possible causes<th>Solution<th>Since<th>Retryable
<tr><td rowspan=2>1<td rowspan=2>Shut.<td>Wind.<br>Ice.<td><ul><li>Wait.<li>Push.</ul><td>1.0<td>yes
<tr><td>Rust.<td>Oil it.
</table>
"""
    (table,), problems = read_page(text, "page.md")
    ((row,), faults) = rows(table)
    assert [*problems, *faults] == []
    assert row.more == {
        "causes": ["Wind.", "Ice.", "Rust."],
        "actions": ["Wait.", "Push.", "Oil it."],
        "since": "1.0",
        "retry": "backoff",
    }


def test_marks_of_items():
    """Marks of lists are left out of several causes and actions; a number of a text is none."""
    text = """\
| Code | Meaning | Cause | Solution |
|-|-|-|-|
| 1 | Shut. | - Wind.<br>- Ice. | 1. Wait.<br>(2) Push.<br>3、推。 |
| (2) | Open. | 2.5 V.<br>3 kinds of rust. | 1) Wait. 2) Push. |
"""
    (table,), _ = read_page(text, "page.md")
    found, _ = rows(table)
    assert [(row.value, row.more) for row in found] == [
        (1, {"causes": ["Wind.", "Ice."], "actions": ["Wait.", "Push.", "推。"]}),
        (2, {"causes": ["2.5 V.", "3 kinds of rust."], "actions": ["1) Wait. 2) Push."]}),
    ]


def test_a_cell_that_cannot_be_used_costs_no_row():
    """An optional cell that is not understood is a problem, and the rest of its row is kept."""
    text = "| Code | Meaning | Retry | Cause |\n|-|-|-|-|\n| 1 | Shut. | perhaps | a \\` b |\n"
    problems = ["3: markup", "3: not-understood"]
    assert read(text) == ([(None, 1, "Shut.")], problems)


def test_roles_of_columns_can_be_given():
    """A role may be given to an unknown head, and another one to a known head."""
    text = "| Nö | Wat | Code |\n|-|-|-|\n| 1 | Shut. | x y |\n"
    assert read(text)[0] == []
    assert read(text, nö="code", wat="description", code="skip") == ([(None, 1, "Shut.")], [])


PIECES = st.sampled_from(
    [
        *(
            "```{list-table}\n",
            "```\n",
            ":::{note}\n",
            ":::\n",
            "```{csv-table}\n",
            "```{eval-rst}\n",
        ),
        *(
            "* - ",
            "  - ",
            "\n",
            "\n\n",
            "| Code | Meaning |\n",
            "|-|-|\n",
            "| A (1) | x |\n",
            "---\n",
        ),
        *(
            "<table>",
            "<tr>",
            "<td rowspan=3>",
            "<th colspan=200>",
            "</table>",
            "<!--",
            "-->",
            "<b",
            "`",
        ),
        *(
            ":header-rows: 1\n",
            ":header: a, b\n",
            ":delim: x\n",
            "title: x\n",
            "+---+\n",
            "> ",
            "    ",
        ),
        *("!!! x\n\n", "# H {#x}\n", "&#x41;", '"', "a='", "1, x\n", "==  ==\n", ".. x::\n", "\\"),
    ]
)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join),
    st.sampled_from(["a.md", "a.rst", "a.html"]),
)
def test_no_page_raises(text, path):
    """For any page, tables and problems have lines in it, or the page is refused."""
    try:
        tables, problems = read_page(text, path)
    except RegistryError as error:
        tables, problems = [], list(error.problems)
    found = [(table, rows(table)) for table in tables]
    for draft in drafts([(table, understood) for table, (understood, _) in found], None):
        draft.text(None)
        problems += draft.all_problems()
    problems += [problem for _, (_, faults) in found for problem in faults]
    lines = text.count("\n") + 1
    assert all(1 <= problem.line <= lines for problem in problems)


GROWING = {
    "wrong rows": ("x.md", "| Code | Meaning |\n|-|-|\n", "| what is this | x |\n"),
    "emphasis in Markdown": ("x.md", "", "*a "),
    "simple table": ("x.rst", "==== =======\nCode Meaning\n==== =======\n", "1    x\n"),
    "cells over rows": ("x.md", "<table>", "<tr><td rowspan=99>a<td rowspan=99>b"),
    "columns": ("x.md", "<table><tr>", "<td>"),
}


@pytest.mark.parametrize("kind", GROWING)
def test_time_grows_with_the_size(kind):
    """A page that is four times as long takes about four times as long."""
    if kind == "emphasis in Markdown" and version("markdown-it-py").startswith("3."):
        pytest.skip("markdown-it-py 3 takes quadratic time for many marks of emphasis")
    path, before, piece = GROWING[kind]

    def seconds(size):
        start = process_time()
        for table in read_page(before + piece * (size // len(piece)), path)[0]:
            rows(table)
        return process_time() - start

    seconds(1_000)
    assert seconds(80_000) < 8 * seconds(20_000) + 2
