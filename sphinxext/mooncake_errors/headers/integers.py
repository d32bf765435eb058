"""Integer types and operators of C and C++ with up to 64 bits, and the values of literals.

``int`` has 32 bits and ``long`` has 64, as on Linux.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sphinxext.mooncake_errors.registry.project import INTEGERS

_LITERAL = re.compile(
    r"(?P<digits>0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)"
    r"(?P<suffix>[uU]?(?:[zZlL]|ll|LL)?|(?:[zZlL]|ll|LL)[uU])"
)
_MAX_DIGITS = 80
"""Longer literals are refused: no 64-bit number has more digits in any base."""
_ASCII = 128
_CHARACTER = re.compile(
    r"(?:u8|[uUL])?'(?P<text>[^'\\\n]|\\(?:[abfnrtv'\"\\]|[0-7]{1,3}|x[0-9a-fA-F]{2}))'"
)


class NotEvaluatedError(ValueError):
    """An expression has no certain value; the message is the reason."""


Type = range
"""An integer type: its values."""


def _type(bits: int, *, signed: bool) -> Type:
    return range(-(1 << (bits - 1)), 1 << (bits - 1)) if signed else range(1 << bits)


BOOL = _type(1, signed=False)
INT, UNSIGNED = _type(32, signed=True), _type(32, signed=False)
_LONG, _UNSIGNED_LONG = _type(64, signed=True), _type(64, signed=False)
_LITERALS = (INT, UNSIGNED, _LONG, _UNSIGNED_LONG)
"""The types of literals, the narrowest first."""
UNKNOWN = range(0)
"""Stands for an unknown type."""

FIXED = {name: _type(int(name.lstrip("uint")), signed=name[0] != "u") for name in INTEGERS}
"""The integer types by their names in a project's configuration."""

_TYPES = {
    **dict.fromkeys(("bool", "_Bool"), BOOL),
    "char": FIXED["int8"],
    "short": FIXED["int16"],
    **dict.fromkeys(("int", "signed", "wchar_t"), INT),
    **dict.fromkeys(("unsigned", "char32_t"), UNSIGNED),
    "char8_t": FIXED["uint8"],
    "char16_t": FIXED["uint16"],
    **dict.fromkeys(("long", "ssize_t", "ptrdiff_t", "intptr_t", "intmax_t"), _LONG),
    **dict.fromkeys(("size_t", "uintptr_t", "uintmax_t"), _UNSIGNED_LONG),
    **{f"{name}_t": type_ for name, type_ in FIXED.items()},
    **{name.replace("int", "int_least") + "_t": type_ for name, type_ in FIXED.items()},
    **{f"__{name[0].replace('i', 's')}{name.lstrip('uint')}": t for name, t in FIXED.items()},
}
"""The built-in and standard types, by the last word of their names."""


class Integer(NamedTuple):
    """A value with its type."""

    value: int
    type: Type = INT

    def cast(self, type_: Type) -> Integer:
        """Return the value cast to `type_`: its low bits; for bool, 0 or 1."""
        if type_ == BOOL:
            return Integer(int(self.value != 0), type_)
        return Integer((self.value - type_.start) % (type_.stop - type_.start) + type_.start, type_)

    def next(self) -> Integer:
        """Return the value of the next enumerator, if that is written without one."""
        return _narrowest(self.value + 1, (self.type, *_LITERALS))


LIMITS = {"true": Integer(1), "false": Integer(0)}
"""The built-in constants."""
for _name, _values in (*FIXED.items(), ("int", INT), ("uint", UNSIGNED)):
    LIMITS[f"{_name.upper()}_MIN"] = Integer(_values[0], _values)
    LIMITS[f"{_name.upper()}_MAX"] = Integer(_values[-1], _values)


def find_type(words: Sequence[str], types: Mapping[str, Type | None]) -> Type | None:
    """Return the type with the name `words`, from `types` or else from C; None if unknown."""
    if "::" in words:
        words = words[len(words) - words[::-1].index("::") :]
    sizes = set(words) - {"int", "signed", "unsigned"} or set(words[-1:])
    name = sizes.pop() if len(sizes) == 1 else ""
    known = types[name] if name in types else _TYPES.get(name)
    return range(known.stop - known.start) if known and "unsigned" in words else known


