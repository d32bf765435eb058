"""Reading catalogs: ``.po`` and ``.mo`` files."""

from __future__ import annotations

import re
import struct
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from babel.messages.mofile import read_mo
from babel.messages.pofile import PoFileError, read_po

from sphinxext.mooncake_errors.catalogs.pofile import charset_of
from sphinxext.mooncake_errors.registry.characters import folded, forbidden, not_allowed
from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError, file_problem
from sphinxext.mooncake_errors.registry.text import TextError, spans

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Catalog as BabelCatalog
    from babel.messages.catalog import Message

_PO_LINE = re.compile(
    r'#.*||((msgctxt|msgid|msgid_plural|msgstr(\[[0-9]+\])?)\s*)?"([^"\\]|\\.)*"', re.DOTALL
)
_OBSOLETE_PREVIOUS = re.compile(r"^#~\|.*$", re.MULTILINE)
"""Previous texts of obsolete translations, which msgmerge writes and Babel refuses."""
_ORDERS = {b"\xde\x12\x04\x95": "<", b"\x95\x04\x12\xde": ">"}
_MO_HEADER = 20


def read_messages(path: Path) -> BabelCatalog:
    """Return the content of the ``.po`` or ``.mo`` file `path`.

    Raises RegistryError for any fault.
    """
    content = read_bytes(path)
    try:
        if path.suffix == ".po":
            return _read_po(path, content)
        _check_sizes(content)
        return read_mo(BytesIO(content))
    except RegistryError:
        raise
    except PoFileError as error:
        fault = str(error).removesuffix(f" on {error.lineno}")  # counted from 0
        problem = Problem(str(path), error.lineno + 1, 1, "catalog", f"bad catalog: {fault}")
    except Exception as error:  # noqa: BLE001 - broken files cause errors of many types
        kind = "compiled catalog" if path.suffix == ".mo" else "catalog"
        fault = getattr(error, "strerror", None) or str(error) or type(error).__name__
        problem = file_problem(path, "catalog", f"bad {kind}: {fault}")
    raise RegistryError([problem])


def _check_sizes(content: bytes) -> None:
    """Raise ValueError if the texts of a ``.mo`` file are together longer than the file.

    Its texts may overlap, so a small file could fill the memory.
    """
    order = _ORDERS.get(content[:4])
    if order is None:
        raise ValueError("it does not begin as a compiled catalog does")
    if len(content) < _MO_HEADER:
        raise ValueError("it ends within its header")
    count, *tables = struct.unpack_from(f"{order}3I", content, 8)
    if max(tables) + 8 * count > len(content):
        raise ValueError(f"it ends before its {count} texts do")
    entries = (struct.iter_unpack(f"{order}2I", content[at : at + 8 * count]) for at in tables)
    if sum(length for table in entries for length, _ in table) > len(content):
        raise ValueError("its texts are longer than the file")


def _read_po(path: Path, content: bytes) -> BabelCatalog:
    text = _decoded(path, content)
    _check_lines(path, text)
    return read_po(StringIO(_OBSOLETE_PREVIOUS.sub("", text)), abort_invalid=True)


def _decoded(path: Path, content: bytes) -> str:
    """Return the text of a ``.po`` file, decoded from the charset in its header."""
    charset = charset_of(content)
    try:
        return content.decode(charset).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    except UnicodeDecodeError as error:
        start = error.start
        fault = f"byte 0x{content[start]:02x} is not {charset}"
    except (LookupError, ValueError):
        start, fault = max(content.find(b"charset="), 0), f"unknown charset {charset}"
    line = content.count(b"\n", 0, start) + 1
    raise RegistryError([Problem(str(path), line, 1, "catalog", f"bad catalog: {fault}")])


def _check_lines(path: Path, text: str) -> None:
    """Raise RegistryError at the first line that cannot be in a catalog.

    Babel drops unterminated strings without an error.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if not _PO_LINE.fullmatch(line.strip()):
            message = f"bad catalog: neither keyword, string nor comment: {line.strip()[:40]}"
            raise RegistryError([Problem(str(path), number, 1, "catalog", message)])


def read_translations(path: Path, *, fuzzy: bool) -> tuple[dict[str, str], list[Problem]]:
    """Return the translations in the file `path` by their texts, and its problems.

    Fuzzy translations are used only with `fuzzy`. White space is folded. A translation with broken
    markup or forbidden characters is left out, with a problem.
    """
    found: dict[str, str] = {}
    try:
        messages = list(read_messages(path))
    except RegistryError as error:
        return found, list(error.problems)
    problems = []
    for message in messages:
        if not is_translation(message) or (message.fuzzy and not fuzzy):
            continue
        shown = folded(str(message.string))
        fault = _fault(shown)
        if fault:
            line = message.lineno or 1
            problems.append(Problem(str(path), line, 1, "catalog", f"{fault}: {shown}"))
        elif shown:
            found[str(message.id)] = shown
    return found, problems


def is_translation(message: Message) -> bool:
    """Return whether `message` is a translation without context or plural, as of registry texts."""
    one = isinstance(message.id, str) and message.context is None
    return bool(one and message.id and message.string)


def _fault(text: str) -> str:
    bad = forbidden(text)
    if bad:
        return not_allowed(bad)
    try:
        spans(text)
    except TextError as error:
        return str(error)
    return ""
