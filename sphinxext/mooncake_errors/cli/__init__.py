"""The command ``mooncake-errors``; the modules of its commands are imported when called."""

from __future__ import annotations

import sys
from io import TextIOWrapper


def main() -> None:
    """Run the command line; needs the extra ``cli``."""
    try:
        from sphinxext.mooncake_errors.cli.commands import commands  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        hint = "pip install 'sphinxext-mooncake-errors[cli]'"
        sys.stderr.write(f"mooncake-errors: click is not installed: {hint}\n")
        sys.exit(2)
    if isinstance(sys.stdout, TextIOWrapper):
        # Texts are in any language; a terminal that lacks a character shows its number.
        sys.stdout.reconfigure(errors="backslashreplace")
    commands(prog_name="mooncake-errors")
