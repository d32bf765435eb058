"""Git, as a program."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class GitError(OSError):
    """Git is not there, or refuses a command; `reason` is what it printed."""

    def __init__(self, command: str, reason: str) -> None:
        """Keep the `reason` of the failed `command`."""
        super().__init__(f"{command}: {reason}")
        self.reason = reason


def git(folder: Path, *arguments: str) -> bytes:
    """Return the output of ``git -C folder`` with `arguments`; raise GitError where it fails."""
    # A file system monitor is a program that the repository's own configuration names.
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(folder), *arguments]
    shown = f"git {arguments[0]} in {folder}"
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - no shell
    except subprocess.CalledProcessError as error:
        raise GitError(shown, error.stderr.decode("utf-8", "replace").strip()) from None
    except OSError as error:
        raise GitError(shown, f"git cannot be run: {error.strerror}") from None
