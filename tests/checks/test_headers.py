"""Differences between a registry and a header, and faults of the header alone."""

from __future__ import annotations

import re
import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sphinxext.mooncake_errors.checks.drift import header_problems
from sphinxext.mooncake_errors.headers import parse_headers
from sphinxext.mooncake_errors.registry.builtin import BUILTIN
from sphinxext.mooncake_errors.registry.load import load_registry, single_document

REGISTRY = """\
component: shop
title: Shop
source: {header: shop.h, enum: demo::Error}
groups:
- id: success
  title: Success
  codes:
  - {name: OK, value: 0, description: Fine.}
- id: shelf
  title: Shelf
  range: [-19, -10]
  codes:
  - {name: SHELF_FULL, value: -10, description: Full.}
  - {name: SHELF_LOCKED, value: -11, description: Locked.}
  - {name: SHELF_BURNT, value: -12, description: Burnt., removed: "0.9"}
"""
SHELF = "// Shelf errors (Range: -10 to -19)"


def body(*lines):
    """Return a header whose enumerators begin in line 2."""
    listed = "\n".join(lines)
    return f"namespace demo {{ enum Error {{\n{listed}\n}}; }}\n"


def problems(text, registry=REGISTRY, skip=()):
    """Return the problems between a registry and the text of a header, as ``place rule``."""
    return [f"{Path(p.path).stem}:{p.line}:{p.column} {p.rule}" for p in full(text, registry, skip)]


def full(text, registry=REGISTRY, skip=()):
    """Return the problems themselves."""
    document, component = single_document("shop.yaml", registry)
    source = component.source
    files = [("header.h", text.encode())]
    header = parse_headers(files, enum=source.enum, macro_prefix=source.macro_prefix, skip=skip)
    return header_problems(document, component, header)


def test_many_new_codes():
    """They are compared in linear time, with a heading above each too."""
    lines = [f"\n// Section {n} errors\nNEW_{n} = {n}," for n in range(1, 8_001)]
    start = time.process_time()
    found = problems(body("OK = 0,", *lines))
    assert time.process_time() - start < 10
    assert len([each for each in found if each.endswith(" missing")]) == 8_000


def test_in_step():
    """Nothing is said where both say the same; a removed code is not expected."""
    assert problems(body("OK = 0,", SHELF, "SHELF_FULL = -10,", "SHELF_LOCKED = -11")) == []


def test_missing_gone_renumbered_and_renamed():
    """Each has its rule, at its place in the header, or in the registry where it is gone."""
    assert problems(body("OK = 0,", "SHELF_FULL = -10,", "SHELF_LOCKED = -11,", "NEW = -2")) == [
        "header:5:1 missing"
    ]
    assert problems(body("OK = 0,", "SHELF_FULL = -10")) == ["shop:14:5 gone"]
    assert problems(body("OK = 0,", "SHELF_FULL = -10,", "  SHELF_LOCKED = -13")) == [
        "header:4:3 renumbered"
    ]
    (renamed,) = full(body("OK = 0,", "SHELF_FULL = -10,", "SHELF_SHUT = -11"))
    assert renamed.rule == "renamed"
    assert renamed.message == (
        "shop.SHELF_LOCKED (-11) in the registry is called SHELF_SHUT in the header"
    )


def test_swapped_numbers_are_renumbered():
    """Two codes that changed places are not renamed."""
    text = body("OK = 0,", "SHELF_FULL = -11,", "SHELF_LOCKED = -10")
    assert problems(text) == ["header:3:1 renumbered", "header:4:1 renumbered"]


def test_removed_codes():
    """The number of a removed code is not given away, and the code itself does not come back."""
    same = ("OK = 0,", "SHELF_FULL = -10,", "SHELF_LOCKED = -11,")
    assert problems(body(*same, "SHELF_WET = -12")) == ["header:5:1 number-reused"]
    assert problems(body(*same, "SHELF_BURNT = -12")) == ["header:5:1 not-removed"]
    text = body("OK = 0,", "SHELF_FULL = -12,", "SHELF_LOCKED = -11")
    assert problems(text) == ["header:3:1 number-reused", "header:3:1 renumbered"]


def test_numbers_that_move_up():
    """A code with the number of one that the header lacks now is no other name of that one."""
    text = body("OK = 0,", "SHELF_LOCKED = -10")
    found = full(text)
    assert [problem.rule for problem in found] == ["number-reused", "renumbered", "gone"]
    assert found[0].message == (
        "SHELF_LOCKED has the number of shop.SHELF_FULL (-10), which the header lacks: "
        "numbers are never used again"
    )


def test_the_number_of_a_code_that_moved_away():
    """It is free, also if that code goes on by one of its aliases."""
    listed = REGISTRY.replace("-10, description", "-10, aliases: [SHELF_CROWDED], description")
    text = body("OK = 0,", "SHELF_SATED = -13,", "SHELF_CROWDED = -13,", "SHELF_LOCKED = -10")
    assert problems(text, listed) == [
        "header:3:1 renamed",
        "header:3:1 renumbered",
        "header:5:1 renumbered",
    ]


def test_ranges_of_groups():
    """A new or changed number has to lie in the range of the group that it belongs to."""
    text = body("OK = 0,", SHELF[:15], "SHELF_FULL = -10,", "SHELF_LOCKED = -11,", "SHELF_WET = -9")
    assert problems(text) == ["header:6:1 missing", "header:6:1 out-of-range"]
    text = body("OK = 0,", "SHELF_FULL = -30,", "SHELF_LOCKED = -11")
    assert problems(text) == ["header:3:1 out-of-range", "header:3:1 renumbered"]


