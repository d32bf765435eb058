"""What docs/contributing/stability.md calls public is what there is, and is documented."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from unittest.mock import Mock

import pytest

from sphinxext.mooncake_errors import setup
from sphinxext.mooncake_errors.cli.commands import COMMANDS
from sphinxext.mooncake_errors.extension.directive import MooncakeError, MooncakeErrors
from sphinxext.mooncake_errors.extension.warnings import Subtype

DOCS = Path(__file__).parent.parent / "docs"
STABILITY = (DOCS / "contributing/stability.md").read_text(encoding="utf-8")
USAGE = "\n".join(page.read_text(encoding="utf-8") for page in (DOCS / "usage").glob("*.md"))
TRANSLATING = (DOCS / "translating.md").read_text(encoding="utf-8")


def listed(head):
    """Return the names in the row of the table of public things that begins with `head`."""
    (row,) = re.findall(rf"^\| {head} \| (.*) \|$", STABILITY, re.MULTILINE)
    return set(re.findall(r"`([^`]+)`", row.partition(" | ")[0]))


@pytest.fixture
def app(project):
    """Return a Sphinx application with the extension."""
    empty = project()
    empty.write("index.rst", "Codes\n=====\n")
    return empty.build().app


def test_configuration_values(app):
    """Every value is listed and has its description."""
    values = {name for name in app.config.values if name.startswith("mooncake_")}
    assert listed("Configuration values") == values
    assert set(re.findall(r"^```\{confval\} (mooncake_\w+)$", USAGE, re.MULTILINE)) == values


def test_directives():
    """Every directive is listed."""
    app = Mock()
    setup(app)
    assert listed("Directives") == {call.args[0] for call in app.add_directive.call_args_list}


def test_roles(app):
    """Every role is listed."""
    names = {f"mcerr:{name}" for name in app.env.get_domain("mcerr").roles}
    assert listed("Roles") == {"mcerr", *names}


@pytest.mark.parametrize("directive", [MooncakeErrors, MooncakeError])
def test_options_of_directives(directive):
    """Every option of a directive is documented."""
    page = (DOCS / "usage/directive.md").read_text(encoding="utf-8")
    assert [name for name in directive.option_spec if f"`:{name}:`" not in page] == []


def test_warnings():
    """Every subtype of warnings is listed."""
    assert listed("Warnings") == {f"mcerr.{item.value}" for item in Subtype}


def test_commands():
    """Every command is listed and has its documentation."""
    assert listed("Commands") == set(COMMANDS)
    assert [name for name in COMMANDS if f"mooncake-errors {name}" not in USAGE] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_options_of_commands(command):
    """Every option of a command is documented."""
    module = import_module(f"sphinxext.mooncake_errors.cli.{COMMANDS[command][0]}")
    words = set(re.findall(r"-+[a-z][a-z-]*", USAGE + TRANSLATING))
    options = [option.opts for option in module.command.params if option.opts[0].startswith("-")]
    assert [names for names in options if words.isdisjoint(names)] == []
