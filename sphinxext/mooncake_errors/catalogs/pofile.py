"""Writing catalogs in UTF-8: the same messages always give the same file.

Babel writes the messages. Two parts that it does not preserve are written here: the header, of
which it knows only a few fields, and the previous texts of fuzzy translations, which it reads as
comments.
"""

from __future__ import annotations

import codecs
import re
from io import BytesIO
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog as BabelCatalog
from babel.messages.pofile import denormalize, normalize, write_po

if TYPE_CHECKING:
    from babel.messages.catalog import Message

WIDTH = 76
"""Default length of lines in characters, as in Babel and sphinx-intl."""

_HEADER = re.compile(rb'\A(?:[ \t]*(?:#[^\n]*)?\r?\n)*msgid ""\r?\nmsgstr (?:"[^\n]*"\r?\n)+')
_CHARSET = re.compile(rb'charset=([^\\\n"]*)')
_LONGEST_WORD = 2_000
"""Longest word in a catalog that is wrapped; Babel's wrapping is quadratic in that length."""
_PREVIOUS = "| "
"""Begins a comment with the previous text of a fuzzy translation."""


def new_header(project: str, language: str | None = None) -> bytes:
    """Return the header of a new template, or of a new catalog for `language`.

    It has no date and no version of a tool, so that it stays the same.
    Raises ValueError if `language` is not the name of a language.
    """
    what = f"{language} translations" if language else "Translations template"
    fields = [f"Project-Id-Version: {project}"]
    if language:
        plural_forms = BabelCatalog(locale=language).plural_forms
        fields += [f"Language: {language}", f"Plural-Forms: {plural_forms}"]
    fields += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"]
    fields += ["Content-Transfer-Encoding: 8bit"]
    value = normalize("".join(f"{field}\n" for field in fields), width=0)
    return f'# {what} for {project}.\n#\nmsgid ""\nmsgstr {value}\n'.encode()


def charset_of(content: bytes) -> str:
    """Return the charset that the header in `content` names, ``utf-8`` if it names none."""
    match = _CHARSET.search(content)
    return match[1].decode("ascii", "replace").strip() if match else "utf-8"


def foreign_charset(content: bytes) -> str:
    """Return the charset that the header in `content` names, empty if that is UTF-8."""
    charset = charset_of(content)
    return "" if charset.casefold() in {"utf-8", "utf8"} else charset


def header_of(content: bytes) -> bytes:
    """Return the header in the `content` of a ``.po`` file, empty if it has none.

    The header is converted to UTF-8, with this charset in it; the rest of it is unchanged. Raises
    ValueError or LookupError if `content` is not in the charset that it names.
    """
    charset = foreign_charset(content)
    match = _HEADER.match(content.removeprefix(codecs.BOM_UTF8))
    header = match[0].replace(b"\r\n", b"\n") if match else b""
    if not charset:
        return header
    return _CHARSET.sub(rb"charset=utf-8", header).decode(charset).encode()


def render(catalog: BabelCatalog, header: bytes, width: int = WIDTH) -> bytes:
    """Return the content of a ``.po`` or ``.pot`` file in UTF-8.

    Lines are not wrapped if `width` is 0, or if there is a word of more than _LONGEST_WORD
    characters.
    """
    width = 0 if _has_long_word(catalog) else width
    body = BytesIO()
    catalog.charset = "utf-8"
    write_po(body, catalog, width=width, omit_header=True)
    content = _with_previous(body.getvalue().decode(), catalog, width)
    return header + b"\n" + content.rstrip("\n").encode() + b"\n"


def _has_long_word(catalog: BabelCatalog) -> bool:
    texts = (f"{m.id} {m.string}" for m in (*catalog, *catalog.obsolete.values()))
    return any(len(word) > _LONGEST_WORD for text in texts for word in text.split())


def restore_previous(catalog: BabelCatalog) -> None:
    """Set the previous texts of messages from the comments as which Babel reads them."""
    for message in catalog:
        lines = [c.removeprefix(_PREVIOUS) for c in message.user_comments if _is_previous(c)]
        message.user_comments = [c for c in message.user_comments if not _is_previous(c)]
        if lines and lines[0].startswith("msgid "):
            message.previous_id = [denormalize("\n".join(lines).removeprefix("msgid "))]


def _is_previous(comment: str) -> bool:
    return comment.startswith(_PREVIOUS)


def _with_previous(content: str, catalog: BabelCatalog, width: int) -> str:
    """Return `content` with the previous texts of fuzzy messages in `catalog` as comments."""
    comments = {
        normalize(str(message.id), width=width): _comment(message, width)
        for message in catalog
        if message.id and message.previous_id
    }
    blocks = content.split("\n\n") if comments else [content]
    for index, block in enumerate(blocks):
        head, start, rest = block.partition("\nmsgid ")
        comment = comments.get(rest.partition("\nmsgstr ")[0])
        if comment:
            blocks[index] = head + comment + start + rest
    return "\n\n".join(blocks)


def _comment(message: Message, width: int) -> str:
    previous = f"msgid {normalize(message.previous_id[0], width=width)}"
    return "".join(f"\n#{_PREVIOUS}{line}" for line in previous.split("\n"))
