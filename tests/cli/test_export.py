"""The registry for other programs: ``mooncake-errors export``."""

from __future__ import annotations

import csv
import json
import subprocess
from inspect import signature
from io import StringIO
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from schemas import EXPORT, export_schema

from sphinxext.mooncake_errors.cli.commands import commands
from sphinxext.mooncake_errors.cli.export import to_csv, to_header
from sphinxext.mooncake_errors.headers import parse_headers
from sphinxext.mooncake_errors.registry.builtin import COMPONENTS
from sphinxext.mooncake_errors.registry.data import from_values, to_json
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.model import Cause, Code, Component, Group, Registry, Source

# Before 8.2 click had to be told to keep standard error apart.
APART = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
RUNNER = CliRunner(**APART)

TEXT = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="`"), min_size=1)
REGISTRY = """\
component: gate
title: Gate /* of */ the "park"
source: {header: gate.h, HOW: NAME}
groups:
- id: ticket
  title: Ticket
  range: [400, 499]
  codes:
  - name: TICKET_UNREADABLE
    value: 400
    description: =The ``ticket`` cannot be read */ or \\
  - name: TICKET_GONE
    value: 401
    description: "-1, or +2"
    removed: 2.0
    replaced_by: TICKET_UNREADABLE
  - name: TICKET_OLD
    value: 402
    description: Old.
    deprecated: 1.5
    replaced_by: TICKET_UNREADABLE
    causes: [One., Two.]
- id: rest
  title: Rest
  codes:
  - value: 0
    description: Fine.
"""


@pytest.fixture(autouse=True)
def _project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    registry()


def registry(how="enum", name='"park::GateCode"', **changes):
    """Write the registry gate.yaml."""
    text = REGISTRY.replace("HOW", how).replace("NAME", name)
    for old, new in changes.items():
        text = text.replace(old, new)
    Path("gate.yaml").write_text(text, encoding="utf-8")


def run(form, *arguments, code=0):
    """Run the command, which must end with `code`, and return its standard output."""
    result = RUNNER.invoke(commands, ["export", "--format", form, *map(str, arguments)])
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stdout if code == 0 else result.stderr


def gate(form, *arguments, code=0):
    """Export the registry of the project."""
    return run(form, "--registry", "gate.yaml", *arguments, code=code)


def components(data):
    """Return the registry in exported JSON."""
    return Registry(tuple(from_values(Component, c) for c in json.loads(data)["components"]))


def test_json_holds_everything():
    """The registry can be made again from its export."""
    assert components(run("json")) == load_registry()
    assert json.loads(run("json"))["version"] == 2


@given(name=st.sampled_from(["A", None]), text=TEXT, value=st.integers(), bounds=st.booleans())
def test_json_round_trip(name, text, value, bounds):
    """Whatever a registry holds, JSON gives it back."""
    group = Group(
        "g", text, (Code(value, text, name, causes=(Cause(text),)),), (0, 1) if bounds else None
    )
    made = Registry((Component("c", text, (group,), source=Source(("a.h",), "A")),))
    assert components(to_json(made)) == made


def test_the_schema_is_current():
    """The published schema is the one that the code makes, and names the keys of an export."""
    published = json.loads(EXPORT.read_text(encoding="utf-8"))
    assert published == export_schema()
    code = json.loads(run("json"))["components"][0]["groups"][0]["codes"][0]
    assert set(code) == set(published["$defs"]["Code"]["required"])
    assert set(code) == set(published["$defs"]["Code"]["properties"])


@pytest.mark.slow
def test_a_language():
    """Every form has the texts in the language asked for."""
    for form in ("json", "csv", "markdown"):
        assert "未找到对象。" in run(form, "-l", "zh_CN")
    assert "未找到对象。" in run("header", "-l", "zh_CN", "--component", "store")
    data = json.loads(run("json", "-l", "zh_CN"))
    assert {each["language"] for each in data["components"]} == {"zh_CN"}
    assert run("csv", "-l", "zh_CM", code=1) == (
        "zh_CM/LC_MESSAGES/mooncake-errors.po:1:1: no-catalog no catalog for the language zh_CM; "
        "did you mean zh_CN?\n"
    )


