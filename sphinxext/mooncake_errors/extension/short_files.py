"""The files of short addresses in the output: which are ours, and bringing them up to date.

A page of ours holds a mark. ``codes.json`` cannot hold one, so a small file in the output remembers
its digest, and the folder in which everything stands. What is not ours is never touched.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

MARK = '<meta name="generator" content="sphinxext-mooncake-errors">'
"""What stands in the head of each page of ours, and in no page of a project."""

RECORD = ".mooncake-errors"
CODES = "codes.json"

_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
_NO_PLACE = (FileExistsError, IsADirectoryError, NotADirectoryError)


class Record(NamedTuple):
    """What the last build left in the output."""

    folder: str = ""
    """The folder of the short addresses, empty for none."""
    codes: str = ""
    """The digest of ``codes.json``, empty if that is not ours; while it is written, the one of
    before and the one of then, with a blank in between."""


def update(outdir: Path, folder: str, pages: Mapping[str, bytes], codes: bytes) -> list[str]:
    """Write `pages` and `codes` into `folder`, and remove what is left of earlier builds.

    Without pages nothing is written at all. Returns the files that are not ours and stand where
    ours would.
    """
    last = _read_record(outdir)
    path = str(outdir / folder / CODES)
    _remove_stale(outdir, last, {*pages, *([path] if pages else [])})
    # Where there is no folder yet, no page has to be looked for.
    write = _write if (outdir / folder).exists() else _create
    ours = bool(pages) and _write_codes(outdir, Record(folder, last.codes), codes)
    taken = [path] if pages and not ours else []
    taken += [page for page, content in pages.items() if not write(page, content)]
    _write_record(outdir, Record(folder, _digest(codes) if ours else "") if pages else None)
    return taken


def is_current(outdir: Path, since: int) -> bool:
    """Return whether the last build that made the pages anew was at `since` or later.

    `since` is when the newest page of the site was written: with none that is newer, what a theme
    shows on each page, such as its menu, is what it was.
    """
    try:
        return (outdir / RECORD).stat().st_mtime_ns >= since
    except OSError:
        return False


def note_current(outdir: Path) -> None:
    """Remember that the pages were made anew now, if there are any."""
    with suppress(OSError):
        os.utime(outdir / RECORD)


def present_page(path: str) -> bytes | None:
    """Return what the page at `path` says, or None where there is none of ours."""
    try:
        content = _read(path)
    except OSError:
        return None
    return content if MARK.encode() in content else None


def _write_codes(outdir: Path, last: Record, content: bytes) -> bool:
    """Write ``codes.json`` into the folder of `last`; return False if one there is not ours.

    It is recorded before: a build may be ended at any time, and must know it again later on.
    """
    digest = _digest(content)
    if digest not in last.codes:
        last = last._replace(codes=f"{last.codes} {digest}".strip())
        _write_record(outdir, last)
        os.utime(outdir / RECORD, (0, 0))  # the pages are not current before they are written
    return _write(str(outdir / last.folder / CODES), content, last.codes)


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
    if MARK.encode() not in present and _digest(present) not in digests:
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
        if MARK.encode() in content or (path.name == CODES and _digest(content) in last.codes):
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


def _read_record(outdir: Path) -> Record:
    try:
        record = Record(**json.loads((outdir / RECORD).read_bytes()))
    except (OSError, ValueError, TypeError):  # none, or broken
        return Record()
    inside = (outdir / record.folder).resolve().is_relative_to(outdir.resolve())
    return record if inside else Record()


def _write_record(outdir: Path, record: Record | None) -> None:
    path = outdir / RECORD
    if record is None:
        path.unlink(missing_ok=True)
    elif _read_record(outdir) != record:
        _save(str(path), f"{json.dumps(record._asdict())}\n".encode())


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()
