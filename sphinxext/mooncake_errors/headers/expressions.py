"""Constant expressions of C and C++, from tokens in which all macros are expanded."""

from collections.abc import Callable, Mapping, Sequence

from sphinxext.mooncake_errors.headers import integers
from sphinxext.mooncake_errors.headers.integers import Integer, NotEvaluatedError, Type, find_type
from sphinxext.mooncake_errors.headers.model import Token

_UNARY = {"+": ("+", 0), "-": ("-", 0), "~": ("^", -1), "!": ("==", 0)}
"""The operators before an operand, as an operator and its left operand: ``~x`` is ``-1 ^ x``."""
NO_TYPES = {"const", "constexpr", "static", "inline", "extern", "volatile", "typedef", "using",
            "public", "private", "protected", "constinit", "typename", "enum"}  # fmt: skip
"""Words before the name of a type that do not change its width."""
NO_NUMBER = "it is no number"
"""Why the tokens cannot have a number as value: a string, a list, a declaration, or none."""
_NO_NUMBERS = {"{", "}", "extern", "static", "inline", "typedef", "struct", "namespace", "using",
              "void", "return", "do", "if", "else", "for", "while", "switch", "goto",
              "__attribute__", "__declspec", "__inline", "__inline__", "__forceinline", "__cdecl",
              "__stdcall", "__fastcall", "restrict", "__restrict", "__restrict__"}  # fmt: skip
"""Words that cannot begin an expression with a number as its value."""


class Expression:
    """A parser of an expression by the precedence of its operators."""

    def __init__(
        self,
        tokens: Sequence[Token],
        types: Mapping[str, Type | None],
        constant: Callable[[str], Integer | None],
    ) -> None:
        """Take `tokens`; `types` maps names to types, `constant` returns the value of a name."""
        self._tokens = [*tokens, Token("end", "", 0)]
        self._types = types
        self._constant = constant
        self._index = 0

    def value(self) -> Integer:
        """Return the value, or raise NotEvaluatedError if there is none that is certain."""
        first = next(token for token in self._tokens if token.text != "(")
        if first.kind in {"string", "end"} or first.text in _NO_NUMBERS:
            raise NotEvaluatedError(NO_NUMBER)
        result = self._operation(0)
        self._expect("")
        return result

    def _operation(self, above: int) -> Integer:
        """Read operands and the operators between them with a precedence higher than `above`."""
        left = self._operand()
        while self._text in integers.OPERATORS and integers.OPERATORS[self._text][0] > above:
            sign = self._take()
            left = integers.binary(sign, left, self._operation(integers.OPERATORS[sign][0]))
        if above > 0 or self._text != "?":
            return left
        self._take()
        yes = self._operation(0)
        self._expect(":")
        no = self._operation(0)
        chosen, other = (yes, no) if left.value else (no, yes)
        return integers.binary("+", chosen, Integer(0, other.type))  # which has the common type

    def _operand(self) -> Integer:
        """Read an operand with the operators before it."""
        kind, text = self._tokens[self._index].kind, self._text
        if text in _UNARY:
            sign, left = _UNARY[self._take()]
            return integers.binary(sign, Integer(left), self._operand())
        if text == "(":
            return self._parenthesis()
        if kind in {"number", "char"}:
            return integers.literal(self._take())
        if kind == "word" or text == "::":
            return self._named()
        raise NotEvaluatedError(f"{text or 'the end'} where a value was expected")

    def _parenthesis(self) -> Integer:
        """Read ``(type) operand`` or ``(expression)``."""
        self._expect("(")
        start, name = self._index, self._name()
        behind = self._tokens[min(self._index + 1, len(self._tokens) - 1)]
        if name and self._text == "*" and behind.text in {"*", ")"}:  # the type of a pointer
            raise NotEvaluatedError(NO_NUMBER)
        if name and self._text == ")":
            is_value = behind.kind not in {"mark", "end"} or behind.text in {"(", "~", "!"}
            is_type = find_type(name, self._types) or is_value
            if is_type and self._constant(name) is None:
                self._take()
                return self._cast(name, self._operand())
        self._index = start
        result = self._operation(0)
        self._expect(")")
        return result

    def _named(self) -> Integer:
        """Read a constant, or a cast such as ``int(1)`` or ``static_cast<int>(1)``."""
        name = self._name()
        is_cast = name == "static_cast"
        if is_cast:
            self._expect("<")
            name = self._name()
            self._expect(">")
        closing = {"(": ")", "{": "}"}.get(self._text)
        if closing is None:
            value = self._constant(name)
            if value is None:
                is_type = not name or find_type(name, self._types)
                reason = NO_NUMBER if is_type else f"{name} is not defined in this header"
                raise NotEvaluatedError(reason)
            return value
        if not is_cast and find_type(name, self._types) is None:
            raise NotEvaluatedError(f"{name} is a macro or function")
        self._take()
        result = Integer(0) if self._text == closing else self._operation(0)
        self._expect(closing)
        return self._cast(name, result)

    def _cast(self, name: str, operand: Integer) -> Integer:
        known = find_type(name, self._types)
        if known:
            return operand.cast(known)
        if not name or operand.value not in {0, 1}:
            raise NotEvaluatedError(f"the type {name} is not known")
        return Integer(operand.value, integers.UNKNOWN)

    def _name(self) -> str:
        """Read the words of a type, or of a qualified name."""
        words = []
        while self._tokens[self._index].kind == "word" or self._text == "::":
            words.append(self._take())
        name = " ".join(word for word in words if word not in NO_TYPES)
        return name.replace(" :: ", "::").replace(":: ", "::")

    def _expect(self, text: str) -> None:
        """Consume the token `text`; an empty `text` means the end of the tokens."""
        if self._text != text:
            found, wanted = self._text or "the end", text or "the end"
            raise NotEvaluatedError(f"{found} where {wanted} was expected")
        self._take()

    @property
    def _text(self) -> str:
        return self._tokens[self._index].text

    def _take(self) -> str:
        self._index += 1
        return self._tokens[self._index - 1].text
