"""The results as a table for people and as data for the documentation."""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.measure import Runs

_LIBRARIES = ("sphinx", "docutils", "myst-parser", "PyYAML", "click")
HEADS = ("Measured", "Result", "Compared with", "Result", "Ratio", "CPU ratio", "Target")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; all but `measured` and `beside` are numbers with their units."""

    measured: str
    result: str
    beside: str = ""
    other: str = ""
    ratio: str = ""
    cpu: str = ""
    target: str = ""


def compared(measured: str, one: Runs, beside: str, other: Runs, target: str = "") -> Row:
    """Return the row that holds `one` against `other`."""
    ratios = (f"{one.ratio(other):.2f}", f"{one.cpu_ratio(other):.2f}")
    return Row(measured, duration(one.median), beside, duration(other.median), *ratios, target)


def duration(seconds: float) -> str:
    """Return `seconds` for people."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def markdown(rows: list[Row]) -> str:
    """Return the table as Markdown."""
    lines = [HEADS, ("---", "---:", "---", "---:", "---:", "---:", "---:")]
    lines += [tuple(asdict(row).values()) for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write(path: Path, rows: list[Row]) -> None:
    """Write `rows` and what they were measured on for the page of the documentation."""
    data = {"machine": machine(), "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def machine() -> str:
    """Return processor, system and versions."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    system = f"{_processor()}, {os.cpu_count()} CPUs, {platform.system()}"
    return f"{system}; Python {platform.python_version()}, {libraries}"


def _processor() -> str:
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
