"""The check of prose: mentions that it reports, and words that it leaves alone."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinxext.mooncake_errors.checks.prose import Prose
from sphinxext.mooncake_errors.checks.text_files import KINDS, TextFile
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import Code, Component, Group, Registry, Source

SHOP = Component(
    component="shop",
    title="Shop",
    source=Source(header=("shop.h",), enum="demo::ShopError"),
    groups=(
        Group(
            id="all",
            title="All",
            codes=(
                Code(name="OK", value=0, description="Fine."),
                Code(name="SHELF_FULL", value=-10, description="Full."),
                Code(name="SHELF_IS_LOCKED", value=-11, description="Locked."),
                Code(
                    name="SHELF_BURNT",
                    value=-12,
                    description="Burnt.",
                    removed="0.9",
                    replaced_by="shop.SHELF_FULL",
                ),
                Code(name="kDoorStuck", value=6, description="Stuck."),
            ),
        ),
    ),
)
GATE = Component(
    component="gate",
    title="Gate",
    source=Source(header=("gate.h",), macro_prefix="GATE_"),
    groups=(
        Group(
            id="all",
            title="All",
            codes=(
                Code(name="GATE_OK", value=0, description="Open."),
                Code(name="GATE_SHUT", value=-1, description="Shut."),
                Code(name="SHELF_FULL", value=-20, description="Full, too."),
                Code(name="kDoorStuck", value=4, description="Stuck."),
            ),
        ),
    ),
)
PROSE = Prose(Lookup(Registry((SHOP, GATE))))


def problems(text, kind="markdown"):
    """Return ``line:column rule`` for each problem of a text."""
    found = PROSE.problems(TextFile("page", text, kind))
    return [f"{problem.line}:{problem.column} {problem.rule}" for problem in found]


def message(text, kind="markdown"):
    """Return the message of the only problem of a text."""
    (problem,) = PROSE.problems(TextFile("page", text, kind))
    return problem.message


@pytest.mark.parametrize(
    "claim",
    [
        "SHELF_IS_LOCKED (-11)",
        "`SHELF_IS_LOCKED` (-11)",
        "`SHELF_IS_LOCKED (-11)`",
        "`SHELF_IS_LOCKED` (`-11`)",
        "**SHELF_IS_LOCKED** (**-11**)",
        "_SHELF_IS_LOCKED_ (-11)",
        r"SHELF\_IS\_LOCKED (-11)",
        r"SHELF\_IS\_LOCKED (\-11)",
        "SHELF_IS_LOCKED(-11)",
        "SHELF_IS_LOCKED (\N{MINUS SIGN}11)",
        "SHELF_IS_LOCKED（-11）",
        "SHELF_IS_LOCKED（错误码：-11）",
        "SHELF_IS_LOCKED (code -11)",
        "SHELF_IS_LOCKED (error code: -11)",
        "SHELF_IS_LOCKED [-11]",
        "SHELF_IS_LOCKED (-11, the key is lost)",
        "SHELF_IS_LOCKED (-11; see below)",
        "[SHELF_IS_LOCKED](codes.md#x) (-11)",
        "[`SHELF_IS_LOCKED`](codes.md) (-11)",
        "[SHELF_IS_LOCKED][ref] (-11)",
        "{mcerr}`SHELF_IS_LOCKED` (-11)",
        ":mcerr:`SHELF_IS_LOCKED` (-11)",
        "`SHELF_IS_LOCKED <codes.html>`__ (-11)",
        "<code>SHELF_IS_LOCKED</code> (-11)",
        "SHELF_IS_LOCKED\n(-11)",
        "ShopError::SHELF_IS_LOCKED (-11)",
        "`demo::ShopError::SHELF_IS_LOCKED` (-11)",
        "ShopError.SHELF_IS_LOCKED (-11)",
        "shop.SHELF_IS_LOCKED (-11)",
        "SHELF_IS_LOCKED = -11",
        "SHELF_IS_LOCKED=-11",
        "`SHELF_IS_LOCKED` = `-11`",
        "static_cast<int>(ShopError::SHELF_IS_LOCKED) == -11",
        "SHELF_IS_LOCKED: -11",
        "SHELF_IS_LOCKED is -11",
        "SHELF_IS_LOCKED is the error code -11",
        "SHELF_IS_LOCKED has the value -11",
        "`SHELF_IS_LOCKED` means `-11`",
        "SHELF_IS_LOCKED\nis -11",
        "SHELF_IS_LOCKED 是 -11",
        "SHELF_IS_LOCKED 的错误码是 -11",
        "SHELF_IS_LOCKED的值为-11",
        "SHELF_IS_LOCKED错误（-11）",
        "SHELF_IS_LOCKED 对应的错误码是 -11",
        "-11 对应 SHELF_IS_LOCKED",
        "SHELF_IS_LOCKED error (-11)",
        "SHELF_IS_LOCKED with the error code -11",
        "SHELF_IS_LOCKED/-11",
        "-11/SHELF_IS_LOCKED",
        "错误码11表示kDoorStuck",
        "kDoorStuck (0x11)",
        "SHELF_IS_LOCKED (error -11)",
        "error -11 means SHELF_IS_LOCKED",
        "-11 is SHELF_IS_LOCKED",
        "`-11` stands for {mcerr}`SHELF_IS_LOCKED`",
        "-11 means\nthe error SHELF_IS_LOCKED",
        "-11 表示 SHELF_IS_LOCKED",
        "kDoorStuck is 11",
        "error 11 means kDoorStuck",
        "`SHELF_IS_LOCKED`: `-11`",
        "#define SHELF_IS_LOCKED -11",
        "#define SHELF_IS_LOCKED (-11)",
        "-11 (SHELF_IS_LOCKED)",
        "`-11` (`SHELF_IS_LOCKED`)",
        r"-11 (SHELF\_IS\_LOCKED)",
        "-11 (SHELF_IS_LOCKED, the key is lost)",
        "-11 ([SHELF_IS_LOCKED](codes.md))",
        "-11 ({mcerr}`SHELF_IS_LOCKED`)",
        "-11（SHELF_IS_LOCKED）",
        "-11: SHELF_IS_LOCKED",
        "`-11` → `SHELF_IS_LOCKED`",
        "kDoorStuck (11)",
        "kDoorStuck [11]",
        "11 (kDoorStuck)",
        "SHELF_IS_LOCKED [1]_ (-11)",
        "`kDoorStuck` = 11",
        "kDoorStuck: 11",
        "ShopError::OK = 11",
        "```\nfailed: SHELF_IS_LOCKED (-11)\n```",
    ],
)
def test_claims(claim):
    """Every way to give a code its number is checked: true ones pass, false ones do not."""
    true = claim.replace("11", "6" if "kDoor" in claim else "0" if "::OK" in claim else "11")
    assert problems(f"The call fails with {true}.\n") == []
    false = claim.replace("11", "13")
    found = problems(f"The call fails with {false}.\n")
    assert [problem.split()[1] for problem in found] == ["wrong-number"]


TABLES = {
    "pipes": "| Name | Number |\n|---|---|\n| `SHELF_IS_LOCKED` | -11 |\n",
    "short rule": "| Name | Fehlercode |\n|-|-|\n| GATE_SHUT | -1 |\n| SHELF_IS_LOCKED | -11 |\n",
    "number first": "| Code | Name |\n|--:|---|\n| -11 | SHELF\\_IS\\_LOCKED |\n",
    "without sign": "Value | Name\n---|---\n-11 | [SHELF_IS_LOCKED](x.md)\n",
    "grid": "+------+------+\n| Name | Code |\n+======+======+\n| SHELF_IS_LOCKED | -11 |\n",
    "simple": "=================  =====\nName               Code\n=================  =====\n"
    "SHELF_IS_LOCKED    -11\n=================  =====\n",
    "list": ".. list-table::\n\n   * - Name\n     - Code\n   * - ``SHELF_IS_LOCKED``\n     - -11\n",
    "html": "<table>\n<tr><th>Name</th><th>Code</th></tr>\n"
    "<tr><td>SHELF_IS_LOCKED</td><td>-11</td></tr>\n</table>\n",
    "html in lines": "<table>\n<tr>\n<td class=x><code>SHELF_IS_LOCKED</code>\n<td>\n-11\n</td>\n"
    "</tr>\n</table>\n",
    "csv": '.. csv-table::\n   :header: "Name", "Code"\n\n   "SHELF_IS_LOCKED", "-11"\n',
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_tables(table):
    """A row with a name and a number is a claim, in every kind of table."""
    assert problems(table) == []
    assert [found.split()[1] for found in problems(table.replace("-11", "-13"))] == ["wrong-number"]
    assert "did you mean SHELF_IS_LOCKED" in message(table.replace("LOCKED", "IOCKED"))


def test_the_head_of_a_grid_table():
    """It is the head of all rows, so that each positive number under ``Code`` is a claim."""
    edge = "+------------+------+\n"
    head = f"{edge}| Name       | Code |\n{edge.replace('-', '=')}"
    rows = [f"| kDoorStuck |    {number} |\n{edge}" for number in (6, 5)]
    assert problems("".join([head, *rows]), "rst") == ["6:19 wrong-number"]


def test_heads_of_tables_in_html():
    """A head holds for the rows of its own table."""
    head, row = "<tr><th>Name<th>Code</tr>", "<tr><td>kDoorStuck<td>5</tr>"
    assert problems(f"<table>{head}\n{row}</table>") == ["2:23 wrong-number"]
    assert problems(f"<table>{head}</table>\n<table>{row}</table>") == []


def test_message_and_place():
    """The number is named with what it is and what the name is, at the number."""
    text = "First.\n\nIt fails with SHELF_IS_LOCKED (-10).\n"
    assert problems(text) == ["3:32 wrong-number"]
    assert message(text) == "SHELF_IS_LOCKED is -11, not -10; -10 is shop.SHELF_FULL"
    text = "| A | B |\n|---|---|\n| x | y |\n| SHELF_IS_LOCKED | -13 |\n"
    assert problems(text) == ["4:21 wrong-number"]


def test_an_unsigned_number_before_a_name():
    """It is the number of a negative code, unlike small positive numbers."""
    assert problems("0xFFFFFFF5 (SHELF_IS_LOCKED), 4294967285 (SHELF_IS_LOCKED)") == []
    assert problems("0xFFFFFFF3 (SHELF_IS_LOCKED)") == ["1:1 wrong-number"]


def test_ambiguous_names():
    """A name of two components may have either number, or that of the component it names."""
    assert problems("SHELF_FULL (-10) and SHELF_FULL (-20)") == []
    assert message("SHELF_FULL (-30)") == "SHELF_FULL is -10 (shop) or -20 (gate), not -30"
    assert message("ShopError::SHELF_FULL (-20)").startswith("SHELF_FULL is -10, not -20")
    assert message("gate.SHELF_FULL (-10)").startswith("SHELF_FULL is -20, not -10")


@pytest.mark.parametrize(
    "text",
    [
        "The numbers -11, -13 and 704 stand alone.",
        "SHELF_IS_LOCKED (3 retries)",
        "SHELF_IS_LOCKED (5.5 s)",
        "SHELF_IS_LOCKED (10%)",
        "SHELF_IS_LOCKED: 12",
        "SHELF_IS_LOCKED: 3 times",
        "HTTP 200 (OK), OK (200), OK: 200",
        "SHELF_IS_LOCKED != -13",
        "OTHER_SHELF_IS_LOCKED (-13), SHELF_IS_LOCKED_TWICE (-13)",
        "other::SHELF_IS_LOCKED = 4, Other.SHELF_IS_LOCKED = 4",
        "kDoorStuck: 2025-01-02, kDoorStuck: 500-599, kDoorStuck = 1 << 2, SHELF_FULL = -8 - 2",
        "RATE_OK (0) and SALE_OK = 0 are the success of other enumerations.",
        "other::ShopError::OK (7), other::ShopError::NOT_OURS, other::ShopError::SHELF_FULL = 4",
        "| Name | Count |\n|---|---|\n| SHELF_IS_LOCKED | 12 |",
        "| Name | Code | Hits |\n|---|---|---|\n| SHELF_IS_LOCKED | -11 | -3 |",
        "`MAX_RETRIES` = 5, `SOME_THING` (-11), GATE_* and GATE_KEEPER_NAME",
        "#include <gate.h>  // for GATE_SHUTT..., GATE_SHUTT…",
        "`SHELF_FULLY_AUTOMATIC` and SHELF_IS_LOCKT in prose",
        "ShopError::XXX, `ErrorCode::FOO`",
        "kDoorStuckNot (3)",
        "kDoorStuck is 3 times as slow, and kDoorStuck has 12 causes.",
        "SHELF_IS_LOCKED (4294967285), SHELF_IS_LOCKED = 0xFFFFFFF5",
        "SHELF_FULL, SHELF_IS_LOCKED (-10, -11) and SHELF_FULL/SHELF_IS_LOCKED (-10/-11)",
        "SHELF_FULL and SHELF_IS_LOCKED: -10, -11 or another",
        "`SHELF_FULL`、`SHELF_IS_LOCKED`（-10、-11），-10/-11 (SHELF_FULL/SHELF_IS_LOCKED)",
        "| Name | Code |\n|---|---|\n| SHELF_IS_LOCKED | 0xFFFFFFF5 |",
        "SHELF_IS_LOCKED [1]_, kDoorStuck [1]_, SHELF_IS_LOCKED [1], kDoorStuck<sup>[1](#f)</sup>",
        "HTTP 404 (`SHELF_IS_LOCKED`), exit status 1 (SHELF_IS_LOCKED), step 3 (SHELF_IS_LOCKED)",
        "Issue #123 (kDoorStuck), `shop.h:42` (kDoorStuck), Table 1 (SHELF_IS_LOCKED)",
        "There are 13 reasons: 13 is kDoorStuck, and 5 means kDoorStuck.",
        "",
    ],
)
def test_what_is_left_alone(text):
    """Bare numbers, counts, other people's names and common words are none of our business."""
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("It returns `SHELF_IS_LOCKT`.", "SHELF_IS_LOCKED"),
        ("It returns `SHELF_ISLOCKED`.", "SHELF_IS_LOCKED"),
        ("It returns ``SHELF_IS_LOKED``.", "SHELF_IS_LOCKED"),
        (r"It returns `SHELF\_IS\_LOKED`.", "SHELF_IS_LOCKED"),
        ("It returns GATE_SHUTT here.", "GATE_SHUT"),
        ("It returns `kDoorStuk`.", "kDoorStuck"),
        ("| name | value |\n| --- | --- |\n| kDoorStukc | 6 |\n", "kDoorStuck"),
        ("It returns ShopError::SHELF_LOCKED here.", "SHELF_IS_LOCKED"),
        ("It returns SHELF_LOCKED (-11) here.", "SHELF_IS_LOCKED"),
        ("It returns -11 (SHELF_LOCKED) here.", "SHELF_IS_LOCKED"),
    ],
)
def test_names_that_are_almost_ours(text, nearest):
    """A misspelt code gets a suggestion, at its place."""
    assert f"did you mean {nearest}" in message(text)
    assert problems(text)[0].endswith(" unknown-code")


