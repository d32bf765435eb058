"""Logs as they are stored: in UTF-16, compressed, and with the colors of a terminal."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_COLOR = r"(?:\x1b|\\u001[bB]|\\x1[bB]|\\033|#033)\[[0-9;:]*m"
COLOR = re.compile(_COLOR)
"""A change of color, as a terminal gets it, or escaped as in JSON, C or a syslog."""
_COLOR_BYTES = re.compile(_COLOR.encode())
_COLOR_STARTS = (b"\x1b[", b"1b[", b"1B[", b"033[")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_COMPRESSED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\0", b"BZh", b"PK\x03\x04")
_LONGEST_MARK = max(map(len, _COMPRESSED))


class CompressedError(Exception):
    """The log is compressed."""


def utf_8(read: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """Return a function like `read` that returns UTF-8 where the log is UTF-16.

    Raises CompressedError.
    """
    start = b""
    while len(start) < _LONGEST_MARK and (piece := read(_LONGEST_MARK - len(start))):
        start += piece
    if start.startswith(_COMPRESSED):
        raise CompressedError
    pending = [start] if start else []

    def again(size: int) -> bytes:
        return pending.pop() if pending else read(size)

    return _decoding(again) if start.startswith(_UTF_16) else again


def _decoding(read: Callable[[int], bytes]) -> Callable[[int], bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")("replace")

    def decoded(size: int) -> bytes:
        while piece := read(size):
            if text := decoder.decode(piece):
                return text.encode("utf-8", "replace")
        return b""

    return decoded


def without_colors(text: bytes) -> bytes:
    """Return `text` without changes of color."""
    colored = any(start in text for start in _COLOR_STARTS)
    return _COLOR_BYTES.sub(b"", text) if colored else text
