"""Reading catalogs: ``.po`` and ``.mo`` files."""

from __future__ import annotations

import re
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog as BabelCatalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import PoFileError, read_po

from sphinxext.mooncake_errors.catalogs.pofile import charset_of
from sphinxext.mooncake_errors.registry.characters import FORBIDDEN, folded, not_allowed
from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError
from sphinxext.mooncake_errors.registry.text import TextError, spans

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Message

_PO_LINE = re.compile(
    r'#.*||((msgctxt|msgid|msgid_plural|msgstr(\[[0-9]+\])?)\s*)?"([^"\\]|\\.)*"', re.DOTALL
)
_OBSOLETE_PREVIOUS = re.compile(r"^#~\|.*$", re.MULTILINE)
"""Previous texts of obsolete translations, which msgmerge writes and Babel refuses."""


def read_messages(path: Path) -> BabelCatalog:
    """Return the content of the ``.po`` or ``.mo`` file `path`.

    Raises RegistryError for any fault.
    """
    content = read_bytes(path)
    try:
        return _read_po(content) if path.suffix == ".po" else read_mo(BytesIO(content))
    except PoFileError as error:
        line, fault = error.lineno + 1, str(error).removesuffix(f" on {error.lineno}")
    except Exception as error:  # noqa: BLE001 - broken files cause errors of many types
        line, fault = 1, getattr(error, "strerror", None) or str(error) or type(error).__name__
    kind = "compiled catalog" if path.suffix == ".mo" else "catalog"
    raise RegistryError([Problem(str(path), line, 1, "catalog", f"bad {kind}: {fault}")])


def _read_po(content: bytes) -> BabelCatalog:
    """Return the catalog in `content`, which is in the charset that its header names.

    Raises PoFileError also for unterminated strings, which Babel drops without an error.
    """
    charset = charset_of(content)
    try:
        text = content.decode(charset).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    except UnicodeDecodeError as error:
        fault, start = f"byte 0x{content[error.start]:02x} is not {charset}", error.start
        raise _po_error(fault, content.count(b"\n", 0, start)) from None
    except (LookupError, ValueError):
        start = max(content.find(b"charset="), 0)
        raise _po_error(f"unknown charset {charset}", content.count(b"\n", 0, start)) from None
    for number, line in enumerate(text.split("\n")):
        if not _PO_LINE.fullmatch(line.strip()):
            fault = f"neither keyword, string nor comment: {line.strip()[:40]}"
            raise _po_error(fault, number)
    return read_po(StringIO(_OBSOLETE_PREVIOUS.sub("", text)), abort_invalid=True)


def _po_error(fault: str, line: int) -> PoFileError:
    """Return an error like those of Babel, which counts lines from 0."""
    return PoFileError(fault, BabelCatalog(), "", line)


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
    bad = FORBIDDEN.search(text)
    try:
        spans(text)
    except TextError as error:
        return str(error)
    return not_allowed(bad) if bad else ""
