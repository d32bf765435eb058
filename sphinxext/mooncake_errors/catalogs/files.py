"""Catalog files: ``.po`` and ``.mo`` are read, ``.po`` is written in UTF-8.

The same messages always give the same file.
"""

import re
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog as BabelCatalog
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import PoFileError, PoFileParser, denormalize, normalize, write_po

from sphinxext.mooncake_errors.registry.characters import FORBIDDEN, folded, not_allowed
from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.model import LANGUAGE_FAULT, LANGUAGE_PATTERN
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError
from sphinxext.mooncake_errors.registry.text import TextError, spans

WIDTH = 76
"""Default length of lines in characters, as in Babel and sphinx-intl."""

_HEADER = re.compile(r'\A(?:[ \t]*(?:#.*)?\n)*msgid ""\nmsgstr (?:".*"\n)+')
_CHARSET = re.compile(r'charset=([^\\\n"]*)')
_MSGID = re.compile(r'^msgid (".*(?:\n".*)*)', re.MULTILINE)
_PO_LINE = re.compile(
    r'#.*||((msgctxt|msgid|msgid_plural|msgstr(\[[0-9]+\])?)\s*)?"([^"\\]|\\.)*"', re.DOTALL
)
_OBSOLETE_PREVIOUS = re.compile(r"^#~\|.*$", re.MULTILINE)
"""Previous texts of obsolete translations, which msgmerge writes and Babel refuses."""
_FORMATS = {"python-format", "python-brace-format"}
"""Flags that Babel sets for percent signs and braces; texts of a registry are no formats."""


class PoCatalog(BabelCatalog):
    """The content of a ``.po`` file, with the parts that Babel does not keep.

    Of the header, Babel knows only some fields; the previous texts of fuzzy translations are
    comments to it; and of two translations of one text it drops one.
    """

    def __init__(self, header: str = "") -> None:
        """Make an empty catalog; `header` is that of its file, with UTF-8 as the charset."""
        super().__init__()
        self.header = header
        self._lines: dict[tuple[str, str | None], int] = {}
        self.former_charset = ""
        """The charset of the file that was read, if it is not UTF-8."""

    def __setitem__(self, id: Any, message: Message) -> None:  # noqa: A002 - as in Babel
        """Add `message`; raise PoFileError if it is the second of a file with its text."""
        if message.lineno:
            single = id if isinstance(id, str) else id[0]
            first = self._lines.setdefault((single, message.context), message.lineno)
            if first != message.lineno:
                fault = f"duplicate of the message in line {first}"
                raise PoFileError(fault, self, "", message.lineno - 1)
        super().__setitem__(id, message)

    def follow(self, template: "PoCatalog") -> None:
        """Take over the texts of `template`, and its header if there is none.

        A translation whose text changed becomes fuzzy and keeps its previous text. A translation
        whose text is gone becomes obsolete; if the text returns, the translation is used again as
        fuzzy, since the file does not keep the flags of obsolete translations.
        """
        self.header = self.header or template.header
        for text in [str(message.id) for message in template if message.id]:
            obsolete = self.obsolete.pop(text, None)
            if obsolete and obsolete.string and text not in self:
                obsolete.flags.add("fuzzy")
                self[text] = obsolete
        former = {m.id: m.previous_id for m in self if m.fuzzy and m.previous_id}
        self.update(template)
        for message in self:
            changed = message.previous_id
            origin = changed[0] if changed else message.id
            message.previous_id = former.get(origin, changed) if message.fuzzy else []

    def content(self, width: int = WIDTH) -> bytes:
        """Return the content of the file in UTF-8; lines are not wrapped if `width` is 0."""
        self.charset = "utf-8"
        previous: dict[str, str] = {}
        for message in self:
            message.flags -= _FORMATS
            if message.previous_id:
                comment = f"\nmsgid {normalize(message.previous_id[0], width=width)}"
                text = normalize(str(message.id), width=width)
                previous[text] = comment.replace("\n", "\n#| ")[1:] + "\n"
        file = BytesIO()
        write_po(file, self, width=width, omit_header=True)
        body = file.getvalue().decode().rstrip("\n")
        body = _MSGID.sub(lambda match: previous.get(match[1], "") + match[0], body)
        return f"{self.header}\n{body}\n".encode()


