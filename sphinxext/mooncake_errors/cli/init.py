"""``mooncake-errors init``: a first registry, its configuration and a page."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.cli.header_files import read_headers, skip_option
from sphinxext.mooncake_errors.cli.options import Command
from sphinxext.mooncake_errors.cli.output import write
from sphinxext.mooncake_errors.cli.report import finish
from sphinxext.mooncake_errors.cli.sync.edits import changes
from sphinxext.mooncake_errors.cli.sync.plan import plan
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.editing import Editor, apply, block
from sphinxext.mooncake_errors.registry.files import read_text
from sphinxext.mooncake_errors.registry.load import single_document
from sphinxext.mooncake_errors.registry.model import Component, Source
from sphinxext.mooncake_errors.registry.rules import component_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxext.mooncake_errors.headers import Header
    from sphinxext.mooncake_errors.registry.project import Project

_EXTENSION = "sphinxext.mooncake_errors"
_DOCS = ("docs", "docs/source", "doc", "doc/source", "doc/sphinx", ".")
_DEFINE = re.compile(
    r"^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)[ \t]+\(?-?(?:\d|\w+\()", re.MULTILINE
)
_PREFIX = re.compile(r"\w*?(?:ERR(?:OR)?|STATUS|RESULT|CODE|(?<![A-Z])E)_")
_PAGES = {
    ".md": "---\norphan: true\n---\n\n# Error codes\n\n```{mooncake-errors}\n```\n",
    ".rst": ":orphan:\n\nError codes\n===========\n\n.. mooncake-errors::\n",
}
_INDEX = "{title}\n{line}\n\n.. toctree::\n\n   error-codes\n"
_CONF = 'project = {project}\nextensions = ["sphinxext.mooncake_errors"]\n'


@click.command("init", cls=Command)
@click.argument(
    "header", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="HEADER"
)
@click.option("--enum", metavar="NAME", help="Enumeration of the codes, such as gate::Error.")
@click.option("--macro-prefix", metavar="PREFIX", help="Prefix of the macros, such as GATE_ERR_.")
@skip_option
@click.option("--component", metavar="ID", help="Id of the component.  [default: from the header]")
@click.option("--title", help="Title of the component.  [default: from the id]")
@click.option(
    "--docs",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIRECTORY",
    help="Directory of conf.py.  [default: the first with conf.py of "
    f"{', '.join(_DOCS)}, else docs]",
)
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917
    project: Project,
    header: Path,
    enum: str | None,
    macro_prefix: str | None,
    skip: tuple[str, ...],
    component: str | None,
    title: str | None,
    docs: Path | None,
) -> None:
    """Create a registry from a header, its configuration and a page.

    Reads the codes of HEADER, and writes a registry, the table [tool.mooncake-errors] in
    pyproject.toml, and a page with the directive. No existing text is changed. The codes are
    selected by --enum or --macro-prefix, unless the header has only one enumeration or prefix.
    """
    if not (enum or macro_prefix):
        enum, macro_prefix = _selection(header)
    id_ = component or _id(header)
    fault = component_fault(id_)
    if fault:
        raise click.BadParameter(fault, param_hint="--component")
    docs = docs or next((path for name in _DOCS if _has_conf(path := Path(name))), Path("docs"))
    registry = docs / f"{id_}.yaml"
    if registry.exists():
        raise click.BadParameter(f"{registry} exists already", param_hint="--component")
    found, problems = read_headers(
        [header],
        enum=enum,
        macro_prefix=macro_prefix,
        skip=skip,
        also=project.also,
        types=project.types,
    )
    if found is None or not found.codes:
        finish(problems, "text")
    source = Source((_relative(header, Path()),), enum, macro_prefix)
    text = _registry(Component(id_, title or _title(id_), (), source=source), found, registry)
    write(registry, text.encode())
    steps = [*_configured(project, id_, header, registry, skip), *_page(docs, title or _title(id_))]
    steps += [f"review the texts in {registry}: they were taken from the header"]
    click.echo("\n".join(["Next:", *(f"- {step}" for step in steps)]))
    finish(problems, "text", err=True)


def _selection(header: Path) -> tuple[str | None, str | None]:
    """Return the only enumeration or macro prefix of `header`; raise click.UsageError."""
    from sphinxext.mooncake_errors.headers import enum_names  # noqa: PLC0415

    text = read_text(header)
    enums = [name for name in enum_names(text) if "(" not in name]
    prefixes = _prefixes(text, only_errors=bool(enums))
    if len(enums) + len(prefixes) == 1:
        return (enums[0], None) if enums else (None, prefixes[0])
    listed = [*(f"--enum {name}" for name in enums), *(f"--macro-prefix {p}" for p in prefixes)]
    if not listed:
        raise click.UsageError(f"{header} has neither an enumeration nor macros with numbers")
    raise click.UsageError(f"{header} has several sets of names; give " + " or ".join(listed))


def _prefixes(text: str, *, only_errors: bool) -> list[str]:
    """Return the prefixes that at least two macros with numbers share."""
    names = _DEFINE.findall(text)
    found = Counter(match[0] for name in names if (match := _PREFIX.match(name)))
    if not (found or only_errors):
        found = Counter(f"{name.partition('_')[0]}_" for name in names if "_" in name)
    return sorted(prefix for prefix, times in found.items() if times > 1)


def _id(header: Path) -> str:
    """Return an id for a component made of the name of its `header`."""
    words = re.findall(r"[a-z0-9]+", header.stem.lower())
    kept = [word for word in words if not re.fullmatch(r"err(?:or|no|s)?|errors|codes?", word)]
    folder = re.findall(r"[a-z0-9]+", header.absolute().parent.name.lower())
    id_ = "-".join(kept or folder or words)
    return id_ if id_[:1].isalpha() else f"codes-{id_}"


def _title(id_: str) -> str:
    return f"{id_[0].upper()}{id_[1:]}".replace("-", " ")


def _has_conf(folder: Path) -> bool:
    return (folder / "conf.py").is_file()


def _registry(component: Component, header: Header, path: Path) -> str:
    """Return the text of a registry with the codes of `header`, written as by sync."""
    source = component.source or Source(("",))
    selection = {"enum": source.enum, "macro_prefix": source.macro_prefix}
    keys = {"header": source.header[0], **{k: v for k, v in selection.items() if v}}
    head = block({"component": component.component, "title": component.title}, "")
    lines = [*head, "source:", *(f"  {line}" for line in block(keys, "")), "groups: []", ""]
    text, wanted = "\n".join(lines), plan(component, header)
    groups = wanted.groups
    for part in (groups[:1], groups[1:]):  # the others come below the first
        wanted.groups = part
        edits = changes(wanted, component, header, Editor(Document(str(path), text)), "unreleased")
        text = apply(text, edits.edits)
    single_document(str(path), text)
    return text


def _configured(
    project: Project, id_: str, header: Path, registry: Path, skip: Sequence[str]
) -> Iterator[str]:
    """Write the table into pyproject.toml, or yield what to add to the one that exists."""
    if project.file:
        yield (
            f"add to [tool.mooncake-errors] in {project.file}: "
            f'"{_relative(registry, project.folder)}" to registry, '
            f'{id_} = "{_relative(header, project.folder)}" to headers'
        )
        return
    path = Path("pyproject.toml")
    before = read_text(path) if path.exists() else ""
    lines = [
        "[tool.mooncake-errors]",
        f"registry = [{json.dumps(registry.as_posix())}]",
        f"headers = {{{id_} = {json.dumps(_relative(header, Path()))}}}",
        *([f"skip = {json.dumps(list(skip))}"] if skip else []),
        f"paths = [{json.dumps(registry.parent.as_posix())}]",
    ]
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    write(path, f"{before}{gap}{chr(10).join(lines)}\n".encode())


def _page(docs: Path, title: str) -> Iterator[str]:
    """Write a page with the directive, and yield what is left to do in `docs`."""
    conf = docs / "conf.py"
    is_new = not conf.exists()
    if is_new:
        write(conf, _CONF.format(project=json.dumps(title)).encode())
        index = docs / "index.rst"
        if not index.exists():
            write(index, _INDEX.format(title=title, line="=" * len(title)).encode())
    text = read_text(conf)
    if _EXTENSION not in text:
        yield f'add "{_EXTENSION}" to extensions in {conf}'
    page = docs / f"error-codes{'.md' if 'myst' in text else '.rst'}"
    if not page.exists():
        write(page, _PAGES[page.suffix].encode())
    if not is_new:
        yield f"add {page.stem} to a toctree in {docs}"
    yield f"sphinx-build {docs} {docs / '_build'}"


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()
