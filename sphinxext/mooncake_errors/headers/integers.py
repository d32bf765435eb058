"""Integer types and operators of C and C++ with up to 64 bits, and the values of literals.

``int`` has 32 bits and ``long`` has 64, as on Linux.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

_LITERAL = re.compile(
    r"(?P<digits>0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)"
    r"(?P<suffix>[uU]?(?:[zZlL]|ll|LL)?|(?:[zZlL]|ll|LL)[uU])"
)
_MAX_DIGITS = 80
"""Longer literals are refused: no 64-bit number has more digits in any base."""
_CHARACTER = re.compile(
    r"(?:u8|[uUL])?'(?P<text>[^'\\\n]|\\(?:[abfnrtv'\"\\]|[0-7]{1,3}|x[0-9a-fA-F]{2}))'"
)


class NotEvaluatedError(ValueError):
    """An expression has no certain value; the message is the reason."""


Type = range
"""An integer type: its values."""

FIXED = {f"int{bits}": range(-(1 << (bits - 1)), 1 << (bits - 1)) for bits in (8, 16, 32, 64)}
"""The integer types by their names in a project's configuration."""
FIXED |= {f"u{name}": range(2 * type_.stop) for name, type_ in FIXED.items()}
BOOL, INT, UNSIGNED = range(2), FIXED["int32"], FIXED["uint32"]
_LITERALS: Sequence[Type] = (INT, UNSIGNED, FIXED["int64"], FIXED["uint64"])
"""The types of literals, the narrowest first."""
UNKNOWN = range(0)
"""Stands for an unknown type."""
_TYPES = {
    **dict.fromkeys(("bool", "_Bool"), BOOL),
    **dict.fromkeys(("int", "signed", "wchar_t"), INT),
    **dict.fromkeys(("unsigned", "char32_t"), UNSIGNED),
    "char": FIXED["int8"],
    "short": FIXED["int16"],
    "char8_t": FIXED["uint8"],
    "char16_t": FIXED["uint16"],
    **dict.fromkeys(("long", "ssize_t", "ptrdiff_t", "intptr_t", "intmax_t"), FIXED["int64"]),
    **dict.fromkeys(("size_t", "uintptr_t", "uintmax_t"), FIXED["uint64"]),
    **{f"{name}_t": type_ for name, type_ in FIXED.items()},
    **{f"{name.upper()}_C": type_ for name, type_ in FIXED.items()},  # macros, written as a cast is
    **{name.replace("int", "int_least") + "_t": type_ for name, type_ in FIXED.items()},
    **{f"__{name.replace('uint', 'u').replace('int', 's')}": t for name, t in FIXED.items()},
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


def find_type(name: str, types: Mapping[str, Type | None]) -> Type | None:
    """Return the type with the qualified `name`, from `types` or else from C; None if unknown."""
    words = name.rpartition("::")[2].split()
    sizes = set(words) - {"int", "signed", "unsigned"} or set(words[-1:])
    last = sizes.pop() if len(sizes) == 1 else ""
    known = types[last] if last in types else _TYPES.get(last)
    return range(known.stop - known.start) if known and "unsigned" in words else known


def literal(text: str) -> Integer:
    """Return the value of the integer literal or character constant `text`.

    Raises NotEvaluatedError if it is neither, or no ASCII character: others depend on the compiler.
    """
    if text[0] not in ".0123456789":
        character = _CHARACTER.fullmatch(text)
        found = character["text"].encode().decode("unicode_escape") if character else ""
        if not (found and text.isascii() and found.isascii()):
            raise NotEvaluatedError(f"the compiler decides what {text} is")
        return Integer(ord(found))
    match = _LITERAL.fullmatch(text.replace("'", ""))
    if match is None or len(text) > _MAX_DIGITS:
        raise NotEvaluatedError(f"{text[:_MAX_DIGITS]} is no integer")
    digits, suffix = match["digits"].lower(), match["suffix"].lower()
    base = {"0x": 16, "0b": 2}.get(digits[:2], 8 if digits[0] == "0" else 10)
    types = _LITERALS if suffix in {"", "u"} else _LITERALS[2:]
    if "u" in suffix or base == 10:  # noqa: PLR2004
        types = types[1::2] if "u" in suffix else types[::2]
    return _narrowest(int(digits, base), types)


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


OPERATORS: dict[str, tuple[int, Callable[[int, int], int]]] = {
    "||": (1, lambda a, b: bool(a or b)),
    "&&": (2, lambda a, b: bool(a and b)),
    "|": (3, operator.or_),
    "^": (4, operator.xor),
    "&": (5, operator.and_),
    "==": (6, operator.eq),
    "!=": (6, operator.ne),
    "<": (7, operator.lt),
    "<=": (7, operator.le),
    ">": (7, operator.gt),
    ">=": (7, operator.ge),
    "<<": (8, operator.lshift),
    ">>": (8, operator.rshift),
    "+": (9, operator.add),
    "-": (9, operator.sub),
    "*": (10, operator.mul),
    "/": (10, _quotient),
    "%": (10, lambda a, b: a - b * _quotient(a, b)),
}
"""Precedence and result of each operator; the results of those for conditions are bools."""


def binary(sign: str, left: Integer, right: Integer) -> Integer:
    """Return the value of `sign` between two operands, after the usual arithmetic conversions.

    Raises NotEvaluatedError if C does not define the result: overflow, division by zero, bad shift.
    """
    if UNKNOWN in (left.type, right.type):
        raise NotEvaluatedError("a type in it is not known")
    is_shift = sign in {"<<", ">>"}
    type_ = max(INT, left.type, left.type if is_shift else right.type, key=lambda each: each.stop)
    a, b = left.cast(type_).value, right.value if is_shift else right.cast(type_).value
    if is_shift and not 0 <= b < (type_.stop - type_.start).bit_length() - 1:
        raise NotEvaluatedError(f"shift by {b}")
    if sign == "<<" and type_.start < 0 and (a < 0 or a << b not in type_):
        raise NotEvaluatedError("shift into the sign bit")
    result = OPERATORS[sign][1](a, b)
    if isinstance(result, bool):
        return Integer(int(result))
    if type_.start < 0 and result not in type_:
        raise NotEvaluatedError("overflow")
    return Integer(result).cast(type_)
