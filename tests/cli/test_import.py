"""Hand-written tables to registries and catalogs: ``mooncake-errors import``."""

from __future__ import annotations

import json
import shutil
from inspect import signature
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sphinxext.mooncake_errors.cli.commands import commands
from sphinxext.mooncake_errors.registry.builtin import BUILTIN
from sphinxext.mooncake_errors.registry.load import load_registry

# Before 8.2 click had to be told to keep standard error apart.
APART = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
RUNNER = CliRunner(**APART)

SEED = Path(__file__).parents[1] / "data" / "handwritten-zh.md"
PAGE = """\
# Parking gate

| Code                    | Meaning                  |
| ----------------------- | ------------------------ |
| `TICKET_UNREADABLE` (4) | Print it, see `gate`.    |
| TICKET\\_UNPAID          | Not paid.                |
| TICKET_GONE (4)         | Somebody else has it.    |
"""
REGISTRY = """\
component: gate
title: Gate
groups:
- id: ticket
  title: Ticket
  codes:
  - name: TICKET_UNREADABLE
    value: 4
    description: The ticket cannot be read.
  - name: TICKET_UNPAID
    value: 5
    description: The ticket is not paid.
"""
DUTCH = """\
| Group | Code               | Description  |
| ----- | ------------------ | ------------ |
| Kaart | TICKET_UNREADABLE (4) | Onleesbaar. |
|       | TICKET_UNPAID (7)  | Niet betaald. |
|       | TICKET_UNPAYD      | ? |
|       | TICKET_LOST (5)    | Kwijt. |
"""


@pytest.fixture(autouse=True)
def _project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write("gate.md", PAGE)
    write("nl.md", DUTCH)
    write("gate.yaml", REGISTRY)


def write(path, text):
    """Write a text file."""
    Path(path).write_text(text, encoding="utf-8")


def read(path):
    """Return the text of a file."""
    return Path(path).read_text(encoding="utf-8")


def run(*arguments, code=0):
    """Run the command, which must end with `code`, and return its standard output."""
    result = RUNNER.invoke(commands, ["import", *map(str, arguments)])
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stdout


def catalog(path):
    """Return the translations in a catalog."""
    with Path(path).open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


@pytest.mark.slow
def test_the_seed_matches_the_builtin_registry():
    """Every row of Mooncake's Chinese tables finds its code, with or without a number."""
    arguments = ("--translation-of", "built-in", "--language", "zh_CN", "-o", "zh.po")
    result = RUNNER.invoke(commands, ["import", str(SEED), *arguments])
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "49 of 49 rows matched\n" in result.stderr
    texts = catalog("zh.po")
    assert texts["The call succeeded."] == "正常执行"
    assert texts["The operation succeeded."] == "操作成功"
    assert texts["The object is under a lease."] == "对象存在租约"
    assert texts["Handshake"] == "握手错误"
    page = SEED.read_text(encoding="utf-8").replace("|", "\n")
    cells = {" ".join(line.split()) for line in page.splitlines()}
    assert {text for text in texts.values() if text} <= cells
    built_in = load_registry().components
    translated = [code for part in built_in for code in part.codes() if texts[code.description]]
    assert len(translated) == 49


def test_the_seed_as_registries():
    """A heading is a component; a registry gives the numbers that the page lacks."""
    Path("out").mkdir()
    shipped = [argument for path in BUILTIN for argument in ("--registry", path)]
    run(SEED, *shipped, "-l", "zh_CN", "-o", "out")
    made = load_registry(sorted(Path("out").iterdir(), reverse=True))
    assert [each.component for each in made.components] == [
        "mooncake-transferengine",
        "mooncake-store",
    ]
    assert {each.language for each in made.components} == {"zh_CN"}
    values = {code.name: code.value for each in made.components for code in each.codes()}
    right = {code.name: code.value for each in load_registry().components for code in each.codes()}
    assert len(values) == 48  # two codes have no name
    assert values.items() <= right.items()


