"""Registries in files and in revisions of git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.files import decode, read_text
from sphinxext.mooncake_errors.registry.load import parse_registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinxext.mooncake_errors.registry.model import Registry

_SUFFIX = ".yaml"
_GIT = ("git", "-c", "core.fsmonitor=false")
"""A file system monitor is a program that the repository's own configuration names."""


class VersionError(Exception):
    """A file, directory or revision does not exist."""


def load_version(place: str) -> Registry:
    """Return the registry at `place`: a file, a directory of .yaml files, or ``REV:path`` in git.

    Raises VersionError where there is nothing, and RegistryError where it cannot be understood.
    """
    return parse_registry(load_texts(place))


def load_revision(revision: str, paths: Iterable[Path]) -> Registry:
    """Return the registry of the files `paths` in the git `revision`; raise as `load_version`."""
    places = [f"{revision}:./{Path(os.path.relpath(path)).as_posix()}" for path in paths]
    return parse_registry([text for place in places for text in _in_git(place)])


def load_texts(place: str) -> list[tuple[str, str]]:
    """Return path and text of each file at `place`; raise as `load_version`."""
    texts = list(_in_git(place) if _is_revision(place) else _on_disk(Path(place)))
    if not texts:
        raise VersionError(f"{place}: no {_SUFFIX} file in this directory")
    return texts


def _is_revision(place: str) -> bool:
    return ":" in place and not place.startswith("-") and not Path(place).exists()


def _on_disk(path: Path) -> Iterator[tuple[str, str]]:
    if not path.exists():
        raise VersionError(f"{path}: no such file or directory; a revision is written REV:path")
    for file in sorted(path.glob(f"*{_SUFFIX}")) if path.is_dir() else [path]:
        yield str(file), read_text(file)


def _in_git(place: str) -> Iterator[tuple[str, str]]:
    kind = _git("cat-file", "-t", place).decode().strip()
    if kind == "tree":
        names = _git("ls-tree", "--name-only", "-z", place).decode().split("\0")
        separator = "" if place.endswith((":", "/")) else "/"
        places = [f"{place}{separator}{name}" for name in names if name.endswith(_SUFFIX)]
    else:
        places = [place]
    for each in places:
        yield each, decode(each, _git("show", each))


def _git(*arguments: str) -> bytes:
    if arguments[-1].startswith("-"):  # would be an option of git
        raise VersionError(f"{arguments[-1].partition(':')[0]} is not a revision")
    try:
        done = subprocess.run([*_GIT, *arguments], capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise VersionError(f"git cannot be run: {error.strerror}") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise VersionError(f"{arguments[-1]}: git says: {lines[0] if lines else 'nothing'}")
    return done.stdout
