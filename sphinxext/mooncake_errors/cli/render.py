"""``mooncake-errors render``: tables for readers of Markdown files, such as those on GitHub."""

from functools import cache, partial
from pathlib import Path

import click

from sphinxext.mooncake_errors.catalogs.catalog import Catalog, load_catalog, no_catalog, translated
from sphinxext.mooncake_errors.checks.text_files import KINDS
from sphinxext.mooncake_errors.cli import options
from sphinxext.mooncake_errors.cli.output import write
from sphinxext.mooncake_errors.cli.report import finish
from sphinxext.mooncake_errors.registry.builtin import has_builtin
from sphinxext.mooncake_errors.registry.characters import safe_line
from sphinxext.mooncake_errors.registry.files import decode_exactly, read_bytes
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import Registry
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError, file_problem
from sphinxext.mooncake_errors.registry.project import Project
from sphinxext.mooncake_errors.registry.selection import select
from sphinxext.mooncake_errors.tables.blocks import SYNTAX, Block, Fill, blocks, filled
from sphinxext.mooncake_errors.tables.markdown import sections_markdown


@click.command("render", cls=options.Command)
@options.files_argument
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a block is not current.")
@options.registry_option
@options.locale_dir_option
@options.language_option
@options.format_option
@click.pass_obj
def command(project: Project, files: tuple[Path, ...], *, check: bool, style: str) -> None:
    """Fill the blocks in Markdown files with current tables.

    A block begins with <!-- mooncake-errors: store columns=name,value language=zh_CN --> and ends
    with <!-- /mooncake-errors -->. Nothing outside of blocks changes, and nothing in a file with a
    faulty block.
    """
    fill = filler(load_registry(project.registry), project)
    problems: list[Problem] = []
    for path in files:
        if path.suffix.lower() not in KINDS["markdown"]:
            message = f"no Markdown file: its name has to end in {', '.join(KINDS['markdown'])}"
            problems.append(file_problem(path, "not-markdown", message))
            continue
        content, stale, faults = rendered(path, fill)
        problems += faults or (stale if check else [])
        if not (faults or stale or blocks(content.decode(), str(path))[0]):
            click.echo(safe_line(f"note: {path} has no block: its comments are {SYNTAX}"), err=True)
        elif not (faults or check):
            write(path, content)
    finish(problems, style)


def filler(registry: Registry, project: Project) -> Fill:
    """Return the function that fills blocks with tables of `registry`, which is in `project`."""
    edition = cache(partial(translation, registry, project))

    def fill(block: Block) -> tuple[list[str], list[Problem]]:
        lookup, catalog = edition(block.language or project.language)
        sections, faults = select(lookup, block.request)
        problems = [block.problem("block", fault) for fault in faults]
        problems += [block.problem(each.rule, each.message) for each in catalog.problems]
        return sections_markdown(sections, catalog, block.level), problems

    return fill


def translation(
    registry: Registry, project: Project, language: str | None
) -> tuple[Lookup, Catalog]:
    """Return the codes of `registry` in `language`, by default that of its first component.

    The caller reports the problems of the catalog. The shipped catalog translates texts only if
    one of the registry files of `project` is built in.
    """
    shown = language or registry.components[0].language
    is_builtin = has_builtin(project.registry)
    catalog = load_catalog(shown, project.locale_dirs, shipped_texts=is_builtin)
    needed = language and any(catalog.translates(each.language) for each in registry.components)
    if needed and not catalog.files:
        catalog.problems.append(no_catalog(shown, project.locale_dirs))
    return Lookup(translated(registry, catalog)), catalog


def rendered(path: Path, fill: Fill) -> tuple[bytes, list[Problem], list[Problem]]:
    """Return the new content of a file, problems of blocks that are not current, and faults."""
    try:
        text = decode_exactly(str(path), read_bytes(path))
    except RegistryError as error:
        return b"", [], list(error.problems)
    content, stale, faults = filled(text, str(path), fill)
    return content.encode(), stale, faults