def test_a_page_becomes_a_registry():
    """Rows that are understood are written; others are listed with places, and the end is 1."""
    output = run("gate.md", "-o", "new.yaml", code=1)
    assert output.splitlines() == [
        "gate.md:6:1: no-number TICKET_UNPAID has no number here; --registry FILE may supply it",
        "gate.md:7:1: duplicate-number duplicate number 4, first in gate.md:5",
    ]
    assert read("new.yaml") == (
        "component: parking-gate\ntitle: Parking gate\ngroups:\n- id: parking-gate\n"
        "  title: Parking gate\n  codes:\n  - name: TICKET_UNREADABLE\n    value: 4\n"
        "    description: Print it, see ``gate``.\n"
    )
    assert load_registry([Path("new.yaml")])


def test_a_registry_gives_numbers():
    """A name without a number gets that of a registry; an unknown one is named."""
    write("more.md", "| code | description |\n|-|-|\n| TICKET_UNPAID | x |\n| TICKET_UNPAI | y |\n")
    result = RUNNER.invoke(commands, ["import", "more.md", "--registry", "gate.yaml"])
    assert result.exit_code == 1
    assert "  - name: TICKET_UNPAID\n    value: 5\n" in result.stdout
    assert result.stderr == (
        "more.md:4:1: unknown-code the registry has no TICKET_UNPAI; "
        "did you mean TICKET_UNPAID or TICKET_UNREADABLE?\n"
    )


def test_tables_under_headings():
    """Each heading is a component, or a group of the one that is asked for."""
    row = "| code | description |\n|-|-|\n| {} | x |\n"
    page = f"# Disk\n\n{row.format('A (1)')}\n# Net work\n\n{row.format('B (2)')}"
    write("two.md", page)
    assert run("two.md").count("component: ") == 2
    assert "\n---\n" in run("two.md")
    run("two.md", "--component", "all", "-o", "all.yaml")
    (component,) = load_registry([Path("all.yaml")]).components
    assert component.component == "all"
    assert [(group.id, group.title) for group in component.groups] == [
        ("disk", "Disk"),
        ("net-work", "Net work"),
    ]


def test_one_component_of_a_page_with_sections():
    """Its title is that of the page, and a heading that becomes no group is listed."""
    table = "| Code | Meaning |\n|-|-|\n{}| {} | x |\n\n"
    page = "# Boiler\n\n## Sensors\n\n{}## Valve codes\n\n{}"
    bold = "| **Inlet** | |\n"
    write("boiler.md", page.format(table.format("", "A (1)"), table.format(bold, "B (2)")))
    output = run("boiler.md", "--component", "boiler", "-o", "boiler.yaml", code=1)
    assert output == (
        "boiler.md:9:1: empty-group the heading 'Valve codes' is left out: "
        "no code has it as its group\n"
    )
    (component,) = load_registry([Path("boiler.yaml")]).components
    assert component.title == "Boiler"
    assert [group.title for group in component.groups] == ["Sensors", "Inlet"]
    run("boiler.md", "-o", "each/")
    write(
        "boiler.md",
        "# Boiler\n\n## Valves\n\n| Code | Meaning | Group |\n|-|-|-|\n| A (1) | x | Inlet |\n",
    )
    assert "title: Valves\n" in run("boiler.md", "--component", "valves")


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("boiler.html", "<h2>{}</h2><table><tr><th>Code<th>Meaning<tr><td>{}<td>x</table>\n"),
        ("README.md", "## {}\n\n| Code | Meaning |\n|-|-|\n| {} | x |\n\n"),
    ],
)
def test_one_component_of_a_page_with_a_title_in_html(name, section):
    """Its title is the first heading of HTML, which many pages in Markdown have too."""
    sections = section.format("Sensors", "A (1)") + section.format("Valves", "B (2)")
    write(name, f'<h1 align="center">Boiler</h1>\n\n{sections}')
    assert "title: Boiler\n" in run(name, "--component", "boiler")


def test_a_group_over_more_than_a_thousand_rows():
    """A cell of an HTML table belongs to as many rows as it spans."""
    rows = "".join(f"<tr><td>{number}</td><td>Fault.</td></tr>" for number in range(2, 1201))
    first = '<tr><td rowspan="1200">Valves</td><td>1</td><td>Fault.</td></tr>'
    head = "<tr><th>Group</th><th>Code</th><th>Meaning</th></tr>"
    write("boiler.md", f"<table>{head}{first}{rows}</table>\n")
    run("boiler.md", "-o", "boiler.yaml")
    (component,) = load_registry([Path("boiler.yaml")]).components
    assert [(group.title, len(group.codes)) for group in component.groups] == [("Valves", 1200)]


