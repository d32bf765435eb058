"""Measure and print: ``python -m benchmarks`` from the top of a checkout.

Whole processes are run, each in turn with what it is compared with, so that both meet the same load
of the machine; a first round warms up and does not count.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks import builds, explain, reading
from benchmarks.report import Row, machine, markdown, write
from benchmarks.sizes import TRIAL, Sizes

SUITE = {
    "pages": builds.pages,
    "code-pages": builds.code_per_page,
    "singles": builds.singles,
    "references": builds.links,
    "unchanged": builds.unchanged,
    "mooncake": builds.mooncake,
    "registry": reading.registry,
    "headers": reading.headers,
    "explain": explain.start,
    "log": explain.logs,
}
LARGE = {"log"}
"""The parts that need more room than there may be in memory."""

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
"""A file system in memory: how long a disk takes to create a file differs tenfold between runs."""


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SUITE)}")
    parser.add_argument("--rounds", type=int, help="how often whole builds are measured")
    parser.add_argument("--trial", action="store_true", help="measure next to nothing, to try out")
    parser.add_argument("--mooncake", type=Path, help="checkout of Mooncake whose docs are built")
    parser.add_argument("--output", type=Path, help="file for the data of the documentation")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in SUITE]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; known are {', '.join(SUITE)}")
    sizes = TRIAL if options.trial else Sizes()
    if options.rounds:
        kinds = ("rounds", "short_rounds", "idle_rounds")
        sizes = replace(sizes, **dict.fromkeys(kinds, options.rounds))
    sizes = replace(sizes, mooncake=options.mooncake)
    rows: list[Row] = []
    for name in options.names or SUITE:
        rows += _measure(name, sizes)
        if options.output:  # what is measured is kept if a later part fails
            write(options.output, rows)
    print(f"{markdown(rows)}\n\n{machine()}")


def _measure(name: str, sizes: Sizes) -> list[Row]:
    sys.stderr.write(f"{name}\n")
    memory = MEMORY if MEMORY.is_dir() and name not in LARGE else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        return list(SUITE[name](Path(folder), sizes))


if __name__ == "__main__":
    main()
