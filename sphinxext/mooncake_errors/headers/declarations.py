"""Declarations of a header, read from top to bottom with the scopes around them.

Scopes are found by their braces and by the words before them. Unknown words, such as macros that
decorate declarations, hide neither a scope nor a name.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sphinxext.mooncake_errors.headers.enumerators import chunks, read_enumerators
from sphinxext.mooncake_errors.headers.expressions import NO_NUMBER, NO_TYPES
from sphinxext.mooncake_errors.headers.integers import BOOL, FIXED, INT, UNSIGNED, Type, find_type
from sphinxext.mooncake_errors.headers.model import Definition, Path, Token, closing
from sphinxext.mooncake_errors.headers.names import Names

ANONYMOUS = "(anonymous)"
"""The name given to an enumeration without a name."""

_MAX_NESTING = 100
"""Scopes nested more deeply have no name of their own."""
_CLASSES = {"class", "struct", "union"}
_NO_NAMES = {*_CLASSES, "__attribute__", "__declspec", "alignas", "_Alignas", "enum", "final",
             "namespace", "using", "inline", "public", "private", "protected"}  # fmt: skip
_ENDS = {";", "{", "}", ""}
"""Tokens that end the names of a typedef; a directive is a token without text."""
_CONSTANT = {"const", "constexpr"}


class Enum(NamedTuple):
    """An enumeration with a body."""

    names: list[str]
    """Qualified names: its own, then those of a typedef."""
    start: int
    """Offset of the opening brace."""
    path: Path
    """The branches around that brace."""
    items: list[Definition]


class Declarations:
    """The enumerations, macros and constants of headers, with their values."""

    def __init__(self, code: Sequence[Token], types: Mapping[str, str], start: int) -> None:
        """Read the tokens `code`; those before the offset `start` only define names.

        `types` maps types that the project declares to ``int8`` to ``uint64``.
        """
        self.enums: list[Enum] = []
        self._constants: list[Definition] = []
        self._names = Names({name: FIXED[integer] for name, integer in types.items()})
        self._known = types.keys()
        self._code = code
        self._start = start
        self._scopes: list[str] = []
        self._head: list[Token] = []
        """The tokens since the last brace or semicolon."""
        self._branches: list[list[list[str]]] = []
        """The scopes before each open conditional, then those at the end of each branch."""
        self._index = 0
        while self._index < len(code):
            self._index += 1
            self._read(code[self._index - 1])

    def macros(self, prefix: str) -> list[Definition]:
        """Return the macros and constants that start with `prefix` and may be numbers."""
        items = self._names.evaluate_macros(prefix)
        items += (item for item in self._constants if item.name.startswith(prefix))
        return [item for item in items if item.start >= self._start and item.reason != NO_NUMBER]

    def _read(self, token: Token) -> None:
        """Read `token`, and perhaps some behind it."""
        if token.macro:
            self._names.define(token.macro)
        elif token.kind == "condition":
            self._condition(token.text)
        elif token.kind == "file":
            self._scopes, self._head, self._branches = [], [], []
        elif token.text in {"{", "}", ";"}:
            head, self._head = self._head, []
            if token.text == "{":
                self._open(head, [each.text for each in head])
            elif token.text == "}":
                self._scopes[-1:] = []
            else:
                self._statement(head, [each.text for each in head])
        elif token.kind != "include":
            self._head.append(token)

    def _condition(self, directive: str) -> None:
        """Begin each branch with the scopes before the ``#if``; go on with those of the first."""
        if directive.startswith("if"):
            self._branches.append([self._scopes[:]])
        elif self._branches:
            self._branches[-1].append(self._scopes)
            self._scopes = self._branches[-1][0][:]
            if directive == "endif":
                self._scopes = self._branches.pop()[1]

    def _open(self, head: list[Token], words: list[str]) -> None:
        """Read an opening brace behind `head`."""
        is_value = head and head[-1].kind == "word" and "(" not in words
        if "enum" in words and self._enum(head, words):
            return
        if is_value and _CONSTANT.intersection(words) and _CLASSES.isdisjoint(words):
            end = closing(self._code, self._index - 1) + 1
            self._head = [*head, *self._code[self._index - 1 : end]]
            self._index = end
            return
        self._scopes.append(_scope_name(head))
        start = next((i for i, word in enumerate(words) if word in _CLASSES), len(words))
        if self._scopes[-1] and ":" in words[start:]:
            self._names.derived.add(self._join())

    def _enum(self, head: list[Token], words: list[str]) -> bool:
        """Read the enumeration behind `head`; return False if that is the head of a function."""
        start = len(words) - words[::-1].index("enum")
        colon = words.index(":", start) if ":" in words[start:] else len(words)
        own = words[start:colon]
        named = [word for word in own if word.isidentifier() and word not in _CLASSES]
        called = own[-1:] == [")"] and len(named) > 1 and not own[0].startswith(("__", "alignas"))
        called = called or own[-2:] == [")", "const"]
        is_function = own.count(")") > own.count("(") or (called and "(" not in own[:2])
        if is_function or not {"=", "}"}.isdisjoint(own):
            return False
        opening, end = self._code[self._index - 1], closing(self._code, self._index - 1)
        body, self._index = self._code[self._index : end], end + 1
        declared = [head[: start - 2]] if words[start - 2 : start - 1] == ["="] else []
        if "typedef" in words[:start]:
            while self._index < len(self._code) and self._code[self._index].text not in _ENDS:
                self._index += 1
            listed = chunks(self._code[end + 1 : self._index])
            declared = [each for each in listed if each[0].text != "*"]  # that is a pointer
        names = [name for name in map(_name, [head[start:colon], *declared]) if name]
        is_scoped = not _CLASSES.isdisjoint(own[:1])
        base = INT if is_scoped else None
        if colon < len(words):
            base = self._type(words[colon + 1 :])
        qualified = [self._join(name) for name in names or [ANONYMOUS]]
        scopes = qualified if is_scoped else [*qualified, self._join()]
        items = read_enumerators(body, scopes, base, self._names)
        if opening.start >= self._start:
            self.enums.append(Enum(qualified, opening.start, opening.path, items))
        if base is None and colon == len(words) and all(item.values for item in items):
            # the type that a compiler chooses
            base = INT if any(number < 0 for item in items for number in item.numbers) else UNSIGNED
        for name in names:
            self._note(name, base)
        return True

    def _statement(self, head: list[Token], words: list[str]) -> None:
        """Read a declaration without braces, except those of values."""
        if "typedef" in words and "(" not in words and len(words) > 2:  # noqa: PLR2004
            is_number = "*" not in words and "[" not in words
            type_ = self._type(words[words.index("typedef") + 1 : -1])
            self._note(words[-1], type_ if is_number else None)
        elif words[:1] == ["using"] and words[2:3] == ["="]:
            self._note(words[1], self._type(words[3:]))
        elif _CONSTANT.intersection(words):
            sign = next((i for i, word in enumerate(words) if word in {"=", "{"}), 0)
            if sign and {"(", "*", "&"}.isdisjoint(words[:sign]):
                for chunk in chunks(head[sign - 1 :]):
                    self._constant(words[: sign - 1], chunk)

    def _constant(self, words: list[str], chunk: list[Token]) -> None:
        """Evaluate a constant of the type `words`: its name, and ``= value`` or ``{value}``."""
        type_ = self._type(words)
        sign = chunk[1].text if chunk[1:] else ""
        name, tokens = chunk[0], chunk[2:] if sign == "=" else chunk[2:-1]
        if sign not in {"=", "{"} or not (type_ or "auto" in words) or name.kind != "word":
            return
        item = Definition(name.text, name.start, [name, *tokens][-1].end, name.path, tokens)
        self._names.evaluate(item, self._join())
        if type_:
            item.cast(type_)
        elif not item.values:
            return  # it may be of any type
        self._names.add(item, self._join(name.text))
        if type_ != BOOL:
            self._constants.append(item)

    def _join(self, *names: str) -> str:
        """Return the qualified name of this scope, or of a name in it."""
        return "::".join(filter(None, [*self._scopes[:_MAX_NESTING], *names]))

    def _note(self, name: str, type_: Type | None) -> None:
        """Store a type, unless the configuration of the project declares it."""
        types = self._names.types
        if name not in self._known:
            types[name] = type_ if types.get(name, type_) == type_ else None

    def _type(self, words: list[str]) -> Type | None:
        names = [word for word in words if word not in NO_TYPES]
        names = [word for word in names if word.isidentifier() or word == "::"]
        if {"underlying_type", "underlying_type_t"}.intersection(names):
            names = [name for name in names if name not in {"::", "type"}][-1:]
        return find_type(" ".join(names), self._names.types)