@pytest.mark.parametrize("word", ["kDoorStuk", "`DoorStuck`", "`kDoorOpen`", "`doorStuk`"])
def test_other_words_with_inner_capitals(word):
    """Words with inner capitals are misspelt codes only in literals, if they begin like a code."""
    assert problems(f"It returns {word} here.") == []


def test_a_name_behind_our_enumeration_must_exist():
    """A name qualified with our enumeration has to be a code, however odd it is."""
    assert message("See ShopError::NOTHING_LIKE_IT.") == "unknown code ShopError::NOTHING_LIKE_IT"


def test_removed_codes():
    """A code that is gone must not be cited, with or without its number."""
    assert message("See SHELF_BURNT.") == "shop.SHELF_BURNT was removed in 0.9; use shop.SHELF_FULL"
    assert problems("See `SHELF_BURNT` (-12).") == ["1:6 removed-code"]


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("See {mcerr}`SHELF_IS_LOKED`.", "markdown", ["1:13 unknown-code"]),
        ("See {mcerr}`~demo.SHELF`.", "markdown", ["1:13 unknown-code"]),
        ("See {mcerr:code}`the shelf <-99>`.", "markdown", ["1:29 unknown-code"]),
        ("See {mcerr}`-99`, {mcerr}`!-98`, ``{mcerr}`-97` ``.", "markdown", ["1:13 unknown-code"]),
        ("See {mcerr}`kDoorStuck`.", "markdown", ["1:13 ambiguous-code"]),
        ("See {mcerr}`-11`, {mcerr}`shop.kDoorStuck`.", "markdown", []),
        ("```md\n{mcerr}`-99`\n```\n", "markdown", []),
        ("```{note}\n{mcerr}`-99`\n```\n", "markdown", ["2:9 unknown-code"]),
        ("```{note}\nA.\n```\n{mcerr}`-99`\n```md\n```\n", "markdown", ["4:9 unknown-code"]),
        ("- A.\n\n      {mcerr}`-99`\n\n  {mcerr}`-98`\n", "markdown", ["5:11 unknown-code"]),
        ("````{note}\n```md\n{mcerr}`-99`\n```\n````\n", "markdown", []),
        ("See :mcerr:`nothing`.", "rst", ["1:13 unknown-code"]),
        ("See :mcerr:`the\nshelf <-99>`.", "rst", ["2:8 unknown-code"]),
        ("So::\n\n   :mcerr:`-99`\n\n:mcerr:`-98`\n", "rst", ["5:9 unknown-code"]),
        ("As :mcerr:`-97`::\n\n   :mcerr:`-99`\n", "rst", ["1:12 unknown-code"]),
        (".. code-block:: rst\n\n   :mcerr:`-99`\n", "rst", []),
        (".. note::\n\n   :mcerr:`-99`\n", "rst", ["3:12 unknown-code"]),
        ('def f():\n    """See :mcerr:`-99`."""\n', "python", ["2:20 unknown-code"]),
    ],
)
def test_roles(text, kind, found):
    """A role that Sphinx would warn about is found, once, and roles inside code are not."""
    assert problems(text, kind) == found


