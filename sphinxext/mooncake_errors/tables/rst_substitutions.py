"""Substitutions of reStructuredText: ``|name|`` is replaced by its definition.

The transform of docutils is not used: its time is exponential in the depth of substitutions, and
quadratic in their number.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from docutils import nodes

from sphinxext.mooncake_errors.registry.files import MAX_BYTES
from sphinxext.mooncake_errors.registry.problems import RegistryError, file_problem

if TYPE_CHECKING:
    from collections.abc import Iterator


class Substitutions:
    """The substitutions that a page defines, with those that are being replaced."""

    def __init__(self, document: nodes.document, path: str) -> None:
        """Take the definitions in `document`, which is read from the file `path`."""
        self._defined = document.substitution_defs
        self._names = document.substitution_names
        self._path = path
        self._open: list[nodes.Element] = []
        self._room = MAX_BYTES

    def fault(self, name: nodes.Element) -> str:
        """Return a message if the reference `name` is in its own definition, else an empty text."""
        if self._definition(name) in self._open:
            return f"the substitution {name.rawsource} contains itself"
        return ""

    def replaced(self, name: nodes.Element) -> Iterator[nodes.Node]:
        """Yield the nodes that replace the reference `name`: its own text if it is undefined.

        Raises RegistryError if the replacements make the page longer than MAX_BYTES.
        """
        definition = self._definition(name)
        if definition is None:
            yield nodes.Text(name.rawsource)
            return
        self._room -= len(definition.astext())
        if self._room < 0:
            message = f"is longer than {MAX_BYTES // 1_000_000} MB with its substitutions"
            raise RegistryError([file_problem(self._path, "too-long", message)])
        self._open.append(definition)
        yield from definition.children
        self._open.pop()

    def children(self, node: nodes.Element) -> Iterator[nodes.Node]:
        """Yield the children of `node`, without the white space that substitutions trim."""
        trimmed = False
        for child, after in zip_longest(node.children, node.children[1:]):
            text = child.astext() if isinstance(child, nodes.Text) else None
            if text is None:
                yield child
            else:
                text = text.rstrip() if self._trims(after, "ltrim") else text
                yield nodes.Text(text.lstrip() if trimmed else text)
            trimmed = self._trims(child, "rtrim")

    def _trims(self, node: nodes.Node | None, side: str) -> bool:
        definition = self._definition(node)
        return definition is not None and side in definition

    def _definition(self, node: nodes.Node | None) -> nodes.Element | None:
        if not isinstance(node, nodes.substitution_reference):
            return None
        name = node["refname"]
        return self._defined.get(name) or self._defined.get(self._names.get(name.lower(), ""))
