"""Columns whose role follows from a part of their head, or from their cells."""

from __future__ import annotations

import pytest

from sphinxext.mooncake_errors.tables.page import read_page
from sphinxext.mooncake_errors.tables.rows import rows


def read(text, **given):
    """Return name, number, description and more of each row of a table, and the messages."""
    (table,), _ = read_page(text, "page.md")
    found, problems = rows(table, given)
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


def test_a_compound_of_chinese_is_known_by_its_end():
    """The module before the word for codes does not hide it, nor that both columns have codes."""
    text = page(("投币模块错误码", "取值", "说明"), ("NO_COIN", "7", "Empty."))
    assert read(text) == ([("NO_COIN", 7, "Empty.", {})], [])
    text = page(
        ("错误码", "中文描述", "故障原因", "运维建议"), ("7", "Empty.", "Thirst.", "Fill it.")
    )
    more = {"causes": ["Thirst."], "actions": ["Fill it."]}
    assert read(text) == ([(None, 7, "Empty.", more)], [])
    assert read(page(("错误码", "进程名称", "说明"), ("7", "x y", "Empty.")))[0] == [
        (None, 7, "Empty.", {})
    ]


@pytest.mark.parametrize(
    ("cause", "action"),
    [("Cause of error", "Suggestions"), ("Possible reasons", "Remedies"), ("原因说明", "处理说明")],
)
def test_heads_of_causes_that_also_have_a_word_for_texts(cause, action):
    """Another word in the head does not make a text of a cause or a cure."""
    text = page(("Code", "Meaning", cause, action), ("7", "Empty.", "Thirst.", "Fill it."))
    more = {"causes": ["Thirst."], "actions": ["Fill it."]}
    assert read(text) == ([(None, 7, "Empty.", more)], [])


def test_codes_of_a_protocol_are_codes_where_there_are_no_others():
    """The code of HTTP is left out beside a code of the program, and taken without one."""
    alone = page(("HTTP status code", "Meaning"), ("404", "No gate."))
    assert read(alone) == ([(None, 404, "No gate.", {})], [])
    beside = page(("Code", "HTTP状态码", "Meaning"), ("7", "404", "No gate."))
    facts, (problem,) = read(beside)
    assert facts == [(None, 7, "No gate.", {})]
    assert problem.startswith("1: unknown-column unknown column 'HTTP状态码' is left out")


@pytest.mark.parametrize(
    "head",
    ["HTTP 状态码", "Status (HTTP)", "状态码（HTTP）", "HTTP コード", "HTTP / status code"],
)
def test_the_name_of_a_protocol_counts_wherever_it_is_in_a_head(head):
    """A code of HTTP is no code of the program, also if HTTP is set apart from the other words."""
    facts, (problem,) = read(page(("Name", head, "Meaning"), ("NO_GATE", "404", "No gate.")))
    assert facts == [("NO_GATE", None, "No gate.", {})]
    assert problem.startswith(f"1: unknown-column unknown column {head!r} is left out")
    alone = page((head, "Meaning (log level)"), ("404", "No gate."))
    assert read(alone) == ([(None, 404, "No gate.", {})], [])


def test_codes_of_a_protocol_are_not_taken_beside_other_numbers():
    """The numbers under an unknown head may be the codes, so their role has to be given."""
    text = page(("HTTP status", "Kood", "Meaning"), ("404", "7", "Shut."), ("404", "8", "Wet."))
    facts, (problem,) = read(text)
    assert facts == []
    assert problem.startswith("1: not-codes no table of codes, so left out: there is no column of")
    assert read(text, kood="code")[0] == [(None, 7, "Shut.", {}), (None, 8, "Wet.", {})]
    assert read(text, kood="skip")[0] == [(None, 404, "Shut.", {}), (None, 404, "Wet.", {})]


def test_a_column_that_is_given_is_the_only_one_of_codes():
    """A head that ends in a word for codes gives no second number beside a given column."""
    text = page(("Client code", "Kood", "Meaning"), ("404", "7", "Shut."))
    facts, (problem,) = read(text, kood="code")
    assert facts == [(None, 7, "Shut.", {})]
    assert problem.startswith("1: unknown-column unknown column 'Client code' is left out")


def test_of_two_columns_with_codes_neither_is_chosen():
    """Which of two numbers is meant is not guessed; the message has the option that tells it."""
    lines = [("Name", "Old value", "New value", "Meaning"), ("NO_GATE", "7", "107", "Shut.")]
    facts, (problem,) = read(page(*lines))
    assert facts == []
    assert problem.startswith("3: not-understood a row with two numbers, 107 and 7; --column HEAD=")
    facts, _ = read(page(*lines), **{"old value": "skip"})
    assert facts == [("NO_GATE", 107, "Shut.", {})]


