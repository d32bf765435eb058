"""``mooncake-errors init``: a first registry, its configuration and a page."""

import json
import os
import re
import shlex
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import click

from sphinxext.mooncake_errors.cli import headers
from sphinxext.mooncake_errors.cli.options import FILE, Command
from sphinxext.mooncake_errors.cli.output import write
from sphinxext.mooncake_errors.cli.report import finish
from sphinxext.mooncake_errors.cli.sync.edits import Changes
from sphinxext.mooncake_errors.headers import Header
from sphinxext.mooncake_errors.registry.editing import REVIEW, Editor, block
from sphinxext.mooncake_errors.registry.files import decode_exactly, read_bytes, read_text
from sphinxext.mooncake_errors.registry.load import single_document
from sphinxext.mooncake_errors.registry.model import Source
from sphinxext.mooncake_errors.registry.problems import RegistryError
from sphinxext.mooncake_errors.registry.project import Project, load_project
from sphinxext.mooncake_errors.registry.rules import component_fault
from sphinxext.mooncake_errors.tables.markdown import display_width

_EXTENSION = "sphinxext.mooncake_errors"
_FOLDERS = {"api", "headers", "inc", "include", "includes", "lib", "public", "src"}
"""Directories with a name that says nothing about the component."""
_DOCS = ("docs", "docs/source", "doc", "doc/source", "doc/sphinx", ".")
_LIKELY = re.compile(
    r"(?:err(?:or|no|c)?|status|result|code)s?(?:_?[te])?$"
    r"|(?:^|_)(?:err(?:or)?|e|status|result|code)_",
    re.IGNORECASE,
)
"""Words in the names of enumerations and macros that are likely to be error codes."""
_COUNT = re.compile(r"(?:(?:\A|_)(?i:count|end|last|max|num)|[a-z](?:Count|End|Last|Max|Num))\Z")
"""The end of names that are likely to count or bound the codes."""
_PAGES = {
    ".md": "---\norphan: true\n---\n\n# Error codes\n\n```{mooncake-errors}\n```\n",
    ".rst": ":orphan:\n\nError codes\n===========\n\n.. mooncake-errors::\n",
}
_INDEX = "{title}\n{line}\n\n.. toctree::\n\n   error-codes\n"
_CONF = 'project = {project}\nextensions = ["sphinxext.mooncake_errors"]\n'


@click.command("init", cls=Command)
@click.argument("header", type=FILE, metavar="HEADER")
@headers.selection_options
@headers.parser_options
@click.option("--component", metavar="ID", help="Id of the component.  [default: from the header]")
@click.option("--title", help="Title of the component.  [default: from the id]")
@click.option(
    "--docs",
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory of conf.py.  [default: the first with conf.py of "
    f"{', '.join(_DOCS)}, else docs]",
)
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917
    project: Project,
    /,
    header: Path,
    enum: str | None,
    macro_prefix: str | None,
    component: str | None,
    title: str | None,
    docs: Path | None,
) -> None:
    """Create a registry from a header, its configuration and a page.

    Reads the codes of HEADER, and writes a registry, the table [tool.mooncake-errors] in
    pyproject.toml, and a page with the directive. No existing text is changed. The codes are
    selected by --enum or --macro-prefix, unless the header has only one enumeration or prefix, or
    only one that is called by a word such as error or status.
    """
    if not (enum or macro_prefix):
        enum, macro_prefix = _selection(header, project)
    id_ = component or _id(header)
    if fault := component_fault(id_):
        raise click.BadParameter(fault, param_hint="--component")
    with_conf = (Path(name) for name in _DOCS if Path(name, "conf.py").is_file())
    docs = docs or next(with_conf, Path("docs"))
    registry = docs / f"{id_}.yaml"
    if registry.exists():
        message = f"{registry} exists already: sync brings it in step"
        raise click.BadParameter(message, param_hint="--component")
    above = (each for each in header.absolute().parents if (each / ".git").exists())
    source = Source((_relative(header, next(above, Path())),), enum, macro_prefix)
    found = headers.parsed(headers.contents([header]), source, project)
    if not found.codes:
        raise RegistryError(found.problems)
    title = title or id_.capitalize().replace("-", " ")
    write(registry, _registry(id_, title, source, found, registry).encode())
    steps = [*_configured(project, id_, header, registry), *_page(docs, title)]
    if bounds := [code.name for code in found.codes if _COUNT.search(code.name)]:
        skip = json.dumps(_joined(load_project(Path.cwd()).skip, project.skip, bounds))
        table = "[tool.mooncake-errors], in place of a present skip"
        step = f"if these names are no codes, write this line into {table}, and run sync:"
        steps.append(f"{step}\n    skip = {skip}")
    steps.append(f"review the texts in {registry}, and delete the line {REVIEW!r} above each")
    click.echo("\n".join(["Next:", *(f"- {step}" for step in steps)]))
    finish(found.problems, "text", err=True)


