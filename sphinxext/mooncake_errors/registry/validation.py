"""Conversion of YAML nodes to the model; one pass reports every wrong type, form and key."""

import re
from contextlib import suppress
from typing import Any, cast

from sphinxext.mooncake_errors.registry.characters import folded
from sphinxext.mooncake_errors.registry.document import Document, Node, plain_value
from sphinxext.mooncake_errors.registry.fields import Hint, fields_of, hint_of
from sphinxext.mooncake_errors.registry.model import SHORTHAND, Component, Form
from sphinxext.mooncake_errors.registry.problems import did_you_mean

_STAND_INS: dict[str, Any] = {"str": "", "list": ()}
"""Values for required keys without one, by kind, so that the rest of the file can be checked."""
_PAIR = 2
_COLON = "; put a text with a colon in quotes"
_EXPECTED = {
    "str": (str, "text"),
    "int": (int, "an integer"),
    "bool": (bool, "true or false"),
    "list": (list, "a list"),
    "pair": (list, "a list of two integers"),
    "part": (dict, "a mapping of keys to values"),
}
"""The type of the value of a node, and its name in messages, for each kind of hint but choices."""


class _FaultyError(Exception):
    """A value that cannot be read; the problem is already reported."""


def validate(document: Document) -> Component | None:
    """Return the component in `document`, and report every wrong type, form and key to it.

    Faulty values are left out of the component, and faulty items are removed from the document's
    nodes, so that the rest can be checked in the same run. Returns None if the top is no mapping.
    """
    hint = hint_of(Component)
    try:
        return cast("Component", _value(document, hint, document.root, "the registry"))
    except _FaultyError:
        return None


def _value(document: Document, hint: Hint, node: Node, name: str) -> Any:
    """Return the value of `node`, called `name` in messages; raise _FaultyError if wrong."""
    if not isinstance(node.value, (list, dict)):
        if hint.optional and node.value is None:
            return None
        if hint.single and hint.item:
            return (_value(document, hint.item, node, name),)
        if hint.part in SHORTHAND:
            key = SHORTHAND[hint.part]
            item = fields_of(hint.part)[key].hint
            return hint.part(**{key: _value(document, item, node, name)})
    fault = _type_fault(hint, node)
    if fault:
        document.report(node.start, "type", f"{name} must be {fault}")
        raise _FaultyError
    if hint.kind == "str":
        return _text(document, hint.form, node, name)
    if hint.item:
        return _items(document, hint, node, name)
    return _part(document, hint.part, node) if hint.part else node.value


def _text(document: Document, form: Form, node: Node, name: str) -> str:
    text: str = node.value if form.verbatim else folded(node.value)
    fault = form_fault(form, text)
    if fault:
        document.report(node.start, "form" if text else "empty", f"{name} {fault}")
    return text


def _items(document: Document, hint: Hint, node: Node, name: str) -> tuple[Any, ...]:
    item: Any = hint.item
    values, kept = [], []
    for number, each in enumerate(node.value, 1):
        with suppress(_FaultyError):
            values.append(_value(document, item, each, f"item {number} of {name}"))
            kept.append(each)
    if hint.single and not node.value:
        document.report(node.start, "empty", f"{name} must not be empty")
    if hint.kind == "pair" and len(kept) < _PAIR:
        raise _FaultyError
    node.value = kept
    return tuple(values)


def _part(document: Document, part: Any, node: Node) -> Any:
    fields = fields_of(part)
    required = [field for field in fields.values() if field.required]
    for key in (field.key for field in required if field.key not in node.value):
        document.report(node.start, "missing-key", f"missing key {key}")
    values = {f.name: _STAND_INS[f.hint.kind] for f in required if f.hint.kind in _STAND_INS}
    for key, child in node.value.items():
        if key in fields:
            with suppress(_FaultyError):
                values[fields[key].name] = _value(document, fields[key].hint, child, key)
        else:
            near = did_you_mean(key, fields) or (_COLON if part in SHORTHAND else "")
            message = f"unknown key {key}{near}"
            document.report(child.key.start, "unknown-key", message)
    if any(field.name not in values for field in required):
        raise _FaultyError
    return part(**values)


def _type_fault(hint: Hint, node: Node) -> str:
    """Return the expected type if the value of `node` has another one, else an empty text."""
    if hint.kind == "choice":
        if node.text in hint.choices:
            return ""
        *others, last = hint.choices
        return f"{', '.join(others)} or {last}{did_you_mean(node.text, hint.choices)}"
    kind, expected = _EXPECTED[hint.kind]
    is_right = type(node.value) is kind
    if is_right and (hint.kind != "pair" or len(node.value) == _PAIR):
        return ""
    if kind is str and isinstance(node.value, dict):
        return expected + _COLON
    if kind is str and isinstance(node.value, int):
        return f"{expected}: " + (form_fault(hint.form, node.text) or f'write "{node.text}"')
    right = node.text.lower()  # of "7", 0X7 and False
    return f"{expected}: write {right}" if type(plain_value(right)) is kind else expected


def form_fault(form: Form, text: str) -> str | None:
    """Return the fault of `text` against `form` as the end of a message, or None."""
    if not text.strip():
        return "must not be empty"
    if form.longest and len(text) > form.longest:
        return f"{text!r} is longer than {form.longest} characters"
    if form.pattern and not re.match(form.pattern, text):
        return f"{text!r} {form.fault}"
    return None