def read_messages(path: Path) -> PoCatalog:
    """Return the content of the ``.po`` or ``.mo`` file `path`; raise RegistryError at a fault."""
    content = read_bytes(path)
    try:
        return _read_po(content) if path.suffix == ".po" else _read_mo(content)
    except PoFileError as error:
        line, fault = error.lineno + 1, str(error).removesuffix(f" on {error.lineno}")
    except Exception as error:  # noqa: BLE001 - broken files cause errors of many types
        line, fault = 1, getattr(error, "strerror", None) or str(error) or type(error).__name__
    kind = "compiled catalog" if path.suffix == ".mo" else "catalog"
    raise RegistryError([Problem(str(path), line, 1, "catalog", f"bad {kind}: {fault}")])


def _read_mo(content: bytes) -> PoCatalog:
    catalog = PoCatalog()
    for message in list(read_mo(BytesIO(content)))[1:]:  # the first is the header
        catalog[message.id] = message
    return catalog


def _read_po(content: bytes) -> PoCatalog:
    """Return the catalog in `content`; raise PoFileError also for what Babel reads wrong."""
    catalog = PoCatalog()
    named = _CHARSET.search(content.decode("ascii", "replace"))
    charset = named[1].strip() if named else ""
    if charset.casefold() not in {"", "utf-8", "utf8"}:
        catalog.former_charset = charset
    charset = catalog.former_charset or "UTF-8"
    try:
        text = content.decode(charset).removeprefix("\ufeff").replace("\r\n", "\n")
    except (LookupError, ValueError) as error:
        at, fault = content.find(b"charset="), f"unknown charset {charset}"
        if isinstance(error, UnicodeDecodeError):
            at, fault = error.start, f"byte 0x{content[error.start]:02x} is not {charset}"
        raise PoFileError(fault, catalog, "", content.count(b"\n", 0, at)) from None
    text = _OBSOLETE_PREVIOUS.sub("", text)
    for number, line in enumerate(text.split("\n")):
        if not _PO_LINE.fullmatch(line.strip()):  # such as a string without an end
            fault = f"neither keyword, string nor comment: {line.strip()[:40]}"
            raise PoFileError(fault, catalog, line, number)
    PoFileParser(catalog, abort_invalid=True).parse(StringIO(text))
    if header := _HEADER.match(text):
        catalog.header = header[0]
    if catalog.former_charset:
        catalog.header = _CHARSET.sub("charset=utf-8", catalog.header)
    for message in catalog:
        comments = message.user_comments
        previous = [each for each in comments if each.startswith("| ")]
        message.user_comments = [each for each in comments if not each.startswith("| ")]
        if previous and previous[0].startswith("| msgid "):
            source = "\n".join(previous).replace("\n| ", "\n").removeprefix("| msgid ")
            message.previous_id = [denormalize(source)]
    return catalog


def read_translations(path: Path, *, fuzzy: bool) -> tuple[dict[str, str], list[Problem]]:
    """Return the translations in the file `path` by their texts, and its problems.

    Fuzzy translations are used only with `fuzzy`. White space is folded. A translation with broken
    markup or forbidden characters is left out, with a problem.
    """
    found: dict[str, str] = {}
    problems = []
    try:
        catalog = read_messages(path)
    except RegistryError as error:
        return found, list(error.problems)
    for message in catalog:
        if not is_translation(message) or (message.fuzzy and not fuzzy):
            continue
        shown = folded(str(message.string))
        bad = FORBIDDEN.search(shown)
        fault = not_allowed(bad) if bad else ""
        try:
            spans(shown)
        except TextError as error:
            fault = str(error)
        if fault:
            place = (str(path), message.lineno or 1, 1)
            problems.append(Problem(*place, "catalog", f"{fault}: {shown}"))
        elif shown:
            found[str(message.id)] = shown
    return found, problems


def is_translation(message: Message) -> bool:
    """Return whether `message` is a translation without context or plural, as of registry texts."""
    one = isinstance(message.id, str) and message.context is None
    return bool(one and message.id and message.string)


def new_header(project: str, language: str | None = None) -> str:
    """Return the header of a new template, or of a new catalog for `language`, without a date.

    Raises ValueError if `language` is not the name of a language.
    """
    what = f"{language} translations" if language else "Translations template"
    fields = [f"Project-Id-Version: {project}"]
    if language:
        if not re.match(LANGUAGE_PATTERN, language):
            raise ValueError(f"it {LANGUAGE_FAULT}")
        plural_forms = BabelCatalog(locale=language).plural_forms
        fields += [f"Language: {language}", f"Plural-Forms: {plural_forms}"]
    fields += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"]
    value = normalize("\n".join([*fields, "Content-Transfer-Encoding: 8bit\n"]), width=0)
    return f'# {what} for {project}.\n#\nmsgid ""\nmsgstr {value}\n'
