"""The start of ``mooncake-errors explain``, and the speed with which it reads a log."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Command, in_turn
from benchmarks.report import Row, compared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.sizes import Sizes

_ROOT = Path(__file__).parent.parent
_CODE = (
    "import sys; sys.path.insert(0, {!r}); from sphinxext.mooncake_errors.cli import main; main()"
)
_ERRORS = 0.02
"""The share of lines with a code."""

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


def start(folder: Path, sizes: Sizes) -> Iterator[Row]:
    """Measure how long one answer takes."""
    explain = _installed(folder)
    yaml = Command([sys.executable, "-c", "import yaml"])
    for words in (["-704"], ["-704", "-l", "zh_CN"]):
        commands = {"explain": Command([*explain, *words]), "yaml": yaml}
        runs = in_turn(commands, sizes.starts)
        measured = f"explain {' '.join(words)}"
        yield compared(measured, runs["explain"], "python -c 'import yaml'", runs["yaml"], "3.00")


def logs(folder: Path, sizes: Sizes) -> Iterator[Row]:
    """Measure how fast a log is read, and how much memory that needs."""
    log = folder / "master.log"
    _write_log(log, sizes.log << 20, _ERRORS)
    commands = {
        "explain": Command([*_installed(folder), "--log", str(log), "--format", "json"]),
        "grep": Command(["grep", "-cE", PATTERN, str(log)]),
    }
    # It takes minutes, beside which a start counts for nothing; writing the log has warmed it up.
    runs = in_turn(commands, 1)
    size = log.stat().st_size / 1e6
    explain, grep = (f"{size / runs[name].median:.0f} MB/s" for name in commands)
    ratio = runs["explain"].ratio(runs["grep"]), runs["explain"].cpu_ratio(runs["grep"])
    measured = f"explain --log of {sizes.log} MiB"
    yield Row(measured, explain, "grep -cE", grep, *(f"{value:.2f}" for value in ratio))
    yield Row(f"memory of {measured}", f"{max(runs['explain'].peak):.0f} MB")


def _installed(folder: Path) -> list[str]:
    """Install the package into `folder`, and return its command.

    Unlike a checkout, what is installed has the registry and the catalogs in their compiled forms.
    """
    target = str(folder / "installed")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--target", target, str(_ROOT)], check=True)
    return [sys.executable, "-c", _CODE.format(target), "explain"]


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
