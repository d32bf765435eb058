"""``mooncake-errors history``: fill in when codes came, were renamed and went, from git tags."""

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import click

from sphinxext.mooncake_errors.checks.git import GitError, git, git_file
from sphinxext.mooncake_errors.checks.history import Release, fill_in
from sphinxext.mooncake_errors.cli import options, rewriting
from sphinxext.mooncake_errors.cli.headers import contents, parsed, parser_options
from sphinxext.mooncake_errors.registry.editing import Editor
from sphinxext.mooncake_errors.registry.load import load_documents
from sphinxext.mooncake_errors.registry.model import Source
from sphinxext.mooncake_errors.registry.project import Project

_BEFORE_VERSION = re.compile(r"\D*(?=\d)")
"""The part of a tag in front of the version, such as ``v``."""


@click.command("history", cls=options.Command)
@click.option(
    "--git",
    "repository",
    type=options.DIRECTORY,
    required=True,
    help="Git repository with the headers that the registry names in source.",
)
@click.option(
    "--tags",
    default="v*",
    show_default=True,
    metavar="PATTERN",
    help="Pattern of release tags; the version begins at the first digit of a tag.",
)
@rewriting.changed_registry_option
@parser_options
@options.check_option
@click.pass_obj
def command(
    project: Project, /, repository: Path, tags: str, registry: tuple[Path, ...], *, check: bool
) -> None:
    """Fill in since, former and removed of codes from the tags of a git repository.

    Reads the headers of each component at each tag, in the order of ancestry. What the registry
    already has is not changed, so that a second run changes nothing.
    """
    parts = load_documents(rewriting.files_to_change(registry, project))
    ordered = _ordered(repository, tags)
    editors = []
    for document, component in parts:
        releases = list(_releases(repository, ordered, component.source, project))
        if component.source and not releases:
            listed = ", ".join(component.source.header)
            click.echo(f"note: no tag has {listed} with codes of {component.component}", err=True)
        editors.append(Editor(document))
        fill_in(component, releases, editors[-1])
    if rewriting.write_changes(parts, editors, check=check) and check:
        raise click.exceptions.Exit(1)


def _ordered(repository: Path, pattern: str) -> list[str]:
    """Return the tags, ancestors first; lines without common order by the dates of commits."""
    form = "%(objectname) %(*objectname) %(refname:strip=2)"
    listed = _git(repository, "for-each-ref", f"--format={form}", f"refs/tags/{pattern}")
    commits = {name: ids[-1] for *ids, name in map(str.split, listed.splitlines())}
    if not commits:
        raise click.BadParameter(f"{repository} has no tag {pattern!r}", param_hint="--tags")
    order = _git(repository, "rev-list", "--date-order", "--reverse", *commits.values()).split()
    place = {commit: number for number, commit in enumerate(order)}
    return sorted(commits, key=lambda name: place.get(commits[name], -1))


def _releases(
    repository: Path, tags: Iterable[str], source: Source | None, project: Project
) -> Iterator[Release]:
    """Yield those of `tags` in which the headers of `source` have codes."""
    if source is None:
        return
    headers = [_paths(repository, posixpath.normpath(path)) for path in source.header]
    every = [path for paths in headers for path in paths]
    for tag in tags:
        revision = f"refs/tags/{tag}"
        listing = ("ls-tree", "-z", "--name-only", "--full-tree", revision, "--", *every)
        listed = _git(repository, *listing).split("\0")
        read = partial(git_file, repository)
        at_tag = [[path for path in paths if path in listed] for paths in headers]
        present = [f"{revision}:{paths[0]}" for paths in at_tag if paths]
        if present:
            texts = [(place, read(place)) for place in present]
            also = list(_also(repository, revision, project))
            header = parsed(texts, source, project, read, also)
            names: dict[str, int | None] = dict.fromkeys(header.unevaluated)
            names |= {name: code.value for code in header.codes for name in code.names}
            if names:
                yield Release(_BEFORE_VERSION.sub("", tag, count=1), names)


def _paths(repository: Path, header: str) -> list[str]:
    """Return the path of `header` and the paths that it had before, the newest first."""
    options = ("--follow", "--format=", "-z", "--name-status", "--diff-filter=R")
    try:
        renames = _git(repository, "log", *options, "--", f":(top){header}").split("\0")
    except GitError as error:  # such as in a clone without all files
        click.echo(f"note: former paths of {header} are unknown: {error}", err=True)
        renames = []
    return [header, *renames[1::3]]


def _also(repository: Path, revision: str, project: Project) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the files `also` at `revision`; of those elsewhere, as now."""
    for path in project.also:
        inside = os.path.relpath(path, repository)
        if inside.startswith(".."):
            yield from contents([path])
        else:
            with suppress(GitError):  # it came later
                place = f"{revision}:./{Path(inside).as_posix()}"
                yield place, git_file(repository, place)


def _git(repository: Path, *arguments: str) -> str:
    return git(repository, *arguments).decode("utf-8", "replace")
