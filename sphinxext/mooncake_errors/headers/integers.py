"""Integers as C and C++ calculate with them: of a width, signed or not, never beyond 64 bits.

``int`` has 32 bits and ``long`` 64, as on Linux.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LITERAL = re.compile(
    r"(?:0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<bin>[01]+)|(?P<oct>0[0-7]*)|(?P<dec>[1-9][0-9]*))"
    r"(?P<suffix>[uU]?(?:[zZlL]|ll|LL)?|(?:[zZlL]|ll|LL)[uU])"
)
_BASES = {"dec": 10, "hex": 16, "oct": 8, "bin": 2}
_MAX_DIGITS = 80
"""More than any 64-bit number has, in any base."""

_CHARACTER = re.compile(
    r"(?P<prefix>u8|[uUL])?'(?:(?P<plain>[^'\\\n])|\\(?:(?P<simple>[abfnrtve'\"?\\])"
    r"|(?P<octal>[0-7]{1,3})|(?:x|u(?=[0-9a-fA-F]{4}')|U(?=[0-9a-fA-F]{8}'))"
    r"(?P<hexadecimal>[0-9a-fA-F]{1,8})))'"
)
_ESCAPES = dict(zip("abfnrtve", b"\a\b\f\n\r\t\v\x1b", strict=True))
_ASCII = 127


class NotEvaluatedError(ValueError):
    """An expression has no value that is known for certain; the message says why."""


@dataclass(frozen=True, slots=True)
class Type:
    """A type of integers."""

    bits: int
    signed: bool

    def holds(self, value: int) -> bool:
        """Return whether `value` is in the range of the type."""
        low = -(1 << (self.bits - 1)) if self.signed else 0
        return low <= value < low + (1 << self.bits)


INT, UNSIGNED = Type(32, signed=True), Type(32, signed=False)
LONG, UNSIGNED_LONG = Type(64, signed=True), Type(64, signed=False)

SOME = Type(0, signed=True)
"""A type that is not known."""

TYPES = {
    "bool": Type(1, signed=False),
    "_Bool": Type(1, signed=False),
    "char": Type(8, signed=True),
    "short": Type(16, signed=True),
    "int": INT,
    "long": LONG,
    "unsigned": UNSIGNED,
    "signed": INT,
    "size_t": UNSIGNED_LONG,
    "ssize_t": LONG,
    "ptrdiff_t": LONG,
    "intptr_t": LONG,
    "uintptr_t": UNSIGNED_LONG,
    **{f"int{bits}_t": Type(bits, signed=True) for bits in (8, 16, 32, 64)},
    "intmax_t": LONG,
    "uintmax_t": UNSIGNED_LONG,
    "wchar_t": INT,
    "char8_t": Type(8, signed=False),
    "char16_t": Type(16, signed=False),
    "char32_t": UNSIGNED,
    **{f"int{bits}_t": Type(bits, signed=True) for bits in (8, 16, 32, 64)},
    **{f"uint{bits}_t": Type(bits, signed=False) for bits in (8, 16, 32, 64)},
    **{f"int_least{bits}_t": Type(bits, signed=True) for bits in (8, 16, 32, 64)},
    **{f"uint_least{bits}_t": Type(bits, signed=False) for bits in (8, 16, 32, 64)},
    **{f"__s{bits}": Type(bits, signed=True) for bits in (8, 16, 32, 64)},
    **{f"__u{bits}": Type(bits, signed=False) for bits in (8, 16, 32, 64)},
    "int_fast8_t": Type(8, signed=True),
    "uint_fast8_t": Type(8, signed=False),
    **{f"int_fast{bits}_t": LONG for bits in (16, 32, 64)},
    **{f"uint_fast{bits}_t": UNSIGNED_LONG for bits in (16, 32, 64)},
}
"""The types that every header knows, by their last word."""


def named_type(name: str) -> Type | None:
    """Return the type of integers that a project calls ``int8`` to ``uint64``; None if none."""
    return TYPES.get(f"{name}_t") if re.fullmatch(r"u?int(?:8|16|32|64)", name) else None


class Integer(NamedTuple):
    """A value with its type."""

    value: int
    type: Type = INT

    def cast(self, type_: Type) -> Integer:
        """Return what a cast to `type_` makes of it: the low bits, or whether it is not 0."""
        if type_.bits == 1:
            return Integer(int(self.value != 0), type_)
        value = self.value & ((1 << type_.bits) - 1)
        if type_.signed and value >> (type_.bits - 1):
            value -= 1 << type_.bits
        return Integer(value, type_)

    def next(self) -> Integer:
        """Return the value of an enumerator without a value that comes behind this one."""
        return _narrowest(self.value + 1, (self.type, INT, UNSIGNED, LONG, UNSIGNED_LONG))


UNKNOWN = Integer(0, Type(-1, signed=True))
"""Stands for a value that cannot be evaluated."""


def type_of(words: list[str]) -> Type | None:
    """Return the type that the keywords or the name in `words` stand for; None if unknown."""
    if "unsigned" in words and set(words) <= {"unsigned", "char", "short", "int", "long"}:
        known = type_of([word for word in words if word != "unsigned"] or ["int"])
        return Type(known.bits, signed=False) if known else None
    keywords = [word for word in words if word not in {"signed", "std"}] or words[-1:]
    sizes = [word for word in keywords if word != "int"] or keywords[:1]
    return TYPES.get(sizes[0]) if len(set(sizes)) == 1 else None


def find_type(words: list[str], types: Mapping[str, Type | None]) -> Type | None:
    """Return the type that `words` spell, by `types` before those of C; None if unknown."""
    if not words:
        return None
    name = "long" if words.count("long") == 1 else words[-1]
    if name not in types:
        return type_of(words)
    known = types[name]
    return Type(known.bits, signed=False) if known and "unsigned" in words else known


def literal(text: str) -> Integer:
    """Return the number that the literal `text` stands for; raise NotEvaluatedError if none."""
    match = _LITERAL.fullmatch(text.replace("'", ""))
    if match is None or len(text) > _MAX_DIGITS:
        raise NotEvaluatedError(f"{text[:_MAX_DIGITS]} is no integer")
    base = next(base for base in _BASES if match[base])
    value = int(match[base], _BASES[base])
    types = [INT, UNSIGNED, LONG, UNSIGNED_LONG]
    suffix = match["suffix"].lower()
    if "u" in suffix:
        types = [UNSIGNED, UNSIGNED_LONG]
    elif base == "dec":
        types = [INT, LONG]
    if suffix.strip("u"):
        types = [type_ for type_ in types if type_.bits == LONG.bits]
    return _narrowest(value, tuple(types))


def character(text: str) -> Integer:
    """Return the number of the character constant `text`; raise NotEvaluatedError if none."""
    match = _CHARACTER.fullmatch(text)
    if match is None:
        raise NotEvaluatedError(f"the compiler decides what {text} is")
    if match["plain"]:
        value = ord(match["plain"])
    elif match["simple"]:
        value = _ESCAPES.get(match["simple"], ord(match["simple"]))
    else:
        value = int(match["octal"], 8) if match["octal"] else int(match["hexadecimal"], 16)
    if value > _ASCII and not match["prefix"]:
        raise NotEvaluatedError(f"the compiler decides what {text} is")
    return _narrowest(value, (INT, UNSIGNED))


def unary(sign: str, operand: Integer) -> Integer:
    """Return the value of ``+ - ~ !`` before `operand`; raise NotEvaluatedError on overflow."""
    if sign == "!":
        return Integer(int(operand.value == 0))
    operand = _promoted(operand)
    if sign == "~":
        return Integer(~operand.value, operand.type).cast(operand.type)
    return _checked(operand.value if sign == "+" else -operand.value, operand.type)


def binary(sign: str, left: Integer, right: Integer) -> Integer:
    """Return the value of `sign` between two operands.

    Raises NotEvaluatedError where C leaves the result open: overflow, division by zero, bad shift.
    """
    if sign in _LOGICAL:
        return Integer(int(_LOGICAL[sign](left.value, right.value)))
    left, right = _promoted(left), _promoted(right)
    if sign in {"<<", ">>"}:
        return _shift(sign, left, right.value)
    type_ = _common(left.type, right.type)
    a, b = left.cast(type_).value, right.cast(type_).value
    if sign in _COMPARISONS:
        return Integer(int(_COMPARISONS[sign](a, b)))
    if sign in {"/", "%"} and b == 0:
        raise NotEvaluatedError("division by zero")
    return _checked(_ARITHMETIC[sign](a, b), type_)


def _quotient(a: int, b: int) -> int:
    """Divide towards zero, as C does."""
    result = abs(a) // abs(b)
    return result if (a < 0) == (b < 0) else -result


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
_LOGICAL: dict[str, Callable[[int, int], bool]] = {
    "&&": lambda a, b: a != 0 and b != 0,
    "||": lambda a, b: a != 0 or b != 0,
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


def common(left: Integer, right: Integer) -> Type:
    """Return the type of an operator's result between two operands."""
    return _common(_promoted(left).type, _promoted(right).type)


def _promoted(operand: Integer) -> Integer:
    if operand.type == SOME:
        raise NotEvaluatedError("a type in it is not known")
    return operand if operand.type.bits >= INT.bits else Integer(operand.value)


def _common(left: Type, right: Type) -> Type:
    if left.bits == right.bits:
        return left if not left.signed else right
    return left if left.bits > right.bits else right


def _checked(value: int, type_: Type) -> Integer:
    if not type_.signed:
        return Integer(value, type_).cast(type_)
    if not type_.holds(value):
        raise NotEvaluatedError("overflow")
    return Integer(value, type_)


def _narrowest(value: int, types: tuple[Type, ...]) -> Integer:
    for type_ in types:
        if type_.holds(value):
            return Integer(value, type_)
    raise NotEvaluatedError(f"{value} has more than 64 bits")