@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_headings_with_the_same_text(suffix):
    """Each heading is a component, also if another one of the page or of another page is alike."""
    table = {
        "md": "# Errors\n\n| Code | Meaning |\n|-|-|\n| A ({}) | x |\n\n",
        "rst": "Errors\n======\n\n.. csv-table::\n   :header: Code, Meaning\n\n   A ({}), x\n\n",
    }[suffix]
    write(f"a.{suffix}", table.format(1) + table.format(2))
    write(f"b.{suffix}", table.format(3))
    run(f"a.{suffix}", f"b.{suffix}", "-o", "out/")
    made = load_registry(sorted(Path("out").iterdir())).components
    assert {(each.component, each.title, code.value) for each in made for code in each.codes()} == {
        ("errors", "Errors", 1),
        ("errors-2", "Errors", 2),
        ("errors-3", "Errors", 3),
    }


def test_ids_of_titles_without_latin_letters():
    """An id is made of what there is, and no two are the same."""
    row = "| 组 | 码 code | 说明 |\n|-|-|-|\n| 键 | A (1) | x |\n| 值 | B (2) | x |\n"
    write(
        "zh.md",
        f"# 甲\n\n{row.replace('码 code', 'code')}\n# 乙\n\n{row.replace('码 code', 'code')}",
    )
    Path("out").mkdir()
    run("zh.md", "-o", "out")
    made = load_registry(sorted(Path("out").iterdir()))
    assert [(part.component, part.title) for part in made.components] == [
        ("zh-2", "乙"),
        ("zh", "甲"),
    ]
    assert [group.id for group in made.components[0].groups] == ["group", "group-2"]


def test_a_translation_is_matched_by_name():
    """Numbers that differ and names that do not exist are listed; the rest is translated."""
    arguments = ("--translation-of", "gate.yaml", "-l", "nl", "-o", "nl.po")
    output = run("nl.md", *arguments, code=1)
    assert output.splitlines() == [
        "nl.md:4:1: number TICKET_UNPAID is 7 here and 5 in the registry",
        "nl.md:5:1: unknown-code the registry has no TICKET_UNPAYD; "
        "did you mean TICKET_UNPAID or TICKET_UNREADABLE?",
        "nl.md:6:1: unknown-code the registry has no TICKET_LOST; there 5 is TICKET_UNPAID",
    ]
    texts = catalog("nl.po")
    assert texts["Ticket"] == "Kaart"
    assert texts["The ticket cannot be read."] == "Onleesbaar."
    assert texts["The ticket is not paid."] == "Niet betaald."
    assert texts["Gate"] == ""
    assert '"Language: nl\\n"' in read("nl.po")


def test_unsigned_numbers_are_those_of_negative_codes():
    """A number printed as unsigned finds its code, does not differ from it, and becomes signed."""
    write("gate.yaml", REGISTRY.replace("value: 4", "value: -2147467259"))
    write("nl.md", "| code | description |\n|-|-|\n| 0x80004005 | Onleesbaar. |\n")
    write("de.md", "| code | description |\n|-|-|\n| TICKET_UNREADABLE (2147500037) | Zu nass. |\n")
    for page in ("nl.md", "de.md"):
        run(page, "--translation-of", "gate.yaml", "-l", "nl", "-o", f"{page}.po")
        run(page, "--registry", "gate.yaml", "-o", f"{page}.yaml")
        assert "value: -2147467259\n" in read(f"{page}.yaml")
    assert catalog("nl.md.po")["The ticket cannot be read."] == "Onleesbaar."
    assert catalog("de.md.po")["The ticket cannot be read."] == "Zu nass."


