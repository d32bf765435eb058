"""How commands write files: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click


def write_atomically(path: Path, content: bytes) -> None:
    """Replace the file `path` by `content`, with the same permissions; raise click.FileError.

    Who reads it meanwhile sees the old or the new content, and a failure leaves the old one.
    """
    target = path.resolve()
    try:
        mode = target.stat().st_mode
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            draft = Path(file.name)
            file.write(content)
        try:
            draft.chmod(mode)
            os.replace(draft, target)  # noqa: PTH105 - the one that overwrites everywhere
        except OSError:
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise click.FileError(str(path), error.strerror) from None
