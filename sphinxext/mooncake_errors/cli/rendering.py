"""Generated tables in Markdown files: their present and their right content."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.cli.translation import translation
from sphinxext.mooncake_errors.registry.files import decode_exactly, read_bytes
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError
from sphinxext.mooncake_errors.registry.selection import select
from sphinxext.mooncake_errors.tables.blocks import filled
from sphinxext.mooncake_errors.tables.markdown import sections_markdown

if TYPE_CHECKING:
    from pathlib import Path

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.registry.model import Registry
    from sphinxext.mooncake_errors.tables.blocks import Block

_BOM = "\ufeff"
STALE = "this block is not current: run mooncake-errors render"


class Renderer:
    """Makes the content of blocks from one registry, in any language."""

    def __init__(
        self,
        registry: Registry,
        locale_dirs: tuple[Path, ...],
        language: str | None = None,
        *,
        shipped_texts: bool,
    ) -> None:
        """Use `language` for blocks that name none, and shipped translations on request."""
        self._registry = registry
        self._language = language or ""
        self._shipped_texts = shipped_texts
        self._locale_dirs = locale_dirs
        self._edition = cache(self._translated)

    def fill(self, block: Block) -> tuple[list[str], list[Problem]]:
        """Return the lines of `block`, and its problems."""
        lookup, catalog, problems = self._edition(block.language or self._language)
        sections, faults = select(lookup, block.request)
        found = [block.problem("block", fault) for fault in faults]
        found += [block.problem(problem.rule, problem.message) for problem in problems]
        return sections_markdown(sections, catalog, block.level), found

    def _translated(self, language: str) -> tuple[Lookup, Catalog, list[Problem]]:
        registry, catalog = translation(
            self._registry, language, self._locale_dirs, shipped_texts=self._shipped_texts
        )
        return Lookup(registry), catalog, catalog.problems


def rendered(path: Path, renderer: Renderer) -> tuple[bytes, list[Block], list[Problem]]:
    """Return the new content of the file, the blocks that are not current, and the problems."""
    try:
        text = decode_exactly(str(path), read_bytes(path))
    except RegistryError as error:
        return b"", [], list(error.problems)
    mark = _BOM if text.startswith(_BOM) else ""
    content, stale, problems = filled(text.removeprefix(_BOM), str(path), renderer.fill)
    return (mark + content).encode(), stale, problems


def stale_blocks(path: Path, renderer: Renderer) -> list[Problem]:
    """Return a problem for each block of the file that is faulty or not current."""
    _, stale, faults = rendered(path, renderer)
    return faults or [block.problem("stale", STALE) for block in stale]