def test_a_catalog_keeps_what_translators_wrote():
    """An import fills gaps; a translation that is there stays, and the difference is listed."""
    write("nl.md", "".join(DUTCH.splitlines(keepends=True)[:3]))
    arguments = ("nl.md", "--translation-of", "gate.yaml", "-l", "nl", "-o", "nl.po")
    run(*arguments)
    write("nl.po", "# Mine.\n" + read("nl.po").replace("Onleesbaar.", "Niet te lezen."))
    before = read("nl.po")
    assert run(*arguments, code=1) == (
        "nl.md:3:1: translated the catalog has 'Niet te lezen.' for "
        "'The ticket cannot be read.', and keeps it\n"
    )
    assert read("nl.po") == before
    write("nl.md", DUTCH.replace("Onleesbaar.", "Niet te lezen."))
    run(*arguments, code=1)
    assert read("nl.po").startswith("# Mine.\n")
    assert catalog("nl.po")["The ticket is not paid."] == "Niet betaald."


def test_two_translations_of_one_text():
    """Tables that contradict each other are told, and the first one counts."""
    write("nl.md", "| code | description |\n|-|-|\n| 4 | Een. |\n| TICKET_UNREADABLE | Twee. |\n")
    arguments = ("nl.md", "--translation-of", "gate.yaml", "-l", "nl", "-o", "nl.po")
    assert run(*arguments, code=1) == (
        "nl.md:4:1: two-translations 'The ticket cannot be read.' is 'Een.' in line 3 and "
        "'Twee.' here\n"
    )
    assert catalog("nl.po")["The ticket cannot be read."] == "Een."


def test_the_original_beside_a_translation_is_no_translation():
    """Of a table in both languages the column that differs from the registry is taken."""
    write(
        "nl.md",
        "| Code | Description | Vertaling |\n|-|-|-|\n"
        "| TICKET_UNREADABLE | The ticket cannot be read. | Onleesbaar. |\n",
    )
    options = ("--translation-of", "gate.yaml", "-l", "nl", "--column", "Vertaling=details")
    run("nl.md", *options, "-o", "nl.po")
    assert catalog("nl.po")["The ticket cannot be read."] == "Onleesbaar."


def test_a_component_decides_between_two():
    """A name that two components have belongs to the one asked for."""
    write(
        "door.yaml", REGISTRY.replace("component: gate", "component: door").replace("read", "seen")
    )
    write("nl.md", "| code | description |\n|-|-|\n| TICKET_UNREADABLE | Nee. |\n")
    both = ("nl.md", "--translation-of", "gate.yaml", "--translation-of", "door.yaml", "-l", "nl")
    assert 'msgid "The ticket cannot be read."\nmsgstr "Nee."' in run(*both)
    assert 'msgid "The ticket cannot be seen."\nmsgstr "Nee."' in run(*both, "--component", "door")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("none.md",), "File 'none.md' does not exist"),
        (("nl.md", "--translation-of", "gate.yaml"), "--translation-of needs --language"),
        (("nl.md", "--translation-of", "gate.yaml", "-l", "n0"), "'n0' is not a language"),
        (("nl.md", "--translation-of", "x.yaml", "-l", "nl"), "File 'x.yaml' does not exist"),
        (
            ("nl.md", "--translation-of", "gate.yaml", "-l", "nl", "--component", "gat"),
            "unknown component 'gat'; did you mean gate?",
        ),
        (("gate.md", "--component", "A B"), "'A B' must be lower case words"),
        (("gate.md", "-o", "gate.yaml"), "gate.yaml exists already"),
    ],
)
def test_misuse(arguments, error):
    """A call that cannot be meant ends with 2, says why, and changes no file."""
    result = RUNNER.invoke(commands, ["import", *arguments])
    assert result.exit_code == 2, result.output
    assert error in result.stderr
    assert read("gate.yaml") == REGISTRY


def test_several_components_need_a_directory():
    """One file holds one component, so several go into a directory, a new one if need be."""
    row = "| code | description |\n|-|-|\n| A (1) | x |\n"
    write("two.md", f"# A\n\n{row}\n# B\n\n{row}")
    result = RUNNER.invoke(commands, ["import", "two.md", "-o", "new.yaml"])
    assert result.exit_code == 2
    assert "2 components (a, b)" in result.stderr
    assert not Path("new.yaml").exists()
    run("two.md", "-o", "codes")
    assert sorted(path.name for path in Path("codes").iterdir()) == ["a.yaml", "b.yaml"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"# No table\n", "x.md:1:1: no-table there is no table here, and nothing else is read\n"),
        (b"| a |\n\xff", "x.md:2:1: not-utf-8 is not UTF-8: byte 0xff\n"),
    ],
)
def test_pages_that_cannot_be_imported(content, problem):
    """A page without a table, or that is no text, is a problem and not a traceback."""
    Path("x.md").write_bytes(content)
    assert run("x.md", "-o", "new.yaml", code=1) == problem
    assert not Path("new.yaml").exists()


