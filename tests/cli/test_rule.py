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
    """Return the output of the command."""
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
    """The rule of each problem and each fault in the code is in the table."""
    unknown = {word for word in _rules_in_code() if word not in RULES}
    assert not unknown, f"add to sphinxext/mooncake_errors/checks/rules.py: {sorted(unknown)}"


def _rules_in_code():
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for each in _possible_rules(node):
                if isinstance(each, ast.Constant):
                    yield from re.findall(r"^[a-z]+(?:-[a-z]+)*$", str(each.value))


def _possible_rules(node):
    """Return the arguments of a call that makes a problem, or the second item of a fault."""
    if isinstance(node, ast.Call) and ast.unparse(node.func).lower().endswith("problem"):
        return node.args
    if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
        items = node.value.elts
        return items[1:2] if len(items) == 3 else []
    return []
