"""Build hook: compile the message catalogs that the wheel carries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CATALOG = "mooncake-errors.po"


class CompileCatalogs(BuildHookInterface):
    """Write the ``.mo`` beside each ``.po`` of our own messages (not those of our docs' prose)."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile all; a catalog that does not parse stops the build."""
        for path in sorted(Path(self.root, "locales").glob(f"*/LC_MESSAGES/{CATALOG}")):
            with path.open("rb") as source:
                catalog = read_po(source, abort_invalid=True)
            with path.with_suffix(".mo").open("wb") as target:
                write_mo(target, catalog)