def test_a_duplicate_of_a_row_that_is_left_out():
    """It is no duplicate, and is kept."""
    rows = ("1 | OPEN", "2 | OPEN", "2 | SHUT", "3 | SHUT", "3 | STUCK")
    heads = "| Code | Name | Text |\n| --- | --- | --- |\n"
    Path("x.md").write_text(heads + "".join(f"| {row} | Text. |\n" for row in rows))
    assert run("x.md", "-o", "new.yaml", code=1).splitlines() == [
        "x.md:4:1: duplicate-name duplicate name OPEN, first in x.md:3",
        "x.md:6:1: duplicate-name duplicate name SHUT, first in x.md:5",
    ]
    made = load_registry([Path("new.yaml")]).components[0]
    assert [code.name for code in made.codes()] == ["OPEN", "SHUT", "STUCK"]


def test_many_duplicates():
    """Each is listed, and the other rows are written."""
    heads = "| Code | Name | Text |\n| --- | --- | --- |\n"
    Path("x.md").write_text(heads + "".join(f"| 7 | N_{n} | Text. |\n" for n in range(2_500)))
    faults = run("x.md", "-o", "new.yaml", code=1).splitlines()
    assert len(faults) == 2_499
    assert all(fault.endswith("duplicate number 7, first in x.md:3") for fault in faults)
    assert read("new.yaml").count("value: 7") == 1


def test_a_heading_whose_codes_are_all_left_out():
    """It is listed beside them."""
    Path("x.md").write_text(PAGE + PAGE.replace("gate", "lot"))
    output = run("x.md", "--component", "gate", "-o", "new.yaml", code=1)
    assert "x.md:8:1: empty-group the heading 'Parking lot' is left out" in output


def test_problems_for_programs():
    """Problems come in every format that other commands have."""
    found = json.loads(run("gate.md", "-o", "new.yaml", "--format", "json", code=1))
    assert [problem["rule"] for problem in found] == ["no-number", "duplicate-number"]


PAGES = {
    "codes.md": "# Gate\n\n| Code | Meaning |\n|-|-|\n| A (1) | x{}y |\n",
    "codes.rst": "Gate\n====\n\n====  ====\nCode  Meaning\n====  ====\nA(1)  x{}y\n====  ====\n",
    "codes.txt": "Gate\n====\n\n.. csv-table::\n   :header: Code, Meaning\n\n   A (1), x{}y\n",
}
PLACES = {"codes.md": "5:12", "codes.rst": "7:8", "codes.txt": "7:12"}


@pytest.mark.parametrize("name", PAGES)
def test_kinds_of_pages(name):
    """Markdown and reStructuredText, told by the name of the file, make the same registry."""
    write(name, PAGES[name].format(" and "))
    assert run(name, "-o", "out.yaml") == ""
    assert read("out.yaml") == (
        "component: gate\ntitle: Gate\ngroups:\n- id: gate\n  title: Gate\n  codes:\n"
        "  - name: A\n    value: 1\n    description: x and y\n"
    )


@pytest.mark.parametrize(
    "character", ["\u202e", "\u2066", "\x00", "\x1b", "\x0c", "\ufffe", "\x9b"]
)
@pytest.mark.parametrize("name", PAGES)
def test_characters_that_no_registry_takes(name, character):
    """A page with a character that the loader refuses is refused, and nothing is written."""
    write(name, PAGES[name].format(character))
    message = f"{name}:{PLACES[name]}: character character U+{ord(character):04X} is not allowed\n"
    assert run(name, "-o", "out.yaml", code=1) == message
    translation = ("--translation-of", "gate.yaml", "-l", "nl")
    assert run(name, *translation, "-o", "out.po", code=1) == message
    assert not list(Path().glob("out.*"))


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.md", PAGES["codes.md"].format("&#x202E;"), "5:1"),
        ("a.md", PAGES["codes.md"].format("").replace("Gate", "Ga&#x202e;te"), "1:1"),
        ("a.rst", PAGES["codes.rst"].format(" |v| ") + "\n.. |v| unicode:: U+202E\n", "7:1"),
    ],
)
def test_characters_that_markup_makes(name, text, place):
    """A character that is spelled out by markup is refused at its cell or heading."""
    write(name, text)
    message = f"{name}:{place}: character character U+202E is not allowed\n"
    assert run(name, "-o", "out.yaml", code=1) == message
    assert not Path("out.yaml").exists()


