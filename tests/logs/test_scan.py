"""Logs of any bytes, cut anywhere, of any length."""

from __future__ import annotations

import string
import tempfile
import tracemalloc
from itertools import repeat
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from logs.boiler import lookup

from sphinxext.mooncake_errors.logs.line import Reader
from sphinxext.mooncake_errors.logs.scan import PIECE, Findings, scan
from sphinxext.mooncake_errors.logs.texts import PrintedText
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup

LOOKUP = Lookup(load_registry())
with tempfile.TemporaryDirectory() as folder:
    BOILER = lookup(Path(folder))
READER = Reader(BOILER)
WORDS = st.sampled_from(
    [
        *(b"error_code=", b"Error", b"ret: ", b"rc", b"retval", b"err", b"returned ", b"status"),
        *(b"-310", b"-2", b"4294966986", b"0xFFFFFECA", b"FUEL_EMPTY", b"fuel_empty", b"FuelEmpty"),
        *(b"5", b"200", b"0x7", b"Code", b"failed with ", b"returns", b"kTimeout", b"Timeout"),
        *(b"BoilerError::", b"LockJammed", b"door-open", b"Full", b"boiler/", b"lock.cpp:7] "),
        *(b"Valve 3 is shut after 4 attempts", b": jammed", b"fuel line closed", b"leak water"),
        *(b"pressure fell below the limit", b"stoker[12]: ", b"porter: ", b"HTTP ", b"exit "),
        *("错误码：".encode(), "返回".encode(), b"x.cpp:12] "),
        *(b" ", b"  ", b"\n", b"=", b": ", b"'", b'"', b"(", b"[", b",", b"]", b"{", b"a"),
    ]
)
LOGS = st.lists(st.one_of(WORDS, st.binary(max_size=20)), max_size=60).map(b"".join)


def scanned(pieces, lookup=BOILER):
    """Return the findings in a log."""
    findings = Findings()
    scan(pieces, lookup, findings)
    return findings


def cut(log, size):
    """Return a log in pieces of a size."""
    return [log[start : start + size] for start in range(0, len(log), size)]


def result(findings):
    """Return findings in a form that can be compared."""
    found = [(f.codes, f.count, f.first, f.last, f.causes) for f in findings.most_frequent()]
    return findings.lines, found


@settings(deadline=None)
@given(LOGS)
def test_any_bytes_are_a_log(log):
    """Nothing fails, lines are counted right, and no count exceeds them."""
    findings = scanned([log])
    assert findings.lines == len(log.split(b"\n")) - (log.endswith(b"\n") or not log)
    for finding in findings.by_code.values():
        assert 1 <= finding.first <= finding.last <= findings.lines
        assert finding.count <= finding.last - finding.first + 1


@settings(deadline=None)
@given(LOGS, st.integers(1, 50))
def test_where_a_log_is_cut_does_not_matter(log, size):
    """Reading in small pieces finds the same as reading at once."""
    assert result(scanned(cut(log, size))) == result(scanned([log]))


@settings(deadline=None, max_examples=200)
@given(LOGS)
def test_fast_search_misses_nothing(log):
    """Reading every line closely finds the same."""
    findings = Findings()
    for number, line in enumerate(log.split(b"\n"), 1):
        for codes, causes in READER.read(line.decode("utf-8", "replace"), READER.texts):
            findings.add(codes, causes, number)
    assert result(findings)[1] == result(scanned([log]))[1]


@settings(deadline=None)
@given(
    st.sampled_from(READER.texts),
    st.data(),
    st.text(string.printable.replace("\n", ""), max_size=30),
    st.text(string.printable.replace("\n", ""), max_size=30),
)
def test_text_with_anything_in_its_gaps_leads_to_its_cause(text, data, before, behind):
    """A printed text is found in a line, whatever stands in its gaps and around it."""
    gap = st.text(string.ascii_letters + string.digits + " _-./", max_size=12)
    line = text.parts[0] + "".join(data.draw(gap) + part for part in text.parts[1:])
    log = f"{before} {line} {behind}"
    assume("leak" not in log)
    found = scanned([log.encode()])
    causes = {cause for finding in found.by_code.values() for cause in finding.causes}
    assert causes & set(text.causes)


@pytest.mark.slow
@settings(deadline=None, max_examples=25)  # for each log the texts of the registry are prepared
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=2000))
def test_random_text_is_no_alarm(log):
    """Text that was made from nothing in the registry has no code."""
    assert not scanned([log.encode()], LOOKUP).by_code


@pytest.mark.slow
@pytest.mark.parametrize("shift", [0, 1, 5, 17, 40])
def test_endless_line_is_read_in_constant_memory(shift):
    """A line of 20 MB without an end takes a few MB; a code in each piece is one line with it."""
    piece = (b"x" * shift + b" error_code=-310, " + b"y" * 4000 + b" GASKET_WORN ") * 16
    tracemalloc.start()
    findings = scanned(repeat(piece, 20_000_000 // len(piece)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert findings.lines == 1
    worn = findings.by_code["boiler.GASKET_WORN",]
    assert (worn.count, worn.first, worn.last) == (1, 1, 1)
    assert peak < 5_000_000


def test_endless_word_is_no_code():
    """A word that never ends is passed over, in constant memory."""
    assert result(scanned(repeat(b"FUEL_EMPTY" * 1000, 200))) == (1, [])


@pytest.mark.slow
@pytest.mark.parametrize("size", [1 << 20, 4096])
def test_code_across_a_cut_of_a_long_line_is_found(size):
    """Wherever a long line is cut, the code on the cut is found, and none is made up."""
    for place in range(PIECE - 40, PIECE + 10):
        log = b"a " * (place // 2) + b" error_code: -700 " + b"b " * PIECE + b"\nret=-310"
        findings = scanned(cut(log, size))
        assert findings.lines == 2
        assert [f.codes for f in findings.most_frequent()] == [
            ("boiler.GASKET_WORN",),
            ("boiler.FUEL_EMPTY", "gate-house.Full"),
        ]


def test_a_text_is_sought_by_its_message():
    """The source file that prints a text is in many other lines, which would be read in vain."""
    text = PrintedText(("client_service.cpp", "addr is null"), ())
    assert text.needles == ["addr is null", "client_service.cpp"]
    short = PrintedText(("client_service.cpp", "client_id ", " failed"), ())
    assert short.needles == ["client_service.cpp", "client_id "]