@pytest.mark.parametrize("number", ["7U", "0x07u", "7L", "7UL", "0x7ULL", "(7U)"])
def test_numbers_with_a_suffix_of_c(number):
    """Pages on embedded programs print numbers as their headers write them."""
    text = page(("Name", "Value", "Meaning"), ("NO_GATE", number, "Shut."))
    assert read(text) == ([("NO_GATE", 7, "Shut.", {})], [])


@pytest.mark.parametrize("head", ["Errcode", "RetCode", "返回代码", "异常码", "业务码", "码值"])
def test_heads_of_codes_beside_those_of_a_protocol(head):
    """Words that programs use for their codes are known."""
    text = page(("HTTP Status", head, "errmsg"), ("404", "7", "Shut."))
    assert read(text)[0] == [(None, 7, "Shut.", {})]


def test_a_role_for_a_sign_is_for_that_sign():
    """The role of a head without letters is not that of other such heads, nor of blank ones."""
    text = page(("#", "Name", "Meaning", "", "❓"), ("1", "NO_GATE", "Shut.", "7", "8"))
    facts, problems = read(text, **{"#": "code"})
    assert facts == [("NO_GATE", 1, "Shut.", {})]
    assert problems == [
        "1: unknown-column a column without a head; --column =ROLE gives it a meaning",
        "1: unknown-column unknown column '❓' is left out; --column '❓=ROLE' gives it a meaning",
    ]


def test_numbers_beside_names_are_numbers_whatever_their_head():
    """Numbers under a head of texts are not texts if the codes have none, unless they repeat."""
    lines = [("Error", "Name", "Description"), ("1", "Jam", "Stuck."), ("2", "Rain", "Wet.")]
    expected = [("Jam", 1, "Stuck.", {}), ("Rain", 2, "Wet.", {})]
    assert read(page(*lines)) == (expected, [])
    facts, _ = read(page(*lines, ("2", "Snow", "Cold.")))
    assert [number for _, number, *_ in facts] == [None, None, None]


def test_phrases_beside_numbers_are_texts():
    """A column of names with phrases is one of texts, also for the plain words among them."""
    text = page(
        ("Code", "Name", "Description"),
        ("404", "Not Found", "No such gate."),
        ("410", "Gone", "It was taken away."),
    )
    assert read(text) == (
        [
            (None, 404, "No such gate.", {"details": "Not Found"}),
            (None, 410, "It was taken away.", {"details": "Gone"}),
        ],
        [],
    )


@pytest.mark.parametrize("heads", [("Message", "Meaning"), ("描述信息", "说明")])
def test_words_most_of_which_are_identifiers_are_names(heads):
    """Plain words among them are names too, also under a head that is known by its end."""
    words = ["None", "BadCoin", "NO_LIGHT", "Timeout", "EIO"]
    text = page(("Code", *heads), *((str(n), word, "x y.") for n, word in enumerate(words)))
    assert read(text) == ([(word, n, "x y.", {}) for n, word in enumerate(words)], [])


def test_names_are_no_texts_beside_phrases_under_an_unknown_head():
    """Which column has the texts is not guessed; the option tells it, and the names are kept."""
    lines = [("Code", "Error", "Tekst"), ("7", "NO_COIN", "It is empty."), ("8", "JAM", "x y.")]
    facts, (problem,) = read(page(*lines))
    assert facts == []
    assert problem.startswith("1: not-codes no table of codes, so left out: there is no column of")
    found = [("NO_COIN", 7, "It is empty.", {}), ("JAM", 8, "x y.", {})]
    assert read(page(*lines), tekst="description")[0] == found
    lines[0] = ("Code", "Error", "When")
    assert read(page(*lines)) == (found, [])


@pytest.mark.parametrize(
    "words", [("Success", "Timeout"), ("Jam", "BadCoin"), ("Bad coin", "BadGate", "BadLight")]
)
def test_words_of_which_few_are_identifiers_are_texts(words):
    """Short descriptions beside numbers stay texts."""
    text = page(("Code", "Message", "Meaning"), *((str(n), w, "x") for n, w in enumerate(words)))
    assert read(text) == ([(None, n, "x", {"details": w}) for n, w in enumerate(words)], [])


