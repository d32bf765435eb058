"""Tables of codes in Markdown: read, written, and read again."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tabular import components, contents, fold, imported, registry_texts
from wcwidth import wcswidth

from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import Code, Component, Group, Registry
from sphinxext.mooncake_errors.registry.selection import Request, select
from sphinxext.mooncake_errors.registry.text import spans
from sphinxext.mooncake_errors.tables.blocks import blocks, filled
from sphinxext.mooncake_errors.tables.importing import drafts
from sphinxext.mooncake_errors.tables.markdown import code, inline, sections_markdown
from sphinxext.mooncake_errors.tables.page import read_page
from sphinxext.mooncake_errors.tables.rows import rows


def markdown(registry, *columns, sort=""):
    """Return the tables of a registry."""
    sections, faults = select(Lookup(registry), Request(columns=columns, sort=sort))
    assert faults == []
    return "\n".join(sections_markdown(sections, str, 2))


def tables(text, path):
    """Return the tables of a page."""
    return read_page(text, path)[0]


def read(text, component=None):
    """Return the components that an import of the Markdown makes; nothing may be left out."""
    return imported(tables(text, "page.md"), component)


def test_column_of_the_retry_advice():
    """The advice is in words, and a code without any has an empty cell."""
    codes = (Code(1, "d", name="A", retry="never"), Code(2, "d", name="B"))
    registry = Registry((Component("c", "C", (Group("g", "G", codes),)),))
    lines = markdown(registry, "name", "retry").splitlines()
    assert lines[-2:] == ["| `A`   | Do not retry |", "| `B`   |              |"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "columns",
    [
        (),
        ("group", "name", "value", "description"),
        ("description", "group", "value", "name"),
        ("value", "description", "name"),
    ],
)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=30, deadline=None)
@given(component=components())
def test_tables_can_be_read_back(columns, component):
    """An import reads the groups, names, numbers and texts that were rendered."""
    (made,) = read(markdown(Registry((component,)), *columns), "c")
    assert contents(made) == contents(component)


@pytest.mark.slow
@settings(deadline=None)
@given(component=components())
def test_sorted_tables_keep_the_group_of_each_row(component):
    """A table in another order names the group in every row."""
    text = markdown(Registry((component,)), "group", "name", "value", "description", sort="name")
    (made,) = read(text, "c")
    assert sorted(contents(made)) == sorted(contents(component))


def test_the_builtin_registry_can_be_read_back():
    """All built-in codes are the same after rendering and import, with a heading per component."""
    registry = load_registry()
    made = read(markdown(registry))
    assert [each.component for each in made] == [
        "mooncake-transfer-engine",
        "mooncake-store",
        "mooncake-transfer-engine-status",
        "mooncake-tent-status",
        "mooncake-pg-c",
        "mooncake-pg-c-2",
        "rdma-completion-statuses",
        "transfer-states",
        "client-health",
        "mooncake-pg-proposal-status",
        "mooncake-pg-status-of-a-sync-after-a-failure",
    ]
    for before, after in zip(registry.components, made, strict=True):
        names = [(group, name, value) for group, name, value, _ in contents(before)]
        assert [(group, name, value) for group, name, value, _ in contents(after)] == names
        assert [spans(code.description) for code in after.codes()] == [
            spans(code.description) for code in before.codes()
        ]


@settings(deadline=None)
@given(text=registry_texts())
def test_inline_means_what_the_registry_says(text):
    """CommonMark gives the spans of the text again, inside and outside of a table."""
    reader = MarkdownIt("commonmark").enable("table")
    cell = next(
        token for token in reader.parse(f"| a |\n| - |\n| {inline(text)} |")[::-1] if token.children
    )
    outside = reader.parseInline("x " + inline(text, in_table=False))[0]
    expected = [(span.kind, fold(span.text)) for span in spans(text)]
    for token, start in ((cell, ""), (outside, "x")):
        seen = [(child.type, child.content) for child in token.children]
        literals = [fold(content) for kind, content in seen if kind == "code_inline"]
        assert literals == [content for kind, content in expected if kind == "literal"]
        everything = "".join(content for _, content in seen)
        assert "".join(everything.split()) == start + "".join(
            "".join(content.split()) for _, content in expected
        )
        assert {kind for kind, _ in seen} <= {"text", "code_inline"}


def test_adjacent_code_stays_apart():
    """Two adjacent code spans do not become one."""
    text = inline(":mcerr:`store.OK`:mcerr:`-1`")
    assert text == "`OK`<!-- -->`-1`"
    assert code("a``b`") == "``` a``b` ```"


def test_text_in_braces_before_code_is_no_role_of_myst():
    """Braces that would make a role of the code behind them are escaped."""
    assert inline("set {ref}``x`` to {y}") == r"set \{ref}`x` to \{y}"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Read https://x.org/no_fuel?a=1&b=*2.", "Read <https://x.org/no_fuel?a=1&b=*2>."),
        ("(See HTTP://x.org/a_(b)_c.)", "(See <HTTP://x.org/a_(b)_c>.)"),
        ("见https://x.org/a%20b_c，及 a_b。", r"见<https://x.org/a%20b_c>，及 a\_b。"),
        ("https://x.org/a|b_c, https://.", r"<https://x.org/a\|b_c>, https://."),
        ("https://x.org {ref}``x``", r"<https://x.org> \{ref}`x`"),
    ],
)
def test_urls_have_no_escapes(text, cell):
    """A URL is written so that GitHub links to it as it is, and an import reads it back."""
    assert inline(text) == cell
    assert inline(text, in_table=False) == cell.replace(r"\|", "|")
    registry = Registry((Component("c", "C", (Group("g", "G", (Code(1, text, name="A"),)),)),))
    (made,) = read(markdown(registry), "c")
    assert contents(made) == [("G", "A", 1, text)]


def test_columns_are_aligned_by_display_width():
    """A Chinese character takes two columns of an editor or terminal."""
    group = Group("g", "键", (Code(-1, "未找到键。", name="KEY_MISSING"), Code(-20, "x", name="Y")))
    text = markdown(Registry((Component("c", "C", (group,)),)))
    assert text.splitlines() == [
        "| Name          | Value | Description |",
        "| ------------- | ----: | ----------- |",
        "| **键**        |       |             |",
        "| `KEY_MISSING` |    -1 | 未找到键。  |",
        "| `Y`           |   -20 | x           |",
    ]
    assert len({wcswidth(line) for line in text.splitlines()}) == 1


def test_a_group_column_is_filled_in_the_first_row_of_each_group():
    """Hand-written tables in the usual forms are read."""
    codes = (Code(1, "One.", name="A"), Code(2, "Two.", name="B"))
    component = Component(
        "c", "C", (Group("g", "G", codes), Group("h", "H", (Code(3, "3", name="D"),)))
    )
    text = markdown(Registry((component,)), "group", "name")
    assert [line.split("|")[1].strip() for line in text.splitlines()[2:]] == ["G", "", "H"]


HEADS = [
    ("Group", "Return Value", "Description"),
    ("组别", "返回值", "说明"),
    ("分组", "错误码", "描述"),
    ("CATEGORY", "`Code`", "**Meaning**"),
]


@pytest.mark.parametrize("heads", HEADS)
def test_heads_in_two_languages(heads):
    """A column is known by its head, in English or Chinese, whatever its markup."""
    text = f"| {' | '.join(heads)} |\n|-|-|-|\n| G | A (-1) | One. |\n| | B (-2) | Two. |\n"
    (component,) = read(text, "c")
    assert contents(component) == [("G", "A", -1, "One."), ("G", "B", -2, "Two.")]


@pytest.mark.parametrize(
    ("cell", "name", "value"),
    [
        (r"OBJECT\_NOT\_FOUND (-704)", "OBJECT_NOT_FOUND", -704),
        ("`OBJECT_NOT_FOUND` (`-704`)", "OBJECT_NOT_FOUND", -704),
        ("[`OBJECT_NOT_FOUND`](types.h#L20) (-704)", "OBJECT_NOT_FOUND", -704),
        ("-704 (OBJECT_NOT_FOUND)", "OBJECT_NOT_FOUND", -704),
        ("OBJECT_NOT_FOUND（-704）", "OBJECT_NOT_FOUND", -704),
        ("OBJECT_NOT_FOUND = \uff0d704", "OBJECT_NOT_FOUND", -704),
        ("OBJECT_NOT_FOUND = −704", "OBJECT_NOT_FOUND", -704),
        ("OBJECT_\u200bNOT_FOUND (\ufeff-704)", "OBJECT_NOT_FOUND", -704),
        ("OBJECT_NOT_FOUND＝－７０４", "OBJECT_NOT_FOUND", -704),
        ("OBJECT_NOT_FOUND【-704】", "OBJECT_NOT_FOUND", -704),
        ("-704、OBJECT_NOT_FOUND", "OBJECT_NOT_FOUND", -704),
        ("-704: OBJECT_NOT_FOUND", "OBJECT_NOT_FOUND", -704),
        ("mooncake::ErrorCode::OK (0)", "OK", 0),
        ("<code>E_FAIL</code> 0x80004005", "E_FAIL", 0x80004005),
        ("**0**", None, 0),
        ("E2BIG", "E2BIG", None),
        ("007", None, 7),
        ("18446744073709551615", None, 18446744073709551615),
    ],
)
def test_forms_of_codes(cell, name, value):
    """Names and numbers are read in every form that pages have."""
    (table,) = tables(f"| code | description |\n|-|-|\n| {cell} | x |\n", "page.md")
    (row,), problems = rows(table)
    assert (row.name, row.value, problems) == (name, value, [])


def test_name_and_number_in_columns_of_their_own():
    """The facts about a code may be in any columns in any order."""
    text = "| Meaning | Number | Name |\n|-|-|-|\n| One. | -1 | `A` |\n"
    (component,) = read(text, "c")
    assert [(c.name, c.value, c.description) for c in component.codes()] == [("A", -1, "One.")]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("see `x` and **y**", "see ``x`` and y"),
        (r"a \| b, `c\|d`", "a | b, ``c|d``"),
        ("[Docs](a.md) &lt;b&gt;", "Docs (a.md) <b>"),
        ("[here](#there)<br>next", "here next"),
        ("<https://a.example>", "https://a.example"),
        ("vector<int> <kbd>q</kbd>", "vector<int> ``q``"),
        ("![alt](pic.png)", "alt (pic.png)"),
        ('![alt](data:image/png;base64,AA) <img alt=x src="data:image/gif,A">', "alt x"),
        ("a<!-- gone -->b", "ab"),
        ("2<sup>32</sup>, 10<sup>-3</sup>, x<sup>n</sup>, 5<sup>th</sup>", "2^32, 10^-3, x^n, 5th"),
        ("{mcerr}`~a.B` {ref}`the end <end>` {doc}`x <y.md>`", "``B`` the end x (y.md)"),
        (r"\{ref}`c` {no role}`d` {x} `e`", "{ref}``c`` {no role}``d`` {x} ``e``"),
    ],
)
def test_markup_of_cells(cell, text):
    """Code, links, escapes and HTML of a cell become texts of the registry; no target is lost."""
    (table,) = tables(f"| code | description |\n|-|-|\n| A | {cell} |\n", "page.md")
    (row,), problems = rows(table)
    assert (row.description.text, problems) == (text, [])


def problems_of(text):
    """Return the problems of a page: line, rule and message."""
    found = [problem for table in tables(text, "p.md") for problem in rows(table)[1]]
    return [f"{p.line}: {p.rule} {p.message}" for p in found]


def test_everything_that_is_not_understood_is_listed():
    """Each cell that is left out is a problem at its line with the reason."""
    text = """\
