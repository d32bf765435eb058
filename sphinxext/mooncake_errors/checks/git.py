"""Calls of the program git."""

from __future__ import annotations

import posixpath
import subprocess
from pathlib import Path


class GitError(OSError):
    """Git cannot be run, or a command failed; `short` is the message without the command."""

    def __init__(self, message: str, short: str) -> None:
        """Keep both forms of the message."""
        super().__init__(message)
        self.short = short


def git(folder: Path, *arguments: str) -> bytes:
    """Return the output of ``git -C folder`` with `arguments`; raise GitError if it fails."""
    # A file system monitor is off: it is any program that the repository's configuration names.
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - no shell
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode("utf-8", "replace").strip()
        message, short = f"git {arguments[0]} in {folder}: {reason}", reason.partition("\n")[0]
        raise GitError(message, f"git says: {short or 'nothing'}") from None
    except OSError as error:
        message = f"git cannot be run: {error.strerror}"
        raise GitError(message, message) from None


def git_file(folder: Path, place: str) -> bytes:
    """Return the content of a file at ``REV:path``; raise GitError if there is none."""
    revision, _, path = place.partition(":")
    path = path if path.startswith(".") else posixpath.normpath(path)
    return git(folder, "cat-file", "blob", f"{revision}:{path}")