SOURCES = {
    "c": [
        "int x;  // fails with SHELF_FULL (-13)\n",
        "/* fails with\n * SHELF_FULL (-13)\n */\n",
        "/// SHELF_FULL\n/// (-13)\n",
        'auto s = R"(// " )"; // SHELF_FULL = -13\n',
        "char c = '\"'; // SHELF_FULL = -13\n",
        "fn f<'a>(x: &'a str) {} // SHELF_FULL = -13\n",
    ],
    "python": [
        "x = 1  # fails with SHELF_FULL (-13)\n",
        'def f():\n    """Fails.\n\n    With -13 (SHELF_FULL).\n    """\n',
        "x = 'it#s'  # SHELF_FULL: -13\n",
    ],
}


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k, ts in SOURCES.items() for t in ts])
def test_comments_of_source_code(kind, text):
    """Comments and docstrings are prose."""
    assert [problem.split()[1] for problem in problems(text, kind)] == ["wrong-number"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("c", "enum { SHELF_FULL = -13 };\n"),
        ("c", 'log("SHELF_FULL (-13)");\n'),
        ("c", 'log("// SHELF_FULL (-13)");\n'),
        ("python", "SHELF_FULL = -13\n"),
        ("python", 'x = "# SHELF_FULL (-13)"\n'),
        ("python", 'x = """\nSHELF_FULL (-13)\n"""\n'),
    ],
)
def test_source_code_itself(kind, text):
    """Code is the compiler's business."""
    assert problems(text, kind) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("markdown", "SHELF_FULL (-13) <!-- mooncake-errors: ignore -->\n"),
        ("markdown", "<!-- mooncake-errors: ignore -->\nSHELF_FULL (-13)\n"),
        ("markdown", "<!-- mooncake-errors: ignore -->\n\nSHELF_FULL (-13)\n"),
        ("markdown", "<!--mooncake-errors:ignore-->\nSHELF_FULL (-13)\n"),
        ("markdown", "% mooncake-errors: ignore\nSHELF_FULL (-13)\n"),
        ("rst", ".. mooncake-errors: ignore\n\nSHELF_FULL (-13)\n"),
        ("c", "// mooncake-errors: ignore\n// SHELF_FULL (-13)\n"),
        ("c", "int x; // SHELF_FULL (-13) // mooncake-errors: ignore\n"),
        ("python", "# SHELF_FULL (-13)  # mooncake-errors: ignore\n"),
        ("markdown", "# Old\n<!-- mooncake-errors: ignore-file -->\nSHELF_FULL (-13)\n"),
        ("c", "/* mooncake-errors: ignore-file */\n// SHELF_FULL (-13)\n// GATE_SHUTT\n"),
        ("markdown", "> <!-- mooncake-errors: ignore -->\n>\n> SHELF_FULL (-13)\n"),
        ("markdown", "{/* mooncake-errors: ignore */}\nSHELF_FULL (-13)\n"),
        ("markdown", "<!-- mooncake-errors: ignore: the past -->\nSHELF_FULL (-13)\n"),
        ("python", "# mooncake-errors: ignore (the past)\n# SHELF_FULL (-13)\n"),
    ],
)
def test_exemptions(kind, text):
    """A marker exempts its line, the next one if it stands alone, or the file."""
    assert problems(text, kind) == []
    idle = text.replace("(-13)", "(-10)").replace("SHUTT", "SHUT")
    assert [found.split()[1] for found in problems(idle, kind)] == ["unused-exemption"]