def test_csv_has_a_record_for_each_code():
    """Spreadsheets get every code, and no cell of text is a formula for them."""
    first, *records = csv.DictReader(StringIO(gate("csv")))
    assert len(records) == 3
    assert first["description"] == "'=The ticket cannot be read */ or \\"
    assert (first["component"], first["group"], first["value"]) == ("gate", "ticket", "400")
    assert records[0]["description"] == "'-1, or +2"
    assert records[1]["causes"] == "One.\nTwo."
    assert records[2]["name"] == ""
    assert len(list(csv.reader(StringIO(run("csv"))))) == 186


@given(text=TEXT.map(lambda text: " ".join(text.split())), start=st.sampled_from("=+-@\t1"))
def test_csv_is_harmless(text, start):
    """A cell that could be a formula begins with an apostrophe; numbers stay numbers."""
    group = Group("g", "G", (Code(-1, start + text, name="A"),))
    made = to_csv(Registry((Component("c", "C", (group,)),)))
    (record,) = csv.DictReader(StringIO(made, newline=""))
    assert record["value"] == "-1"
    cell = record["description"]
    assert cell in (start + text, "'" + start + text)
    assert cell[0] not in "=+-@\t" or cell[1:].isdecimal()


def test_markdown_is_what_render_writes():
    """All components under their titles, as tables."""
    text = run("markdown", "--component", "store", "--component", "transfer-engine")
    assert text.startswith("## Mooncake Transfer Engine\n\n| Name ")
    assert "\n## Mooncake Store\n" in text
    assert run("markdown", "--component", "store").startswith("| Name ")


def test_a_header_with_an_enum():
    """Codes with their comments and ranges; removed numbers and nameless ones are only told."""
    assert gate("header") == (
        "/* Made by mooncake-errors from the registry of codes: change that instead. */\n"
        "#ifndef GATE_CODES_H\n"
        "#define GATE_CODES_H\n"
        "\n"
        '/** Gate / * of * / the "park" */\n'
        "enum park_GateCode {\n"
        "    // Ticket (range: 400 to 499)\n"
        "    /** =The ticket cannot be read * / or \\. */\n"
        "    TICKET_UNREADABLE = 400,\n"
        "    // TICKET_GONE = 401 was removed in 2.0; never use the number again.\n"
        "    /**\n"
        "     * Old.\n"
        "     *\n"
        "     * @deprecated since 1.5; use TICKET_UNREADABLE instead\n"
        "     */\n"
        "    TICKET_OLD = 402,\n"
        "\n"
        "    // Rest\n"
        "    // 0: Fine.\n"
        "};\n"
        "typedef enum park_GateCode park_GateCode;\n"
        "\n"
        "#endif  /* GATE_CODES_H */\n"
    )


def test_removed_codes_in_a_header():
    """A removed code without a name is told by its number, and one in no release yet in words."""
    codes = "  - {value: 403, description: Shut., removed: 2.0}\n"
    codes += "  - {value: 404, description: Shut., removed: unreleased}\n"
    registry(**{"- id: rest\n": codes + "- id: rest\n", "removed: 2.0\n": "removed: unreleased\n"})
    comments = [line.strip() for line in gate("header").splitlines() if "again" in line]
    assert comments == [
        "// TICKET_GONE = 401 was removed after the last release; never use the number again.",
        "// 403 was removed in 2.0; never use the number again.",
        "// 404 was removed after the last release; never use the number again.",
    ]


