"""From nodes to the model, in one pass that finds every wrong type, form and key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.characters import folded
from sphinxext.mooncake_errors.registry.hints import Hint, by_key, required
from sphinxext.mooncake_errors.registry.model import SHORTHAND, Code, Component, Group, Source
from sphinxext.mooncake_errors.registry.nearest import nearest
from sphinxext.mooncake_errors.registry.nodes import Alias, Mapping, Scalar, Sequence
from sphinxext.mooncake_errors.registry.problems import MANY, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinxext.mooncake_errors.registry.document import Document
    from sphinxext.mooncake_errors.registry.model import Form
    from sphinxext.mooncake_errors.registry.nodes import Node
    from sphinxext.mooncake_errors.registry.problems import Problem

_FAULTY: Any = object()
"""In the place of a value that cannot be read."""
_STAND_INS: dict[type, dict[str, Any]] = {
    Component: {"component": "unknown", "title": "unknown", "groups": ()},
    Group: {"id": "unknown", "title": "unknown", "codes": ()},
    Code: {"description": "unknown"},
}
"""For required keys that are missing, so that the rest of the file can be judged."""
_NAMING = {Code: ("name", "aliases", "former"), Source: ("enum",)}
"""Keys that references go by: one that is misspelt may be what a reference needs."""
_EXPECTED = {"str": "text", "int": "an integer", "bool": "true or false"}


def validate(document: Document) -> tuple[Component | None, list[Problem], bool]:
    """Return the component in `document`, its wrong types, forms and keys, and its completeness.

    What is faulty is taken out of the component, and of the nodes of the document, so that the rest
    can be judged in the same run; without a mapping there is None. The last value says whether all
    codes, and all names of them, are in the component.
    """
    reader = _Reader(document)
    component = reader.read(Hint("part", part=Component), document.root, "the registry")
    if component is _FAULTY or len(reader.problems) > MANY:
        return None, reader.problems, False
    return component, reader.problems, reader.complete


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._readers: dict[str, Callable[[Hint, Any, str], Any]] = {
            "str": self._text,
            "int": self._plain,
            "bool": self._plain,
            "choice": self._choice,
            "list": self._list,
            "pair": self._pair,
            "part": self._part,
        }
        self.problems: list[Problem] = []
        self.complete = True

    def read(self, hint: Hint, node: Node | None, name: str) -> Any:
        """Return the value of `node`, or _FAULTY after reporting that `name` is not of its type."""
        if hint.optional and isinstance(node, Scalar) and node.value is None:
            return None
        if isinstance(node, Alias):  # reported as such
            self.complete = False
            return _FAULTY
        return self._readers[hint.kind](hint, node, name)

    def _wrong(self, node: Node, message: str, rule: str = "type") -> Any:
        self.complete = False
        self._report(node, rule, message)
        return _FAULTY

    def _report(self, node: Node, rule: str, message: str) -> None:
        if len(self.problems) <= MANY:  # the last one is not shown, but that there are more
            self.problems.append(self._document.at(node.start, rule, message))

    def _plain(self, hint: Hint, node: Any, name: str) -> Any:
        if isinstance(node, Scalar) and type(node.value).__name__ == hint.kind:
            return node.value
        return self._wrong(node, f"{name} must be {_EXPECTED[hint.kind]}")

    def _text(self, hint: Hint, node: Any, name: str) -> Any:
        value = self._plain(hint, node, name)
        if value is _FAULTY:
            return value
        text: str = value if hint.form.verbatim else folded(value)
        fault = form_fault(hint.form, text)
        if fault:
            self._report(node, "form" if text else "empty", f"{name} {fault}")
        return text

    def _choice(self, hint: Hint, node: Any, name: str) -> Any:
        if isinstance(node, Scalar) and node.value in hint.choices:
            return node.value
        *others, last = hint.choices
        hint_ = did_you_mean(node.text, hint.choices) if isinstance(node, Scalar) else ""
        return self._wrong(node, f"{name} must be {', '.join(others)} or {last}{hint_}")

    def _list(self, hint: Hint, node: Any, name: str) -> Any:
        item: Any = hint.item
        if hint.single and isinstance(node, Scalar):
            one = self.read(item, node, name)
            return one if one is _FAULTY else (one,)
        if not isinstance(node, Sequence):
            return self._wrong(node, f"{name} must be a list")
        values = [
            self.read(item, each, f"item {number} of {name}")
            for number, each in enumerate(node.items, 1)
        ]
        if any(value is _FAULTY for value in values):
            pairs = zip(node.items, values, strict=True)
            node.items = [each for each, value in pairs if value is not _FAULTY]
        return tuple(value for value in values if value is not _FAULTY)

    def _pair(self, hint: Hint, node: Any, name: str) -> Any:
        if not isinstance(node, Sequence) or len(node.items) != 2:  # noqa: PLR2004 - a pair
            return self._wrong(node, f"{name} must be a list of two integers")
        values = self._list(hint, node, name)
        return values if len(values) == 2 else _FAULTY  # noqa: PLR2004 - a pair

    def _part(self, hint: Hint, node: Any, name: str) -> Any:
        model = hint.part
        if model in SHORTHAND and isinstance(node, Scalar):
            key = SHORTHAND[model]
            value = self._text(by_key(model)[key].hint, node, name)
            return value if value is _FAULTY else model(**{key: value})
        if not isinstance(node, Mapping):
            return self._wrong(node, f"{name} must be a mapping of keys to values")
        return self._completed(model, node, self._values(model, node))

    def _values(self, model: type, node: Mapping) -> dict[str, Any]:
        """Return the values in `node` by attribute; faulty ones are taken out of `node`."""
        known = by_key(model)
        values: dict[str, Any] = {}
        faulty: list[Node] = []
        for key, child in node.items:
            attribute = known.get(key.text)
            if attribute is None:
                self._unknown_key(model, key, {each.text for each, _ in node.items})
                continue
            value = values[attribute.name] = self.read(attribute.hint, child, key.text)
            if value is _FAULTY:
                faulty.append(child)
        if faulty:
            node.items = [pair for pair in node.items if pair[1] not in faulty]
        return values

    def _unknown_key(self, model: type, key: Scalar, present: set[str]) -> None:
        hint = did_you_mean(key.text, by_key(model)) if len(self.problems) < MANY else ""
        self._report(key, "unknown-key", f"unknown key {key.text}{hint}")
        naming = [each for each in _NAMING.get(model, ()) if each not in present]
        if nearest(key.text, naming):
            self.complete = False

    def _completed(self, model: type, node: Mapping, values: dict[str, Any]) -> Any:
        """Return the part with `values`, or _FAULTY without what cannot be made up."""
        for attribute in required(model):
            if attribute.name not in values:
                self._wrong(node, f"missing key {attribute.key}", "missing-key")
                values[attribute.name] = _FAULTY
        stand_ins = _STAND_INS.get(model, {})
        for name in [name for name, value in values.items() if value is _FAULTY]:
            del values[name]
            if name in stand_ins:
                values[name] = stand_ins[name]
        whole = all(attribute.name in values for attribute in required(model))
        return model(**values) if whole else _FAULTY


def form_fault(form: Form, text: str) -> str | None:
    """Return the fault of a `text` that should have `form`, as the end of a message, or None."""
    if not text.strip():
        return "must not be empty"
    if form.longest and len(text) > form.longest:
        return f"{text!r} is longer than {form.longest} characters"
    if form.pattern and not re.match(form.pattern, text):
        return f"{text!r} {form.fault}"
    return None
