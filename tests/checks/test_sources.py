"""Texts and returned codes of a registry, compared with source code."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from sphinxext.mooncake_errors.checks.sources import literal_claims, source_problems
from sphinxext.mooncake_errors.checks.text_files import SourceTree
from sphinxext.mooncake_errors.registry.load import load_documents

if TYPE_CHECKING:
    from pathlib import Path

REGISTRY = """\
component: boiler
title: Boiler
source: {header: include/boiler.h, enum: "plant::BoilerError"}
groups:
- id: fuel
  title: Fuel
  codes:
  - name: OK
    value: 0
    description: Fine.
  - name: FUEL_EMPTY
    value: -310
    description: >-
      The boiler gets no fuel, as ``--min-fuel`` or
      ``MC_MIN_FUEL=3`` demands.
    causes:
    - cause: The valve is shut.
      log: ["Valve {} stays shut after {} attempts, 50% open"]
    returned_by:
    - {api: python, call: Boiler.start}
    - {api: http, call: "GET /api/fuel/{tank}"}
  - name: VALVE_LOST
    value: -311
    description: Reserved.
    raised: false
"""
HEADER = """\
namespace plant {
enum class BoilerError { OK = 0, FUEL_EMPTY = -310, VALVE_LOST = -311 };
inline const char* name(BoilerError e) {
  switch (e) { case BoilerError::FUEL_EMPTY: return "FUEL_EMPTY"; default: return ""; }
}
}
"""
SOURCE = """\
DEFINE_int32(min_fuel, 3, "Fuel that has to be there");  // "a comment"
BoilerError start() {
  const char* limit = getenv("MC_MIN_FUEL");
  server.route("/api/fuel/:tank", fuel);
  LOG(ERROR) << "Valve " << valve << " stays shut "
             << "after " << count
             << " attempts, "  // how often
                "50%% open";
  if (last == BoilerError::VALVE_LOST) return BoilerError::OK;
  return BoilerError::FUEL_EMPTY;
}
"""
SECONDS = 5
"""Several times what many literals take."""


@pytest.fixture
def check(tmp_path: Path):
    """Return the check of a registry text against a tree of sources, as ``place rule message``."""

    def run(registry: str = REGISTRY, source: str = SOURCE, **more: str) -> list[str]:
        (tmp_path / "errors.yaml").write_text(registry, encoding="utf-8")
        files = {"include/boiler.h": HEADER, "src/boiler.cpp": source, **more}
        for name, text in files.items():
            path = tmp_path / "plant" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        tree = SourceTree([tmp_path / "plant"], (), tmp_path)
        found = source_problems(load_documents([tmp_path / "errors.yaml"]), tree)
        return [f"{p.line}:{p.column} {p.rule} {p.message}" for p in found]

    return run


def test_true_registry_has_no_problems(check) -> None:
    """Flags, variables, endpoints, calls and split log texts that are there are no problem."""
    assert check() == []


def test_log_text_with_its_source_file(check) -> None:
    """Logs name the file of each line, which no literal need contain; it is a whole name."""
    for known in ("boiler.cpp", "{}oiler.cpp"):
        assert check(REGISTRY.replace('"Valve', f'"{known}{{}}Valve')) == []
    for unknown in ("burner.cpp", "oiler.cpp"):
        (problem,) = check(REGISTRY.replace('"Valve', f'"{unknown}{{}}Valve'))
        assert f"lacks '{unknown}'" in problem


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "--min-fuel",
            "--min-fule",
            "14:37 source-text the sources have no flag '--min-fule'; "
            "the nearest there is 'min_fuel'",
        ),
        ("MC_MIN_FUEL=3", "MC_MIN_FULE=3", "15:9 source-text the sources have no name"),
        ("shut after", "open after", "which lacks ' stays open after '; the nearest there is"),
        ("Boiler.start", "Boiler.stop", "20:27 source-text the sources have no call 'Boiler.stop'"),
        ("/api/fuel/{", "/api/wood/{", "21:30 source-text the sources have no endpoint"),
        ("include/boiler.h", "include/gone.h", "3:18 source-text the sources have no file"),
    ],
)
def test_text_that_is_not_there(check, old: str, new: str, expected: str) -> None:
    """A text that the sources lack is a problem at its own place, also in a folded value."""
    problems = check(REGISTRY.replace(old, new))
    assert len(problems) == 1
    assert expected in problems[0]


def test_lost_name_at_the_start_of_another(check) -> None:
    """Both are told, although the shorter one is found in the longer one."""
    text = "or\n      ``lost_valve_x`` and ``lost_valve``"
    gone = check(REGISTRY.replace("or\n", f"{text}\n", 1))
    names = [each.partition("have no name ")[2].partition(";")[0] for each in gone]
    assert names == ["'lost_valve_x'", "'lost_valve'"]


def test_many_adjacent_literals(check) -> None:
    """A file with a table of many adjacent literals is read in linear time."""
    start = time.process_time()
    assert not check(source=SOURCE + '"0123456789abcdef"\n' * 100_000)
    assert time.process_time() - start < SECONDS


def test_comment_is_no_source(check) -> None:
    """A text that is left in a comment only is not there."""
    gone = check(source=SOURCE.replace("  LOG(ERROR)", "  // LOG(ERROR)"))
    assert [each.split()[1] for each in gone] == ["source-text"]


def test_code_that_nothing_returns(check) -> None:
    """A code without ``raised: false`` has to be returned outside of header, tests and tables."""
    source = SOURCE.replace("return BoilerError::FUEL_EMPTY", "return BoilerError::OK")
    table = 'names[] = {{BoilerError::FUEL_EMPTY, "FUEL_EMPTY"}};\n'
    tests = "return BoilerError::FUEL_EMPTY;\n"
    problems = check(source=source + table, **{"tests/boiler_test.cpp": tests})
    assert problems == [
        "11:11 source-raised nothing in the sources returns boiler.FUEL_EMPTY; "
        "if that is right, add raised: false"
    ]


def test_reserved_code_that_is_returned(check) -> None:
    """A code with ``raised: false`` that is returned is a problem that names the place."""
    problems = check(source=SOURCE + "\nauto lost() { return BoilerError::VALVE_LOST; }\n")
    assert problems == [
        "25:13 source-raised boiler.VALVE_LOST has raised: false, "
        "yet it is returned at plant/src/boiler.cpp:13"
    ]


def test_first_of_several_returns(check) -> None:
    """The place that is named is the first of the file, whichever name of the code it has."""
    names = [f"LOST_{number}" for number in range(8)]
    registry = f"{REGISTRY}    aliases: [{', '.join(names)}]\n"
    lines = [f"\nauto lost() {{ return BoilerError::{name}; }}" for name in names]
    (problem,) = check(registry, source=SOURCE + "".join(lines))
    assert problem.endswith("plant/src/boiler.cpp:13")


def test_status_made_by_a_function(check) -> None:
    """``Status::FuelEmpty()`` returns the code that the header's function wraps."""
    source = SOURCE.replace("return BoilerError::FUEL_EMPTY", "return plant::NoFuel(limit)")
    header = "BoilerError NoFuel(Text t) { return Result(BoilerError::FUEL_EMPTY, t); }\n"
    assert check(source=source, **{"include/boiler.h": HEADER + header}) == []