def test_aliases_in_a_header():
    """An alias is defined like the name, and like it cannot be a keyword."""
    registry(**{"    description: Old.": "    description: Old.\n    aliases: [TICKET_PAST]"})
    assert "    TICKET_OLD = 402,\n    TICKET_PAST = 402,\n" in gate("header")
    registry(
        "macro_prefix", "TICKET_", **{"description: Old.": "description: Old.\n    aliases: [PAST]"}
    )
    assert "#define TICKET_OLD (402)\n#define PAST (402)\n" in gate("header")
    registry(**{"description: Old.": "description: Old.\n    aliases: [union]"})
    assert "union is a keyword of C or C++" in gate("header", code=1)


def compile_header(path, required_tool):
    """Compile the header as C99 and as C++11, with every warning an error."""
    strict = ("-pedantic-errors", "-Wall", "-Wextra", "-Werror", "-fsyntax-only")
    for tool, language, standard in (("gcc", "c", "c99"), ("g++", "c++", "c++11")):
        command = [required_tool(tool), f"-std={standard}", *strict, "-x", language, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("how", [("enum", "park::GateCode"), ("macro_prefix", "TICKET_")])
def test_compilers_take_the_header(how, required_tool):
    """It is valid C99 and C++11 without a warning, whatever stands in the texts."""
    registry(*how)
    gate("header", "-o", "gate.h")
    Path("use.h").write_text('#include "gate.h"\n#include "gate.h"\nint code = TICKET_OLD;\n')
    compile_header("use.h", required_tool)


@pytest.mark.parametrize("enum", ["gate_code_t", "park::GateCode"])
def test_an_enumeration_is_a_type(enum, required_tool):
    """Programs in C and C++ name the enumeration without ``enum`` in front, or with it."""
    registry("enum", f'"{enum}"')
    gate("header", "-o", "gate.h")
    name = enum.replace("::", "_")
    use = f"{name} code = TICKET_OLD;\nenum {name} other = TICKET_UNREADABLE;\n"
    Path("use.h").write_text(f'#include "gate.h"\n{use}')
    compile_header("use.h", required_tool)


def test_a_code_with_the_name_of_its_enumeration():
    """A name cannot be both a type and a constant."""
    registry("enum", "TICKET_OLD")
    message = "gate.yaml:17:5: header one header cannot define enum TICKET_OLD and gate.TICKET_OLD"
    assert gate("header", code=1).startswith(message)


@pytest.mark.slow
def test_compilers_take_the_builtin_header(required_tool):
    """All codes of Mooncake compile, each component in a header, in both languages."""
    for language, component in product(("en", "zh_CN"), COMPONENTS):
        run("header", "-o", "codes.h", "-l", language, "--component", component)
        Path("use.h").write_text('#include "codes.h"\nint code = 0;\n')
        compile_header("use.h", required_tool)


def test_components_without_common_names_share_a_header(required_tool):
    """Components whose names differ fit into one header, an enum or a run of macros each."""
    chosen = ("transfer-engine", "store", "transfer-engine-status", "pg-cpp", "pg-c")
    text = run("header", *(word for each in chosen for word in ("--component", each)))
    Path("codes.h").write_text(text, encoding="utf-8")
    compile_header("codes.h", required_tool)
    assert text.count("\nenum ") == 4
    assert text.count("\n#define ERR_") == 17


@pytest.mark.slow
def test_the_header_says_what_the_registry_says():
    """Reading the header gives the same names, numbers, descriptions and ranges."""
    for component in load_registry().components:
        text = run("header", "--component", component.component)
        if component.source is None:
            continue
        enum = component.source.enum
        prefix = component.source.macro_prefix
        named = {"enum": enum.replace("::", "_")} if enum else {"macro_prefix": prefix}
        header = parse_headers([("codes.h", text.encode())], **named)
        assert header.problems == ()
        assert [(code.name, code.value) for code in header.codes] == [
            (code.name, code.value) for code in component.codes() if code.name
        ]
        ranges = [group.range for group in component.groups if group.range]
        sections = dict.fromkeys(code.section for code in header.codes if code.section)
        assert [section.range for section in sections if section.range] == ranges


@given(
    names=st.lists(st.from_regex(r"\AX[A-Z0-9_]{0,8}\Z"), min_size=1, max_size=5, unique=True),
    text=TEXT,
    macros=st.booleans(),
)
def test_header_round_trip(names, text, macros):
    """Whatever a text holds, the header has the codes of the registry and no more."""
    codes = tuple(Code(-number, text, name=name) for number, name in enumerate(names))
    source = Source(("a.h",), macro_prefix="X") if macros else Source(("a.h",), enum="N")
    component = Component("c", text, (Group("g", text, codes),), source=source)
    header = to_header(Registry((component,)))
    named = {"macro_prefix": "X"} if macros else {"enum": "N"}
    found = parse_headers([("c.h", header.encode())], **named).codes
    assert [(code.name, code.value) for code in found] == [(c.name, c.value) for c in codes]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("TICKET_OLD", "register", "register is a keyword of C or C++"),
        ("value: 402", "value: 403000000000", "403000000000 does not fit in an int"),
    ],
)
def test_what_no_header_can_define(old, new, message):
    """A name or number that C does not take is named with its line; nothing is written."""
    registry(**{old: new, "  range: [400, 499]\n": ""})
    assert gate("header", "-o", "x.h", code=1) == f"gate.yaml:16:5: header {message}\n"
    assert not Path("x.h").exists()


