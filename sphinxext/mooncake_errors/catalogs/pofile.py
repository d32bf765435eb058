"""Writing catalogs: the same texts always give the same file, in UTF-8.

Babel does the work but for two parts that it would spoil: the header, of which it knows only a few
fields, and the previous texts of fuzzy translations, which it takes for comments.
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
"""Where lines are wrapped unless asked for otherwise: as Babel and sphinx-intl do."""

LONGEST_WORD = 1_000
"""How many characters a word may have for the texts around it to be wrapped."""

_HEADER = re.compile(rb'\A(?:[ \t]*(?:#[^\n]*)?\r?\n)*msgid ""\r?\nmsgstr (?:"[^\n]*"\r?\n)+')
_CHARSET = re.compile(rb'charset=([^\\\n"]*)')
_PREVIOUS = "| "
"""What a comment begins with that is the text of which a fuzzy translation was made."""


def new_header(project: str, language: str | None = None) -> bytes:
    """Return the header of a new template, or of a new catalog for `language`.

    It names no date and no version of a tool, either of which would change without need.
    Raises ValueError where `language` cannot be one.
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


def header_of(content: bytes) -> bytes:
    """Return the header in the `content` of a ``.po`` file, empty if it has none.

    It is as it stands there, but in UTF-8, and says so: all catalogs are written in UTF-8. Raises
    ValueError or LookupError where `content` is not in the charset that it names.
    """
    charset = charset_of(content)
    match = _HEADER.match(content.removeprefix(codecs.BOM_UTF8))
    header = match[0].replace(b"\r\n", b"\n") if match else b""
    if charset.casefold() in {"utf-8", "utf8"}:
        return header
    return _CHARSET.sub(rb"charset=utf-8", header).decode(charset).encode()


def render(catalog: BabelCatalog, header: bytes, width: int = WIDTH) -> bytes:
    """Return the content of a ``.po`` or ``.pot`` file, wrapped at `width` columns.

    Nothing is wrapped if `width` is 0, or if a word is longer than LONGEST_WORD characters: the
    time that Babel takes to wrap a word grows with the square of its length.
    """
    if any(map(_has_long_word, (*catalog, *catalog.obsolete.values()))):
        width = 0
    body = BytesIO()
    catalog.charset = "utf-8"
    write_po(body, catalog, width=width, omit_header=True)
    content = body.getvalue()
    for message in catalog:
        if message.id and message.previous_id:
            content = _with_previous(content, message, width)
    return header + b"\n" + content.rstrip(b"\n") + b"\n"


def restore_previous(catalog: BabelCatalog) -> None:
    """Turn the comments that are previous texts, as Babel reads them, into previous texts."""
    for message in catalog:
        lines = [c.removeprefix(_PREVIOUS) for c in message.user_comments if _is_previous(c)]
        message.user_comments = [c for c in message.user_comments if not _is_previous(c)]
        if lines and lines[0].startswith("msgid "):
            message.previous_id = [denormalize("\n".join(lines).removeprefix("msgid "))]


def _has_long_word(message: Message) -> bool:
    texts = (message.id, message.string, *message.previous_id, *message.user_comments)
    words = (word for text in texts for word in str(text).split())
    return any(len(word) > LONGEST_WORD for word in words)


def _is_previous(comment: str) -> bool:
    return comment.startswith(_PREVIOUS)


def _with_previous(content: bytes, message: Message, width: int) -> bytes:
    start = f"\nmsgid {normalize(str(message.id), width=width)}\nmsgstr "
    previous = f"msgid {normalize(message.previous_id[0], width=width)}"
    commented = "".join(f"\n#{_PREVIOUS}{line}" for line in previous.split("\n"))
    return content.replace(start.encode(), (commented + start).encode(), 1)
