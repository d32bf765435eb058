"""Registries in files and in revisions of git."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.checks.git import GitError, git
from sphinxext.mooncake_errors.registry.files import decode, read_text
from sphinxext.mooncake_errors.registry.load import parse_registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinxext.mooncake_errors.registry.model import Registry

_SUFFIX = ".yaml"


def load_revision(revision: str, paths: Iterable[Path], argument: str) -> Registry:
    """Return the registry of the files `paths` in the git `revision`; raise as `load_texts`."""
    places = [f"{revision}:./{Path(os.path.relpath(path)).as_posix()}" for path in paths]
    return parse_registry([text for place in places for text in _in_git(place, argument)])


def load_texts(place: str, argument: str) -> list[tuple[str, str]]:
    """Return path and text of each file at `place`.

    It is a file, a directory of .yaml files, or ``REV:path`` in git. Raises click.BadParameter
    about the `argument` if there is nothing, and RegistryError if a file cannot be read.
    """
    path = Path(place)
    if ":" in place and not place.startswith("-") and not path.exists():
        texts = list(_in_git(place, argument))
    elif not path.exists():
        message = f"{path}: no such file or directory; a revision is written REV:path"
        raise click.BadParameter(message, param_hint=argument)
    else:
        files = sorted(path.glob(f"*{_SUFFIX}")) if path.is_dir() else [path]
        texts = [(str(file), read_text(file)) for file in files]
    if not texts:
        message = f"{place}: no {_SUFFIX} file in this directory"
        raise click.BadParameter(message, param_hint=argument)
    return texts


def _in_git(place: str, argument: str) -> Iterator[tuple[str, str]]:
    if place.startswith("-"):  # git would take it for an option
        message = f"{place.partition(':')[0]} is not a revision"
        raise click.BadParameter(message, param_hint=argument)
    try:
        places = [place]
        if git(Path(), "cat-file", "-t", place).strip() == b"tree":
            names = git(Path(), "ls-tree", "--name-only", "-z", place).decode().split("\0")
            separator = "" if place.endswith((":", "/")) else "/"
            places = [f"{place}{separator}{name}" for name in names if name.endswith(_SUFFIX)]
        for each in places:
            yield each, decode(each, git(Path(), "show", each))
    except GitError as error:
        raise click.BadParameter(f"{place}: {error.short}", param_hint=argument) from None
