"""The command ``mooncake-errors``; the modules of its commands are imported when called."""

import sys
from io import TextIOWrapper


def main() -> None:
    """Run the command line; needs the extra ``cli``."""
    try:
        from sphinxext.mooncake_errors.cli.commands import commands  # noqa: PLC0415

        if isinstance(sys.stdout, TextIOWrapper):
            # A character that the encoding of the terminal lacks is printed as its number.
            sys.stdout.reconfigure(errors="backslashreplace")
        if sys.stdout is not None:
            commands(prog_name="mooncake-errors")
        fault = "standard output is closed"
    except ModuleNotFoundError as error:
        library = str(error.name).partition(".")[0]
        if library == "sphinxext":
            raise
        fault = f"{library} is not installed: pip install 'sphinxext-mooncake-errors[cli]'"
    sys.stderr.write(f"mooncake-errors: {fault}\n")
    sys.exit(2)