# Codes

| Code | Value | Description | Couse | |
|------|-------|-------------|-------|-|
| A | -1 | One. | cause | |
| what is this | -2 | Two. | | |
| B (-3) | -4 | Three. | | |
| C (-5) | -5 | | | |
| | | Orphan. | | |
| D | -6 | a \\` b | | | | seven |
> | E | -7 | quoted | | |
"""
    assert problems_of(text) == [
        "3: unknown-column unknown column 'Couse' is left out; --column Couse=ROLE gives it a "
        "meaning; did you mean cause?",
        "6: not-understood 'what is this' is neither a name nor a number",
        "7: not-understood a row with two numbers, -3 and -4; "
        "--column HEAD=skip leaves a column out",
        "8: no-description C (-5) has no description",
        "9: no-code a row without a name or a number",
        "10: surplus-cell 'seven' stands in no column: the table has only 5",
        "10: markup the registry cannot hold these backquotes",
    ]


@pytest.mark.parametrize(
    "cell", [r"a \`\`b\`\` c", "```` a`` and ``b ````", r"\:mcerr:\`B\` c", "`` `b` ``"]
)
def test_backquotes_that_the_registry_would_read_as_markup(cell):
    """They are content of the cell, so that it is refused instead of losing them."""
    text = f"| Code | Meaning |\n|---|---|\n| 1 | {cell} |\n"
    assert problems_of(text) == ["3: markup the registry cannot hold these backquotes"]


def test_columns_and_groups_that_mean_nothing_are_listed():
    """A second column of groups and a bold row without codes below are problems."""
    text = """\
| Code | Meaning | Group | Category |
|------|---------|-------|----------|
| **A** | | | |
| **B (-1)** | | | |
| C | c | | e |
"""
    assert problems_of(text) == [
        "1: duplicate-column a second column of groups, 'Category', is left out",
        "3: empty-group a group without codes, 'A'",
    ]


def test_other_tables_are_listed_too():
    """A table without names or descriptions is reported as not a table of codes."""
    assert problems_of("| Fruit | Price |\n|-|-|\n| apple | 3 |\n") == [
        "1: not-codes no table of codes, so left out: there is no column of codes and none of "
        "descriptions among 'Fruit', 'Price'; --column HEAD=ROLE gives one a meaning"
    ]
    assert problems_of("| Code | Price |\n|-|-|\n") == [
        "1: not-codes no table of codes, so left out: there is no column of descriptions "
        "among 'Code', 'Price'; --column HEAD=ROLE gives one a meaning"
    ]


@pytest.mark.parametrize("before", ["> ", ">> ", "1. ", "- > ", "- "])
def test_tables_in_quotations_and_lists(before):
    """A surplus cell is also found in a table inside a list or a quotation."""
    rest = re.sub(r"[-1.]", " ", before)
    text = f"{before}| code | text |\n{rest}|-|-|\n{rest}| 1 | a | b |\n"
    assert problems_of(text) == ["3: surplus-cell 'b' stands in no column: the table has only 2"]


@settings(deadline=None)
@given(st.text(st.sampled_from("|- \n\\`*_<>ab01()code:[]!#é值\t"), max_size=200))
def test_nothing_in_a_page_raises(text):
    """Importing and searching for blocks end with a result for any file."""
    for table in tables("| code | description |\n|-|-|\n" + text, "p.md"):
        understood, problems = rows(table)
        drafts([(table, understood)], None)
        assert all(problem.line > 0 and problem.column > 0 for problem in problems)
    blocks("<!-- mooncake-errors: " + text, "p.md")