def test_titles_of_groups_are_no_phrases():
    """Bold rows in the column of names do not make texts of names that are plain words."""
    text = page(("Value", "Name", "Meaning"), ("", "**In gate**", ""), ("7", "Jam", "Stuck."))
    assert read(text) == ([("Jam", 7, "Stuck.", {})], [])


def test_one_phrase_among_names_is_listed():
    """A name with a blank by mistake does not make texts of the other names."""
    names = ("NO_COIN", "NO_GATE", "NO LIGHT")
    text = page(("Code", "Name", "Meaning"), *((str(n), name, "x") for n, name in enumerate(names)))
    facts, problems = read(text)
    assert [name for name, *_ in facts] == ["NO_COIN", "NO_GATE"]
    assert problems == ["5: not-understood 'NO LIGHT' is neither a name nor a number"]


@pytest.mark.parametrize(
    ("cell", "number", "words"),
    [("404 Not Found", 404, "Not Found"), ("201 Created (old)", 201, "Created (old)")],
)
def test_a_phrase_behind_a_number_becomes_details(cell, number, words):
    """The number is the code, and its phrase is kept; it is the description if there is none."""
    text = page(("Status", "Meaning"), (cell, "It is."))
    assert read(text) == ([(None, number, "It is.", {"details": words})], [])
    assert read(page(("Status", "Meaning"), (cell, "")))[0] == [(None, number, words, {})]


@pytest.mark.parametrize("cell", ["1-9", "0x10 - 0x1F", "8001 to 8004", "609~649", "-1 .. -9"])
def test_a_range_is_listed_as_one(cell):
    """A registry has no ranges, so the message tells why the row is left out."""
    facts, problems = read(page(("Code", "Meaning"), (cell, "Free."), ("0 or more", "Good.")))
    assert facts == []
    assert problems == [
        f"3: not-understood {cell!r} is a range, but a code has one number",
        "4: not-understood '0 or more' is neither a name nor a number",
    ]


def test_the_nearest_head_is_named_for_a_table_that_is_left_out():
    """A typing error in the head of the descriptions is pointed out."""
    _, (problem,) = read(page(("Code", "Descrption"), ("7", "Empty.")))
    assert problem.startswith("1: not-codes ")
    assert "among 'Code', 'Descrption'; did you mean description" in problem


@pytest.mark.parametrize("head", ["Severity", "Priority level", "Source", "Scope"])
def test_no_head_of_another_meaning_is_named(head):
    """The message for a head that is none of the known ones gives the option that it needs."""
    option = f"'{head}=ROLE'" if " " in head else f"{head}=ROLE"
    assert read(page(("Code", "Meaning", head), ("7", "Empty.", "high")))[1] == [
        f"1: unknown-column unknown column '{head}' is left out; "
        f"--column {option} gives it a meaning"
    ]


def test_the_sign_of_a_link_is_not_part_of_a_heading():
    """Generated pages of HTML have such a sign behind each heading."""
    text = "<h2>Gate<a class='headerlink' href='#gate'>¶</a></h2><table><tr><th>Code<th>Meaning"
    (table,), _ = read_page(f"{text}<tr><td>7<td>Empty.</table>", "page.html")
    assert table.heading.plain == "Gate"


@pytest.mark.parametrize("cell", ["EINTR 4", "4 EINTR"])
def test_names_of_the_c_library_need_no_sign_between_name_and_number(cell):
    """Other words in capitals before a number may say what is numbered."""
    text = page(("Macro name and value", "Meaning"), (cell, "Broken off."), ("DOOR 7", "x"))
    assert read(text) == (
        [("EINTR", 4, "Broken off.", {})],
        ["4: not-understood 'DOOR 7' is neither a name nor a number"],
    )


@pytest.mark.parametrize("cell", ["core.gate.jam 0x02", "2 core.gate.jam", "gate::jam 2"])
def test_a_qualified_name_needs_no_sign_between_name_and_number(cell):
    """A plain word is a name if the words before it qualify it."""
    assert read(page(("Code", "Meaning"), (cell, "Stuck."))) == ([("jam", 2, "Stuck.", {})], [])


def test_a_file_name_is_no_name_of_a_code():
    """The end of a header's name is not a name in the scope of the rest."""
    facts, problems = read(
        page(("Name", "Meaning"), ("gate.h", "Codes."), ("Gate.JAM", "Stuck."), ("gate.h 7", "x"))
    )
    assert [name for name, *_ in facts] == ["JAM"]
    assert problems == [
        "3: not-understood 'gate.h' is neither a name nor a number",
        "5: not-understood 'gate.h 7' is neither a name nor a number",
    ]
