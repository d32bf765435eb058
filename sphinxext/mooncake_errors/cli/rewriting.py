"""Changes of registry files, which are checked together before any file is written."""

from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path

import click

from sphinxext.mooncake_errors.cli.options import FILE
from sphinxext.mooncake_errors.cli.output import save
from sphinxext.mooncake_errors.registry.characters import safe, safe_line
from sphinxext.mooncake_errors.registry.editing import Editor
from sphinxext.mooncake_errors.registry.files import decode
from sphinxext.mooncake_errors.registry.load import load_documents
from sphinxext.mooncake_errors.registry.problems import RegistryError
from sphinxext.mooncake_errors.registry.project import Project
from sphinxext.mooncake_errors.registry.rules import Parts

changed_registry_option = click.option(
    "--registry",
    multiple=True,
    type=FILE,
    help="Registry file to change; repeat for each component.  "
    "[default: registry in pyproject.toml]",
)


def files_to_change(given: tuple[Path, ...], project: Project) -> tuple[Path, ...]:
    """Return the files `given`, or those of `project`.

    Raises click.UsageError if there are none, or if a file of the project is outside its folder.
    """
    if given:
        return given
    if not project.registry:
        raise click.UsageError("say which file to change: give --registry")
    for path in project.registry_files():
        if not path.resolve().is_relative_to(project.folder.resolve()):
            what = f"{path} in pyproject.toml is outside of {project.folder}"
            raise click.UsageError(f"{what}: to have it changed, give --registry")
    return project.registry


def write_changes(
    parts: Parts, editors: Sequence[Editor], *, dry_run: bool = False, check: bool = False
) -> bool:
    """Write the files of some of `parts` as `editors` change them, or print the changes as a diff.

    With `check` nothing is written, and only the notes are printed. If the changed registry would
    not load, RegistryError is raised before anything is written. Returns whether a file changes.
    """
    texts = {document.path: document.text for document, _ in parts}
    changes = []
    for editor in editors:
        path = editor.document.path
        old = Path(path).read_bytes().decode()
        new = editor.edited(old)
        texts[path] = decode(path, new.encode())
        changes.append((Path(path), old, new, editor.notes))
    try:
        load_documents(texts, texts.__getitem__)
    except RegistryError as error:
        before = "nothing written; the changed registry would be faulty: "
        faults = [each._replace(message=before + each.message) for each in error.problems]
        raise RegistryError(faults) from None
    for file, old, new, notes in changes:
        for note in notes:
            shown = f"{file}: {'to do: ' if check else ''}{note}"
            click.echo(safe_line(shown), err=dry_run)
        if dry_run:
            name = file.as_posix()
            first, second = (text.splitlines(keepends=True) for text in (old, new))
            for line in unified_diff(first, second, f"a/{name}", f"b/{name}"):
                end = "" if line.endswith("\n") else "\n\\ No newline at end of file\n"
                click.echo(safe(line + end), nl=False)
        elif new != old and not check:
            save(file, new.encode())
    return any(new != old for _, old, new, _ in changes)