def _scope_name(head: list[Token]) -> str:
    """Return the name of the scope whose brace follows `head`; empty where it has none."""
    words = [token.text for token in head]
    if "namespace" in words:
        return _name(head[len(words) - words[::-1].index("namespace") :])
    # A class that is a parameter of a template opens no scope.
    classes = [
        index
        for index, word in enumerate(words)
        if word in _CLASSES and words[index - 1 : index] not in (["<"], [","])
    ]
    if not classes or words[-1] == ")" or (")" in words[classes[0] :] and words[-1] == "const"):
        return ""
    end = next((i for i in range(classes[0], len(words)) if words[i] in {":", "<"}), len(words))
    return _name(head[classes[0] + 1 : end])


def _name(tokens: Sequence[Token]) -> str:
    """Return the last name in `tokens` that is neither an attribute nor a call.

    Words in capitals behind a name in other letters are macros.
    """
    name, last, depth = "", "", 0
    for token in tokens:
        depth += (token.text in {"(", "["}) - (token.text in {")", "]"})
        if token.text == "(" and depth == 1 and last == name:
            name = ""
        if token.kind == "word" and depth == 0 and token.text not in _NO_NAMES:
            if last == "::" and name:
                name = f"{name}::{token.text}"
            elif not token.text.isupper() or not name or name.isupper():
                name = token.text
        last = token.text
    return name
