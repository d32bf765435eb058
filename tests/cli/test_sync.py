"""Registries that follow their headers: ``mooncake-errors sync``."""

from __future__ import annotations

import re
import shutil
from difflib import ndiff
from inspect import signature
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sphinxext.mooncake_errors.cli.commands import commands
from sphinxext.mooncake_errors.registry.builtin import BUILTIN
from sphinxext.mooncake_errors.registry.load import load_registry

_APART = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
RUNNER = CliRunner(**_APART)
"""Keeps standard output and error apart, in old versions of click too."""

REGISTRY = """\
# The codes of the shop.
component: shop
title:   'Shop'   # keep the quotes
source: {header: include/shop.h, enum: "demo::Error"}
groups:

- id: success
  title: Success
  codes:
  - name: OK
    value: 0
    description: Fine.

- id: shelf
  title: Shelf
  range: [-19, -10]
  codes:
  # The most frequent one.
  - name: SHELF_FULL
    value: -10
    description: >-
      The shelf
      is full.

      It has no room.
  - {name: SHELF_LOCKED, value: -0xb, description: "Locked: no key."}

- id: door
  title: Door
  codes:
  - name: DOOR_STUCK
    value: -30
    description: Stuck.
"""
HEADER = """\
namespace demo {
enum class Error {
    OK = 0,  ///< Fine.

    // Shelf errors (Range: -10 to -19)
    SHELF_FULL = -10,    ///< Full.
    SHELF_LOCKED = -11,  ///< Locked.

    DOOR_STUCK = -30,
};
}
"""


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """Work in a project in which registry and header are in step."""
    monkeypatch.chdir(tmp_path)
    Path("include").mkdir()
    write(REGISTRY, HEADER)


def write(registry, header):
    """Write both files."""
    Path("shop.yaml").write_bytes(registry.encode())
    Path("include/shop.h").write_text(header, encoding="utf-8")


def sync(*arguments, code=0):
    """Run the command, which must end with `code`, and return its output."""
    arguments = arguments or ("include/shop.h",)
    result = RUNNER.invoke(commands, ["sync", "--registry", "shop.yaml", *arguments])
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stderr if code == 2 else result.stdout


def registry():
    """Return the bytes of the registry as text."""
    return Path("shop.yaml").read_bytes().decode()


def codes():
    """Return the codes of the registry."""
    (component,) = load_registry([Path("shop.yaml")]).components
    return list(component.codes())


