"""The names and numbers of codes in the cells of tables."""

import errno
import re
from typing import NamedTuple

from sphinxext.mooncake_errors.registry.characters import HALF_WIDTH
from sphinxext.mooncake_errors.registry.lookup import signed

_NAME = r"(?:[A-Za-z_][A-Za-z0-9_]*(?:::|\.(?!h\b|[ch]pp\b)))*(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
_NUMBER = r"(?P<number>[-+]?(?:0[xX][0-9A-Fa-f]{1,16}|[0-9]{1,20}))[uU]?[lL]{0,2}"
"""A number, maybe with a suffix of C such as ``0x01U``."""
_OTHER = _NUMBER.replace("number", "other")
_GAP = r"(?:\s*[(\[/=:,]\s*|\s+)"
_NUMBERS = rf"{_NUMBER}(?:{_GAP}{_OTHER})?"
_PAIRS = ((_NUMBER, rf"(?!0[0-9]){_OTHER}"), (_NAME, _NUMBERS), (_NUMBER, _NAME))
_BOTH = (rf"{one}{_GAP}{two}\s*[)\]]?" for one, two in _PAIRS)
_PHRASE = rf"{_NUMBER}\s+(?P<words>[A-Z]\D*)"
_FORMS = [re.compile(f) for f in (_NAME, _NUMBER, rf"\({_NUMBER}\)", *_BOTH, _PHRASE)]
_RANGE = re.compile(rf"{_NUMBER}\s*(?:\.\.+|[-\u2014~至]|to|bis)\s*{_OTHER}")
_WORDS = {
    *("code", "err", "errno", "error", "exception", "exit", "fehler", "hresult", "http"),
    *("https", "level", "no", "nr", "number", "ora", "rc", "result", "ret", "return"),
    *("returns", "signal", "sqlstate", "status", "value", "warning", "critical", "fatal"),
    *("deprecated", "new", "obsolete", "removed", "reserved", "unused"),
}
"""Words that are not names beside a number, as in ``HTTP 404`` or ``7 (reserved)``."""
_IDENTIFIER = re.compile(r"(?=\w*_|[A-Z0-9]{2,}$|\w*[a-z][A-Z])[A-Za-z_]\w*", re.ASCII)


class CodeText(NamedTuple):
    """The name and the number in a cell, at least one of them, or the reason why it has neither."""

    name: str | None = None
    value: int | None = None
    fault: str = ""
    words: str = ""
    """The phrase behind a number, as in ``404 Not Found``."""


def read_code(text: str) -> CodeText:
    """Return the code in `text`."""
    plain = text.translate(HALF_WIDTH)
    for match in filter(None, (form.fullmatch(plain) for form in _FORMS)):
        found = match.groupdict()
        name, words = found.get("name"), found.get("words", "")
        numbers = {integer(found[key]) for key in ("number", "other") if found.get(key)}
        value = one_number(numbers)
        if numbers and value is None:
            return CodeText(fault=f"{text!r} has two numbers")
        if not (name and numbers) or _is_name(name, plain):
            return CodeText(name, value, words=words)
    is_range = _RANGE.fullmatch(plain)
    kind = "a range, but a code has one number" if is_range else "neither a name nor a number"
    return CodeText(fault=f"{text!r} is {kind}")


def one_number(numbers: set[int]) -> int | None:
    """Return the one number in `numbers`, or None; 4294967295 may stand for -1."""
    if len(numbers) > 1:
        numbers = set(map(signed, numbers))
    return next(iter(numbers)) if len(numbers) == 1 else None


def is_identifier(text: str) -> bool:
    """Return whether `text` is an identifier such as NO_FUEL, EIO or kNoFuel, not a plain word."""
    return _IDENTIFIER.fullmatch(text) is not None


def _is_name(name: str, text: str) -> bool:
    """Return whether `name`, which is beside a number in `text`, is the name of a code."""
    if name.casefold() in _WORDS:
        return False
    parted = re.search(r"[(\[=:,/]|\w\.\w", text) is not None
    known = "_" in name or hasattr(errno, name)
    return parted or known or (text.endswith(name) and is_identifier(name))


def integer(text: str) -> int:
    """Return the decimal or hexadecimal number `text`, also with a typographic minus."""
    text = text.translate(HALF_WIDTH)
    return int(text, 16 if "x" in text.lower() else 10)
