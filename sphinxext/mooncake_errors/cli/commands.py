"""The commands by name; ``--help`` lists them without importing them."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from sphinxext.mooncake_errors.registry.characters import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COMMANDS = {
    "catalogs": "Show what is translated, and what is wrong with the translations.",
    "check": "Check headers, prose and generated tables against the registry.",
    "diff": "Show what changed between two registries or headers.",
    "explain": "Explain codes: what each means, what causes it, and what to do.",
    "export": "Write the registry as JSON, CSV, Markdown or a C header.",
    "headers": "List the codes that headers define, with their numbers and comments.",
    "import": "Read hand-written tables into a registry or a catalog.",
    "messages": "Write the template for translators, and bring catalogs in step with it.",
    "next": "Show the next free numbers of a group.",
    "render": "Fill the blocks in Markdown files with current tables.",
    "sync": "Bring registry files in step with the headers of their components.",
}
"""Each command's name, that of its module too, and the line about it in ``--help``."""


class LazyGroup(click.Group):
    """A group whose commands live in modules of this package, as ``command``."""

    def __init__(self, *args: object, lazy: Mapping[str, str], **kwargs: object) -> None:
        """Take what `click.Group` takes and `lazy`, the line of help for each name."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.lazy = lazy

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Return the context; what is wrong with the arguments is safe to print."""
        with _presentable():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what is wrong is safe to print, and never a traceback."""
        with _presentable():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order in which they are shown."""
        return sorted(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return the command, or None where there is no such."""
        if cmd_name not in self.lazy:
            return None
        try:
            module = import_module(f"{__package__}.{cmd_name.replace('-', '_')}")
        except ModuleNotFoundError as error:
            raise click.UsageError(_how_to_install(error)) from None
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.lazy[name]) for name in self.list_commands(ctx)])


@contextmanager
def _presentable() -> Iterator[None]:
    """Make what click says of an error safe to print, for it quotes what was given."""
    try:
        yield
    except click.ClickException as error:
        message = safe(error.format_message().expandtabs())
        error.format_message = partial(str, message)  # type: ignore[method-assign]
        raise
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        reason = os.strerror(error.errno) if error.errno else str(error)
        where = f"{error.filename}: " if error.filename else ""
        raise click.ClickException(safe(f"{where}{reason}")) from None


def _how_to_install(error: ModuleNotFoundError) -> str:
    """Return what to do about a library that is missing; raise `error` if it is one of ours."""
    library = str(error.name).partition(".")[0]
    if library == "sphinxext":
        raise error
    extra = "headers" if library.startswith("tree_sitter") else "cli"
    return f"{library} is not installed: pip install 'sphinxext-mooncake-errors[{extra}]'"


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sphinxext-mooncake-errors")
def commands() -> None:
    """Work on registries of error codes and their translations.

    Every command ends with 0 when all is well, with 1 when it found problems and with 2 when it
    was called in a wrong way.
    """
