"""How fast ``mooncake-errors explain`` starts, and how fast it reads a log.

Each command is run in turn with what it is compared to, so that both meet the same load of the
machine; medians and the median of the ratios of each round are printed as a Markdown table.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = [sys.executable, "-c", "from sphinxext.mooncake_errors.cli import main; main()"]
SCRIPT = Path(sys.executable).with_name("mooncake-errors")
PATTERN = "OBJECT_NOT_FOUND|error_code=-[0-9]|ret: -[0-9]"
QUIET = (
    "I1122 03:12:45.{:06} 99 master_service.cpp:{}] client_id={:08x}-9876-1234, action=ping, ok=1",
    "I1122 03:12:45.{:06} 99 rpc_service.cpp:{}] PutStart key=model/{:08x}/kv_3, replica_num=1",
    "I1122 03:12:45.{:06} 99 client_service.cpp:{}] Get {:08x} from 10.0.0.7 took 132 us",
)
LOUD = (
    "E1122 03:12:45.{:06} 99 client_service.cpp:{}] key={:08x}, error=OBJECT_NOT_FOUND",
    "E1122 03:12:45.{:06} 99 real_client.cpp:{}] Failed to get {:08x}, error_code=-704",
    "W1122 03:12:45.{:06} 99 rdma_transport.cpp:{}] {:08x} failed, ret: -200",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help="rounds for the start")
    parser.add_argument("--log-size", type=int, default=1024, help="MiB of log; 0 for none")
    parser.add_argument("--log-runs", type=int, default=3, help="rounds for the log")
    parser.add_argument("--errors", type=float, default=2, help="percent of lines with a code")
    options = parser.parse_args()
    print("| measured | median | compared to | median | ratio |")
    print("| --- | ---: | --- | ---: | ---: |")
    explain = [str(SCRIPT)] if SCRIPT.exists() else COMMAND
    yaml = [sys.executable, "-c", "import yaml"]
    for words in (["-704"], ["-704", "-l", "zh_CN"], ["-704", "--color", "always"]):
        one = [*explain, "explain", *words]
        _row(f"`explain {' '.join(words)}`", one, '`python -c "import yaml"`', yaml, options.runs)
    if options.log_size:
        _measure_log(explain, options)


def _measure_log(explain: list[str], options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "master.log")
        _write_log(log, options.log_size << 20, options.errors / 100)
        size = log.stat().st_size / 1e6
        one, other = [*explain, "explain", "--log", str(log)], ["grep", "-cE", PATTERN, str(log)]
        seconds = _row("`explain --log`", one, "`grep -cE`", other, options.log_runs)
        peak = _peak([*one, "--format", "json"])
    print()
    rates = " and ".join(f"{size / second:.0f} MB/s" for second in seconds)
    print(f"Log of {size:.0f} MB, {options.errors} % of its lines with a code: {rates};")
    print(f"explain used at most {peak:.0f} MB of memory.")


def _row(name: str, one: list[str], other_name: str, other: list[str], runs: int) -> list[float]:
    """Print a row; return both medians in seconds."""
    times = [(_seconds(one), _seconds(other)) for _ in range(runs + 1)][1:]  # the first one warms
    medians = [statistics.median(column) for column in zip(*times, strict=True)]
    ratio = statistics.median(first / second for first, second in times)
    first, second = (f"{median * 1000:.0f} ms" for median in medians)
    print(f"| {name} | {first} | {other_name} | {second} | {ratio:.2f} |", flush=True)
    return medians


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    # Not to /dev/null, where grep would stop at the first match.
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


def _peak(command: list[str]) -> float:
    """Return the largest resident memory of `command` in MB."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    words = [sys.executable, "-c", code, *command]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return int(done.stdout) * (1 if sys.platform == "darwin" else 1024) / 1e6


def _write_log(path: Path, size: int, errors: float) -> None:
    numbers = random.Random(7)  # noqa: S311 - the same log each time
    lines = []
    for _ in range(50_000):
        form = numbers.choice(LOUD if numbers.random() < errors else QUIET)
        values = (numbers.randrange(10**6), numbers.randrange(9000), numbers.randrange(1 << 32))
        lines.append(form.format(*values))
    piece = "\n".join([*lines, ""]).encode()
    with path.open("wb") as file:
        for _ in range(-(-size // len(piece))):
            file.write(piece)


if __name__ == "__main__":
    main()