def changed(header, before=REGISTRY):
    """Return the lines that a header brings into or takes out of the registry."""
    write(before, header)
    assert sync() != ""
    load_registry([Path("shop.yaml")])
    after = registry()
    assert sync() == ""
    assert registry() == after
    return [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def header_with(line):
    """Return the header with one more line after SHELF_FULL."""
    return HEADER.replace("///< Full.\n", f"///< Full.\n{line}\n")


def test_nothing_to_do():
    """A registry in step stays as it is, byte for byte, and nothing is said."""
    stamp = Path("shop.yaml").stat().st_mtime_ns
    assert sync() == ""
    assert Path("shop.yaml").stat().st_mtime_ns == stamp


@pytest.mark.slow
def test_our_own_registry_survives(tmp_path):
    """A header with the codes of our registry changes no line of it; one with more adds lines."""
    options = []
    for path in BUILTIN:
        shutil.copy(path, tmp_path)
        options += ["--registry", str(tmp_path / path.name)]
    for path, component in zip(BUILTIN, load_registry().components, strict=True):
        if component.source is None:
            continue
        text = path.read_text(encoding="utf-8")
        prefix = component.source.macro_prefix
        codes = [(code.name, code.value) for code in component.codes() if code.name]
        copy = tmp_path / path.name
        for extra in ([], [(f"{prefix or 'X_'}NEW", -9999)]):
            copy.write_text(text, encoding="utf-8")
            Path("own.h").write_text(made(component, [*codes, *extra]), encoding="utf-8")
            arguments = ["sync", *options, f"{component.component}=own.h"]
            assert RUNNER.invoke(commands, arguments).exit_code == 0
            new = copy.read_text(encoding="utf-8")
            kept = [x for x in ndiff(text.splitlines(), new.splitlines()) if x[0] in "+-"]
            assert all(line[0] == "+" for line in kept)
            assert bool(kept) == bool(extra)
        copy.write_text(text, encoding="utf-8")


def made(component, codes):
    """Return a header with `codes` for a component."""
    if component.source.macro_prefix:
        return "".join(f"#define {name} ({value})\n" for name, value in codes)
    scope, _, name = component.source.enum.rpartition("::")
    inner = "".join(f"{name} = {value},\n" for name, value in codes)
    return f"namespace {scope} {{ enum class {name} {{\n{inner}}}; }}\n"


def test_a_new_code_goes_after_the_one_before_it():
    """It stands in the group of its section, with its comment, marked for review."""
    assert changed(header_with("    SHELF_WET = -12,  ///< Wet: use `towel`.")) == [
        "+   - name: SHELF_WET",
        "+     value: -12",
        "+     # to be reviewed: from the header",
        "+     description: 'Wet: use ``towel``.'",
    ]
    text = registry()
    assert text.index("It has no room.") < text.index("SHELF_WET") < text.index("SHELF_LOCKED")


def test_new_codes_keep_their_order():
    """Several at one place come as in the header; after an item in braces too."""
    new = "SHELF_LOCKED = -11,  ///< Locked.\n    A_NEW = -13,\n    B_NEW = -14,\n"
    changed(re.sub(r"SHELF_LOCKED.*\n", new, HEADER))
    assert re.findall(r"name: (\w+)", registry())[2:5] == ["SHELF_LOCKED", "A_NEW", "B_NEW"]
    assert "description: A new." in registry()


def test_groups_by_range_and_new_groups():
    """A range holds what its section does not tell; a new section becomes a new group."""
    header = HEADER.replace(
        "    DOOR",
        "    LOOSE = -15,\n\n    // Cash errors (Range: -40 to -49)\n"
        "    CASH_GONE = -40,  ///< Gone.\n    CASH_WET = -41,\n\n    DOOR",
    )
    lines = changed(header)
    assert lines[:4][0] == "+   - name: LOOSE"
    assert lines[4:] == [
        "+ ",
        "+ - id: cash",
        "+   # to be reviewed: from the header",
        "+   title: Cash",
        "+   range: [-49, -40]",
        "+   codes:",
        "+   - name: CASH_GONE",
        "+     value: -40",
        "+     # to be reviewed: from the header",
        "+     description: Gone.",
        "+   - name: CASH_WET",
        "+     value: -41",
        "+     # to be reviewed: from the header",
        "+     description: Cash wet.",
    ]


def test_a_code_outside_of_the_range_of_its_new_section():
    """It does not take the range from the group of the others."""
    codes = "// Cash errors (-49 to -40)\n    CASH_GONE = -40,\n    CASH_COUNT = 7,\n\n    DOOR"
    lines = changed(HEADER.replace("    DOOR", f"\n    {codes}"))
    assert "+   range: [-49, -40]" in lines
    assert lines.index("+   - name: CASH_GONE") < lines.index("+ - id: cash-2")
    assert lines.index("+ - id: cash-2") < lines.index("+   - name: CASH_COUNT")


def test_a_range_within_another():
    """A code without section goes into the narrower one, in whatever order they are."""
    wide = REGISTRY.replace(
        "groups:\n", "groups:\n- {id: all, title: All, range: [-99, 0], codes: []}\n"
    )
    changed(HEADER.replace("    DOOR", "    LOOSE = -15,\n\n    DOOR"), wide)
    assert "title: All, range: [-99, 0], codes: []}" in registry()


def test_a_code_without_section_goes_to_the_last_group():
    """If that has room for it, and into a group of its own otherwise."""
    changed(HEADER.replace("    DOOR_STUCK = -30,", "    DOOR_STUCK = -30,\n\n    ODD = -99,"))
    assert registry().rstrip().endswith("description: Odd.")
    closed = REGISTRY.replace("  title: Door\n", "  title: Door\n  range: [-39, -30]\n")
    changed(
        HEADER.replace("    DOOR_STUCK = -30,", "    DOOR_STUCK = -30,\n\n    ODD = -99,"), closed
    )
    assert "- id: other\n  # to be reviewed: from the header\n  title: Other\n" in registry()


def test_renumbered_renamed_and_gone():
    """Each is changed at its place and said."""
    write(REGISTRY, HEADER.replace("-11,", "-12,").replace("DOOR_STUCK", "DOOR_SHUT"))
    assert sync().splitlines() == [
        "shop.yaml: renumbered shop.SHELF_LOCKED: -11 is -12 now",
        "shop.yaml: reserved -11: it is never given out again",
        "shop.yaml: renamed shop.DOOR_STUCK: -30 is DOOR_SHUT now",
    ]
    assert "{name: SHELF_LOCKED, value: -0xc, description" in registry()
    assert "- name: DOOR_SHUT\n    value: -30" in registry()
    gone = re.sub(r".*(SHELF|DOOR)_.*\n", "", HEADER)
    assert changed(gone) == [
        "+     removed: unreleased",
        '-   - {name: SHELF_LOCKED, value: -0xb, description: "Locked: no key."}',
        '+   - {name: SHELF_LOCKED, value: -0xb, description: "Locked: no key.", '
        "removed: unreleased}",
        "+     removed: unreleased",
    ]
    write(REGISTRY, gone)
    sync("include/shop.h", "--removed-in", "1")
    assert "removed: '1'" in registry()


def test_what_only_a_person_can_decide():
    """It is a problem at its place, and the registry stays as it is."""
    write(REGISTRY, HEADER.replace("-11,", "-31,"))
    assert "include/shop.h:7:5: out-of-range" in sync(code=1)
    removed = REGISTRY.replace('"Locked: no key."', '"Locked.", removed: "1"')
    write(removed, HEADER)
    assert "include/shop.h:7:5: not-removed" in sync(code=1)
    write(removed, HEADER.replace("SHELF_LOCKED", "SHELF_SHUT"))
    assert "include/shop.h:7:5: number-reused" in sync(code=1)
    assert registry() == removed
    cited = REGISTRY.replace("description: Stuck.", "description: As :mcerr:`SHELF_LOCKED`.")
    write(cited, HEADER.replace("SHELF_LOCKED", "SHELF_SHUT"))
    assert "include/shop.h:7:5: renamed" in sync(code=1)
    assert registry() == cited


def test_a_result_that_would_not_load_is_not_written():
    """Names that differ in case alone would have one address: that is said, and nothing is done."""
    write(REGISTRY, header_with("    shelf_full = -12,"))
    output = sync(code=1)
    fault = "nothing written; the changed registry would be faulty: shop.shelf_full has"
    assert f"duplicate-address {fault}" in output
    assert registry() == REGISTRY


def test_dry_run():
    """A diff is printed, nothing is written, and that is no failure."""
    write(REGISTRY, header_with("    SHELF_WET = -12,"))
    output = sync("include/shop.h", "--dry-run")
    assert output.startswith("--- a/shop.yaml\n+++ b/shop.yaml\n@@ ")
    assert "\n+  - name: SHELF_WET\n" in output
    assert registry() == REGISTRY


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="windows"),
        pytest.param(lambda text: "\ufeff" + text, id="byte order mark"),
        pytest.param(lambda text: text.rstrip("\n"), id="no line end at the end"),
        pytest.param(lambda text: text + "\n\n# The end.\n", id="a comment at the end"),
        pytest.param(lambda text: text.replace("\n- ", "\r\n- "), id="mixed line ends"),
        pytest.param(
            lambda text: text.replace("\n  - name: DOOR", "\n  -\n    name: DOOR"), id="dash"
        ),
        pytest.param(
            lambda text: (
                text.split("groups")[0].replace("'", '"')
                + "groups: [{id: a, title: A, codes: [{name: OK, value: 0, description: x}, ]}, "
                "{id: shelf, title: B, codes: []}]\n"
            ),
            id="braces",
        ),
        pytest.param(lambda text: text.split("groups")[0] + "groups: []\n", id="empty"),
        pytest.param(
            lambda text: (
                text.split("groups:")[0] + "groups:\n  - id: a\n    title: 文\n    codes:\n\n"
                "      - name: OK\n        value: 0\n        description: 好。\n\n"
                "      - name: DOOR_STUCK\n        value: -30\n"
                "        description: |\n          好。\n\n"
            ),
            id="indented, with gaps",
        ),
    ],
)
def test_every_shape_of_yaml(shape):
    """However people write YAML, all they wrote stays, and the result is in step."""
    before = shape(REGISTRY)
    header = header_with("    SHELF_WET = -12,").replace("OK = 0", "OK = 0, GOOD = 1")
    header = header.replace("};", "\n    // Moon errors\n    MOON_DOWN = -70,\n};")
    write(before, header)
    sync()
    after = registry()
    assert {"SHELF_WET", "GOOD", "MOON_DOWN"} <= set(re.findall(r"name: (\w+)", after))
    letters = iter(after)
    assert all(letter in letters for letter in before)
    if "\r" in before and "\n- " not in before:
        assert "\n" not in after.replace("\r\n", "")
    assert sync() == ""
    check = ["check", "--registry", "shop.yaml", "--header", "shop=include/shop.h"]
    assert RUNNER.invoke(commands, check).exit_code == 0


