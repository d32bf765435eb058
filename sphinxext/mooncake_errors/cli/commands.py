"""The group ``mooncake-errors``, whose commands are imported when they are called."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module

import click

from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.registry.problems import near_or_known

COMMANDS = {
    "catalogs": "Show translation coverage and faults of translations.",
    "check": "Check headers, prose, generated tables and source code against the registry.",
    "diff": "Show what changed between two registries or headers.",
    "explain": "Explain codes: what each means, what causes it, and what to do.",
    "export": "Write the registry as JSON, CSV, Markdown or a C header.",
    "headers": "List the codes that headers define, with their numbers and comments.",
    "history": "Fill in since, former and removed of codes from the tags of a git repository.",
    "import": "Turn hand-written tables into a registry or a catalog.",
    "init": "Create a registry from a header, its configuration and a page.",
    "messages": "Write the template for translators, and update catalogs from it.",
    "next": "Show the next free numbers of a group.",
    "render": "Fill the blocks in Markdown files with current tables.",
    "rule": "Explain a rule: what its problem means, and what to do.",
    "sync": "Bring registry files in step with the headers of their components.",
}
"""The name of each command in alphabetical order, and its line in ``--help``."""


@contextmanager
def _misuse() -> Iterator[None]:
    """Make errors of files and of click, which quote arguments, safe to print; they exit with 2."""
    try:
        yield
    except click.ClickException as error:
        message = safe(error.format_message().expandtabs())
        error.format_message = partial(str, message)  # type: ignore[method-assign]
        error.exit_code = 2  # type: ignore[misc]
        raise
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        reason = error.strerror or str(error)
        where = f"{error.filename}: " if error.filename else ""
        raise click.UsageError(safe(f"{where}{reason}")) from None


class LazyGroup(click.Group):
    """The group of COMMANDS, which are imported when they are called."""

    make_context = _misuse()(click.Group.make_context)
    invoke = _misuse()(click.Group.invoke)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the commands in alphabetical order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None for an option. Fail if there is no such command."""
        if cmd_name.startswith("-"):
            return None
        if cmd_name not in COMMANDS:
            ctx.fail(f"no such command {cmd_name!r}{near_or_known(cmd_name, COMMANDS)}")
        name = "import_tables" if cmd_name == "import" else cmd_name
        command: click.Command = import_module(f"{__package__}.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands from COMMANDS, without importing their modules."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sphinxext-mooncake-errors")
def commands() -> None:
    """Work with registries of error codes.

    Options that are not given are read from [tool.mooncake-errors] in the nearest pyproject.toml.

    Exit status: 0 without problems, 1 with problems, 2 for wrong use or a file that cannot be read
    or written.
    """
