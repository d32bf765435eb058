"""The files of short addresses in the output: which are ours, and bringing them up to date.

A page of ours holds a mark. ``codes.json`` cannot hold one, so the record in the output remembers
its digest, and the folder in which everything stands. What is not ours is never touched.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.extension.record import (
    CODES,
    digest,
    read_record,
    write_record,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sphinxext.mooncake_errors.extension.record import Record

MARK = '<meta name="generator" content="sphinxext-mooncake-errors">'
"""What stands in the head of each page of ours, and in no page of a project."""

HEAD = f'{MARK}\n<meta name="robots" content="noindex">\n'

_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
_NO_PLACE = (FileExistsError, IsADirectoryError, NotADirectoryError)


def update(
    outdir: Path, folder: str, pages: Mapping[str, bytes], codes: bytes, stamp: str
) -> list[str]:
    """Write `pages` and `codes` into `folder`, and remove what is left of earlier builds.

    Without pages nothing is written at all. Returns the files that are not ours and stand where
    ours would; without one, the record gets the `stamp`.
    """
    last = read_record(outdir)
    path = str(outdir / folder / CODES)
    _remove_stale(outdir, last, {*pages, *([path] if pages else [])})
    # Where there is no folder yet, no page has to be looked for.
    write = _write if (outdir / folder).exists() else _create
    begun = last._replace(folder=folder, stamp="")
    ours = bool(pages) and _write_codes(outdir, begun, codes)
    taken = [path] if pages and not ours else []
    taken += [page for page, content in pages.items() if not write(page, content)]
    now = {"folder": folder if pages else "", "codes": digest(codes) if ours else ""}
    write_record(outdir, last._replace(**now, stamp="" if taken else stamp))
    return taken


def _write_codes(outdir: Path, last: Record, content: bytes) -> bool:
    """Write ``codes.json`` into the folder of `last`; return False if one there is not ours.

    It is recorded before: a build may be ended at any time, and must know it again later on.
    """
    new = digest(content)
    known = last.codes if new in last.codes else f"{last.codes} {new}".strip()
    write_record(outdir, last._replace(codes=known))
    return _write(str(outdir / last.folder / CODES), content, known)


def _write(path: str, content: bytes, digests: str = "") -> bool:
    """Write `content`, if it is not there yet; return False for a file that is not ours.

    Ours is a page with the mark, and a file with one of the `digests`.
    """
    try:
        present = _read(path)
    except FileNotFoundError:
        return _create(path, content)
    except _NO_PLACE:
        return False
    if present == content:
        return True
    if MARK.encode() not in present and digest(present) not in digests:
        return False
    _save(path, content)
    return True


def _create(path: str, content: bytes) -> bool:
    """Write `content` where nothing is; return False where nothing can be."""
    try:
        try:
            _save(path, content)
        except FileNotFoundError:
            Path(path).parent.mkdir(parents=True)
            _save(path, content)
    except _NO_PLACE:
        return False
    return True


def _read(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - twice as fast
        return file.readall()


def _save(path: str, content: bytes) -> None:
    """Write `content`; of thousands of files, objects for them would take a third longer."""
    file = os.open(path, _NEW, 0o666)
    try:
        while content:  # a disk that is nearly full takes less than all
            content = content[os.write(file, content) :]
    finally:
        os.close(file)


def _remove_stale(outdir: Path, last: Record, keep: Collection[str]) -> None:
    """Remove the files of ours in the folder of the `last` build, but those to `keep`."""
    if not last.folder:
        return
    for path in _files(outdir / last.folder, keep):
        content = path.read_bytes()
        if MARK.encode() in content or (path.name == CODES and digest(content) in last.codes):
            path.unlink()
            _remove_empty(path.parent, outdir)


def _files(folder: Path, keep: Collection[str]) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)  # noqa: PTH118 - ten times as fast
            if path not in keep:
                yield Path(path)


def _remove_empty(folder: Path, outdir: Path) -> None:
    """Remove `folder`, and what it is in, as far as that is empty and below `outdir`."""
    with suppress(OSError):  # not empty
        while folder != outdir:
            folder.rmdir()
            folder = folder.parent