def test_a_marker_reaches_no_further():
    """The line after the exempted one is checked, and so is the one after a marker behind text."""
    text = "<!-- mooncake-errors: ignore -->\nSHELF_FULL (-13)\nSHELF_FULL (-13)\n"
    assert problems(text) == ["3:13 wrong-number"]
    text = "Nothing. <!-- mooncake-errors: ignore -->\nSHELF_FULL (-13)\n"
    assert problems(text) == ["1:10 unused-exemption", "2:13 wrong-number"]


def test_a_file_is_exempted_at_its_top():
    """Far down the marker does nothing, and says so."""
    text = "\n" * 30 + "<!-- mooncake-errors: ignore-file -->\nSHELF_FULL (-13)\n"
    assert problems(text) == ["31:1 unused-exemption", "32:13 wrong-number"]
    assert problems("Write `<!-- mooncake-errors: ignore -->`.") == []


def test_an_exempted_file_may_show_markers():
    """A page that explains markers needs one for all of them."""
    text = "<!-- mooncake-errors: ignore-file -->\n\n    // mooncake-errors: ignore\n"
    assert problems(text) == []


PIECES = st.sampled_from(
    [
        *("SHELF_FULL", "SHELF_FUL", "kDoorStuck", "ShopError::", "GATE_", "-10", "-13", "\u2212"),
        *("(", ")", "`", "``", "|", "\n", " ", "*", "\\", "_", "[", "](", "<", ">", "=", ":", '"'),
        *("|---|---|", "====  ====", "* - ", "- ", ".. csv-table::", ",", "'''", "//", "/*", "#"),
        "<!-- mooncake-errors: ignore -->",
    ]
)


