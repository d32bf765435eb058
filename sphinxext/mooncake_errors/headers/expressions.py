"""Constant expressions of C and C++, from tokens in which all macros are expanded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
)
from sphinxext.mooncake_errors.headers.model import Token

if TYPE_CHECKING:
    Constant = Callable[[str], Integer | None]
    """Returns the value of a name."""

_PRECEDENCE = {
    sign: rank
    for rank, signs in enumerate(
        ("||", "&&", "|", "^", "&", "== !=", "< <= > >=", "<< >>", "+ -", "* / %"), 1
    )
    for sign in signs.split()
}
_UNARY = {"+": ("+", 0), "-": ("-", 0), "~": ("^", -1), "!": ("==", 0)}
"""The operators before an operand, as an operator and its left operand: ``~x`` is ``-1 ^ x``."""
_CASTS = {"static_cast", "reinterpret_cast", "const_cast"}
_NO_TYPE = {"const", "volatile", "enum"}
NO_NUMBER = "it is no number"
"""Why the tokens cannot have a number as value: a string, a list, a declaration, or none."""
_NO_NUMBERS = {"{", "}", "extern", "static", "inline", "typedef", "struct", "namespace", "using",
              "void", "return", "do", "__attribute__", "__declspec"}  # fmt: skip
"""Words that cannot begin an expression with a number as its value."""


def evaluate(
    tokens: Sequence[Token], types: Mapping[str, Type | None], constant: Constant
) -> Integer:
    """Return the value of the expression `tokens`.

    `types` maps names to types; `constant` returns the value of a name, or None.
    Raises NotEvaluatedError if the expression has no value, or none that is certain.
    """
    first = next((token for token in tokens if token.text != "("), None)
    if first is None or first.kind == "string" or first.text in _NO_NUMBERS:
        raise NotEvaluatedError(NO_NUMBER)
    parser = _Parser(tokens, types, constant)
    result = parser.expression(0)
    parser.expect("")
    return result


class _Parser:
    """A precedence-climbing parser."""

    def __init__(
        self, tokens: Sequence[Token], types: Mapping[str, Type | None], constant: Constant
    ) -> None:
        self._tokens = [*tokens, Token("end", "", 0)]
        self._types = types
        self._constant = constant
        self._index = 0

    def expression(self, rank: int) -> Integer:
        """Read an expression of operators with a higher precedence than `rank`."""
        left = self._unary()
        while (found := _PRECEDENCE.get(self._text, 0)) > rank:
            left = binary(self._take(), left, self.expression(found))
        if rank > 0 or self._text != "?":
            return left
        self._take()
        yes = self.expression(0)
        self.expect(":")
        no = self.expression(0)
        chosen = yes if left.value else no
        return chosen if yes.type == no.type else chosen.cast(common(yes, no))

    def expect(self, text: str) -> None:
        """Consume the token `text`; an empty `text` means the end of the tokens."""
        if self._text != text:
            found = self._text or "the end"
            raise NotEvaluatedError(f"{found} where {text or 'the end'} was expected")
        self._take()

    def _unary(self) -> Integer:
        if self._text in _UNARY:
            sign, left = _UNARY[self._take()]
            return binary(sign, Integer(left), self._unary())
        return self._parenthesis() if self._text == "(" else self._primary()

    def _parenthesis(self) -> Integer:
        """Read ``(type) operand`` or ``(expression)``."""
        self.expect("(")
        start = self._index
        words = self._words()
        if words and self._text == ")" and self._constant(_name(words)) is None:
            self._take()
            self._check_operand(words)
            return self._cast(words, self._unary())
        self._index = start
        result = self.expression(0)
        self.expect(")")
        return result

    def _check_operand(self, words: list[str]) -> None:
        """Raise NotEvaluatedError if `words` in parentheses are no type, but an unknown name."""
        token = self._tokens[self._index]
        is_value = token.kind not in {"mark", "end"} or token.text in {"(", "~", "!"}
        is_sign = token.text in {"+", "-"} and find_type(words, self._types)
        if not (is_value or is_sign):
            raise NotEvaluatedError(f"{_name(words)} is not defined in this header")

    def _primary(self) -> Integer:
        token = self._tokens[self._index]
        if token.kind == "number":
            return literal(self._take())
        if token.kind == "char":
            return character(self._take())
        if token.text in _CASTS:
            self._take()
            self.expect("<")
            words = self._words()
            self.expect(">")
            return self._cast(words, self._parenthesis())
        if token.kind == "word" or token.text == "::":
            return self._named()
        raise NotEvaluatedError(f"{token.text or 'the end'} where a value was expected")

    def _named(self) -> Integer:
        """Read a constant, or a functional cast such as ``int(1)``."""
        words = self._words()
        closing = {"(": ")", "{": "}"}.get(self._text)
        name = _name(words)
        if closing is None:
            value = self._constant(name)
            if value is None:
                raise NotEvaluatedError(f"{name} is not defined in this header")
            return value
        if find_type(words, self._types) is None:
            raise NotEvaluatedError(f"{name} is a macro or function")
        self._take()
        result = Integer(0) if self._text == closing else self.expression(0)
        self.expect(closing)
        return self._cast(words, result)

    def _cast(self, words: list[str], operand: Integer) -> Integer:
        known = find_type(words, self._types)
        if known:
            return operand.cast(known)
        if not words or operand.value not in {0, 1}:
            raise NotEvaluatedError(f"the type {_name(words)} is not known")
        return Integer(operand.value, UNKNOWN)

    def _words(self) -> list[str]:
        """Read the words of a type or of a qualified name."""
        words = []
        while self._tokens[self._index].kind == "word" or self._text == "::":
            words.append(self._take())
        return [word for word in words if word not in _NO_TYPE]

    @property
    def _text(self) -> str:
        return self._tokens[self._index].text

    def _take(self) -> str:
        self._index += 1
        return self._tokens[self._index - 1].text


def _name(words: Sequence[str]) -> str:
    return " ".join(words).replace(" :: ", "::").replace(":: ", "::")
