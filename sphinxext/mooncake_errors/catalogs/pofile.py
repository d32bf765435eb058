"""Writing catalogs in UTF-8: the same messages always give the same file.

Babel writes the messages. Two parts that it does not preserve are written here: the header, of
which it knows only a few fields, and the previous texts of fuzzy translations, which it reads as
comments.
"""

from __future__ import annotations

import codecs
import re
from io import BytesIO

from babel.messages.catalog import Catalog as BabelCatalog
from babel.messages.pofile import denormalize, normalize, write_po

WIDTH = 76
"""Default length of lines in characters, as in Babel and sphinx-intl."""

_HEADER = re.compile(rb'\A(?:[ \t]*(?:#[^\n]*)?\r?\n)*msgid ""\r?\nmsgstr (?:"[^\n]*"\r?\n)+')
_CHARSET = re.compile(rb'charset=([^\\\n"]*)')
_MSGID = re.compile(r'^msgid (".*(?:\n".*)*)', re.MULTILINE)
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
    """Return the content of a ``.po`` or ``.pot`` file in UTF-8; not wrapped if `width` is 0."""
    body = BytesIO()
    catalog.charset = "utf-8"
    write_po(body, catalog, width=width, omit_header=True)
    content = _with_previous(body.getvalue().decode(), catalog, width)
    return header + b"\n" + content.rstrip("\n").encode() + b"\n"


def restore_previous(catalog: BabelCatalog) -> None:
    """Set the previous texts of messages from the comments as which Babel reads them."""
    for message in catalog:
        comments = message.user_comments
        lines = [each.removeprefix(_PREVIOUS) for each in comments if each.startswith(_PREVIOUS)]
        message.user_comments = [each for each in comments if not each.startswith(_PREVIOUS)]
        if lines and lines[0].startswith("msgid "):
            message.previous_id = [denormalize("\n".join(lines).removeprefix("msgid "))]


def _with_previous(content: str, catalog: BabelCatalog, width: int) -> str:
    """Return `content` with the previous texts of fuzzy messages in `catalog` as comments."""
    comments: dict[str, str] = {}
    for message in catalog:
        if message.id and message.previous_id:
            lines = f"msgid {normalize(message.previous_id[0], width=width)}".split("\n")
            comment = "".join(f"#{_PREVIOUS}{line}\n" for line in lines)
            comments[normalize(str(message.id), width=width)] = comment
    return _MSGID.sub(lambda match: comments.get(match[1], "") + match[0], content)
