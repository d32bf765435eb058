"""Output to files, which are replaced atomically, and to standard output."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import click

from sphinxext.mooncake_errors.registry.characters import safe_line

STDOUT = Path("-")


def is_directory(output: str) -> bool:
    """Return whether the argument `output` is a directory: it exists, or ends with a slash."""
    return output.endswith(("/", os.sep)) or Path(output).is_dir()


def write(path: Path, content: bytes) -> None:
    """Write `content` to the file `path` if it is new, and report that; or write to STDOUT."""
    if path == STDOUT:
        click.echo(content, nl=False)
        return
    unchanged = path.is_file() and path.read_bytes() == content
    if not unchanged:
        save(path, content)
    click.echo(safe_line(f"{'unchanged' if unchanged else 'written'}: {path}"), err=True)


def save(path: Path, content: bytes) -> None:
    """Replace the content of the file `path` atomically; raise click.FileError.

    Readers see either the old or the new content, even if the program is killed; owner and
    permissions stay. For a link, its target is replaced. A device or a pipe is written to.
    """
    target = Path(os.path.realpath(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            _replace(target, content)
    except OSError as error:
        raise click.FileError(str(path), error.strerror) from None


def _replace(target: Path, content: bytes) -> None:
    draft = target.with_name(f".mooncake-errors.{os.urandom(4).hex()}")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            status = target.stat()
            # Only root may give files away, and nobody on Windows.
            with suppress(OSError, AttributeError):
                os.chown(draft, status.st_uid, status.st_gid)
            shutil.copymode(target, draft)
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
