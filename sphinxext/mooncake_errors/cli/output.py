"""Output to files, which are replaced atomically, and to standard output."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import click

from sphinxext.mooncake_errors.registry.characters import safe_line

STDOUT = Path("-")


def is_directory(output: str) -> bool:
    """Return whether the argument `output` is a directory: it exists, or ends with a slash."""
    return output.endswith(("/", os.sep)) or Path(output).is_dir()


def write(path: Path | None, content: bytes | None) -> None:
    """Write `content` to `path` if it is new, and report that on standard error.

    None or ``-`` as path is standard output. None as content leaves the file unchanged.
    """
    if path is None or path == STDOUT:
        if content is not None:
            click.echo(content, nl=False)
        return
    unchanged = content is None or (path.is_file() and path.read_bytes() == content)
    if not unchanged:
        save(path, content or b"")
    click.echo(safe_line(f"{'unchanged' if unchanged else 'written'}: {path}"), err=True)


def save(path: Path, content: bytes) -> None:
    """Write `content` to the file `path` by `replace`; raise click.FileError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, content)
    except OSError as error:
        raise click.FileError(str(path), error.strerror) from None


def replace(path: Path, content: bytes) -> None:
    """Replace the content of the file `path` atomically; owner and permissions stay.

    Readers see either the old or the new content, even if the program is killed. For a link, its
    target is replaced. A device or a pipe is written to. Raises OSError.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        with target.open("wb") as file:
            file.write(content)
        return
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".mooncake-errors.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)
        _adopt(Path(name), target)
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _adopt(new: Path, old: Path) -> None:
    """Set owner and permissions of `new` to those of `old`, or to the default if it is missing."""
    if not old.exists():
        new.chmod(0o666 & ~_umask())
        return
    status = old.stat()
    if hasattr(os, "chown"):
        with suppress(OSError):  # only root may give files away
            os.chown(new, status.st_uid, status.st_gid)
    shutil.copymode(old, new)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
