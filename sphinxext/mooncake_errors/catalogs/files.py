"""Catalog files: ``.po`` and ``.mo`` are read, ``.po`` is written in UTF-8.

The same messages always give the same file. Babel reads and writes the messages. Two parts that it
does not preserve are written here: the header, of which it knows only a few fields, and the
previous texts of fuzzy translations, which it reads as comments.
"""

import codecs
import re
from io import BytesIO, StringIO
from pathlib import Path

from babel.messages.catalog import Catalog as BabelCatalog
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import PoFileError, denormalize, normalize, read_po, write_po

from sphinxext.mooncake_errors.registry.characters import FORBIDDEN, folded, not_allowed
from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError
from sphinxext.mooncake_errors.registry.text import TextError, spans

WIDTH = 76
"""Default length of lines in characters, as in Babel and sphinx-intl."""

_HEADER = re.compile(rb'\A(?:[ \t]*(?:#[^\n]*)?\r?\n)*msgid ""\r?\nmsgstr (?:"[^\n]*"\r?\n)+')
_CHARSET = re.compile(rb'charset=([^\\\n"]*)')
_MSGID = re.compile(r'^msgid (".*(?:\n".*)*)', re.MULTILINE)
_KEY = re.compile(r'^(?:msgctxt[ \t]+(".*(?:\n".*)*)\n)?msgid[ \t]+(".*(?:\n".*)*)', re.MULTILINE)
_WRAPPED = re.compile(r'"\s*\n"|\s+\Z')
_PREVIOUS = "| "
"""Begins a comment with the previous text of a fuzzy translation."""
_PO_LINE = re.compile(
    r'#.*||((msgctxt|msgid|msgid_plural|msgstr(\[[0-9]+\])?)\s*)?"([^"\\]|\\.)*"', re.DOTALL
)
_OBSOLETE_PREVIOUS = re.compile(r"^#~\|.*$", re.MULTILINE)
"""Previous texts of obsolete translations, which msgmerge writes and Babel refuses."""
_FORMATS = {"python-format", "python-brace-format"}
"""Flags that Babel sets for percent signs and braces; texts of a registry are no formats."""


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


def foreign_charset(content: bytes) -> str:
    """Return the charset that the header in `content` names, empty if that is UTF-8 or none."""
    match = _CHARSET.search(content)
    charset = match[1].decode("ascii", "replace").strip() if match else ""
    return "" if charset.casefold() in {"utf-8", "utf8"} else charset


def _read_po(content: bytes) -> BabelCatalog:
    """Return the catalog in `content`, which is in the charset that its header names.

    Raises PoFileError also for unterminated strings and for a second translation of a text, which
    Babel drops without an error.
    """
    charset = foreign_charset(content) or "UTF-8"
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
    _refuse_duplicates(text)
    catalog = read_po(StringIO(_OBSOLETE_PREVIOUS.sub("", text)), abort_invalid=True)
    _restore_previous(catalog)
    return catalog


def _refuse_duplicates(text: str) -> None:
    """Raise PoFileError at the second of two messages with the same context and text."""
    first: dict[tuple[str, ...], int] = {}
    for match in _KEY.finditer(text):
        key = tuple(_WRAPPED.sub("", part or "") for part in match.groups())
        start = match.start(2)
        if first.setdefault(key, start) != start:
            above, line = (text.count("\n", 0, each) for each in (first[key], start))
            raise _po_error(f"duplicate of the message in line {above + 1}", line)


def _po_error(fault: str, line: int) -> PoFileError:
    """Return an error like those of Babel, which counts lines from 0."""
    return PoFileError(fault, BabelCatalog(), "", line)


def _restore_previous(catalog: BabelCatalog) -> None:
    """Set the previous texts of messages from the comments as which Babel reads them."""
    for message in catalog:
        comments = message.user_comments
        lines = [each.removeprefix(_PREVIOUS) for each in comments if each.startswith(_PREVIOUS)]
        message.user_comments = [each for each in comments if not each.startswith(_PREVIOUS)]
        if lines and lines[0].startswith("msgid "):
            message.previous_id = [denormalize("\n".join(lines).removeprefix("msgid "))]


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
    for message in catalog:
        message.flags -= _FORMATS
    write_po(body, catalog, width=width, omit_header=True)
    content = _with_previous(body.getvalue().decode(), catalog, width)
    return header + b"\n" + content.rstrip("\n").encode() + b"\n"


def _with_previous(content: str, catalog: BabelCatalog, width: int) -> str:
    """Return `content` with the previous texts of fuzzy messages in `catalog` as comments."""
    comments: dict[str, str] = {}
    for message in catalog:
        if message.id and message.previous_id:
            lines = f"msgid {normalize(message.previous_id[0], width=width)}".split("\n")
            comment = "".join(f"#{_PREVIOUS}{line}\n" for line in lines)
            comments[normalize(str(message.id), width=width)] = comment
    return _MSGID.sub(lambda match: comments.get(match[1], "") + match[0], content)
