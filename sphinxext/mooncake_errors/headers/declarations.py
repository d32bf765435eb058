"""What a header declares and how it is called: the part of tree-sitter."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import tree_sitter_cpp
from tree_sitter import Language, Parser

from sphinxext.mooncake_errors.headers.blank import Body, blanked, bodies
from sphinxext.mooncake_errors.headers.integers import INT, Type, type_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node

    from sphinxext.mooncake_errors.headers.tokens import Token

ANONYMOUS = "(anonymous)"
"""Stands for the name of an enumeration that has none."""

_LANGUAGE = Language(tree_sitter_cpp.language())
_SCOPES = {"namespace_definition", "class_specifier", "struct_specifier", "union_specifier"}
_CONSTANT = {"const", "constexpr"}
_KEYWORDS = {"enum", "typedef", "using", *_CONSTANT}
"""Stand in all that is read."""
_SCOPED = {"class", "struct"}


@dataclass(frozen=True, slots=True)
class Enum:
    """An enumeration with a body."""

    names: tuple[str, ...]
    """Qualified names: its own, then those that a typedef gives it."""
    scope: str
    """Qualified name of the namespace or class around it."""
    scoped: bool
    """Whether it is an ``enum class`` or ``enum struct``."""
    body: Body


@dataclass(frozen=True, slots=True)
class Constant:
    """A ``const`` or ``constexpr`` variable with a value."""

    name: str
    scope: str
    type: Type | None
    start: int
    """Offset of the value."""
    end: int
    """Offset behind the value."""


@dataclass(slots=True)
class Declarations:
    """What a header declares that codes are made of."""

    enums: list[Enum] = field(default_factory=list)
    constants: list[Constant] = field(default_factory=list)
    types: dict[str, Type] = field(default_factory=dict)
    broken: bool = False
    """Whether syntax errors may have hidden the namespaces and classes around an enumeration."""


def declarations(text: str, code: Sequence[Token]) -> Declarations:
    """Return the declarations of the header `text`, whose tokens for the compiler are `code`."""
    enums, outside = bodies(code)
    kept = [token for token in outside if token.kind != "condition"]
    tree = Parser(_LANGUAGE).parse(blanked(len(text), kept, enums))
    keywords = [token.start for token in kept if token.text in _KEYWORDS]
    reader = _Reader(text, {body.start: body for body in enums}, keywords)
    reader.read(tree.root_node)
    reader.read_hidden()
    reader.result.broken = tree.root_node.has_error
    return reader.result


def join(scope: str, name: str) -> str:
    """Return the qualified name of `name` in `scope`; either may be empty."""
    return f"{scope}::{name}" if scope and name else scope or name


class _Reader:
    """Walks a tree with a stack of its own: the tree of a broken header can be very deep."""

    def __init__(self, text: str, unread: dict[int, Body], keywords: list[int]) -> None:
        self._text = text
        self._unread = unread
        self._keywords = keywords
        self.result = Declarations()

    def read(self, root: Node) -> None:
        """Read all that hangs under `root`, in the order of the file."""
        stack: list[tuple[Node, str, tuple[str, ...]]] = [(root, "", ())]
        while stack:
            node, scope, aliases = stack.pop()
            if node.type == "enum_specifier":
                self._enum(node, scope, aliases)
            elif node.type in {"type_definition", "alias_declaration"}:
                aliases = tuple(join(scope, alias) for alias in self._alias(node))
            elif node.type in {"declaration", "field_declaration"}:
                self._constants(node, scope)
            inner = join(scope, self._name(node)) if node.type in _SCOPES else scope
            children = reversed(node.named_children)
            stack += [(child, inner, aliases) for child in children if self._matters(child)]

    def _matters(self, node: Node) -> bool:
        """Return whether there is anything to read at or under `node`."""
        following = bisect_left(self._keywords, node.start_byte)
        return following < len(self._keywords) and self._keywords[following] < node.end_byte

    def read_hidden(self) -> None:
        """Read the enumerations that a syntax error hid, without their scope."""
        for body in list(self._unread.values()):
            head = [token.text for token in body.head[1:]]
            words = head[: head.index(":")] if ":" in head else head
            named = [word for word in words if word.isidentifier() and word not in _SCOPED]
            self._add(body, "", (named or [""])[-1], ())
        self.result.enums.sort(key=lambda enum: enum.body.start)

    def _enum(self, node: Node, scope: str, aliases: tuple[str, ...]) -> None:
        brace = node.child_by_field_name("body")
        body = self._unread.get(brace.start_byte) if brace else None
        if body:
            self._add(body, scope, self._name(node), aliases)

    def _add(self, body: Body, scope: str, name: str, aliases: tuple[str, ...]) -> None:
        del self._unread[body.start]
        own = (join(scope, name or ANONYMOUS),) if name or not aliases else ()
        head = [token.text for token in body.head]
        scoped = not _SCOPED.isdisjoint(head[1:2])
        self.result.enums.append(Enum(own + aliases, scope, scoped, body))
        base = head[head.index(":") + 1 :] if ":" in head else ["int"]
        type_ = self._type([word for word in base if word.isidentifier()]) or INT
        for each in own + aliases:
            self.result.types[each.rpartition("::")[2]] = type_

    def _alias(self, node: Node) -> list[str]:
        """Return the names that a typedef or ``using`` gives to its type, and note the type."""
        if node.type == "alias_declaration":
            names = [self._name(node)]
        else:
            declarators = node.children_by_field_name("declarator")
            names = [self._slice(each) for each in declarators if each.type == "type_identifier"]
        named = node.child_by_field_name("type")
        known = self._type(self._slice(named).replace("::", " ").split()) if named else None
        if known:
            self.result.types.update(dict.fromkeys(names, known))
        return names

    def _constants(self, node: Node, scope: str) -> None:
        qualifiers = {self._slice(each) for each in node.children if each.type == "type_qualifier"}
        if not qualifiers & _CONSTANT:
            return
        named = node.child_by_field_name("type")
        type_ = self._type(self._slice(named).replace("::", " ").split()) if named else None
        for name, value in _initialised(node):
            span = (value.start_byte, value.end_byte)
            constant = Constant(self._slice(name), scope, type_, *span)
            self.result.constants.append(constant)

    def _type(self, words: list[str]) -> Type | None:
        return (type_of(words) or self.result.types.get(words[-1])) if words else None

    def _name(self, node: Node) -> str:
        name = node.child_by_field_name("name")
        return "".join(self._slice(name).split()) if name else ""

    def _slice(self, node: Node) -> str:
        return self._text[node.start_byte : node.end_byte]


def _initialised(node: Node) -> Iterator[tuple[Node, Node]]:
    """Yield the name and the value of every variable that the declaration `node` gives one."""
    value = node.child_by_field_name("default_value")
    if value:
        yield node.children_by_field_name("declarator")[0], value
    for child in node.children_by_field_name("declarator"):
        name, value = child.child_by_field_name("declarator"), child.child_by_field_name("value")
        if name and value and name.type == "identifier":
            yield name, value
