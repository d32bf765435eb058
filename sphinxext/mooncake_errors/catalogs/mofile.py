"""Compiled catalogs: the ``.mo`` files of gettext, whoever made them.

Babel's reader does not decode in the charset that the file names, and trusts its offsets.
"""

from __future__ import annotations

import codecs
import re
import struct
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog as BabelCatalog

if TYPE_CHECKING:
    from collections.abc import Iterator

_ORDERS = {b"\xde\x12\x04\x95": "<", b"\x95\x04\x12\xde": ">"}
_HEADER, _ENTRY = 20, 8
CHARSET = re.compile(rb"charset=([-\w.:]+)")
"""What names the charset in the header of a catalog."""
_CONTEXT, _PLURAL = b"\x04", b"\x00"


class MoError(ValueError):
    """The content is no compiled catalog; says why."""


def read_mo(content: bytes) -> BabelCatalog:
    """Return the catalog in `content`, that of a ``.mo`` file; raise MoError if it is none.

    What has a context or a plural is left out: no text of a registry has either.
    """
    pairs = list(_pairs(content))
    charset = _charset(pairs)
    catalog = BabelCatalog()
    for original, translation in pairs:
        if original and _CONTEXT not in original and _PLURAL not in original:
            catalog.add(_decoded(original, charset), _decoded(translation, charset))
    return catalog


def _pairs(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield all originals with their translations; raise MoError where the file has not all."""
    order = _ORDERS.get(content[:4])
    if order is None:
        raise MoError("it does not begin as a compiled catalog does")
    if len(content) < _HEADER:
        raise MoError("it ends within its header")
    revision, count, *tables = struct.unpack_from(f"{order}4I", content, 4)
    if revision >> 16 > 1:
        raise MoError(f"its format {revision >> 16} is unknown")
    if max(tables) + count * _ENTRY > len(content):
        raise MoError(f"it ends before its {count} texts do")
    left = len(content)
    for index in range(count):
        places = [struct.unpack_from(f"{order}2I", content, t + index * _ENTRY) for t in tables]
        left -= sum(length for length, _ in places)
        # Texts that share their bytes could be far longer together than the file.
        if left < 0 or any(length + offset > len(content) for length, offset in places):
            raise MoError(f"text {index + 1} of {count} is not in it")
        original, translation = (content[offset : offset + length] for length, offset in places)
        yield original, translation


def _charset(pairs: list[tuple[bytes, bytes]]) -> str:
    """Return the charset that the header among `pairs` names; raise MoError if it is none."""
    header = next((translation for original, translation in pairs if not original), b"")
    match = CHARSET.search(header)
    charset = match[1].decode() if match else "utf-8"
    try:
        codecs.lookup(charset)
    except LookupError:
        raise MoError(f"its charset {charset} is unknown") from None
    return charset


def _decoded(text: bytes, charset: str) -> str:
    try:
        return text.decode(charset)
    except (LookupError, ValueError):  # a codec may also be one of no texts
        shown = text.decode("ascii", "backslashreplace")[:40]
        raise MoError(f"a text is not {charset}: {shown}") from None