def test_one_of_two_headers():
    """The codes of a header that is not given are not taken for removed."""
    write(REGISTRY.replace("include/shop.h", "[include/shop.h, include/more.h]"), HEADER)
    assert "give all of include/shop.h, include/more.h" in sync("include/shop.h", code=2)


def test_headers_find_their_component():
    """By the end of the path in the registry, or by what is written before it."""
    write(REGISTRY, header_with("    SHELF_WET = -12,"))
    Path("other").mkdir()
    Path("include/shop.h").rename("other/new.h")
    assert "shop=other/new.h" in sync("other/new.h", code=2)
    sync("shop=other/new.h")
    assert "SHELF_WET" in registry()


GROUPS = "groups:\n- id: shelf\n  title: Shelf\n  range: [-19, -10]\n  codes: []\n"


@pytest.mark.parametrize("groups", ["groups: []\n", "groups:   [ ]", GROUPS])
def test_a_registry_without_codes_is_filled_in_the_usual_form(groups):
    """A registry that names no more than its header gets codes in the form that people edit."""
    write(REGISTRY.split("groups:", maxsplit=1)[0] + groups, HEADER)
    sync()
    assert "{name:" not in registry()
    assert "\n    description: Locked." in registry()
    (component,) = load_registry([Path("shop.yaml")]).components
    assert {code.label for code in component.codes()} == {
        "OK", "SHELF_FULL", "SHELF_LOCKED", "DOOR_STUCK"
    }  # fmt: skip
    assert sync() == ""


def test_headers_that_several_components_have():
    """One header may define the codes of two components; a path of two sources is refused."""
    twin = REGISTRY.replace("component: shop", "component: twin").replace("demo::", "twin::")
    Path("twin.yaml").write_text(twin, encoding="utf-8")
    header = header_with("    SHELF_WET = -12,")
    both = header + header.replace("namespace demo", "namespace twin")
    write(REGISTRY, both)
    output = sync("--registry", "twin.yaml", "include/shop.h")
    assert "added shop.SHELF_WET" in output
    assert "added twin.SHELF_WET" in output
    Path("twin.yaml").write_text(twin.replace("include/", "twin/"), encoding="utf-8")
    Path("include/shop.h").rename("shop.h")
    hint = sync("--registry", "twin.yaml", "shop.h", code=2)
    assert "shop=shop.h or twin=shop.h" in " ".join(hint.split())


def test_pyproject():
    """Registry and headers may stand there."""
    table = (
        '[tool.mooncake-errors]\nregistry = ["shop.yaml"]\nheaders = {shop = "include/shop.h"}\n'
    )
    Path("pyproject.toml").write_text(table, encoding="utf-8")
    write(REGISTRY, header_with("    SHELF_WET = -12,"))
    assert RUNNER.invoke(commands, ["sync"]).exit_code == 0
    assert "SHELF_WET" in registry()


