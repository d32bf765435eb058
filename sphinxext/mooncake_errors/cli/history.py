"""``mooncake-errors history``: fill in when codes came, were renamed and went, from git tags."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sphinxext.mooncake_errors.checks.git import git
from sphinxext.mooncake_errors.checks.history import Release, facts
from sphinxext.mooncake_errors.cli.header_files import skip_option
from sphinxext.mooncake_errors.cli.options import Command, check_option
from sphinxext.mooncake_errors.cli.rewriting import (
    changed_registry_option,
    files_to_change,
    result,
    write_results,
)
from sphinxext.mooncake_errors.headers import parse_headers
from sphinxext.mooncake_errors.registry.editing import Editor
from sphinxext.mooncake_errors.registry.load import load_documents

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxext.mooncake_errors.checks.history import Facts
    from sphinxext.mooncake_errors.cli.rewriting import Result
    from sphinxext.mooncake_errors.registry.document import Document
    from sphinxext.mooncake_errors.registry.editing import Edit
    from sphinxext.mooncake_errors.registry.model import Component
    from sphinxext.mooncake_errors.registry.project import Project

_BEFORE_VERSION = re.compile(r"\D*(?=\d)")
"""The part of a tag in front of the version, such as ``v``."""


@click.command("history", cls=Command)
@click.option(
    "--git",
    "repository",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    metavar="DIRECTORY",
    help="Git repository with the headers that the registry names in source.",
)
@click.option(
    "--tags",
    default="v*",
    show_default=True,
    metavar="PATTERN",
    help="Pattern of release tags; the version begins at the first digit of a tag.",
)
@changed_registry_option
@skip_option
@check_option
@click.pass_obj
def command(
    project: Project,
    /,
    repository: Path,
    tags: str,
    registry: tuple[Path, ...],
    **given: Any,
) -> None:
    """Fill in since, former and removed of codes from the tags of a git repository.

    Reads the headers of each component at each tag, in the order of ancestry. What the registry
    already has is not changed, so that a second run changes nothing.
    """
    parts = load_documents(files_to_change(registry, project))
    history = _History(repository, tags, given["skip"])
    results = [_result(document, component, history) for document, component in parts]
    write_results(parts, results, check=given["check"])
    if given["check"] and any(each.new != each.old for each in results):
        raise click.exceptions.Exit(1)


class _History:
    """The releases of a repository and the headers in them, each read once."""

    def __init__(self, repository: Path, tags: str, skip: Sequence[str]) -> None:
        self._repository, self._skip = repository, skip
        self._tags = self._sorted(tags)
        self._parsed: dict[tuple[str, str | None, str | None], dict[str, int | None]] = {}

    def _sorted(self, pattern: str) -> list[str]:
        """Return the tags, ancestors first; lines without common order by the dates of commits."""
        form = "%(objectname) %(*objectname) %(refname:strip=2)"
        listed = self._git("for-each-ref", f"--format={form}", f"refs/tags/{pattern}")
        commits = {name: ids[-1] for *ids, name in map(str.split, listed.splitlines())}
        if not commits:
            message = f"{self._repository} has no tag {pattern!r}"
            raise click.BadParameter(message, param_hint="--tags")
        order = self._git("rev-list", "--date-order", "--reverse", *commits.values()).split()
        place = {commit: number for number, commit in enumerate(order)}
        return sorted(commits, key=lambda name: place.get(commits[name], -1))

    def releases(self, component: Component) -> Iterator[Release]:
        """Yield the releases whose headers have codes of `component`."""
        source = component.source
        if source is None:
            return
        for tag in self._tags:
            codes: dict[str, int | None] = {}
            for blob, path in self._blobs(tag, source.header):
                key = blob, source.enum, source.macro_prefix
                if key not in self._parsed:
                    self._parsed[key] = self._codes(blob, path, source.enum, source.macro_prefix)
                codes.update(self._parsed[key])
            if codes:
                yield Release(_BEFORE_VERSION.sub("", tag, count=1), codes)

    def _blobs(self, tag: str, paths: Sequence[str]) -> list[tuple[str, str]]:
        """Return id and path of those of the headers that `tag` has."""
        listed = self._git("ls-tree", "-z", "--full-tree", f"refs/tags/{tag}", "--", *paths)
        entries = (entry.partition("\t") for entry in listed.split("\0") if entry)
        return [(meta.split()[2], path) for meta, _, path in entries if " blob " in meta]

    def _codes(
        self, blob: str, path: str, enum: str | None, macro_prefix: str | None
    ) -> dict[str, int | None]:
        content = git(self._repository, "cat-file", "blob", blob)
        header = parse_headers(
            [(path, content)], enum=enum, macro_prefix=macro_prefix, skip=self._skip
        )
        names: dict[str, int | None] = dict.fromkeys(header.unevaluated)
        return names | {name: code.value for code in header.codes for name in code.names}

    def _git(self, *arguments: str) -> str:
        return git(self._repository, *arguments).decode("utf-8", "replace")


def _result(document: Document, component: Component, history: _History) -> Result:
    editor = Editor(document)
    edits: list[Edit] = []
    notes: list[str] = []
    for found in facts(component, list(history.releases(component))):
        edits += _edits(found, editor)
        name = component.qualified(found.code)
        notes += [f"{name}: {note}" for note in _notes(found)]
    return result(document, edits, notes)


def _edits(found: Facts, editor: Editor) -> Iterator[Edit]:
    for index, version in found.until.items():
        yield editor.set_key((*found.location, "former", index), "until", version)
    former: list[dict[str, Any]] = [
        {"name": each.name, "until": each.until} for each in found.former
    ]
    keys: dict[str, Any] = {"since": found.since, "former": former, "removed": found.removed}
    if found.code.former:
        # At one place an item belongs to the list above it, so it goes before new keys.
        for item in keys.pop("former"):
            yield editor.add_item((*found.location, "former"), None, item, "")
    for key, value in keys.items():
        if value:
            yield editor.set_key(found.location, key, value)


def _notes(found: Facts) -> Iterator[str]:
    if found.since:
        yield f"since {found.since}"
    for index, version in found.until.items():
        yield f"called {found.code.former[index].name} until {version}"
    for former in found.former:
        yield f"called {former.name} until {former.until}"
    if found.removed:
        yield f"removed in {found.removed}"
