"""All that docs/contributing/stability.md calls public is there and documented, and no more."""

from __future__ import annotations

import re
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
    assert listed("Warnings") == {f"mcerr.{item.value[0]}" for item in Subtype}


def test_commands():
    """Every command is listed."""
    assert listed("Commands") == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_pages_of_commands(command):
    """Every command has a page in the contents, with its help."""
    page = (DOCS / f"commands/{command}.md").read_text(encoding="utf-8")
    assert f"```{{command}} {command}\n" in page
    assert f"\n{command}\n" in (DOCS / "commands/index.md").read_text(encoding="utf-8")
