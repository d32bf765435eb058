"""Logs of any bytes, cut anywhere, of any length."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinxext.mooncake_errors.logs import reader as logs
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup

LOOKUP = Lookup(load_registry())
WORDS = st.sampled_from(
    [
        *(
            b"error_code=",
            b"Error",
            b"ret: ",
            b"rc",
            b"retval",
            b"err",
            b"returned ",
            b"ErrorCode::",
        ),
        *(b"-704", b"-200", b"4294966592", b"0xFFFFFD40", b"OBJECT_NOT_FOUND", b"object_not_found"),
        *(b"5", b"200", b"0x7", b"Code", b"failed with ", b"status", b"returns", b"kTimeout"),
        *(b" ", b"  ", b"\n", b"=", b": ", b"'", b'"', b"(", b"["),
    ]
)
LOGS = st.lists(st.one_of(WORDS, st.binary(max_size=20)), max_size=60).map(b"".join)
POSITIVE = """\
component: camel
title: Camel
source: {header: net.h, enum: "net::Status"}
groups:
- id: all
  title: All
  codes:
  - {name: Timeout, value: 5, description: Late.}
  - {name: Full, value: -6, description: Full.}
"""


def scanned(read, lookup=LOOKUP):
    """Return the findings in what `read` returns."""
    findings = logs.Findings()
    logs.scan(read, lookup, findings)
    return findings


def result(findings):
    """Return findings in a form that can be compared."""
    return findings.lines, [(f.codes, f.count, f.first, f.last) for f in findings.most_frequent()]


@settings(deadline=None)
@given(LOGS)
def test_any_bytes_are_a_log(log):
    """Nothing fails, lines are counted right, and no count exceeds them."""
    findings = scanned(io.BytesIO(log).read)
    assert findings.lines == len(log.split(b"\n")) - (log.endswith(b"\n") or not log)
    for finding in findings.by_code.values():
        assert 1 <= finding.first <= finding.last <= findings.lines
        assert finding.count <= finding.last - finding.first + 1


@settings(deadline=None)
@given(LOGS, st.integers(1, 50))
def test_where_a_log_is_cut_does_not_matter(log, size):
    """Reading in small pieces finds the same as reading at once."""
    stream = io.BytesIO(log)
    assert result(scanned(lambda _: stream.read(size))) == result(scanned(io.BytesIO(log).read))


@settings(deadline=None)
@given(LOGS)
def test_cheap_search_misses_nothing(log):
    """Reading every line closely finds the same."""
    reader = logs.LineReader(LOOKUP)
    findings = logs.Findings()
    for number, line in enumerate(log.split(b"\n"), 1):
        for codes in reader.codes(line):
            findings.add(codes, number)
    assert result(findings)[1] == result(scanned(io.BytesIO(log).read))[1]


@pytest.mark.slow
@pytest.mark.parametrize("shift", [0, 1, 5, 17, 40])
def test_endless_line_is_read_in_constant_memory(shift):
    """A line of 20 MB without an end takes a few MB; a code in each piece is one line with it."""
    piece = (b"x" * shift + b" error_code=-704, " + b"y" * 4000 + b" ") * 16
    left = [20_000_000 // len(piece)]

    def read(_):
        left[0] -= 1
        return piece if left[0] >= 0 else b""

    tracemalloc.start()
    findings = scanned(read)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert result(findings) == (1, [(("store.OBJECT_NOT_FOUND",), 1, 1, 1)])
    assert peak < 4_000_000


def test_endless_word_is_no_code():
    """A word that never ends is passed over, in constant memory."""
    left = [200]

    def read(size):
        left[0] -= 1
        return b"OBJECT_NOT_FOUND"[:size] * 1000 if left[0] >= 0 else b""

    assert result(scanned(read)) == (1, [])


@pytest.mark.slow
def test_code_across_a_cut_of_a_long_line_is_found():
    """Wherever a long line is cut, the code on the cut is found, and none is made up."""
    for place in range(logs._LONG_LINE - 40, logs._LONG_LINE + 10):
        log = b"a " * (place // 2) + b" error_code: -704 " + b"b " * logs._LONG_LINE
        stream = io.BytesIO(log)
        findings = scanned(lambda _, stream=stream: stream.read(logs._LONG_LINE + 1))
        assert result(findings) == (1, [(("store.OBJECT_NOT_FOUND",), 1, 1, 1)])


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (b"error: Timeout", ["camel.Timeout"]),
        (b"error=timeout", ["camel.Timeout"]),
        (b"Status::Timeout", ["camel.Timeout"]),
        (b"failed with code 5", ["camel.Timeout"]),
        (b"err=5", ["camel.Timeout"]),
        (b"ret: 0x5", ["camel.Timeout"]),
        (b"Timeout", []),
        (b"returned 5 rows", []),
        (b"error 5 times", []),
        (b"exit code 5", []),
        (b"error: timeout while reading", []),
        (b"ret -6", ["camel.Full"]),
    ],
)
def test_registry_of_another_kind(tmp_path, line, names):
    """Positive numbers and names without underscore count only where nothing else is meant."""
    path = tmp_path / "camel.yaml"
    path.write_text(POSITIVE)
    findings = scanned(io.BytesIO(line).read, Lookup(load_registry([path])))
    assert [name for codes in findings.by_code for name in codes] == names
