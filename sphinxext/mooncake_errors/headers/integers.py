"""Integer types and operators of C and C++, with up to 64 bits.

``int`` has 32 bits and ``long`` has 64, as on Linux.
"""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinxext.mooncake_errors.registry.project import INTEGERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_LITERAL = re.compile(
    r"(?:0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<bin>[01]+)|(?P<oct>0[0-7]*)|(?P<dec>[1-9][0-9]*))"
    r"(?P<suffix>[uU]?(?:[zZlL]|ll|LL)?|(?:[zZlL]|ll|LL)[uU])"
)
_BASES = {"dec": 10, "hex": 16, "oct": 8, "bin": 2}
_MAX_DIGITS = 80
"""Longer literals are refused: no 64-bit number has more digits in any base."""
_ASCII = 128

_CHARACTER = re.compile(
    r"(?:u8|[uUL])?'(?P<text>[^'\\\n]|\\(?:[abfnrtv'\"\\]|[0-7]{1,3}|x[0-9a-fA-F]{2}))'"
)


class NotEvaluatedError(ValueError):
    """An expression has no certain value; the message is the reason."""


class Type(NamedTuple):
    """An integer type."""

    bits: int
    signed: bool

    def limits(self) -> tuple[int, int]:
        """Return the lowest and the highest value."""
        low = -(1 << (self.bits - 1)) if self.signed else 0
        return low, low + (1 << self.bits) - 1

    def holds(self, value: int) -> bool:
        """Return True if `value` is in the range of the type."""
        low, high = self.limits()
        return low <= value <= high


INT, UNSIGNED = Type(32, signed=True), Type(32, signed=False)
LONG, UNSIGNED_LONG = Type(64, signed=True), Type(64, signed=False)

UNKNOWN = Type(0, signed=True)
"""Stands for an unknown type."""

FIXED = {name: Type(int(name.lstrip("uint")), signed=name[0] != "u") for name in INTEGERS}
"""The integer types by their names in a project's configuration."""

TYPES = {
    "bool": Type(1, signed=False),
    "_Bool": Type(1, signed=False),
    "char": Type(8, signed=True),
    "short": Type(16, signed=True),
    "int": INT,
    "signed": INT,
    "unsigned": UNSIGNED,
    "long": LONG,
    "wchar_t": INT,
    "char8_t": Type(8, signed=False),
    "char16_t": Type(16, signed=False),
    "char32_t": UNSIGNED,
    **dict.fromkeys(("ssize_t", "ptrdiff_t", "intptr_t", "intmax_t"), LONG),
    **dict.fromkeys(("size_t", "uintptr_t", "uintmax_t"), UNSIGNED_LONG),
    **{f"{name}_t": type_ for name, type_ in FIXED.items()},
    **{name.replace("int", "int_least") + "_t": type_ for name, type_ in FIXED.items()},
    **{f"__{'s' if type_.signed else 'u'}{type_.bits}": type_ for type_ in FIXED.values()},
}
"""The built-in and standard types, by the last word of their names."""


class Integer(NamedTuple):
    """A value with its type."""

    value: int
    type: Type = INT

    def cast(self, type_: Type) -> Integer:
        """Return the value cast to `type_`: its low bits; for bool, 0 or 1."""
        if type_.bits == 1:
            return Integer(int(self.value != 0), type_)
        value = self.value & ((1 << type_.bits) - 1)
        return Integer(value if type_.holds(value) else value - (1 << type_.bits), type_)

    def next(self) -> Integer:
        """Return the value of the next enumerator, if that is written without one."""
        return _narrowest(self.value + 1, (self.type, INT, UNSIGNED, LONG, UNSIGNED_LONG))


LIMITS = {"true": Integer(1), "false": Integer(0)}
"""The built-in constants."""
for _name, _type in (*FIXED.items(), ("int", INT), ("uint", UNSIGNED)):
    LIMITS[f"{_name.upper()}_MIN"] = Integer(_type.limits()[0], _type)
    LIMITS[f"{_name.upper()}_MAX"] = Integer(_type.limits()[1], _type)


