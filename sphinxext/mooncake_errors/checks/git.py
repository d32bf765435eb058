"""Calls of the program git."""

import os
import posixpath
import subprocess
from pathlib import Path

_OF_A_HOOK = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"}
"""Variables that git sets for hooks; they would take the place of the folder's own repository."""


class GitError(OSError):
    """Git cannot be run, or a command failed."""


def git(folder: Path, *arguments: str) -> bytes:
    """Return the output of ``git -C folder`` with `arguments`; raise GitError if it fails."""
    # A file system monitor is off: it is any program that the repository's configuration names.
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(folder), *arguments]
    env = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    try:
        return subprocess.run(command, capture_output=True, check=True, env=env).stdout  # noqa: S603 - no shell
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode("utf-8", "replace").strip()
        raise GitError(f"git {arguments[0]} in {folder} says: {reason}") from None
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror}") from None


def git_file(folder: Path, place: str) -> bytes:
    """Return the content of a file at ``REV:path``; raise GitError if there is none."""
    revision, _, path = place.partition(":")
    path = path if path.startswith(".") else posixpath.normpath(path)
    return git(folder, "cat-file", "blob", f"{revision}:{path}")
