"""From plain data to the model, with every wrong type and unknown key found."""

from __future__ import annotations

import json
from dataclasses import fields
from functools import reduce
from operator import getitem
from typing import TYPE_CHECKING, Any

from pydantic_core import ValidationError

from sphinxext.mooncake_errors.registry.model import Code, Component, Group, Source
from sphinxext.mooncake_errors.registry.problems import MANY, did_you_mean, limited
from sphinxext.mooncake_errors.registry.validator import component_validator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic_core import ErrorDetails

    from sphinxext.mooncake_errors.registry.document import Document, Location
    from sphinxext.mooncake_errors.registry.problems import Problem

_WORDS = {
    "Input should be": "must be",
    "Tuple should have": "must have",
    " after validation": "",
    "a valid string": "text",
    "a valid integer": "an integer",
    "a valid boolean": "true or false",
    "a valid array": "a list",
    "a valid tuple": "a list",
    "an object": "a mapping of keys to values",
}
_STAND_INS: dict[type, dict[str, Any]] = {
    Component: {"component": "unknown", "title": "unknown", "groups": []},
    Group: {"title": "unknown", "codes": []},
    Code: {"description": "unknown"},
}
"""For required keys that are missing, so that the rest of the file can be judged."""
_UNKNOWN_KEY, _MISSING_KEY = "unexpected_keyword_argument", "missing"


def validate(document: Document, data: Any) -> tuple[Component | None, list[Problem], bool]:
    """Return the component in `data`, the plain data of `document`, and what is wrong with it.

    What is faulty is left out of the component (None where nothing is left), so that the rest can
    be judged in the same run; the last value says whether all codes are in it.
    """
    component, faults = _parse(data)
    problems = list(limited(_problems(document, faults)))
    if len(faults) > MANY:
        return None, problems, False
    complete = not any(_hides_code(data, fault) for fault in faults)
    while faults and data:
        document.discard([location for fault in faults for location in _faulty(fault)])
        rest, _ = document.data()
        data = rest and _completed(rest)
        component, faults = _parse(data)
    return component, problems, complete


def _parse(data: Any) -> tuple[Component | None, list[ErrorDetails]]:
    try:
        # JSON mode takes a sequence for a tuple, yet nothing else that is of another type.
        return component_validator().validate_json(json.dumps(data), strict=True), []
    except ValidationError as error:
        return None, error.errors(include_url=False, include_input=False)


def _faulty(fault: ErrorDetails) -> list[Location]:
    """Return the location of what has to go so that `fault` goes; stand-ins come for the rest."""
    location = fault["loc"]
    if fault["type"] != _MISSING_KEY:
        return [location]
    *parents, key = location
    replaced = isinstance(key, str) and (key in _STAND_INS.get(_model(parents), ()) or key == "id")
    return [] if replaced else [tuple(parents)]


def _completed(data: dict[str, Any]) -> dict[str, Any]:
    """Return `data` with a stand-in for each missing key that has one; all else is of its type."""
    result = {**_STAND_INS[Component], **data}
    result["groups"] = [
        {"id": f"unknown-{number}", **_STAND_INS[Group], **group}
        for number, group in enumerate(result["groups"])
    ]
    for group in result["groups"]:
        group["codes"] = [{**_STAND_INS[Code], **code} for code in group["codes"]]
    return result


def _hides_code(data: Any, fault: ErrorDetails) -> bool:
    """Return whether references may lead to what `fault` keeps out of the component.

    An unknown key does so only where it may stand for the key that gives the name.
    """
    if fault["type"] != _UNKNOWN_KEY:
        return True
    parents = fault["loc"][:-1]
    naming = {Code: "name", Source: "enum"}.get(_model(parents))
    return naming is not None and naming not in reduce(getitem, parents, data)


def _problems(document: Document, faults: list[ErrorDetails]) -> Iterator[Problem]:
    for fault in faults:
        location = fault["loc"]
        if fault["type"] == _UNKNOWN_KEY:
            yield document.key_problem(location, "unknown-key", _unknown_key(location))
        elif fault["type"] == _MISSING_KEY:
            missing = _name(location) if isinstance(location[-1], int) else f"key {location[-1]}"
            yield document.problem(location[:-1], "missing-key", f"missing {missing}")
        else:
            message = f"{_name(location)}: {_plain_words(fault['msg'])}"
            yield document.problem(location, "type", message)


def _unknown_key(location: Location) -> str:
    key = str(location[-1])
    known = [item.name for item in fields(_model(location[:-1]))]
    return f"unknown key {key}{did_you_mean(key, known)}"


def _model(location: Iterable[str | int]) -> type:
    levels = {(): Component, ("source",): Source, ("groups",): Group, ("groups", "codes"): Code}
    return levels[tuple(step for step in location if isinstance(step, str))]


def _name(location: Location) -> str:
    """Return what a person would call the value at `location`: its key, or its item's number."""
    if not location:
        return "the registry"
    *parents, last = location
    return f"item {last + 1} of {_name(tuple(parents))}" if isinstance(last, int) else last


def _plain_words(message: str) -> str:
    for technical, plain in _WORDS.items():
        message = message.replace(technical, plain)
    return message
