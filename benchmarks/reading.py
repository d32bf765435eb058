"""The time to read registries and headers."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from benchmarks import codes
from benchmarks.measure import Command, in_turn
from benchmarks.report import Row, duration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.sizes import Sizes

_LOAD = """
import sys
from pathlib import Path
from sphinxext.mooncake_errors.registry.load import load_registry
load_registry([Path(sys.argv[1])])
"""
_PARSE = """
import sys, time
from pathlib import Path
from sphinxext.mooncake_errors.headers import parse_headers
path = Path(sys.argv[1])
parse_headers([(str(path), path.read_bytes())], enum="bench::ErrorCode")
"""


def registry(folder: Path, sizes: Sizes) -> Iterator[Row]:
    """Measure how long a registry takes to load, start of Python and validation included."""
    path = folder / "codes.yaml"
    path.write_text(codes.registry(sizes.registry), encoding="utf-8")
    command = Command([sys.executable, "-c", _LOAD, str(path)])
    runs = in_turn({"registry": command}, sizes.rounds)["registry"]
    yield Row(f"loading {sizes.registry:,} codes", duration(runs.median), target="2.50 s")


def headers(folder: Path, sizes: Sizes) -> Iterator[Row]:
    """Measure how fast a header is parsed."""
    path = folder / "codes.h"
    text = codes.header(sizes.header_lines)
    path.write_text(text, encoding="utf-8")
    command = Command([sys.executable, "-c", _PARSE, str(path)])
    runs = in_turn({"header": command}, sizes.rounds)["header"]
    rate = f"{len(text) / 1e6 / runs.median:.1f} MB/s"
    yield Row(f"parsing a header of {text.count(chr(10)):,} lines", rate)