def test_misuse():
    """The registry that ships is not edited, and a header is needed."""
    result = RUNNER.invoke(commands, ["sync", "include/shop.h"])
    assert (result.exit_code, "give --registry" in result.stderr) == (2, True)
    result = RUNNER.invoke(commands, ["sync", "--registry", "shop.yaml"])
    assert (result.exit_code, "give HEADER" in result.stderr) == (2, True)
    assert "no header 'x/include/shop.h'" in sync("x/include/shop.h", code=2)
    assert "did you mean shop?" in sync("shp=include/shop.h", code=2)


def test_permissions_and_links_stay():
    """The file is replaced as a whole, yet is the same file to everybody."""
    Path("shop.yaml").rename("real.yaml")
    Path("shop.yaml").symlink_to("real.yaml")
    Path("real.yaml").chmod(0o640)
    Path("include/shop.h").write_text(header_with("    SHELF_WET = -12,"), encoding="utf-8")
    sync()
    assert Path("shop.yaml").is_symlink()
    assert Path("real.yaml").stat().st_mode & 0o777 == 0o640
    assert "SHELF_WET" in Path("real.yaml").read_text(encoding="utf-8")
    assert sorted(path.name for path in Path().iterdir()) == ["include", "real.yaml", "shop.yaml"]


NAMES = st.sampled_from([f"C_{letter}" for letter in "ABCDEFGHIJKL"])
CODES = st.dictionaries(NAMES, st.integers(-40, 5), max_size=10).filter(
    lambda codes: len(set(codes.values())) == len(codes)
)
COMMENTS = st.text(
    st.characters(exclude_characters="*/\\", exclude_categories=["Cs"]), max_size=150
)


