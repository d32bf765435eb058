"""Running commands in turn, so that all of them meet the same load of the machine."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Command:
    """A command line, and a function that is called before, outside of the time that counts."""

    words: list[str]
    prepare: Callable[[], object] = lambda: None


@dataclass(slots=True)
class Runs:
    """The time and the memory of each round of one command."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    """Processor time in seconds, which depends less on what else the machine does."""
    peak: list[float] = field(default_factory=list)
    """The largest resident memory in MB."""

    @property
    def median(self) -> float:
        """The median of the seconds."""
        return statistics.median(self.seconds)

    def ratio(self, other: Runs) -> float:
        """Return the median of the ratios of each round to that of `other`."""
        return _ratio(self.seconds, other.seconds)

    def cpu_ratio(self, other: Runs) -> float:
        """Return the same of processor time."""
        return _ratio(self.cpu, other.cpu)


def in_turn(commands: dict[str, Command], rounds: int) -> dict[str, Runs]:
    """Run all `commands` one after the other, `rounds` times, and once before to warm up.

    Where one round is enough there is no such round.
    """
    result = {name: Runs() for name in commands}
    for number in range(int(rounds == 1), rounds + 1):
        for name, command in commands.items():
            sys.stderr.write(f"  round {number}/{rounds} {name}\x1b[K\r")
            sys.stderr.flush()
            command.prepare()
            _run(command.words, result[name] if number else Runs())
    sys.stderr.write("\x1b[K")
    return result


def _run(words: list[str], runs: Runs) -> None:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    # Modules are compiled in the first round, as they are where people work.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    # A file, since grep stops at the first match where its output goes to /dev/null.
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(words, stdout=output, stderr=output, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        runs.seconds.append(time.perf_counter() - start)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            sys.exit(f"{' '.join(words)} failed:\n{output.read().decode(errors='replace')}")
    runs.cpu.append(usage.ru_utime + usage.ru_stime)
    runs.peak.append(usage.ru_maxrss * _UNIT / 1e6)


def _ratio(ones: list[float], others: list[float]) -> float:
    return statistics.median(one / other for one, other in zip(ones, others, strict=True))


def sphinx(folder: Path, out: Path) -> list[str]:
    """Return the command that builds the project in `folder` as HTML into `out`."""
    return [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", str(folder), str(out)]