def find_type(words: Sequence[str], types: Mapping[str, Type | None]) -> Type | None:
    """Return the type with the name `words`, from `types` or else from C; None if unknown."""
    if "::" in words:
        words = words[len(words) - words[::-1].index("::") :]
    if words.count("long") > 1:
        known: Type | None = LONG
    else:
        sizes = [word for word in words if word not in {"int", "signed", "unsigned"}] or words[-1:]
        name = sizes[0] if len(sizes) == 1 else ""
        known = types[name] if name in types else TYPES.get(name)
    return Type(known.bits, signed=False) if known and "unsigned" in words else known


def literal(text: str) -> Integer:
    """Return the value of the integer literal `text`; raise NotEvaluatedError if it is none."""
    match = _LITERAL.fullmatch(text.replace("'", ""))
    if match is None or len(text) > _MAX_DIGITS:
        raise NotEvaluatedError(f"{text[:_MAX_DIGITS]} is no integer")
    base = next(base for base in _BASES if match[base])
    suffix = match["suffix"].lower()
    types = [INT, UNSIGNED, LONG, UNSIGNED_LONG]
    if "u" in suffix:
        types = [UNSIGNED, UNSIGNED_LONG]
    elif base == "dec":
        types = [INT, LONG]
    if suffix.strip("u"):
        types = [type_ for type_ in types if type_.bits == LONG.bits]
    return _narrowest(int(match[base], _BASES[base]), types)


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


def unary(sign: str, operand: Integer) -> Integer:
    """Return the value of ``+ - ~ !`` before `operand`; raise NotEvaluatedError on overflow."""
    if sign == "!":
        return Integer(int(operand.value == 0))
    operand = _promoted(operand)
    signed = {"+": operand.value, "-": -operand.value, "~": ~operand.value}
    return _checked(signed[sign], operand.type)


def binary(sign: str, left: Integer, right: Integer) -> Integer:
    """Return the value of `sign` between two operands.

    Raises NotEvaluatedError if C does not define the result: overflow, division by zero, bad shift.
    """
    if sign == "&&":
        return Integer(int(left.value != 0 and right.value != 0))
    if sign == "||":
        return Integer(int(left.value != 0 or right.value != 0))
    left, right = _promoted(left), _promoted(right)
    if sign in {"<<", ">>"}:
        return _shift(sign, left, right.value)
    type_ = common(left, right)
    a, b = left.cast(type_).value, right.cast(type_).value
    if sign in _COMPARISONS:
        return Integer(int(_COMPARISONS[sign](a, b)))
    if sign in {"/", "%"} and b == 0:
        raise NotEvaluatedError("division by zero")
    return _checked(_ARITHMETIC[sign](a, b), type_)


def common(left: Integer, right: Integer) -> Type:
    """Return the common type of two operands, after the usual arithmetic conversions."""
    types = (_promoted(left).type, _promoted(right).type)
    return max(types, key=lambda type_: (type_.bits, not type_.signed))


def _quotient(a: int, b: int) -> int:
    """Divide towards zero, as C does."""
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


_ARITHMETIC: dict[str, Callable[[int, int], int]] = {
    "*": operator.mul,
    "/": _quotient,
    "%": lambda a, b: a - b * _quotient(a, b),
    "+": operator.add,
    "-": operator.sub,
    "&": operator.and_,
    "^": operator.xor,
    "|": operator.or_,
}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def _shift(sign: str, left: Integer, count: int) -> Integer:
    if not 0 <= count < left.type.bits:
        raise NotEvaluatedError(f"shift by {count}")
    if sign == ">>":
        return Integer(left.value >> count, left.type)
    value = left.value << count
    if left.type.signed and (left.value < 0 or not left.type.holds(value)):
        raise NotEvaluatedError("shift into the sign bit")
    return Integer(value, left.type).cast(left.type)


def _promoted(operand: Integer) -> Integer:
    if operand.type == UNKNOWN:
        raise NotEvaluatedError("a type in it is not known")
    return operand if operand.type.bits >= INT.bits else Integer(operand.value)


def _checked(value: int, type_: Type) -> Integer:
    if type_.signed and not type_.holds(value):
        raise NotEvaluatedError("overflow")
    return Integer(value, type_).cast(type_)


def _narrowest(value: int, types: Sequence[Type]) -> Integer:
    for type_ in types:
        if type_.holds(value):
            return Integer(value, type_)
    raise NotEvaluatedError(f"{value} has more than 64 bits")
