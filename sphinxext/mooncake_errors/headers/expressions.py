"""Constant expressions of C and C++, from tokens in which all macros are expanded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.headers.integers import (
    UNKNOWN,
    Integer,
    NotEvaluatedError,
    Type,
    binary,
    character,
    common,
    find_type,
    literal,
    unary,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sphinxext.mooncake_errors.headers.tokens import Token

_PRECEDENCE = {
    sign: rank
    for rank, signs in enumerate(
        ("||", "&&", "|", "^", "&", "== !=", "< <= > >=", "<< >>", "+ -", "* / %"), 1
    )
    for sign in signs.split()
}
_CASTS = {"static_cast", "reinterpret_cast", "const_cast"}
_NO_TYPE = {"const", "volatile", "enum"}
_SIGNS = {"+", "-", "~", "!"}
_MAX_DEPTH = 100
_NO_NUMBER = {"{", "}", "extern", "static", "inline", "typedef", "struct", "namespace", "using",
              "void", "return", "do", "__attribute__", "__declspec"}  # fmt: skip
"""Words that cannot begin an expression with a number as its value."""


class NoNumberError(NotEvaluatedError):
    """The tokens cannot have a number as value: a string, a list, a declaration, or none."""


def evaluate(
    tokens: Sequence[Token],
    types: Mapping[str, Type | None],
    constant: Callable[[str], Integer | None],
) -> Integer:
    """Return the value of the expression `tokens`.

    `types` maps names to types; `constant` returns the value of a name, or None.
    Raises NotEvaluatedError if the expression has no value, or none that is certain.
    """
    first = next((token for token in tokens if token.text != "("), None)
    if first is None or first.kind == "string" or first.text in _NO_NUMBER:
        raise NoNumberError("it is no number")
    parser = _Parser(tokens, types, constant)
    result = parser.expression(0)
    parser.expect("")
    return result


class _Parser:
    """A precedence-climbing parser with limited depth."""

    def __init__(
        self,
        tokens: Sequence[Token],
        types: Mapping[str, Type | None],
        constant: Callable[[str], Integer | None],
    ) -> None:
        self._tokens = tokens
        self._types = types
        self._constant = constant
        self._index = 0
        self._depth = 0

    def expression(self, rank: int) -> Integer:
        """Read an expression of operators with a higher precedence than `rank`."""
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise NotEvaluatedError("nested too deeply")
        left = self._unary()
        while (found := _PRECEDENCE.get(self._text(), 0)) > rank:
            sign = self._take()
            left = binary(sign, left, self.expression(found))
        if rank == 0 and self._text() == "?":
            left = self._choice(left)
        self._depth -= 1
        return left

    def expect(self, text: str) -> None:
        """Consume the token `text`; an empty `text` means the end of the tokens."""
        if self._text() != text:
            found = self._text() or "the end"
            raise NotEvaluatedError(f"{found} where {text or 'the end'} was expected")
        self._index += 1

    def _choice(self, condition: Integer) -> Integer:
        self.expect("?")
        yes = self.expression(0)
        self.expect(":")
        no = self.expression(0)
        chosen = yes if condition.value else no
        return chosen if yes.type == no.type else chosen.cast(common(yes, no))

    def _unary(self) -> Integer:
        signs = []
        while self._text() in _SIGNS:
            signs.append(self._take())
        result = self._parenthesis() if self._text() == "(" else self._primary()
        for sign in reversed(signs):
            result = unary(sign, result)
        return result

    def _parenthesis(self) -> Integer:
        """Read ``(type) operand`` or ``(expression)``."""
        start = self._index
        self.expect("(")
        words = self._words()
        if words and self._text() == ")" and self._constant(_name(words)) is None:
            self.expect(")")
            return self._cast(words, self._operand(words))
        self._index = start + 1
        result = self.expression(0)
        self.expect(")")
        return result

    def _operand(self, words: list[str]) -> Integer:
        """Read the operand of a cast to the type `words`; they may also be a constant instead."""
        token = self._token()
        is_sign = self._text() in {"+", "-"} and self._type(words)
        starts_value = token and (token.kind != "mark" or token.text in {"(", "~", "!"})
        if not (is_sign or starts_value):
            raise NotEvaluatedError(f"{_name(words)} is not defined in this header")
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise NotEvaluatedError("nested too deeply")
        result = self._unary()
        self._depth -= 1
        return result

    def _primary(self) -> Integer:
        token = self._token()
        if token and token.kind in {"number", "char"}:
            self._index += 1
            return literal(token.text) if token.kind == "number" else character(token.text)
        if not token or (token.kind != "word" and token.text != "::"):
            raise NotEvaluatedError(f"{self._text() or 'the end'} where a value was expected")
        return self._named_cast() if token.text in _CASTS else self._named()

    def _named_cast(self) -> Integer:
        self._take()
        self.expect("<")
        words = self._words()
        self.expect(">")
        return self._cast(words, self._parenthesis())

    def _named(self) -> Integer:
        """Read a constant, or a functional cast such as ``int(1)``."""
        words = self._words()
        closing = {"(": ")", "{": "}"}.get(self._text())
        name = _name(words)
        if closing is None or self._type(words) is None:
            value = self._constant(name) if closing is None else None
            if value is None:
                what = "is a macro or function" if closing else "is not defined in this header"
                raise NotEvaluatedError(f"{name} {what}")
            return value
        self._take()
        result = Integer(0) if self._text() == closing else self.expression(0)
        self.expect(closing)
        return self._cast(words, result)

    def _cast(self, words: list[str], operand: Integer) -> Integer:
        known = self._type(words)
        if known:
            return operand.cast(known)
        if not words or operand.value not in {0, 1}:
            raise NotEvaluatedError(f"the type {_name(words)} is not known")
        return Integer(operand.value, UNKNOWN)

    def _type(self, words: list[str]) -> Type | None:
        return find_type(words, self._types)

    def _words(self) -> list[str]:
        """Read the words of a type or of a qualified name."""
        words = []
        while (token := self._token()) and (token.kind == "word" or token.text == "::"):
            self._index += 1
            if token.text not in _NO_TYPE:
                words.append(token.text)
        return words

    def _token(self) -> Token | None:
        return self._tokens[self._index] if self._index < len(self._tokens) else None

    def _text(self) -> str:
        token = self._token()
        return token.text if token else ""

    def _take(self) -> str:
        text = self._text()
        self._index += 1
        return text


def _name(words: Sequence[str]) -> str:
    return " ".join(words).replace(" :: ", "::").replace(":: ", "::")
