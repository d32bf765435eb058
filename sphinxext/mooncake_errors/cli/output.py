"""How commands write files and the standard output."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import click

STDOUT = Path("-")


def write(path: Path | None, content: bytes | None) -> None:
    """Write `content` to `path` if it is new, and say on standard error what happened.

    No path, or ``-``, is the standard output; no content says that the file stays as it is.
    """
    if path is None or path == STDOUT:
        if content is not None:
            click.echo(content, nl=False)
        return
    try:
        unchanged = content is None or (path.exists() and path.read_bytes() == content)
        if not unchanged:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace(path, content or b"")
    except OSError as error:
        raise click.FileError(str(path), error.strerror) from None
    click.echo(f"{'unchanged' if unchanged else 'written'}: {path}", err=True)


def replace(path: Path, content: bytes) -> None:
    """Give the file `path` the `content`, wholly or not at all; its permissions stay.

    Raises OSError.
    """
    target = path.resolve()  # a link keeps pointing at its file
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if target.exists():
            shutil.copymode(target, name)
        else:
            Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