def test_all_bad_characters_of_all_pages():
    """One run tells all of them."""
    write("a.md", PAGES["codes.md"].format("\x07") + "\n\x07 \x07")
    write("b.md", PAGES["codes.md"].format("\u202d"))
    assert [line.partition(" ")[0] for line in run("a.md", "b.md", code=1).splitlines()] == [
        *("a.md:5:12:", "a.md:7:1:", "a.md:7:3:", "b.md:5:12:")
    ]


def test_a_name_of_a_file_as_title():
    """Where a page has no heading, its name is the title, without what no title may hold."""
    name = "a\u202eb\x07.md"
    write(name, PAGES["codes.md"].format("").replace("# Gate", ""))
    run(name, "-o", "out.yaml")
    (component,) = load_registry([Path("out.yaml")]).components
    assert component.title == "a\ufffdb\ufffd"


CELLS = st.text(
    st.sampled_from("|\\`*_<>&;:-=# '\"A1{}[]!%@,~?\u202e\x07\x00\ufeff\ud7ff\u2028\x85\x1f")
    | st.characters(exclude_categories=["Cs"]),
    max_size=15,
)
NAMED = st.sampled_from(
    ["A (1)", "A", "A_DETAILS (2)", "a (3)", "4", "0xFFFFFFFFFFFFFFFF", "_ (5)", "A__DETAILS 6"]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(CELLS | NAMED, NAMED | CELLS, CELLS), max_size=5),
    heading=CELLS,
    component=st.sampled_from([(), ("--component", "c")]),
    kind=st.sampled_from(["md", "rst"]),
)
def test_what_is_written_loads(rows, heading, component, kind):
    """Whatever the cells hold, the file that comes out is a registry, or none comes out."""
    shutil.rmtree("out", ignore_errors=True)
    if kind == "md":
        table = "".join(f"| {group} | {code} | {text} |\n" for group, code, text in rows)
        page = f"# {heading}\n\n| Group | Code | Meaning |\n|-|-|-|\n{table}"
    else:
        cells = [[each.replace('"', '""') for each in row] for row in rows]
        table = "".join(f'   "{group}", "{code}", "{text}"\n' for group, code, text in cells)
        page = f"{heading}\n====\n\n.. csv-table::\n   :header: Group, Code, Meaning\n\n{table}"
    Path(f"page.{kind}").write_text(page, encoding="utf-8", newline="")
    result = RUNNER.invoke(commands, ["import", f"page.{kind}", *component, "-o", "out/r.yaml"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    written = list(Path().glob("out/*"))
    assert written == [] or load_registry(written)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_retry_advice_that_render_writes_is_read(language):
    """The words of each language that ships mean what they do in the registry of the table."""
    advice = ("never", "after-fix", "backoff")
    codes = (
        "",
        *(f"{{value: {n}, description: x, retry: {word}}}" for n, word in enumerate(advice)),
    )
    write("gate.yaml", REGISTRY[: REGISTRY.index("  - name")] + "\n  - ".join(codes))
    write(
        "table.md",
        f"<!-- mooncake-errors: columns=value,description,retry language={language} -->\n"
        "<!-- /mooncake-errors -->\n",
    )
    RUNNER.invoke(commands, ["render", "table.md", "--registry", "gate.yaml"])
    run("table.md", "-o", "new.yaml")
    found = load_registry([Path("new.yaml")]).components[0].codes()
    assert tuple(code.retry for code in found) == advice


@pytest.mark.parametrize(("sign", "retry"), [("✅", "backoff"), ("❌", "never")])
def test_signs_for_retry(sign, retry):
    """A sign for yes means that a retry can help, and one for no that it cannot."""
    write("x.md", f"| Code | Meaning | Retry |\n|-|-|-|\n| 1 | Shut. | {sign} |\n")
    run("x.md", "-o", "x.yaml")
    (code,) = load_registry([Path("x.yaml")]).components[0].codes()
    assert code.retry == retry


def test_a_language_that_a_registry_may_have():
    """A word that is no language is refused at once, not written for the loader to refuse."""
    result = RUNNER.invoke(commands, ["import", "gate.md", "-l", "x y", "-o", "new.yaml"])
    assert result.exit_code == 2
    assert "'x y' is no language, such as en or zh_CN" in result.stderr
    assert not Path("new.yaml").exists()


def test_heads_can_be_named():
    """A column with an unknown head gets its role; a head that no table has is a mistake."""
    write("x.md", "| Nö | Was |\n|-|-|\n| 1 | Zu. |\n")
    assert "x.md:1:1: not-codes" in run("x.md", "-o", "x.yaml", code=1)
    run("x.md", "-o", "x.yaml", "--column", "NÖ=value", "--column", "Was=description")
    (code,) = load_registry([Path("x.yaml")]).components[0].codes()
    assert (code.value, code.description) == (1, "Zu.")
    for column, message in (
        ("Nö=xyz", "'Nö=xyz' must be HEAD=ROLE; known roles are name, value, code"),
        ("Na=code", "no column has the head 'na'"),
    ):
        result = RUNNER.invoke(commands, ["import", "x.md", "--column", column])
        assert result.exit_code == 2
        assert message in " ".join(result.stderr.split())


def test_an_output_with_a_slash_is_a_directory():
    """One component goes into it too."""
    write("x.md", "| Code | Meaning |\n|-|-|\n| A (1) | x |\n")
    run("x.md", "-o", "out/")
    assert [path.name for path in Path("out").iterdir()] == ["x.yaml"]


def test_what_the_loader_refuses_is_listed():
    """A row that no registry can hold is left out with its line; the others are written."""
    name = "A" * 200
    write(
        "x.md", f"| Code | Meaning |\n|-|-|\n| {name} (1) | x |\n| a_B (2) | y |\n| A_b (3) | z |\n"
    )
    output = run("x.md", "-o", "x.yaml", code=1)
    assert [line.split()[:2] for line in output.splitlines()] == [
        ["x.md:3:1:", "form"],
        ["x.md:5:1:", "duplicate-address"],
    ]
    (code,) = load_registry([Path("x.yaml")]).components[0].codes()
    assert code.value == 2


def test_causes_are_translated():
    """Texts beside the description translate those of the registry, one by one."""
    write("gate.yaml", REGISTRY.replace("read.\n", "read.\n    causes: [Rain., Ice.]\n"))
    head = "| code | description | cause |\n|-|-|-|\n"
    write("nl.md", f"{head}| 4 | Onleesbaar. | Regen.<br>IJs. |\n| 5 | Niet betaald. | Gierig. |\n")
    arguments = ("nl.md", "--translation-of", "gate.yaml", "-l", "nl", "-o", "nl.po")
    assert "nl.md:4:1: not-translated" in run(*arguments, code=1)
    texts = catalog("nl.po")
    assert (texts["Rain."], texts["Ice."]) == ("Regen.", "IJs.")


def test_a_catalog_in_another_charset_is_converted():
    """It is written as UTF-8, which is said, and none of its texts is lost."""
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"\n\n'
    Path("nl.po").write_text(
        f'{header}# één\nmsgid "Gate"\nmsgstr "Poortje én hek"\n', encoding="latin-1"
    )
    write("nl.md", "| code | description |\n|-|-|\n| 4 | Onleesbaar: 湿. |\n")
    arguments = ("nl.md", "--translation-of", "gate.yaml", "-l", "nl", "-o", "nl.po")
    result = RUNNER.invoke(commands, ["import", *arguments])
    assert "converted from ISO-8859-1 to UTF-8: nl.po\n" in result.stderr
    texts = read("nl.po")
    assert "ISO-8859-1" not in texts
    for text in ("# één\n", '"Poortje én hek"', '"Onleesbaar: 湿."'):
        assert text in texts
    assert "converted" not in RUNNER.invoke(commands, ["import", *arguments]).stderr