def test_long_lines_are_read():
    """A minified file of a megabyte is read to its end; what is not linear in that never ends."""
    text = "[" * 1_000_000 + "|`SHELF_FULL` (-13)|" + "<" * 1_000_000
    assert problems(text, "text") == ["1:1000016 wrong-number"]


@given(st.lists(PIECES | st.characters(), max_size=40), st.sampled_from(sorted(KINDS)))
@settings(max_examples=300, deadline=None)
def test_nothing_raises(pieces, kind):
    """Whatever stands in a file, each problem has a place in it."""
    text = "".join(pieces)
    lines = text.split("\n")
    for problem in PROSE.problems(TextFile("page", text, kind)):
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


LONG = {
    "stars": lambda n: "SHELF_FULL" + "*" * n,
    "underscores": lambda n: "SHELF_FULL" + "_" * n,
    "blanks": lambda n: "SHELF_FULL" + " " * n,
    "tag": lambda n: "SHELF_FULL</" + "a" * n,
    "mentions": lambda n: "SHELF_FULL </" * (n // 10),
    "escapes": lambda n: "A\\_" * n,
    "wrong claims": lambda n: "SHELF_FULL (-13)\n" * (n // 10),
    "wrong rows": lambda n: "| SHELF_FULL | -13 |\n" * (n // 10),
    "strange names": lambda n: "".join(f"| SHELF_FILL_{i} |\n" for i in range(n // 10)),
    "cells": lambda n: "<td>" * n,
    "long cell": lambda n: f"<td>{'[' * n}<tr>",
    "roles": lambda n: "{mcerr}`-99`\n" * (n // 10),
    "open roles": lambda n: "{mcerr}`" * n,
    "indented roles": lambda n: " " * n + "{mcerr}`-99`",
    "open directives": lambda n: "~~~{note}\n" * (n // 10) + "{mcerr}`-99`",
    "raw strings": lambda n: 'R"(' * n,
}


@pytest.mark.parametrize("make", LONG.values(), ids=LONG)
def test_time_grows_with_the_size(make):
    """Four times the text takes about four times the time."""
    kinds = {LONG["raw strings"]: "c", LONG["indented roles"]: "rst"}
    size, kind = 4_000, kinds.get(make, "markdown")
    while _time(make(size), kind) < 0.03:
        size *= 2
    # In turn, since the speed of a processor changes.
    ratios = (_time(make(4 * size), kind) / _time(make(size), kind) for _ in range(3))
    assert min(ratios) < 9


def _time(text, kind):
    start = process_time()
    problems(text, kind)
    return process_time() - start


@pytest.mark.parametrize("head", ["Code", "错误码", "Error number", "エラーコード", "Fehlernummer"])
def test_heads_of_numbers(head):
    """A number that is not negative counts under the heads that ``import`` knows."""
    text = f"| Name | {head} |\n|-|-|\n| kDoorStuck | 11 |\n"
    assert problems(text) == ["3:16 wrong-number"]
    assert problems(text.replace(head, "Hits")) == []


@pytest.mark.parametrize("head", ["Status", "Status code", "`Exit code`", "No.", "状态码"])
def test_heads_of_other_numbers(head):
    """A page may give the status of HTTP, the exit code or a serial number beside each code."""
    text = f"| {head} | Error code |\n|-|-|\n| 404 | `SHELF_IS_LOCKED` |\n"
    assert problems(text) == []
    assert problems(text.replace("SHELF_IS_LOCKED", "kDoorStuck")) == ["3:3 wrong-number"]
    assert problems(text.replace("404", "-13")) == ["3:3 wrong-number"]
    assert problems(text.replace(head, "Value")) == ["3:3 wrong-number"]