@given(CODES, CODES, st.lists(st.integers(1, 9)), COMMENTS)
@settings(
    deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_twice_is_once(ours, theirs, breaks, comment):
    """Whatever differs, one run does all that can be done: another one changes nothing."""
    listed = "".join(
        f"  - name: {name}\n    value: {value}\n    description: Text.\n"
        for name, value in ours.items()
    )
    head = REGISTRY.partition("- id")[0]
    write(f"{head}- id: all\n  title: All\n  codes:\n{listed or '    []'}\n", "")
    before = registry()
    lines = []
    for number, (name, value) in enumerate(theirs.items()):
        if number in breaks:
            lines += ["", f"// Part {number} errors"]
        lines.append(f"{name} = {value}, /**< {comment} */")
    body = "\n".join(lines)
    Path("include/shop.h").write_text(
        f"namespace demo {{ enum Error {{\n{body}\n}}; }}\n", encoding="utf-8", newline=""
    )
    first = RUNNER.invoke(commands, ["sync", "--registry", "shop.yaml", "include/shop.h"])
    assert first.exit_code in {0, 1}
    after = registry()
    load_registry([Path("shop.yaml")])
    again = RUNNER.invoke(commands, ["sync", "--registry", "shop.yaml", "include/shop.h"])
    assert registry() == after
    assert again.exit_code == first.exit_code
    if first.exit_code == 0:
        assert again.stdout == ""
        codes = load_registry([Path("shop.yaml")]).components[0].codes()
        assert {code.name: code.value for code in codes if not code.removed} == theirs
    assert before.partition("- id")[0] in after


def test_check():
    """With --check nothing is written, and the exit status says whether something would be."""
    assert sync("include/shop.h", "--check") == ""
    write(REGISTRY, header_with("    SHELF_WET = -12,"))
    assert "to do: added shop.SHELF_WET" in sync("include/shop.h", "--check", code=1)
    assert registry() == REGISTRY


def test_incomplete_knowledge_leaves_the_registry_alone():
    """Nothing is removed, renamed or renumbered while a part of the header is unknown."""
    text = HEADER.replace("    SHELF_LOCKED = -11,", '#include "rest.def"\n')
    write(REGISTRY, text.replace("DOOR_STUCK", "DOOR_SHUT"))
    output = sync(code=1)
    assert "not-evaluated" in output
    assert "uncertain DOOR_SHUT has the number of shop.DOOR_STUCK" in output
    assert registry() == REGISTRY


def test_a_name_that_may_be_in_the_header():
    """A code whose name cannot be evaluated is not called by its alias because of that."""
    alias = REGISTRY.replace("Stuck.\n", "Stuck.\n    aliases: [DOOR_JAM]\n")
    write(alias, HEADER.replace("DOOR_STUCK = -30", "DOOR_STUCK = f(3), DOOR_JAM = -30"))
    assert "uncertain" not in sync(code=1)
    assert registry() == alias


def test_aliases_and_former_names():
    """Another name of a number is listed, and a renamed code keeps its old name."""
    assert changed(header_with("    SHELF_CROWDED = SHELF_FULL,")) == [
        "+     aliases: [SHELF_CROWDED]"
    ]
    lines = changed(HEADER.replace("DOOR_STUCK", "DOOR_SHUT"))
    assert "+     former: [{name: DOOR_STUCK}]" in lines


def test_an_old_number_is_kept():
    """The number of a renumbered code is not given to another one."""
    lines = changed(HEADER.replace("DOOR_STUCK = -30", "DOOR_STUCK = -31"))
    assert "+   - value: -30" in lines
    write(registry(), HEADER.replace("DOOR_STUCK = -30", "DOOR_STUCK = -31,\n    DOOR_NEW = -30"))
    assert "number-reused DOOR_NEW has the number of shop.-30" in sync(code=1)


def test_skipped_later():
    """A code that is left out from now on and was never released is dropped, others are removed."""
    sentinel = "  - name: DOOR_MAX\n    value: -29\n    description: Max.\n"
    assert sync("include/shop.h", "--skip", "*_MAX") == ""
    write(REGISTRY + sentinel, HEADER)
    assert "dropped shop.DOOR_MAX" in sync("include/shop.h", "--skip", "*_MAX")
    assert registry() == REGISTRY
    released = f"{REGISTRY}{sentinel}    since: '1.0'\n"
    write(released, HEADER)
    assert "removed shop.DOOR_MAX" in sync("include/shop.h", "--skip", "*_MAX")


def test_codes_that_are_dropped_from_a_list_in_brackets():
    """Those at its beginning are dropped too."""
    ends = ("{name: A_MAX, value: 1, description: A.}", "{name: B_MAX, value: 2, description: B.}")
    last = "{name: DOOR_STUCK, value: -30, description: Stuck.}]\n"
    block = "\n  - name: DOOR_STUCK\n    value: -30\n    description: Stuck.\n"
    write(REGISTRY.replace(block, f" [{', '.join(ends)}, {last}"), HEADER)
    sync("include/shop.h", "--skip", "*_MAX")
    assert registry() == REGISTRY.replace(block, f" [{last}")


def test_a_new_code_behind_one_that_is_dropped():
    """It stays, although its place in the file goes."""
    sentinel = (
        "  - name: DOOR_MAX\n    value: -29\n    description: Max.\n    see_also:\n    - OK\n"
    )
    write(REGISTRY + sentinel, HEADER.replace("DOOR_STUCK", "DOOR_OPEN = -31,\n    DOOR_STUCK"))
    sync("include/shop.h", "--skip", "*_MAX")
    assert [code.name for code in codes()][-2:] == ["DOOR_STUCK", "DOOR_OPEN"]


def test_reworded():
    """A new comment reaches a description that nobody has reviewed, and no other."""
    write(REGISTRY, header_with("    SHELF_WET = -12,  ///< It is wet. Wipe it."))
    sync()
    assert "description: It is wet.\n    details: Wipe it." in registry()
    write(registry(), header_with("    SHELF_WET = -12,  ///< Water.").replace("Fine.", "Great."))
    assert "reworded shop.SHELF_WET" in sync()
    assert "description: Water.\n" in registry()
    assert "description: Fine." in registry()
    assert sync() == ""


def test_reworded_in_a_list_in_brackets():
    """A new code in a list in brackets is to be reviewed too, and follows its comment."""
    in_brackets = REGISTRY.replace(
        """
  - name: DOOR_STUCK
    value: -30
    description: Stuck.
""",
        " [{name: DOOR_STUCK, value: -30, description: Stuck.}]\n",
    )
    header = HEADER.replace("= -30,", "= -30,\n    DOOR_OPEN = -31,  ///< It is open.")
    write(in_brackets, header)
    sync()
    assert (
        "Stuck.},\n      # to be reviewed: from the header\n"
        "      {name: DOOR_OPEN, value: -31, description: It is open.}]\n"
    ) in registry()
    write(registry(), header.replace("It is open.", "Nobody shut it."))
    assert "reworded shop.DOOR_OPEN" in sync()
    assert "value: -31, description: Nobody shut it.}]" in registry()
    assert sync() == ""


def test_a_text_in_the_line_of_one_that_is_to_be_reviewed():
    """Only the first code in the line below the comment follows the header."""
    in_brackets = REGISTRY.replace(
        "\n  - name: DOOR_STUCK\n    value: -30\n    description: Stuck.\n",
        " [{name: DOOR_OPEN, value: -29, description: Open.}, "
        "{name: DOOR_STUCK, value: -30, description: Stuck.}]\n",
    )
    new = "DOOR_OPEN = -29,\n    DOOR_AJAR = -31,\n    DOOR_STUCK = -30,  ///< It is stuck."
    write(in_brackets, HEADER.replace("DOOR_STUCK = -30,", new))
    assert "added shop.DOOR_AJAR" in sync()
    assert sync() == ""


def test_an_edited_text_that_is_to_be_reviewed():
    """The messages say that the line above it is to be deleted, and without that the text stays."""
    line = "# to be reviewed: from the header"
    header = header_with("    SHELF_WET = -12,  ///< It is wet. Wipe it.")
    write(REGISTRY, header)
    assert sync().splitlines() == [
        "shop.yaml: added shop.SHELF_WET (-12) to group shelf",
        f"shop.yaml: review the new texts, and delete the line '{line}' above each",
    ]
    edited = registry().replace("details: Wipe it.", "details: Use a towel.")
    write(edited, header)
    assert sync("include/shop.h", "--check", code=1) == (
        "shop.yaml: to do: reworded shop.SHELF_WET: it is to be reviewed and differs from its "
        f"comment; to keep a text of yours, delete its line '{line}'\n"
    )
    write(edited.replace(f"    {line}\n", ""), header)
    assert sync() == ""


def test_deprecated_in_the_header():
    """A comment that deprecates a known code reaches the registry; a version there stays."""
    header = HEADER.replace("DOOR_STUCK = -30,", "DOOR_STUCK = -30,  ///< @deprecated since 2.1")
    write(REGISTRY, header)
    note = "to do: deprecated shop.DOOR_STUCK since 2.1"
    assert note in sync("include/shop.h", "--check", code=1)
    assert changed(header) == ["+     deprecated: '2.1'"]
    write(registry().replace("2.1", "2.0"), header)
    assert sync() == ""
    write(REGISTRY.replace("Stuck.\n", "Stuck.\n    removed: 2.1\n"), header)
    assert "deprecated" not in sync(code=1)


@pytest.mark.parametrize(
    ("comment", "description"),
    [
        ("Nass. Überall.", "Nass."),
        ("Сыро. Протрите.", "Сыро."),
        ("Wet, see :c:func:`wipe()`, `dry`.", "Wet, see ``wipe()``, ``dry``."),
        ("No `--dry'. Use `--help'.", "No ``--dry``."),
        ("Not `wet' or `dry', but `so so'.", "Not ``wet`` or ``dry``, but ``so so``."),
        ("Never `wet`, don't.", "Never ``wet``, don't."),
        ("Say `Too wet. Wipe` first.", "Say 'Too wet."),
    ],
)
def test_sentences_and_markup_of_comments(comment, description):
    """A sentence may begin with a capital of any language, and a role becomes a literal."""
    write(REGISTRY, header_with(f"    SHELF_WET = -12,  ///< {comment}"))
    sync()
    assert description in {code.description for code in codes()}


def test_abbreviations_do_not_end_a_sentence():
    """A description goes on behind a single letter, as in e.g. and z. B."""
    comment = "Wet, e.g. Monday, i.e. MONDAY, z. B. Montag. Wipe it."
    write(REGISTRY, header_with(f"    SHELF_WET = -12,  ///< {comment}"))
    sync()
    assert "Wet, e.g. Monday, i.e. MONDAY, z. B. Montag." in registry()
    assert "details: Wipe it." in registry()


def test_alias_that_the_header_lacks():
    """It becomes a former name; check and history go on from there."""
    aliases = "    description: Stuck.\n    aliases: [DOOR_JAM, DOOR_SHUT]\n"
    header = header_with("    DOOR_JAM = -30,")
    write(REGISTRY.replace("    description: Stuck.\n", aliases), header)
    fault = "gone-alias DOOR_SHUT, an alias of shop.DOOR_STUCK (-30), is not in the header"
    arguments = ["check", "--header", "shop=include/shop.h", "--registry", "shop.yaml"]
    assert fault in RUNNER.invoke(commands, arguments).stdout
    assert "former names of shop.DOOR_STUCK: DOOR_SHUT" in sync()
    assert "    aliases: [DOOR_JAM]\n    former: [{name: DOOR_SHUT}]\n" in registry()
    assert sync() == ""
    write(REGISTRY.replace("    description: Stuck.\n", aliases), header_with("    UNKNOWN = FAR,"))
    assert "DOOR_SHUT" not in sync(code=1)


def test_first_sentence_of_a_chinese_comment():
    """A full stop of Chinese ends the description, with or without a blank behind it."""
    write(REGISTRY, header_with("    SHELF_WET = -12,  ///< 货架潮湿。请擦干。"))
    sync()
    assert "description: 货架潮湿。\n    details: 请擦干。" in registry()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["gateSuccess = 0", "gateNoAir = 1"], ["Success.", "No air."]),
        (["GATE_SUCCESS = 0", "GATE_ERROR_NO_AIR = 1"], ["Success.", "No air."]),
        (["kOk = 0", "kIOError = 1"], ["Ok.", "IO error."]),
    ],
)
def test_words_of_names(lines, expected):
    """A description without a comment has the words of the name, without what all begin with."""
    write(f"{REGISTRY.split('groups', maxsplit=1)[0]}groups: []\n",
          f"namespace demo {{ enum class Error {{ {', '.join(lines)} }}; }}\n")  # fmt: skip
    sync()
    assert re.findall(r"description: (.*)", registry()) == expected


