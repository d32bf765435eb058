"""Conversion of YAML nodes to the model; one pass reports every wrong type, form and key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn

from sphinxext.mooncake_errors.registry.characters import folded
from sphinxext.mooncake_errors.registry.document import Mapping, Node, Scalar, Sequence
from sphinxext.mooncake_errors.registry.fields import Hint, fields_of
from sphinxext.mooncake_errors.registry.model import SHORTHAND, Code, Component, Source
from sphinxext.mooncake_errors.registry.problems import MANY, did_you_mean, nearest

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.registry.document import Document
    from sphinxext.mooncake_errors.registry.model import Form

_STAND_INS: dict[str, Any] = {"str": "", "list": ()}
"""Values of missing required keys, by kind, so that the rest of the file can be checked."""
_NAMING = {Code: ("name", "aliases", "former"), Source: ("enum",)}
"""Keys with names that references use; a misspelt one leaves names unknown."""
_EXPECTED = {"str": "text", "int": "an integer", "bool": "true or false"}


class _FaultyError(Exception):
    """A value that cannot be read; the problem is already reported."""


def validate(document: Document) -> Component | None:
    """Return the component in `document`, and report every wrong type, form and key to it.

    Faulty values are left out of the component and removed from the document's nodes, so that the
    rest can be checked in the same run. Returns None if the top is not a mapping with the required
    keys, or if there are more than MANY problems. Sets ``document.complete`` to False if codes or
    names of codes may be missing.
    """
    try:
        component = _Reader(document).read(
            Hint("part", part=Component), document.root, "the registry"
        )
    except _FaultyError:
        return None
    return component if len(document.problems) <= MANY else None


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
        if type(node) is Node:  # an alias, which is already reported
            raise _FaultyError
        return getattr(self, f"_{hint.kind}")(hint, node, name)

    def _fail(self, node: Node, message: str) -> NoReturn:
        self._document.complete = False
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
        if not isinstance(node, Sequence):
            self._fail(node, f"{name} must be a list")
        item: Any = hint.item
        values, kept = [], []
        for number, each in enumerate(node.items, 1):
            try:
                values.append(self.read(item, each, f"item {number} of {name}"))
            except _FaultyError:
                continue
            kept.append(each)
        if hint.single and not node.items:
            self._document.report(node.start, "empty", f"{name} must not be empty")
        node.items = kept
        return tuple(values)

    def _pair(self, hint: Hint, node: Any, name: str) -> tuple[Any, ...]:
        if not isinstance(node, Sequence) or len(node.items) != 2:  # noqa: PLR2004 - a pair
            self._fail(node, f"{name} must be a list of two integers")
        values = self._list(hint, node, name)
        if len(node.items) < 2:  # noqa: PLR2004 - a pair
            raise _FaultyError
        return values

    def _part(self, hint: Hint, node: Any, name: str) -> Any:
        if not isinstance(node, Mapping):
            self._fail(node, f"{name} must be a mapping of keys to values")
        model = hint.part
        present = {key.text for key, _ in node.items}
        values = self._values(model, node, present)
        required = [field for field in fields_of(model).values() if field.required]
        for field in required:
            if field.hint.kind in _STAND_INS:
                values.setdefault(field.name, _STAND_INS[field.hint.kind])
            if field.key not in present:
                self._document.complete = False
                self._document.report(node.start, "missing-key", f"missing key {field.key}")
        if any(field.name not in values for field in required):
            raise _FaultyError
        return model(**values)

    def _values(self, model: type, node: Mapping, present: set[str]) -> dict[str, Any]:
        """Return the values in `node` by field name; remove unknown and faulty keys from it."""
        fields, values, kept = fields_of(model), {}, []
        for key, child in node.items:
            field = fields.get(key.text)
            if field is None:
                self._unknown_key(model, key, present)
                continue
            try:
                values[field.name] = self.read(field.hint, child, key.text)
            except _FaultyError:
                continue
            kept.append((key, child))
        node.items = kept
        return values

    def _unknown_key(self, model: type, key: Scalar, present: set[str]) -> None:
        many = len(self._document.problems) >= MANY
        near = "" if many else did_you_mean(key.text, fields_of(model))
        self._document.report(key.start, "unknown-key", f"unknown key {key.text}{near}")
        if nearest(key.text, [each for each in _NAMING.get(model, ()) if each not in present]):
            self._document.complete = False


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