@pytest.mark.parametrize(
    ("using", "returned"),
    [
        ("using E = plant::BoilerError;", "E::FUEL_EMPTY"),
        ("using enum plant::BoilerError;", "FUEL_EMPTY"),
    ],
)
def test_enumeration_by_another_name(check, using, returned) -> None:
    """A code is returned too where the source calls its enumeration by another name or by none."""
    source = SOURCE.replace("return BoilerError::FUEL_EMPTY", f"return {returned}")
    assert len(check(source=source)) == 1
    assert check(source=f"{using}\n{source}") == []
    assert check(source=f"{using}\n{source.replace('BoilerError::', 'E::')}") == []


def test_enumeration_named_without_its_class(check) -> None:
    """The class around an enumeration qualifies its codes too if the registry leaves it out."""
    registry = REGISTRY.replace("plant::BoilerError", "Code").replace("FUEL_EMPTY", "kFuelEmpty")
    header = "class EXPORT Status {\n public:\n  enum Code { OK = 0, kFuelEmpty = -310 };\n"
    header += "  static Status FuelEmpty(Text t = Text());\n};\n"
    source = SOURCE.replace("return BoilerError::FUEL_EMPTY", "return Status::FuelEmpty(limit)")
    assert check(registry, source, **{"include/boiler.h": header}) == []