def _selection(header: Path, project: Project) -> tuple[str | None, str | None]:
    """Return the only enumeration or macro prefix of `header`, or the only one that is likely."""
    names = headers.offered(header, project)
    named = [("--enum", name) for name in names["enums"]]
    named += [("--macro-prefix", name) for name in names["macro_prefixes"]]
    found = [(option, name) for option, name in named if _LIKELY.search(name)] or named
    if not found:
        raise click.UsageError(f"{header} has {headers.NOTHING}")
    if len(found) > 1:
        listed = " or ".join(f"{option} {shlex.quote(name)}" for option, name in found)
        raise click.UsageError(f"{header} has several sets of names; give {listed}")
    ((option, name),) = found
    return (name, None) if option == "--enum" else (None, name)


def _id(header: Path) -> str:
    """Return an id for a component made of the name of its `header`, or else of its directory."""
    words = re.findall(r"[a-z0-9]+", header.stem.lower())
    kept = [word for word in words if not re.fullmatch(r"err(?:or|no|s)?|errors|codes?", word)]
    folders = (folder.name.lower() for folder in header.absolute().parents)
    folder = next(name for name in folders if name not in _FOLDERS)
    id_ = "-".join(kept or re.findall(r"[a-z0-9]+", folder) or words)
    return id_ if id_[:1].isalpha() else f"codes-{id_}"


def _registry(id_: str, title: str, source: Source, header: Header, path: Path) -> str:
    """Return the text of a registry with the codes of `header`, written as by sync."""
    keys = {"header": source.header[0], "enum": source.enum, "macro_prefix": source.macro_prefix}
    head = {
        "component": id_,
        "title": title,
        "source": {key: value for key, value in keys.items() if value},
        "groups": [],
    }
    document, component = single_document(str(path), "\n".join([*block(head), ""]))
    editor = Editor(document)
    Changes(component, header, editor).resolve()
    text = editor.edited(document.text)
    single_document(str(path), text)
    return text


def _configured(project: Project, id_: str, header: Path, registry: Path) -> Iterator[str]:
    """Write the table into pyproject.toml, or yield the keys to change in an existing table."""
    table = load_project(Path.cwd())
    values = {
        "registry": _joined(table.registry, [registry]),
        "headers": {**table.headers, id_: header},
        "skip": _joined(table.skip, project.skip),
        "also": _joined(table.also, project.also),
        "types": {**table.types, **project.types},
        "paths": table.paths if project.file else (registry.parent,),
    }
    changed = {key: value for key, value in values.items() if value != getattr(table, key)}
    lines = [f"{key} = {_toml(value, project.folder)}" for key, value in changed.items()]
    if project.file:
        step = f"write into [tool.mooncake-errors] in {project.file}, in place of the present keys:"
        yield "\n    ".join([step, *lines])
        return
    path = Path("pyproject.toml")
    before = decode_exactly(str(path), read_bytes(path)) if path.exists() else ""
    end = "\r\n" if "\r\n" in before else "\n"
    gap = "" if not before else end if before.endswith("\n") else end * 2
    write(path, end.join([f"{before}{gap}[tool.mooncake-errors]", *lines, ""]).encode())


def _joined(*lists: Iterable[Any]) -> tuple[Any, ...]:
    """Return the values of all `lists`, each once."""
    return tuple(dict.fromkeys(chain(*lists)))


def _toml(value: Any, folder: Path) -> str:
    """Return texts, paths, a list or a table as TOML; paths are relative to `folder`."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {_toml(each, folder)}' for key, each in value.items())}}}"
    # Surrogates, as JSON writes an emoji in ASCII, are no characters of TOML or Python.
    return json.dumps(value, default=lambda path: _relative(path, folder), ensure_ascii=False)


def _page(docs: Path, title: str) -> Iterator[str]:
    """Write a page with the directive, and yield the remaining steps in `docs`."""
    conf, index = docs / "conf.py", docs / "index.rst"
    is_new = not conf.exists()
    if is_new:
        write(conf, _CONF.format(project=json.dumps(title, ensure_ascii=False)).encode())
    if is_new and not index.exists():
        write(index, _INDEX.format(title=title, line="=" * display_width(title)).encode())
    text = read_text(conf)
    if _EXTENSION not in text:
        yield f'add "{_EXTENSION}" to extensions in {conf}'
    page = docs / f"error-codes{'.md' if 'myst' in text else '.rst'}"
    if not page.exists():
        write(page, _PAGES[page.suffix].encode())
        if not is_new:
            yield f"add {page.stem} to a toctree in {docs}"
    elif "mooncake-errors" not in read_text(page):
        yield f"add the directive mooncake-errors to {page}"
    yield f"sphinx-build {docs} {docs / '_build'}"


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()
