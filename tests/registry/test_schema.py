"""The JSON Schema that gives editors completion and checks."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest
import yaml
from schemas import REGISTRY, registry_schema

from sphinxext.mooncake_errors.registry.builtin import BUILTIN

SHIPPED = json.loads(REGISTRY.read_text(encoding="utf-8"))


def validator():
    """Return a validator as an editor makes it from the shipped file."""
    jsonschema.Draft202012Validator.check_schema(SHIPPED)
    return jsonschema.Draft202012Validator(SHIPPED)


def test_shipped_schema_is_that_of_the_model():
    """The shipped schema equals the one made from the model."""
    assert registry_schema() == SHIPPED


@pytest.mark.parametrize("path", BUILTIN, ids=lambda path: path.name)
def test_shipped_files_name_the_schema_and_validate(path):
    """Each registry file names the schema beside it for editors, and is valid."""
    text = path.read_text(encoding="utf-8")
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert json.loads((path.parent / named[1]).read_text(encoding="utf-8")) == SHIPPED
    assert list(validator().iter_errors(yaml.safe_load(text))) == []


def test_every_key_is_described():
    """Each key has a description for editors."""
    objects = [SHIPPED, *SHIPPED["$defs"].values()]
    keys = [key for each in objects for key in each["properties"].values()]
    assert all(key["description"] for key in keys)


WRONG = {
    "component: [A]": "['A'] is not of type 'string'",
    "component: My store": "'My store' does not match",
    "titel: A": "Additional properties are not allowed ('titel' was unexpected)",
    "groups: {}": "{} is not of type 'array'",
    "groups: [{id: A, title: A, codes: []}]": "'A' does not match",
    "groups: [{id: a, title: A}]": "'codes' is a required property",
    "groups: [{id: a, title: A, codes: [], range: [1]}]": "[1] is not valid",
    "groups: [{id: a, title: A, codes: [{name: A-B, value: 1, description: d}]}]": (
        "'A-B' is not valid"
    ),
    "groups: [{id: a, title: A, codes: [{value: '1', description: d}]}]": (
        "'1' is not of type 'integer'"
    ),
    "groups: [{id: a, title: A, codes: [{value: 1, description: d, retry: no}]}]": "is not valid",
    "source: {enum: A}": "is not valid",
}


@pytest.mark.parametrize("text", WRONG)
def test_wrong_files_do_not_validate(text):
    """The schema rejects each kind of fault that types can express."""
    data = {"component": "a", "title": "A", "groups": [], **yaml.safe_load(text)}
    (error,) = validator().iter_errors(data)
    assert WRONG[text] in error.message
