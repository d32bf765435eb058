"""Constant expressions of C and C++, from tokens in which all known names are values already."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxext.mooncake_errors.headers.integers import (
    SOME,
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
    from collections.abc import Mapping, Sequence

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


class Value(NamedTuple):
    """A name that has been replaced by what it stands for."""

    integer: Integer
    text: str
    kind: str = "value"
    start: int = -1


def evaluate(tokens: Sequence[Token | Value], types: Mapping[str, Type | None]) -> Integer:
    """Return the value of the expression `tokens`, `types` being the types known by name.

    Raises NotEvaluatedError where it has none, or none for certain.
    """
    if not tokens:
        raise NotEvaluatedError("nothing to evaluate")
    plain = _plain(tokens)
    if plain:
        return plain
    parser = _Parser(tokens, types)
    result = parser.expression(0)
    parser.expect("")
    return result


def _plain(tokens: Sequence[Token | Value]) -> Integer | None:
    """Return the number that `tokens` are, with or without a sign, as most codes are."""
    sign, number = tokens[:-1], tokens[-1]
    if len(sign) > 1 or isinstance(number, Value) or number.kind != "number":
        return None
    if not sign:
        return literal(number.text)
    return unary(sign[0].text, literal(number.text)) if sign[0].text in _SIGNS else None


class _Parser:
    """Climbs precedences; bounded in depth."""

    def __init__(self, tokens: Sequence[Token | Value], types: Mapping[str, Type | None]) -> None:
        self._tokens = tokens
        self._types = types
        self._index = 0
        self._depth = 0

    def expression(self, rank: int) -> Integer:
        """Read an expression whose operators all bind tighter than `rank`."""
        self._enter()
        left = self._unary()
        while (found := _PRECEDENCE.get(self._text(), 0)) > rank:
            sign = self._take()
            left = binary(sign, left, self.expression(found))
        if rank == 0 and self._text() == "?":
            left = self._choice(left)
        self._depth -= 1
        return left

    def expect(self, text: str) -> None:
        """Step over `text`, the end of the tokens if it is empty."""
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
        self._enter()
        if self._text() in _SIGNS:
            result = unary(self._take(), self._unary())
        elif self._text() == "(":
            result = self._parenthesis()
        else:
            result = self._primary()
        self._depth -= 1
        return result

    def _parenthesis(self) -> Integer:
        """Read ``(type) operand`` or ``(expression)``."""
        start = self._index
        self.expect("(")
        words = self._words()
        if words and self._text() == ")":
            self.expect(")")
            if self._is_cast(words):
                return self._cast(words, self._unary())
            raise NotEvaluatedError(f"{'::'.join(words)} is not defined in this header")
        self._index = start + 1
        result = self.expression(0)
        self.expect(")")
        return result

    def _is_cast(self, words: list[str]) -> bool:
        """Say whether the parenthesis with `words` just read is a cast."""
        if self._text() in {"+", "-"}:
            return self._type(words) is not None
        return self._text() in {"(", "~", "!"} or self._starts_value()

    def _primary(self) -> Integer:
        token = self._tokens[self._index] if self._index < len(self._tokens) else None
        if isinstance(token, Value):
            self._index += 1
            return token.integer
        if token is not None and token.kind in {"number", "char"}:
            self._index += 1
            return literal(token.text) if token.kind == "number" else character(token.text)
        if token is None or (token.kind != "word" and token.text != "::"):
            raise NotEvaluatedError(f"{self._text() or 'the end'} where a value was expected")
        return self._named_cast() if token.text in _CASTS else self._functional_cast()

    def _named_cast(self) -> Integer:
        self._take()
        self.expect("<")
        words = self._words()
        self.expect(">")
        self.expect("(")
        result = self._cast(words, self.expression(0))
        self.expect(")")
        return result

    def _functional_cast(self) -> Integer:
        words = self._words()
        closing = {"(": ")", "{": "}"}.get(self._text())
        name = "::".join(words) or "type"
        if closing is None or self._type(words) is None:
            what = "is a macro or function" if closing else "is not defined in this header"
            raise NotEvaluatedError(f"{name} {what}")
        self._take()
        result = Integer(0) if self._text() == closing else self.expression(0)
        self.expect(closing)
        return self._cast(words, result)

    def _cast(self, words: list[str], operand: Integer) -> Integer:
        known = self._type(words)
        if known:
            return operand.cast(known)
        if not words or operand.value not in {0, 1}:
            raise NotEvaluatedError(f"the type {'::'.join(words)} is not known")
        return Integer(operand.value, SOME)

    def _type(self, words: list[str]) -> Type | None:
        return find_type(words, self._types)

    def _words(self) -> list[str]:
        """Read the words of a type."""
        words = []
        while (token := self._token()) and (token.kind == "word" or token.text == "::"):
            self._index += 1
            if token.kind == "word" and token.text not in _NO_TYPE:
                words.append(token.text)
        return words

    def _token(self) -> Token | None:
        token = self._tokens[self._index] if self._index < len(self._tokens) else None
        return None if isinstance(token, Value) else token

    def _starts_value(self) -> bool:
        if self._index >= len(self._tokens):
            return False
        token = self._tokens[self._index]
        return isinstance(token, Value) or token.kind in {"number", "char", "word"}

    def _text(self) -> str:
        return self._tokens[self._index].text if self._index < len(self._tokens) else ""

    def _take(self) -> str:
        text = self._text()
        self._index += 1
        return text

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise NotEvaluatedError("nested too deeply")
