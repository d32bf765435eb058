"""Enumerations, constants and types that a header declares, with the scopes around them.

Scopes are found by their braces and by the words before them. Unknown words, such as macros that
decorate declarations, hide neither a scope nor a name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.headers.enumerators import closing, skip_attribute
from sphinxext.mooncake_errors.headers.integers import Type, find_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinxext.mooncake_errors.headers.tokens import Token

_MAX_NESTING = 100
"""Scopes inside more than that have no name of their own."""

ANONYMOUS = "(anonymous)"
"""Stands for the name of an enumeration that has none."""

_CLASSES = {"class", "struct", "union"}
_NO_NAMES = {*_CLASSES, "enum", "final", "namespace", "inline", "public", "private", "protected"}
_CONSTANT = {"const", "constexpr"}
_NO_TYPES = {*_CONSTANT, "static", "inline", "extern", "volatile", "typedef", "using", "public",
             "private", "protected", "constinit", "typename", "enum"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Enum:
    """An enumeration with a body."""

    names: tuple[str, ...]
    """Qualified names: its own, then those that a typedef gives it."""
    scope: str
    """Qualified name of the namespace or class around it."""
    scoped: bool
    """Whether it is an ``enum class`` or ``enum struct``."""
    start: int
    """Offset of the opening brace."""
    tokens: tuple[Token, ...]
    """The tokens between the braces."""
    type: Type | None
    """The underlying type, if it is declared and known."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A ``const`` or ``constexpr`` variable with a value."""

    name: str
    scope: str
    type: Type
    start: int
    """Offset of the name."""
    tokens: tuple[Token, ...]
    """The tokens of the value."""


@dataclass(slots=True)
class Declarations:
    """The declarations of a header that codes are made of."""

    types: dict[str, Type | None]
    """By the last part of the name; None where the header declares several."""
    enums: list[Enum] = field(default_factory=list)
    constants: list[Constant] = field(default_factory=list)


def declarations(code: Sequence[Token], types: Mapping[str, Type]) -> Declarations:
    """Return the declarations in the tokens `code`; `types` are known types by name."""
    scanner = _Scanner(code, types)
    scanner.scan()
    return scanner.result


def join(scope: str, name: str) -> str:
    """Return the qualified name of `name` in `scope`; either may be empty."""
    return f"{scope}::{name}" if scope and name else scope or name