def test_alias_that_is_returned(check) -> None:
    """A code is returned too where the source returns an alias of it."""
    registry = REGISTRY.replace("value: -310", "value: -310\n    aliases: [NO_FUEL]")
    source = SOURCE.replace("return BoilerError::FUEL_EMPTY", "return BoilerError::NO_FUEL")
    assert check(registry, source) == []


C_REGISTRY = """\
component: boiler
title: Boiler
source: {header: include/boiler.h, macro_prefix: BOILER_}
groups:
- id: fuel
  title: Fuel
  codes:
  - {name: BOILER_COLD, value: 1, description: Cold.}
  - {name: BOILER_HOT, value: 2, description: Hot.}
  - {name: BOILER_LOST, value: 3, description: Reserved., raised: false}
"""


def test_names_made_by_a_macro(check) -> None:
    """A code is returned where a macro that makes its name is called, but not in a case label."""
    source = "#define ERROR(name) BOILER_##name\nint a() { return ERROR(COLD); }\n"
    source += "switch (code) { case ERROR(HOT): return 1; case ERROR(LOST): return 2; }\n"
    assert check(C_REGISTRY, source) == [
        "9:12 source-raised nothing in the sources returns boiler.BOILER_HOT; "
        "if that is right, add raised: false"
    ]


def test_table_by_number(check) -> None:
    """An index of a table of texts returns nothing."""
    source = 'texts[] = {[BOILER_LOST] = "lost", [-BOILER_HOT] = "hot"};\nreturn BOILER_COLD;\n'
    assert check(C_REGISTRY, source) == [
        "9:12 source-raised nothing in the sources returns boiler.BOILER_HOT; "
        "if that is right, add raised: false"
    ]


def test_exemption(check) -> None:
    """A comment with a reason exempts a name; one that is not needed is a problem."""
    comment = "# not in the sources: `MC_MIN_FULE`, `tar*`: set by the stoker\ngroups:"
    registry = REGISTRY.replace("MC_MIN_FUEL", "MC_MIN_FULE").replace("groups:", comment)
    assert check(registry) == [
        "4:39 source-exemption nothing needs the exemption of 'tar*' any more: remove it"
    ]
    bare = registry.replace(", `tar*`: set by the stoker", "")
    assert check(bare) == [
        "4:22 source-exemption an exemption is written: # not in the sources: `NAME`: REASON"
    ]


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        ("put", []),
        ("0x10", []),
        ("/dev/shm", []),
        ("dmesg | grep boiler_valve", []),
        ("curl -s 'http://BOILER:80/fuel_level?tank=TANK'", ["/fuel_level"]),
        ("rate(boiler_fuel_total[5m])", ["boiler_fuel_total"]),
        ("boiler_heat / boiler_fuel_total", ["boiler_heat", "boiler_fuel_total"]),
        ("Boiler::heatUp()", ["heatUp"]),
        ("boiler/valve.h", ["boiler/valve.h"]),
        ("Found 0 valves", ["Found ", " valves"]),
        ("--fuel=gas --min_heat 3", ["fuel", "min_heat"]),
    ],
)
def test_what_a_literal_claims(literal: str, expected: list[str]) -> None:
    """Plain words, system paths and the words of commands claim nothing."""
    assert [part for claim in literal_claims(literal) for part in claim.parts] == expected