def test_titles_of_sections():
    """A long section makes a short id, and a title keeps the words that it needs."""
    text = "the codes that follow here are not stable and can be removed in any later version"
    write(f"{REGISTRY.split('groups', maxsplit=1)[0]}groups: []\n",
          f"namespace demo {{ enum class Error {{\n// {text}\nA = 1,\nB = 2,\n\n"
          "// Door range of errors\nC = 3,\nD = 4 }; }\n")  # fmt: skip
    sync()
    assert "title: Door range of errors" in registry()
    write(registry(), HEADER.replace("DOOR_STUCK", "// Lamp codes, 0x1C to 0x1F\nDOOR_STUCK"))
    sync("shop=include/shop.h")
    assert "title: Lamp\n" in registry()
    assert max(map(len, re.findall(r"- id: (.*)", registry()))) <= 40


def test_a_new_name_that_is_given():
    """A code with another name and another number keeps its entry where the option says so."""
    write(REGISTRY, HEADER.replace("SHELF_LOCKED = -11", "SHELF_SHUT = -12"))
    option = "--rename SHELF_LOCKED=SHELF_SHUT"
    assert f"if it is called SHELF_SHUT now, {option} keeps its texts" in sync(
        "include/shop.h", "--check", code=1
    )
    given = ("include/shop.h", *option.split())
    assert sync(*given).splitlines() == [
        "shop.yaml: renamed shop.SHELF_LOCKED: -11 is SHELF_SHUT now",
        "shop.yaml: renumbered shop.SHELF_LOCKED: -11 is -12 now",
        "shop.yaml: reserved -11: it is never given out again",
    ]
    assert (
        '{name: SHELF_SHUT, value: -0xc, description: "Locked: no key.", '
        "former: [{name: SHELF_LOCKED}]}"
    ) in registry()
    assert sync(*given) == ""
    assert sync() == ""