def test_section_comments():
    """A comment that states a range has to hold all codes under it."""
    text = body(
        "OK = 0,", "// Shelf errors (-11 to -19)", "SHELF_FULL = -10,", "SHELF_LOCKED = -11"
    )
    (problem,) = full(text)
    assert (problem.path, problem.line, problem.rule) == ("header.h", 3, "section-range")
    assert problem.message == "the comment says -19 to -11, but SHELF_FULL (-10) stands under it"
    assert full(text.replace("(-11 to -19)", "(10 to 19)")) == []


def test_what_the_parser_found_is_passed_on():
    """A code without a number is not gone, an alias is not missing, and no enumeration is both."""
    text = body("OK = 0,", "SHELF_FULL = -10,", "SHELF_LOCKED = sizeof(x),")
    assert problems(text) == ["header:4:1 not-evaluated"]
    text = body("OK = 0,", "FINE = 0,", "SHELF_FULL = -10,", "SHELF_LOCKED = -11")
    assert problems(text) == ["header:2:1 missing-alias"]
    assert problems("enum Other { A };\n") == ["header:1:1 unknown-enum"]
    same = ("OK = 0,", "SHELF_FULL = -10,", "SHELF_LOCKED = -11,", "ERROR_COUNT = -99")
    assert problems(body(*same), skip=["*_COUNT"]) == []


def test_a_code_without_a_name_is_not_expected():
    """It has no name in C++; a header that gives it one is said to."""
    registry = REGISTRY.replace("enum: demo::Error", "macro_prefix: SHELF_")
    registry = registry.replace("name: OK, ", "")
    text = "#define SHELF_FULL -10\n#define SHELF_LOCKED -11\n"
    assert problems(text, registry) == []
    assert problems(text + "#define SHELF_OK 0\n", registry) == ["header:3:9 renamed"]


NAMES = st.from_regex(
    re.compile(r"[A-Z][A-Z0-9]{0,5}(_[A-Z0-9]{1,5}){0,2}", re.ASCII), fullmatch=True
)


@given(
    st.dictionaries(NAMES, st.integers(-(2**31), 2**31 - 1), min_size=1, max_size=12).filter(
        lambda codes: len(set(codes.values())) == len(codes)
    )
)
@settings(deadline=None, max_examples=60)
def test_a_header_written_from_a_registry_is_in_step(codes):
    """Registry to header and back: nothing is missing, gone or changed."""
    listed = "\n".join(
        f"  - {{name: '{name}', value: {value}, description: Text.}}"
        for name, value in codes.items()
    )
    head, _, _ = REGISTRY.partition("- id")
    registry = f"{head}- id: all\n  title: All\n  codes:\n{listed}\n"
    text = body(*(f"E_{name} = {value}, ///< Text." for name, value in codes.items()))
    assert problems(text, registry.replace("name: '", "name: 'E_")) == []


def test_our_own_registry_and_headers_made_from_it():
    """The registry that ships survives the way through a header."""
    for component in load_registry().components:
        if component.source is None:
            continue
        prefix = component.source.macro_prefix
        codes = [code for code in component.codes() if code.name]
        if prefix:
            text = "".join(f"#define {code.name} ({code.value})\n" for code in codes)
        else:
            scope, _, name = component.source.enum.rpartition("::")
            inner = "".join(f"  {code.name} = {code.value},\n" for code in codes)
            text = f"enum class {name} {{\n{inner}}};\n"
            text = f"namespace {scope} {{\n{text}}}\n" if scope else text
        path = next(p for p in BUILTIN if f"component: {component.component}\n" in p.read_text())
        assert problems(text, path.read_text(encoding="utf-8")) == []


def test_nothing_is_gone_while_a_part_is_unknown():
    """A code may be in the part that cannot be evaluated, and so may a new name of it."""
    assert problems(body("OK = 0,", '#include "rest.def"')) == ["header:3:1 not-evaluated"]
    text = body("OK = 0,", "SHELF_FULL = -10,", "SHELF_SHUT = -11,", "X = MAKE(1)")
    assert problems(text) == ["header:4:1 uncertain", "header:5:1 not-evaluated"]


def test_several_values():
    """One of them in the registry is enough; another number there is for a person to settle."""
    text = body(
        "OK = 0,", "#ifdef X", "SHELF_FULL = -10,", "#else", "SHELF_FULL = -15,", "#endif",
        "SHELF_LOCKED = -11",
    )  # fmt: skip
    assert problems(text) == []
    assert problems(text.replace("-10,", "-16,")) == [
        "header:4:1 uncertain",
        "header:6:1 two-values",
    ]


def test_aliases():
    """Names of one number are one code, whichever of them the registry has."""
    text = body("OK = 0,", "SHELF_FULL = -10,", "SHELF_CROWDED = SHELF_FULL,", "SHELF_LOCKED = -11")
    assert problems(text) == ["header:3:1 missing-alias"]
    listed = REGISTRY.replace("-10, description", "-10, aliases: [SHELF_CROWDED], description")
    assert problems(text, listed) == []
    swapped = REGISTRY.replace("SHELF_FULL, value: -10", "SHELF_CROWDED, value: -10")
    assert problems(text, swapped) == ["header:3:1 missing-alias"]


def test_two_codes_that_have_become_one():
    """Two codes of the registry with one number in the header are for a person to settle."""
    text = body("OK = 0,", "SHELF_FULL = -10,", "SHELF_LOCKED = SHELF_FULL")
    assert problems(text) == ["header:3:1 number-clash"]