class _Scanner:
    """Goes through the tokens once, with a stack of scopes."""

    def __init__(self, code: Sequence[Token], types: Mapping[str, Type]) -> None:
        self.result = Declarations(dict(types))
        self._declared = set(types)
        self._code = code
        self._scopes: list[str] = []
        self._head: list[Token] = []
        self._branches: list[tuple[list[str], list[str] | None]] = []

    def scan(self) -> None:
        index, code = 0, self._code
        while index < len(code):
            token = code[index]
            index += 1
            if token.kind in {"condition", "file"}:
                self._condition(token)
            elif token.text == "{":
                index = self._open(index)
            elif token.text == "}":
                self._scopes[-1:] = []
                self._head = []
            elif token.text == ";":
                self._statement(self._head)
                self._head = []
            elif token.kind != "include":
                self._head.append(token)

    def _condition(self, token: Token) -> None:
        """Begin each branch of a conditional with the scopes before it; keep those of the first."""
        if token.kind == "file":
            self._scopes, self._head, self._branches = [], [], []
        elif token.text.startswith("if"):
            self._branches.append((self._scopes[:], None))
        elif self._branches:
            before, first = self._branches.pop()
            first = self._scopes if first is None else first
            self._scopes = first[:] if token.text == "endif" else before[:]
            if token.text != "endif":
                self._branches.append((before, first))

    def _open(self, index: int) -> int:
        """Read the brace before `index`, and return the index to go on from."""
        head, self._head = self._head, []
        words = [token.text for token in head]
        if "enum" in words and _heads_enum(words):
            return self._enum(head, index)
        if head and _CONSTANT.intersection(words) and _is_name(head[-1]) and "(" not in words:
            end = closing(self._code, index - 1)
            if _CLASSES.isdisjoint(words):
                self._constant(head, tuple(self._code[index:end]))
            self._head = head
            return end + 1
        if words[-1:] == ["="]:
            return closing(self._code, index - 1) + 1
        scope = self._scopes[-1] if self._scopes else ""
        deep = len(self._scopes) > _MAX_NESTING
        self._scopes.append(scope if deep else join(scope, _scope_name(words)))
        return index

    def _enum(self, head: list[Token], index: int) -> int:
        words = [token.text for token in head]
        start = len(words) - 1 - words[::-1].index("enum")
        end = closing(self._code, index - 1)
        body = tuple(self._code[index:end])
        scope = self._scopes[-1] if self._scopes else ""
        colon = words.index(":", start) if ":" in words[start:] else len(words)
        own = _enum_name(head[start + 1 : colon])
        if "typedef" in words[:start]:
            aliases, end = self._typedef_names(end)
        else:
            aliases = [words[start - 2]] if words[start - 1 : start] == ["="] else []
        names = [join(scope, name) for name in (own, *aliases) if name]
        names = names or [join(scope, ANONYMOUS)]
        scoped = not _CLASSES.isdisjoint(words[start + 1 : start + 2])
        base = self._type(head[colon + 1 :]) if colon < len(words) else None
        brace = self._code[index - 1].start
        self.result.enums.append(Enum(tuple(names), scope, scoped, brace, body, base))
        for name in (own, *aliases):
            if name and base:
                self._note(name, base)
        return end + 1

    def _typedef_names(self, end: int) -> tuple[list[str], int]:
        """Return the names between the brace at `end` and the semicolon, and where that stands."""
        names, last = [], ""
        for index in range(end + 1, min(end + 40, len(self._code))):
            token = self._code[index]
            if token.text in {",", ";", "{", "}"}:
                names.append(last)
            if token.text in {";", "{", "}"}:
                return [name for name in names if name], index if token.text == ";" else index - 1
            last = token.text if token.kind == "word" else last if token.text != "*" else ""
        return [], end

    def _statement(self, head: list[Token]) -> None:
        """Read a declaration without braces."""
        words = [token.text for token in head]
        if "typedef" in words and "(" not in words and len(words) > 2:  # noqa: PLR2004
            start = words.index("typedef")
            pointer = "*" in words or "[" in words
            self._note(words[-1], None if pointer else self._type(head[start + 1 : -1]))
        elif words[:1] == ["using"] and words[2:3] == ["="]:
            self._note(words[1], self._type(head[3:]))
        elif _CONSTANT.intersection(words) and "=" in words:
            sign = words.index("=")
            if sign and _is_name(head[sign - 1]) and not {"(", "*", "&"}.intersection(words[:sign]):
                self._constant(head[:sign], tuple(head[sign + 1 :]))

    def _constant(self, head: list[Token], tokens: tuple[Token, ...]) -> None:
        type_ = self._type(head[:-1])
        if type_:
            scope = self._scopes[-1] if self._scopes else ""
            name = head[-1]
            self.result.constants.append(Constant(name.text, scope, type_, name.start, tokens))

    def _note(self, name: str, type_: Type | None) -> None:
        """Note a type, unless the project declares it."""
        if name not in self._declared:
            known = self.result.types.setdefault(name, type_)
            self.result.types[name] = type_ if known == type_ else None

    def _type(self, tokens: Sequence[Token]) -> Type | None:
        words = [each.text for each in tokens if each.kind == "word"]
        words = [word for word in words if word not in _NO_TYPES]
        if "underlying_type" in words and words[-1:] == ["type"]:
            words.pop()
        return find_type(words, self.result.types)


def _heads_enum(words: list[str]) -> bool:
    """Return whether the brace behind `words` opens an enumeration, not a function or a list."""
    rest = words[len(words) - words[::-1].index("enum") :]
    if ":" in rest:
        rest = rest[: rest.index(":")]
    names = [word for word in rest if word.isidentifier() and word not in _CLASSES]
    called = rest[-1:] == [")"] and len(names) > 1 and not rest[0].startswith(("__", "alignas"))
    return "=" not in rest and "}" not in rest and not (called and rest.index("(") > 1)


def _enum_name(tokens: Sequence[Token]) -> str:
    """Return the last word of `tokens` that is no attribute."""
    name, index = "", 0
    while index < len(tokens):
        end = skip_attribute(tokens, index)
        if end == index and tokens[index].text == "(":
            end, name = closing(tokens, index) + 1, ""
        if end == index:
            token = tokens[index]
            joined = index > 0 and tokens[index - 1].text == "::"
            if token.kind == "word" and token.text not in _NO_NAMES:
                name = f"{name}::{token.text}" if joined and name else token.text
            end += 1
        index = end
    return name


def _scope_name(words: list[str]) -> str:
    """Return the name of the scope whose brace follows `words`; empty where it has none."""
    if "namespace" in words:
        start = len(words) - words[::-1].index("namespace")
        named = [word for word in words[start:] if word.isidentifier() and word != "inline"]
        return "::".join(named) if "::" in words[start:] else "".join(named[-1:])
    start = next((i for i, word in enumerate(words) if word in _CLASSES and _opens(words, i)), -1)
    if start < 0 or words[-1:] == [")"] or (")" in words[start:] and words[-1] == "const"):
        return ""
    rest = words[start + 1 :]
    rest = rest[: rest.index(":")] if ":" in rest else rest
    rest = rest[: rest.index("<")] if "<" in rest else rest
    named = [word for word in rest if word.isidentifier() and word not in _NO_NAMES]
    return named[-1] if named else ""


def _opens(words: list[str], index: int) -> bool:
    """Return whether the ``class`` at `index` is not a parameter of a template."""
    return words[index - 1] not in {"<", ","} if index else True


def _is_name(token: Token) -> bool:
    return token.kind == "word"