TILL = """\
component: till
title: Till
groups:
- id: all
  title: All
  codes:
  - name: SHELF_FULL
    value: 1
    description: Full.
    see_also:  # all of the shop
    - 'shop.SHELF_LOCKED'
    - Error::DOOR_STUCK  # the door
    - DOOR_STUCK
    removed: '1'
    replaced_by: SHELF_LOCKED
"""
TILL_AFTER = (
    TILL.replace("'shop.SHELF_LOCKED'", "'shop.SHELF_SHUT'")
    .replace("Error::DOOR_STUCK", "Error::DOOR_JAMMED")
    .replace("- DOOR_STUCK", "- DOOR_JAMMED")
    .replace("by: SHELF_LOCKED", "by: SHELF_SHUT")
)


def test_references_to_a_code_with_a_new_name():
    """All files of the registry that name it beside other codes get the new name, once."""
    own = "Stuck.\n    see_also: [SHELF_LOCKED, shop.OK]\n"
    dropped = (
        "  - {name: DOOR_MAX, value: -29, description: x, see_also: [SHELF_LOCKED]}\n"
        "  - name: DOOR_MAX_2\n    value: -28\n    description: x\n    see_also: [SHELF_LOCKED]\n"
    )
    write(
        REGISTRY.replace("Stuck.\n", own) + dropped,
        HEADER.replace("SHELF_LOCKED", "SHELF_SHUT").replace("DOOR_STUCK", "DOOR_JAMMED"),
    )
    Path("till.yaml").write_text(TILL, encoding="utf-8")
    renames = ("--rename", "SHELF_LOCKED=SHELF_SHUT", "--rename", "DOOR_STUCK=DOOR_JAMMED")
    given = ("include/shop.h", "--registry", "till.yaml", *renames, "--skip", "*_MAX*")
    output = sync(*given)
    assert "till.yaml: renamed the reference shop.SHELF_LOCKED: shop.SHELF_SHUT\n" in output
    assert Path("till.yaml").read_text(encoding="utf-8") == TILL_AFTER
    assert registry().endswith(
        "description: Stuck.\n    see_also: [SHELF_SHUT, shop.OK]\n"
        "    former: [{name: DOOR_STUCK}]\n"
    )
    assert sync(*given) == ""


def test_references_to_a_name_of_two_components():
    """A new name that another component has already gets its component in front of it."""
    write(REGISTRY, HEADER.replace("SHELF_LOCKED", "SHELF_SHUT"))
    till = TILL.replace("  - name: SHELF_FULL", "  - name: SHELF_SHUT")
    Path("till.yaml").write_text(till, encoding="utf-8")
    sync("include/shop.h", "--registry", "till.yaml", "--rename", "SHELF_LOCKED=SHELF_SHUT")
    assert "replaced_by: shop.SHELF_SHUT\n" in Path("till.yaml").read_text(encoding="utf-8")


def test_a_new_name_is_proposed():
    """Where the registry refers to the old name, the message names the option that renames it."""
    before = REGISTRY.replace("Stuck.\n", "As :mcerr:`SHELF_LOCKED`.\n    former: [{name: OLD}]\n")
    write(before, HEADER.replace("SHELF_LOCKED", "SHELF_SHUT"))
    option = "--rename SHELF_LOCKED=SHELF_SHUT"
    assert sync(code=1).rstrip().endswith(f"; if it is the same code: {option}")
    sync("include/shop.h", *option.split())
    assert "As :mcerr:`SHELF_LOCKED`." in registry()
    write(registry(), HEADER.replace("SHELF_LOCKED", "SHELF_SHUT").replace("STUCK", "SHUT"))
    sync("include/shop.h")
    assert "former: [{name: OLD}, {name: DOOR_STUCK}]" in registry()


def test_a_prefix_that_all_names_share_makes_none_similar():
    """With ``--rename``, names are proposed that are like the old one behind the prefix."""
    codes = [("LAMP_OK", 0), ("LAMP_BURNT", 1), ("LAMP_WET", 2)]
    lines = [f"  - {{name: {name}, value: {value}, description: x.}}\n" for name, value in codes]
    groups = "groups:\n- id: all\n  title: All\n  codes:\n" + "".join(lines)
    enum = "namespace demo { enum class Error { LAMP_OK, LAMP_BURNED = 7, LAMP_FUSE = 8 }; }"
    write(REGISTRY[: REGISTRY.index("groups:")] + groups, enum)
    output = sync("include/shop.h")
    assert "--rename LAMP_BURNT=LAMP_BURNED keeps its texts" in output
    assert "--rename LAMP_WET" not in output


def test_a_name_that_becomes_an_alias():
    """A new name takes the place of the old one, which the header keeps as an alias, and back."""
    header = header_with("    SHELF_CROWDED = SHELF_FULL,")
    write(REGISTRY, header)
    sync("include/shop.h", "--rename", "SHELF_FULL=SHELF_CROWDED")
    assert "- name: SHELF_CROWDED\n    value: -10" in registry()
    assert "aliases: [SHELF_FULL]" in registry()
    assert "former" not in registry()
    write(REGISTRY, header)
    sync("include/shop.h")
    assert "aliases: [SHELF_CROWDED]" in registry()
    sync("include/shop.h", "--rename", "SHELF_FULL=SHELF_CROWDED")
    assert "aliases: [SHELF_FULL]" in registry()
    write(registry(), HEADER)
    sync("include/shop.h", "--rename", "SHELF_CROWDED=SHELF_FULL")
    assert "aliases: []" in registry()
    assert "former: [{name: SHELF_CROWDED}]" in registry()
    assert sync() == ""


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("DOOR_STUCK", "must be OLD=NEW"),
        (
            "DOOR_STUK=DOOR_SHUT",
            "unknown code of the registry 'DOOR_STUK'; did you mean DOOR_STUCK?",
        ),
        ("DOOR_STUCK=DOOR_SHUTT", "unknown code of the header 'DOOR_SHUTT'; did you mean"),
        ("DOOR_STUCK=OK", "OK is the name of another code in the registry"),
    ],
)
def test_a_new_name_that_cannot_be(option, message):
    """It is one clear message, and nothing is written."""
    write(REGISTRY, HEADER.replace("DOOR_STUCK", "DOOR_SHUT"))
    output = " ".join(sync("include/shop.h", "--rename", option, code=2).split())
    assert message in output
    assert registry() == REGISTRY


