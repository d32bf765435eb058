"""Git, as a program."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path


class GitError(click.ClickException):
    """Git is not there, or refuses a command."""


def git(folder: Path, *arguments: str) -> bytes:
    """Return the output of ``git -C folder`` with `arguments`; raise GitError where it fails."""
    # A file system monitor is a program that the repository's own configuration names.
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - no shell
    except OSError as error:
        message = f"git cannot be run: {error}"
        raise GitError(message) from None
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode("utf-8", "replace").strip()
        message = f"git {arguments[0]} in {folder}: {reason}"
        raise GitError(message) from None
