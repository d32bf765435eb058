"""What the last build left in the output of a site, and whether its pages are still what they were.

Sphinx writes pages that are no documents again with every build, and a theme takes long for each.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from sphinx.builders.html import StandaloneHTMLBuilder

RECORD = ".mooncake-errors"
CODES = "codes.json"
_SAMPLE = "sample"


class Record(NamedTuple):
    """What the last build left in the output."""

    folder: str = ""
    """The folder of the short addresses, empty for none."""
    codes: str = ""
    """The digest of ``codes.json``, empty if that is not ours; while it is written, the one of
    before and the one of then, with a blank in between."""
    listed: str = ""
    """The digest of what the index page of codes lists, empty if it was never written."""
    stamp: str = ""
    """What changes with short addresses, empty if the place of one is taken by others."""


def read_record(outdir: Path) -> Record:
    """Return what is recorded in `outdir`, or an empty record where that is not to be trusted."""
    try:
        record = Record(**json.loads((outdir / RECORD).read_bytes()))
    except (OSError, ValueError, TypeError):  # none, or broken
        return Record()
    if not all(isinstance(value, str) for value in record):
        return Record()
    inside = (outdir / record.folder).resolve().is_relative_to(outdir.resolve())
    return record if inside else Record()


def write_record(outdir: Path, record: Record) -> None:
    """Record what a build is about to leave; what is there is not current before `note_current`."""
    path = outdir / RECORD
    if record == Record():
        path.unlink(missing_ok=True)
    elif read_record(outdir) != record:
        new = outdir / f"{RECORD}.new"
        new.write_text(f"{json.dumps(record._asdict())}\n", encoding="utf-8")
        os.utime(new, (0, 0))
        new.replace(path)


def is_current(builder: StandaloneHTMLBuilder, files: Iterable[str] = ()) -> bool:
    """Return whether no page, and none of `files`, was written since the last `note_current`.

    With no page that is newer, what a theme shows on each page, such as its menu, is what it was.
    """
    single = builder.name == "singlehtml"
    names = [builder.config.root_doc] if single else builder.env.found_docs
    try:
        noted = (builder.outdir / RECORD).stat().st_mtime_ns
        return noted >= max(map(_changed, chain(map(output_paths(builder), names), files)))
    except OSError:  # nothing was noted, or a file is gone
        return False


def output_paths(builder: StandaloneHTMLBuilder) -> Callable[[str], str]:
    """Return what gives the file of a page by its name, as `builder` would, which takes long."""
    before, after = str(builder.get_outfilename(_SAMPLE)).rsplit(_SAMPLE, 1)

    def path(page: str) -> str:
        # Pages with this name are those of their folder where others have a folder each.
        if page == "index" or page.endswith("/index"):
            return str(builder.get_outfilename(page))
        return before + page.replace("/", os.sep) + after

    return path


def note_current(outdir: Path) -> None:
    """Remember that all pages are current now, if there is a record."""
    with suppress(FileNotFoundError):
        os.utime(outdir / RECORD)


def digest(content: bytes) -> str:
    """Return what stands for `content` in a record."""
    return blake2b(content, digest_size=16).hexdigest()


def _changed(path: str) -> int:
    """Return when `path` was written or put there, in nanoseconds; OSError if it is not there."""
    status = os.stat(path)  # noqa: PTH116 - a fifth of the time of a Path
    return max(status.st_ctime_ns, status.st_mtime_ns)