def test_renumbered_and_reworded():
    """New details belong to the code itself, not to the entry that reserves its old number."""
    write(REGISTRY, header_with("    SHELF_WET = -12,  ///< Wet."))
    sync()
    write(registry(), header_with("    SHELF_WET = -13,  ///< It is wet. Wipe it."))
    sync()
    assert registry().index("details: Wipe it.") < registry().index("The number of SHELF_WET")


def test_renamed_and_reworded():
    """A new name and a new comment arrive together: a second run changes nothing."""
    write(REGISTRY, header_with("    SHELF_WET = -12,  ///< Wet."))
    sync()
    write(registry(), header_with("    SHELF_DAMP = -12,  ///< Damp."))
    output = sync()
    assert "shop.yaml: renamed shop.SHELF_WET: -12 is SHELF_DAMP now" in output
    assert "shop.yaml: reworded shop.SHELF_WET: it is to be reviewed and differs" in output
    assert "description: Damp.\n" in registry()
    assert sync() == ""


def test_a_number_that_is_not_free_yet():
    """A code that needs a person keeps its number, and what needs this number waits for it."""
    header = HEADER.replace("SHELF_FULL = -10", "SHELF_FULL = -40").replace(
        "SHELF_LOCKED = -11", "SHELF_BENT = -10,\n    SHELF_LOCKED = -12"
    )
    write(REGISTRY, header)
    output = sync(code=1)
    assert "belongs to group shelf, but is outside its range -19 to -10" in output
    assert "missing SHELF_BENT (-10)" in output
    assert "renumbered shop.SHELF_LOCKED: -11 is -12 now" in output
    write(registry().replace("range: [-19, -10]", "range: [-40, -10]"), header)
    sync()
    assert [code.value for code in codes() if code.name] == [0, -40, -10, -12, -30]


def test_all_names_of_a_renamed_code():
    """A code whose name is gone gets the header's first name, and the others are its aliases."""
    write(REGISTRY, HEADER.replace("DOOR_STUCK = -30", "DOOR_SHUT = -30, DOOR_JAM = DOOR_SHUT"))
    sync()
    write(registry(), HEADER.replace("DOOR_STUCK = -30", "DOOR_JAM = -31, DOOR_FAST = DOOR_JAM"))
    sync()
    (door,) = (code for code in codes() if code.value == -31)
    assert (door.name, door.value, door.aliases) == ("DOOR_JAM", -31, ("DOOR_FAST",))
    assert [former.name for former in door.former] == ["DOOR_STUCK", "DOOR_SHUT"]
    assert sync() == ""


def test_a_new_name_and_an_alias_that_is_gone():
    """Both the old name and the alias become former names."""
    alias = REGISTRY.replace("Stuck.\n", "Stuck.\n    aliases: [DOOR_JAM]\n")
    write(alias, HEADER.replace("DOOR_STUCK = -30", "DOOR_SHUT = -31"))
    sync("include/shop.h", "--rename", "DOOR_STUCK=DOOR_SHUT")
    assert "former: [{name: DOOR_STUCK}, {name: DOOR_JAM}]" in registry()
    write(alias, HEADER.replace("DOOR_STUCK = -30", "DOOR_STUCK = f(3), DOOR_JAM = -30, NEW = -30"))
    assert "not-evaluated DOOR_STUCK" in sync(code=1)
    assert registry() == alias


def test_a_header_without_its_enumeration():
    """If the macros alone are there, nothing is changed."""
    source = REGISTRY.replace('enum: "demo::Error"', "enum: Gone, macro_prefix: DOOR_")
    source += "    aliases: [DOOR_JAM, JAM]\n"
    write(source, "#define DOOR_STUCK -31\n")
    assert "unknown-enum" in sync(code=1)
    assert registry() == source


def test_an_alias_that_became_a_code():
    """An alias with a number of its own in the header does not change that of its code."""
    write(
        REGISTRY.replace("Stuck.\n", "Stuck.\n    aliases: [DOOR_JAM]\n"),
        HEADER.replace("DOOR_STUCK", "DOOR_JAM = -31, DOOR_STUCK"),
    )
    assert "DOOR_JAM: -31 in the header, but an alias of shop.DOOR_STUCK (-30)" in sync(code=1)
    write(registry().replace("    aliases: [DOOR_JAM]\n", ""), Path("include/shop.h").read_text())
    assert "added shop.DOOR_JAM (-31)" in sync()


def test_a_header_that_does_not_exist():
    """It is told apart from a header that no component has."""
    write(REGISTRY, HEADER)
    assert "no header 'include/nope.h'" in sync("include/nope.h", code=2)
    Path("include/other.h").write_text(HEADER, encoding="utf-8")
    assert "no component has a source like include/other.h" in sync("include/other.h", code=2)