def test_names_of_two_components_need_two_headers():
    """One header defines a name once; the message says what to do."""
    message = "one header cannot define transfer-engine-status.kOk and tent-status.kOk: export one"
    assert message in run("header", code=1)
    text = Path("gate.yaml").read_text(encoding="utf-8")
    Path("b.yaml").write_text(
        text.replace("component: gate", "component: b")
        .replace("TICKET_OLD", "OLD")
        .replace("replaced_by: ", "replaced_by: b."),
        encoding="utf-8",
    )
    Path("gate.yaml").write_text(text.replace("replaced_by: ", "replaced_by: gate."))
    message = "one header cannot define gate.TICKET_UNREADABLE and b.TICKET_UNREADABLE: export one"
    assert message in gate("header", "--registry", "b.yaml", code=1)
    assert "B_CODES_H" in gate("header", "--registry", "b.yaml", "--component", "b")


def test_enumerations_of_two_components_need_two_headers():
    """One header defines an enumeration once, even if the names of its codes differ."""
    text = REGISTRY.replace("HOW: NAME", "enum: park_GateCode")
    text = text.replace("component: gate", "component: valve").replace("TICKET", "VALVE")
    Path("valve.yaml").write_text(text, encoding="utf-8")
    assert gate("header", "--registry", "valve.yaml", code=1) == (
        "valve.yaml:3:32: header one header cannot define enum park_GateCode of both gate and "
        "valve: export one component at a time\n"
    )
    Path("valve.yaml").write_text(text.replace("park_GateCode", "ValveCode"), encoding="utf-8")
    assert gate("header", "--registry", "valve.yaml").count("\nenum ") == 2


def test_misuse():
    """A format or component that there is not ends with 2 and names what is near."""
    assert "unknown component 'stor'; did you mean store?" in run(
        "csv", "--component", "stor", code=2
    )
    assert "'xml' is not one of" in run("xml", code=2)


def test_backquotes_in_versions():
    """Versions have no markup and are written as they are."""
    registry(**{"deprecated: 1.5": "deprecated: '1`5'", "removed: 2.0": "removed: '2`0'"})
    (_, old) = [row for row in csv.DictReader(StringIO(gate("csv"))) if row["replaced_by"]]
    assert old["deprecated"] == "1`5"


def test_a_directory():
    """With a directory as output each component is a file in it."""
    result = CliRunner().invoke(commands, ["export", "--format", "json", "-o", "out/"])
    assert result.exit_code == 0, result.output
    assert {path.stem for path in Path("out").iterdir()} == set(COMPONENTS)
    assert json.loads(Path("out/store.json").read_text(encoding="utf-8"))["components"]
