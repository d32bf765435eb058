"""The command ``mooncake-errors``; the modules of its commands are imported when called."""

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
    if sys.stdout is None:
        sys.stderr.write("mooncake-errors: standard output is closed\n")
        sys.exit(2)
    if isinstance(sys.stdout, TextIOWrapper):
        # A character that the encoding of the terminal lacks is printed as its number.
        sys.stdout.reconfigure(errors="backslashreplace")
    commands(prog_name="mooncake-errors")