BLOCK = "<!-- mooncake-errors: store -->\nold\n<!-- /mooncake-errors -->\n"


def fill_with(*lines):
    """Return a function that gives every block the same lines."""
    return lambda _block: (list(lines), [])


@settings(deadline=None)
@given(
    before=st.lists(st.sampled_from(["text", "# Head", "", "| a |", "- item"]), max_size=4),
    after=st.lists(st.sampled_from(["text", "# Head", "", "```", "    code"]), max_size=4),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_nothing_outside_of_blocks_changes(before, after, end):
    """Text around a block and the ends of lines stay, and a second run changes nothing."""
    head = "".join(line + "\n" for line in [*before, ""])
    tail = "\n".join(["", *after])
    text = (head + BLOCK + tail).replace("\n", end)
    new, stale, problems = filled(text, "p.md", fill_with("new"))
    assert problems == []
    assert [block.line for block in stale] == [head.count("\n") + 1]
    block = BLOCK.replace("old", "\nnew\n")
    assert new == (head + block + tail).replace("\n", end)
    assert filled(new, "p.md", fill_with("new")) == (new, [], [])


def test_blocks_in_lists_and_quotations_keep_their_indentation():
    """Each line of a block begins as its first comment does."""
    text = "1. x\n\n   " + BLOCK.replace("\n", "\n   ") + "\n\n> " + BLOCK.replace("\n", "\n> ")
    new, stale, problems = filled(text, "p.md", fill_with("new"))
    assert (len(stale), problems) == (2, [])
    assert "\n   new\n" in new
    assert "\n>\n> new\n>\n> <!-- /" in new


def test_comments_in_code_are_no_blocks():
    """Documentation of the blocks themselves is left alone."""
    for text in (
        f"```html\n{BLOCK}```\n",
        "`<!-- mooncake-errors: store -->`\n",
    ):
        assert blocks(text, "p.md") == ([], [])


def test_options_of_a_block():
    """A block has the options of the directive; its comment may span lines."""
    text = (
        "# Title\n\n## Section\n\n<!-- mooncake-errors: store columns=name, value\n"
        "     groups=object,rpc codes=-704 sort=name language=zh_CN -->\n"
        "<!-- /mooncake-errors -->\n"
    )
    ((block,), problems) = blocks(text, "p.md")
    assert problems == []
    assert block.request == Request(
        "store", ("object", "rpc"), ("-704",), ("name", "value"), "name"
    )
    assert (block.language, block.level) == ("zh_CN", 3)
    assert (block.line, block.start, block.end) == (5, 6, 6)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (BLOCK.replace("/", "", 1), "3:1: a block inside the block of line 1, which is not ended"),
        ("<!-- mooncake-errors: store -->\n", "1:1: this block has no <!-- /mooncake-errors -->"),
        ("\n<!-- /mooncake-errors -->\n", "2:1: no block begins before this end of one"),
        (
            BLOCK.replace("store", "colums=name"),
            "1:1: unknown option 'colums'; did you mean columns?",
        ),
        (
            BLOCK.replace("store", "sort="),
            "1:1: option sort has no value, or an empty one among several",
        ),
        (BLOCK.replace("store", "a b"), "1:1: component is given twice: a and b"),
        (
            BLOCK.replace("/mooncake-errors", "/mooncake-errors store"),
            "3:1: the end of a block has no options",
        ),
        (
            "Text <!-- mooncake-errors: store -->\n",
            "1:6: each of <!-- mooncake-errors: … --> and <!-- /mooncake-errors --> needs lines of "
            "its own",
        ),
        (
            "Text of\nseveral lines\\\nand <!-- mooncake-errors: store -->\n",
            "3:5: each of <!-- mooncake-errors: … --> and <!-- /mooncake-errors --> needs lines of "
            "its own",
        ),
        (
            "<!-- mooncake-errors: store --><!-- /mooncake-errors -->",
            "1:1: each of <!-- mooncake-errors: … --> and <!-- /mooncake-errors --> needs lines of "
            "its own",
        ),
        (
            "<!-- mooncake-errors: store\n",
            "1:1: each of <!-- mooncake-errors: … --> and <!-- /mooncake-errors --> needs lines of "
            "its own",
        ),
    ],
)
def test_faulty_blocks(text, problem):
    """A faulty block is reported at its place, and its file does not change."""
    new, _, problems = filled(text, "p.md", fill_with("new"))
    assert new == text
    assert f"{problems[0].line}:{problems[0].column}: {problems[0].message}" == problem


def test_headings_inside_a_block_do_not_count():
    """A second run gives titles the same level as the first."""
    text = f"# Title\n\n{BLOCK}\n{BLOCK}"
    new, _, _ = filled(text, "p.md", lambda block: ([f"{'#' * block.level} Sub"], []))
    assert new.count("\n## Sub\n") == 2
    assert filled(new, "p.md", lambda block: ([f"{'#' * block.level} Sub"], []))[1] == []


def test_names_are_never_escaped():
    """Names are code spans, so that they can be copied and searched."""
    component = load_registry().component("store")
    text = markdown(Registry((replace(component),)))
    assert "| `OBJECT_NOT_FOUND` " in text
    assert "\\_" not in text
