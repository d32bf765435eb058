"""Build hook: compile what the wheel carries: message catalogs and the built-in registry."""

from __future__ import annotations

import sys
from pathlib import Path
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
    """Write the ``.mo`` beside each ``.po`` of our own messages, and the registry as JSON."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile all; a catalog or a registry that is faulty stops the build."""
        self._compile_catalogs()
        self._compile_registry()

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

    def _compile_registry(self) -> None:
        """Use our own code, from the sources that are being built."""
        sys.path.insert(0, self.root)
        from sphinxext.mooncake_errors.registry.builtin import (  # noqa: PLC0415
            COMPILED,
            checksum,
            compiled,
        )
        from sphinxext.mooncake_errors.registry.load import load_registry  # noqa: PLC0415

        COMPILED.write_text(compiled(load_registry(), checksum()), encoding="utf-8")