def literal(text: str) -> Integer:
    """Return the value of the integer literal `text`; raise NotEvaluatedError if it is none."""
    match = _LITERAL.fullmatch(text.replace("'", ""))
    if match is None or len(text) > _MAX_DIGITS:
        raise NotEvaluatedError(f"{text[:_MAX_DIGITS]} is no integer")
    digits, suffix = match["digits"].lower(), match["suffix"].lower()
    base = {"0x": 16, "0b": 2}.get(digits[:2], 8 if digits[0] == "0" else 10)
    types = [each for each in _LITERALS if _LONG.stop <= each.stop or suffix in {"", "u"}]
    if "u" in suffix:
        types = [each for each in types if each.start == 0]
    elif base == 10:  # noqa: PLR2004
        types = [each for each in types if each.start < 0]
    return _narrowest(int(digits, base), types)


def character(text: str) -> Integer:
    """Return the value of the character constant `text`.

    Raises NotEvaluatedError if it is not one ASCII character: other values depend on the compiler.
    """
    match = _CHARACTER.fullmatch(text)
    if match and match["text"].isascii():
        value = ord(match["text"].encode().decode("unicode_escape"))
        if value < _ASCII:
            return Integer(value)
    raise NotEvaluatedError(f"the compiler decides what {text} is")


def _narrowest(value: int, types: Sequence[Type]) -> Integer:
    for type_ in types:
        if value in type_:
            return Integer(value, type_)
    raise NotEvaluatedError(f"{value} has more than 64 bits")


def _quotient(a: int, b: int) -> int:
    """Divide towards zero, as C does."""
    if b == 0:
        raise NotEvaluatedError("division by zero")
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


_OPERATORS: dict[str, Callable[[int, int], int]] = {
    "*": operator.mul,
    "/": _quotient,
    "%": lambda a, b: a - b * _quotient(a, b),
    "+": operator.add,
    "-": operator.sub,
    "&": operator.and_,
    "^": operator.xor,
    "|": operator.or_,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "&&": lambda a, b: bool(a and b),
    "||": lambda a, b: bool(a or b),
}
"""The operators between operands of one type; the results of those for conditions are bools."""


def binary(sign: str, left: Integer, right: Integer) -> Integer:
    """Return the value of `sign` between two operands.

    Raises NotEvaluatedError if C does not define the result: overflow, division by zero, bad shift.
    """
    left, right = _promoted(left), _promoted(right)
    if sign in {"<<", ">>"}:
        return _shift(sign, left, right.value)
    type_ = common(left, right)
    result = _OPERATORS[sign](left.cast(type_).value, right.cast(type_).value)
    return Integer(int(result)) if isinstance(result, bool) else _checked(result, type_)


def _shift(sign: str, left: Integer, count: int) -> Integer:
    if not 0 <= count < (left.type.stop - left.type.start).bit_length() - 1:
        raise NotEvaluatedError(f"shift by {count}")
    if sign == ">>":
        return Integer(left.value >> count, left.type)
    value = left.value << count
    if left.type.start < 0 and (left.value < 0 or value not in left.type):
        raise NotEvaluatedError("shift into the sign bit")
    return Integer(value).cast(left.type)


def common(left: Integer, right: Integer) -> Type:
    """Return the common type of two operands, after the usual arithmetic conversions."""
    return max(_promoted(left).type, _promoted(right).type, key=lambda type_: type_.stop)


def _promoted(operand: Integer) -> Integer:
    if operand.type == UNKNOWN:
        raise NotEvaluatedError("a type in it is not known")
    return operand if operand.type.stop >= INT.stop else Integer(operand.value)


def _checked(value: int, type_: Type) -> Integer:
    if type_.start < 0 and value not in type_:
        raise NotEvaluatedError("overflow")
    return Integer(value).cast(type_)
