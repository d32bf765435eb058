"""The help of the commands on their pages: usage, sentences and options, made from the code."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
from docutils import nodes
from generated_tables import markdown_table
from sphinx.util.docutils import SphinxDirective

from sphinxext.mooncake_errors import cli
from sphinxext.mooncake_errors.cli.commands import COMMANDS
from sphinxext.mooncake_errors.cli.commands import commands as group

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_SOURCES = Path(cli.__file__).parent
_PHRASE = re.compile(
    r"<!--.*?-->|\[tool\.[^]]*\]|mooncake-errors rule NAME|\w+(?= in pyproject\.toml)|[^\s(),;]+"
)
"""A word, without the marks around it, or words that form one literal."""
_LITERAL = re.compile(
    r"<!--|\[tool|mooncake-errors |--?[a-z]|[-/]$|\.[a-z]|0x"  # at the beginning
    r"|.*(?:[_=*<]|\w[.:/]+-?\w)"  # anywhere
)
_WORDS = {"HEADER", "CODE", "LANG", "NAME", "NEW", "OLD", "PATH"}
"""Further literals: arguments and environment variables."""


class Command(SphinxDirective):
    """Shows the help of the command that the argument names."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the usage, the sentences of the help and a table of the options."""
        for path in _SOURCES.rglob("*.py"):
            self.env.note_dependency(str(path))
        name = self.arguments[0]
        context = click.Context(group, info_name="mooncake-errors")
        command = group.get_command(context, name)
        if command is None:
            raise self.error(f"command: {name} is none of {', '.join(COMMANDS)}")
        context = click.Context(command, context, info_name=name, terminal_width=100)
        return _without_names(self.parse_text_to_nodes(_help(command, context)))


class Commands(SphinxDirective):
    """Lists the commands, each with a link to its page."""

    def run(self) -> list[nodes.Node]:
        """Return a table of all commands."""
        self.env.note_dependency(str(_SOURCES / "commands.py"))
        rows = ((f"[`{name}`]({name}.md)", line) for name, line in sorted(COMMANDS.items()))
        table = markdown_table(("Command", "What it does"), rows)
        return _without_names(self.parse_text_to_nodes(table))


def _without_names(content: list[nodes.Node]) -> list[nodes.Node]:
    """Keep cells with only a name or a link out of the translation catalogs."""
    for node in content:
        for paragraph in node.findall(nodes.paragraph):
            if not any(isinstance(child, nodes.Text) for child in paragraph.children):
                paragraph["translatable"] = False
    return content


def _help(command: click.Command, context: click.Context) -> str:
    first, *others = inspect.cleandoc(command.help or "").split("\n\n")
    usage = command.get_usage(context).removeprefix("Usage: ")
    rows = [
        (f"`{_cell(option, context)}`", _meaning(option, context))
        for option in command.params
        if isinstance(option, click.Option)
    ]
    parts = [
        _marked(first),
        f"```text\n{usage}\n```",
        *map(_marked, others),
        markdown_table(("Option", "Meaning"), rows),
    ]
    return "\n\n".join(parts)


def _cell(option: click.Option, context: click.Context) -> str:
    """Return the names of the option and its value, in a cell of a table."""
    names, _ = option.get_help_record(context) or ("", "")
    return names.replace("|", r"\|")


def _meaning(option: click.Option, context: click.Context) -> str:
    """Return the help of the option with its default as a sentence."""
    _, text = option.get_help_record(context) or ("", "")
    text, _, more = text.partition("  [")
    if option.show_default:
        return f"{_marked(text)} Default: `{option.default}`."
    if more:
        return f"{_marked(text)} {_marked(more[0].upper() + more[1:-1])}."
    return _marked(text)


def _marked(text: str) -> str:
    """Return help as Markdown, in one line, with literals for names and values."""
    return _PHRASE.sub(_phrase, " ".join(text.split()))


def _phrase(match: re.Match[str]) -> str:
    phrase = match[0].rstrip(".:")
    end = match[0][len(phrase) :]
    key = match.string[match.end() :].startswith(" in pyproject")
    if key or phrase in _WORDS or _LITERAL.match(phrase):
        return f"`{phrase}`{end}"
    return match[0]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives."""
    app.add_directive("command", Command)
    app.add_directive("commands", Commands)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
