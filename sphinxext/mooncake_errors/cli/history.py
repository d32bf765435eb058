"""``mooncake-errors history``: fill in when codes came, were renamed and went, from git tags."""

import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from sphinxext.mooncake_errors.checks.git import GitError, git, git_file
from sphinxext.mooncake_errors.cli import options, rewriting
from sphinxext.mooncake_errors.cli.headers import contents, parsed, parser_options
from sphinxext.mooncake_errors.registry.editing import Editor
from sphinxext.mooncake_errors.registry.load import load_documents
from sphinxext.mooncake_errors.registry.lookup import Entry, entries_of
from sphinxext.mooncake_errors.registry.model import Code, Component, Source
from sphinxext.mooncake_errors.registry.project import Project
from sphinxext.mooncake_errors.registry.versions import UNRELEASED


class _Release(NamedTuple):
    """A released version, with the numbers of the codes that a component had by name."""

    version: str
    codes: Mapping[str, int | None]
    """The number is None if it cannot be evaluated."""


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
    help="Pattern of release tags, such as gate2-*; the version begins at the first digit behind "
    "the last hyphen or slash in front of the *.",
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
    versions = _versions(repository, tags)
    editors = []
    for document, component in parts:
        editor = Editor(document)
        editors.append(editor)
        if component.source is None:
            continue
        releases = list(_releases(repository, versions, component.source, project))
        if not releases:
            listed = ", ".join(component.source.header)
            click.echo(f"note: no tag has {listed} with codes of {component.component}", err=True)
        _fill_in(component, releases, editor)
    if rewriting.write_changes(parts, editors, check=check) and check:
        raise click.exceptions.Exit(1)


def _versions(repository: Path, pattern: str) -> dict[str, str]:
    """Return the version of each tag, by its ref: ancestors first, else by the dates of commits."""
    names = _git(repository, "for-each-ref", "--format=%(refname)", f"refs/tags/{pattern}").split()
    if not names:
        raise click.BadParameter(f"{repository} has no tag {pattern!r}", param_hint="--tags")
    # The commit of an annotated tag, or of a tag of one, comes behind its own id, with ^{}.
    listed = _git(repository, "show-ref", "--dereference", *names).splitlines()
    commits = {name.removesuffix("^{}"): id_ for id_, name in map(str.split, listed)}
    order = _git(repository, "rev-list", "--date-order", "--reverse", *commits.values()).split()
    place = {commit: number for number, commit in enumerate(order)}
    refs = sorted(commits, key=lambda ref: place.get(commits[ref], -1))
    start = re.sub(r"(?<=[-/])[^-/]*([*?[.].*)?$", "", f"refs/tags/{pattern}")
    return {ref: re.sub(r"\D*(?=\d)", "", ref.removeprefix(start), count=1) for ref in refs}


def _releases(
    repository: Path, versions: Mapping[str, str], source: Source, project: Project
) -> Iterator[_Release]:
    """Yield those of `versions`, by refs, in which the headers of `source` have codes."""
    read = partial(git_file, repository)
    headers = [_paths(repository, posixpath.normpath(path)) for path in source.header]
    every = [path for paths in headers for path in paths]
    for revision, version in versions.items():
        listing = ("ls-tree", "-z", "--name-only", "--full-tree", revision, "--", *every)
        listed = _git(repository, *listing).split("\0")
        at_tag = [[path for path in paths if path in listed] for paths in headers]
        present = [f"{revision}:{paths[0]}" for paths in at_tag if paths]
        if present:
            texts = [(place, read(place)) for place in present]
            also = list(_also(repository, revision, project))
            header = parsed(texts, source, project, read, also)
            codes: dict[str, int | None] = dict.fromkeys(header.unevaluated)
            codes |= {name: code.value for code in header.codes for name in code.names}
            if codes:
                yield _Release(version, codes)


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


def _fill_in(component: Component, releases: Sequence[_Release], editor: Editor) -> None:
    """Fill in the keys of codes from `releases`, which begin with the oldest.

    A code is in a release if one of its names, aliases or former names is, or its number if it has
    none. A former name is another name of its number in the releases directly before its first one;
    it is neither in the registry nor in the newest release.
    """
    taken = {name for code in component.codes() for name in code.names()}
    taken.update(releases[-1].codes if releases else ())
    for entry in entries_of(component):
        notes = _of_code(entry, releases, taken, editor)
        editor.notes += (f"{entry.qualified}: {note}" for note in notes)


def _of_code(
    entry: Entry, releases: Sequence[_Release], taken: set[str], editor: Editor
) -> Iterator[str]:
    """Fill in the keys of one code; yield a note for each."""
    code, location = entry.code, entry.location
    former = _former(code, releases, taken)
    names = {*code.names(), *former}
    has_it = [names & {*codes} if names else code.value in codes.values() for _, codes in releases]
    with_it = [index for index, found in enumerate(has_it) if found]
    if with_it and names and not code.since:
        since = releases[with_it[0]].version
        editor.set_key(location, "since", since)
        yield f"since {since}"
    for index, (name, until) in enumerate((each.name, each.until) for each in code.former):
        with_name = [version for version, codes in releases if name in codes]
        if with_name and not until and name not in releases[-1].codes:
            editor.set_key((*location, "former", index), "until", with_name[-1])
            yield f"called {name} until {with_name[-1]}"
    items = [{"name": name, "until": version} for name, version in former.items()]
    editor.extend(location, "former", items)
    yield from (f"called {item['name']} until {item['until']}" for item in items)
    later = releases[with_it[-1] + 1 :] if with_it else ()
    # In a part that cannot be evaluated, the code may still be.
    if later and None not in later[0].codes.values() and code.removed in {None, UNRELEASED}:
        editor.set_key(location, "removed", later[0].version)
        yield f"removed in {later[0].version}"


def _former(code: Code, releases: Sequence[_Release], taken: set[str]) -> dict[str, str]:
    """Return the former names of `code` that are not `taken`, each with its last version."""
    names = {*code.names()} if code.name else set()
    first = next((i for i, (_, codes) in enumerate(releases) if not names.isdisjoint(codes)), 0)
    former: dict[str, str] = {}
    for version, codes in reversed(releases[:first]):
        alike = [name for name, number in codes.items() if number == code.value]
        if not alike:
            break  # the number was unused here, so that names before it belong to another code
        former = {name: version for name in alike if name not in taken} | former
    return former
