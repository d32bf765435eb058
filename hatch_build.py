"""Build hook: compile the message catalogs, and the built-in registry for the wheel."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CATALOG = "mooncake-errors.po"


class Bare(Catalog):
    """A catalog whose header does not say when it was made, and with which version of Babel."""

    mime_headers = (("Content-Type", "text/plain; charset=utf-8"),)


class Compile(BuildHookInterface):
    """Write the ``.mo`` beside each ``.po`` of our own messages, and the registry as JSON.

    The registry's JSON goes into the wheel alone: in a checkout it would outlive its sources.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile all; a catalog or a registry that is faulty stops the build."""
        self._folder = TemporaryDirectory()
        self._compile_catalogs()
        if version == "standard":
            path, target = self._compile_registry()
            build_data["force_include"][str(path)] = target

    def finalize(self, *_: object) -> None:
        """Remove the temporary folder."""
        self._folder.cleanup()

    def _compile_catalogs(self) -> None:
        """Leave out those of our docs' prose."""
        for path in sorted(Path(self.root, "locales").glob(f"*/LC_MESSAGES/{CATALOG}")):
            with path.open("rb") as source:
                catalog = read_po(source, abort_invalid=True)
            bare = Bare(charset="utf-8", fuzzy=False)
            for message in catalog:
                if message.id:
                    bare[message.id] = message
            with path.with_suffix(".mo").open("wb") as target:
                write_mo(target, bare)

    def _compile_registry(self) -> tuple[Path, str]:
        """Return the file of the compiled registry and its place in the wheel."""
        sys.path.insert(0, self.root)
        from sphinxext.mooncake_errors.registry.data import COMPILED, compiled  # noqa: PLC0415
        from sphinxext.mooncake_errors.registry.load import load_registry  # noqa: PLC0415

        path = Path(self._folder.name, COMPILED.name)
        path.write_text(compiled(load_registry()), encoding="utf-8")
        return path, COMPILED.relative_to(self.root).as_posix()
