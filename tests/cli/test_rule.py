"""The explanations of rules."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

from click.testing import CliRunner

import sphinxext.mooncake_errors
from sphinxext.mooncake_errors.checks.rules import RULES
from sphinxext.mooncake_errors.cli.commands import commands

PACKAGE = Path(sphinxext.mooncake_errors.__file__).parent


def rule(*arguments, code=0):
    """Return what the command prints."""
    result = CliRunner().invoke(commands, ["rule", *arguments])
    assert result.exit_code == code, result.output
    return result.output


def test_one_rule():
    """A rule is explained with its meaning and what to do."""
    meaning, remedy = RULES["wrong-number"]
    assert rule("wrong-number") == f"wrong-number: {meaning}\n\n{remedy}\n"


def test_all_rules():
    """Without a name all rules are listed, as text or as JSON."""
    assert [line.split()[0] for line in rule().splitlines()] == sorted(RULES)
    listed = json.loads(rule("--format", "json"))
    assert {each["rule"]: (each["meaning"], each["remedy"]) for each in listed} == RULES


def test_an_unknown_rule():
    """A misspelt rule is misuse, and the nearest one is named."""
    assert "did you mean wrong-number" in rule("wrong-numbr", code=2)


def test_every_rule_is_explained():
    """Each rule that stands in a call of the code which makes problems is in the table."""
    unknown = {word for word in _rules_in_calls() if word not in RULES}
    assert not unknown, f"add to sphinxext/mooncake_errors/checks/rules.py: {sorted(unknown)}"


def _rules_in_calls():
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if re.search(r"problem$", name, re.IGNORECASE):
                yield from (
                    each.value
                    for each in node.args
                    if isinstance(each, ast.Constant)
                    and re.fullmatch(r"[a-z]+(-[a-z]+)*", str(each.value))
                )
