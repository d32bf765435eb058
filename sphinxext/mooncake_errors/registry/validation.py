"""Conversion of YAML nodes to the model; one pass reports every wrong type, form and key."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn, cast

from sphinxext.mooncake_errors.registry.characters import folded
from sphinxext.mooncake_errors.registry.document import Mapping, Node, Scalar, Sequence
from sphinxext.mooncake_errors.registry.fields import Hint, fields_of
from sphinxext.mooncake_errors.registry.model import SHORTHAND, Component
from sphinxext.mooncake_errors.registry.problems import did_you_mean

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.registry.document import Document
    from sphinxext.mooncake_errors.registry.model import Form

_STAND_INS: dict[str, Any] = {"str": "", "list": ()}
"""Values for required keys without one, by kind, so that the rest of the file can be checked."""
_PAIR = 2
_EXPECTED = {"str": "text", "int": "an integer", "bool": "true or false"}


class _FaultyError(Exception):
    """A value that cannot be read; the problem is already reported."""


def validate(document: Document) -> Component | None:
    """Return the component in `document`, and report every wrong type, form and key to it.

    Faulty values are left out of the component, and faulty items are removed from the document's
    nodes, so that the rest can be checked in the same run. Returns None if the top is no mapping.
    """
    hint = Hint("part", part=Component)
    try:
        return cast("Component", _Reader(document).read(hint, document.root, "the registry"))
    except _FaultyError:
        return None


class _Reader:
    """Reads the values of nodes, with one method for each kind of hint."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def read(self, hint: Hint, node: Any, name: str) -> Any:
        """Return the value of `node`, called `name` in messages; raise _FaultyError if wrong."""
        if isinstance(node, Scalar):
            if hint.optional and node.value is None:
                return None
            if hint.single:
                return (self.read(hint.item, node, name),)  # type: ignore[arg-type]
            if hint.part and hint.part in SHORTHAND:
                key = SHORTHAND[hint.part]
                return hint.part(**{key: self.read(fields_of(hint.part)[key].hint, node, name)})
        return getattr(self, f"_{hint.kind}")(hint, node, name)

    def _fail(self, node: Node, message: str) -> NoReturn:
        self._document.report(node.start, "type", message)
        raise _FaultyError

    def _int(self, hint: Hint, node: Any, name: str) -> Any:
        if not isinstance(node, Scalar) or type(node.value).__name__ != hint.kind:
            self._fail(node, f"{name} must be {_EXPECTED[hint.kind]}{_instead(hint.kind, node)}")
        return node.value

    _bool = _int

    def _str(self, hint: Hint, node: Any, name: str) -> str:
        value = self._int(hint, node, name)
        text: str = value if hint.form.verbatim else folded(value)
        fault = form_fault(hint.form, text)
        if fault:
            self._document.report(node.start, "form" if text else "empty", f"{name} {fault}")
        return text

    def _choice(self, hint: Hint, node: Any, name: str) -> str:
        word = node.text if isinstance(node, Scalar) else ""
        if word not in hint.choices:
            *others, last = hint.choices
            near = did_you_mean(word, hint.choices)
            self._fail(node, f"{name} must be {', '.join(others)} or {last}{near}")
        return word

    def _list(self, hint: Hint, node: Any, name: str) -> tuple[Any, ...]:
        is_pair = hint.kind == "pair"
        if not isinstance(node, Sequence) or (is_pair and len(node.items) != _PAIR):
            self._fail(node, f"{name} must be a list{' of two integers' if is_pair else ''}")
        item: Any = hint.item
        values, kept = [], []
        for number, each in enumerate(node.items, 1):
            with suppress(_FaultyError):
                values.append(self.read(item, each, f"item {number} of {name}"))
                kept.append(each)
        if hint.single and not node.items:
            self._document.report(node.start, "empty", f"{name} must not be empty")
        if is_pair and len(kept) < _PAIR:
            raise _FaultyError
        node.items = kept
        return tuple(values)

    _pair = _list

    def _part(self, hint: Hint, node: Any, name: str) -> Any:
        if not isinstance(node, Mapping):
            self._fail(node, f"{name} must be a mapping of keys to values")
        fields = fields_of(hint.part)
        required = [field for field in fields.values() if field.required]
        for key in (field.key for field in required if field.key not in node.items):
            self._document.report(node.start, "missing-key", f"missing key {key}")
        values = {f.name: _STAND_INS[f.hint.kind] for f in required if f.hint.kind in _STAND_INS}
        for key, child in node.items.items():
            if key in fields:
                with suppress(_FaultyError):
                    values[fields[key].name] = self.read(fields[key].hint, child, key)
            else:
                message = f"unknown key {key}{did_you_mean(key, fields)}"
                self._document.report(node.keys[key].start, "unknown-key", message)
        if any(field.name not in values for field in required):
            raise _FaultyError
        return hint.part(**values)


def _instead(kind: str, node: Node) -> str:
    """Return the form of a text or of an integer that was written as the other."""
    if not isinstance(node, Scalar):
        return ""
    if kind == "str" and isinstance(node.value, int):
        return f': write "{node.text}"'
    is_number = kind == "int" and re.fullmatch("-?[1-9][0-9]{0,18}", node.text)
    return f": write {node.text}" if is_number else ""


def form_fault(form: Form, text: str) -> str | None:
    """Return the fault of `text` against `form` as the end of a message, or None."""
    if not text.strip():
        return "must not be empty"
    if form.longest and len(text) > form.longest:
        return f"{text!r} is longer than {form.longest} characters"
    if form.pattern and not re.match(form.pattern, text):
        return f"{text!r} {form.fault}"
    return None
