"""Translations of the registry's texts and of the extension's own words.

A catalog is looked up here instead of through Sphinx's own, since that one is global to the
process and the first loaded wins: a project could not override a text that ships.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.characters import folded, forbidden, not_allowed
from sphinxext.mooncake_errors.registry.model import LANGUAGE_PATTERN
from sphinxext.mooncake_errors.registry.problems import (
    Problem,
    RegistryError,
    did_you_mean,
    file_problem,
)
from sphinxext.mooncake_errors.registry.text import TextError, spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from babel.messages.catalog import Catalog as BabelCatalog
    from babel.messages.catalog import Message

_PO_LINE = re.compile(
    r'#.*||((msgctxt|msgid|msgid_plural|msgstr(\[[0-9]+\])?)\s*)?"([^"\\]|\\.)*"', re.DOTALL
)
_CHARSET = re.compile(rb"charset=([-\w.:]+)")
_OBSOLETE_PREVIOUS = re.compile(r"^#~\|.*$", re.MULTILINE)
"""What msgmerge notes on obsolete translations, and Babel takes for a fault."""

DOMAIN = "mooncake-errors"
"""The gettext domain: the name of the ``.pot`` and ``.po`` files."""

_PACKAGE = Path(__file__).parent.parent
SHIPPED = (_PACKAGE / "locales", _PACKAGE.parent.parent / "locales")
"""Where shipped catalogs are: in an installed wheel, then in a checkout."""

_SIMPLIFIED = ("zh", "zh_hans", "zh_hans_cn", "zh_hans_sg", "zh_sg")
"""Languages that the shipped zh_CN serves; zh_TW and zh_HK readers expect traditional script."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """The translations of one language, with what was wrong in the files they come from."""

    language: str
    messages: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def translates(self, language: str) -> bool:
        """Return whether texts in `language` need translation to be read in this one."""
        return shipped_language(language) != shipped_language(self.language)

    def get(self, text: str) -> str | None:
        """Return the translation of `text`, or None where it has none."""
        return self.messages.get(text)

    def __call__(self, text: str) -> str:
        """Return the translation of `text`, or `text` itself."""
        return self.messages.get(text, text)


def shipped_language(language: str) -> str:
    """Return the language whose shipped texts readers of `language` read.

    That is zh_CN for all names of simplified Chinese, en for all kinds of English, and otherwise
    the language itself.
    """
    name = language.replace("-", "_")
    if name.casefold() in _SIMPLIFIED:
        return "zh_CN"
    return "en" if name.casefold().partition("_")[0] == "en" else name


def shipped_catalog(language: str) -> Path | None:
    """Return the file of the shipped translations that serve `language`, if there is one."""
    found = (_catalog_in(folder, shipped_language(language)) for folder in SHIPPED)
    return next(filter(None, found), None)


def project_catalogs(language: str, locale_dirs: Iterable[Path]) -> list[Path]:
    """Return the catalogs of a project for `language`; of two, the former wins."""
    found = (_catalog_in(folder, language) for folder in locale_dirs)
    return [path for path in found if path]


def catalog_languages(folders: Iterable[Path]) -> list[str]:
    """Return the languages that have a catalog in one of `folders`, sorted."""
    found = (folder.glob(f"*/LC_MESSAGES/{DOMAIN}.[mp]o") for folder in folders)
    return sorted({path.parent.parent.name for paths in found for path in paths})


def no_catalog(language: str, locale_dirs: Iterable[Path]) -> Problem:
    """Return the problem that neither `locale_dirs` nor what ships has a catalog of `language`."""
    folders = list(locale_dirs)
    expected = Path(*folders[:1], language, "LC_MESSAGES", f"{DOMAIN}.po")
    hint = did_you_mean(language, catalog_languages([*folders, *SHIPPED]))
    return file_problem(expected, "no-catalog", f"no catalog for the language {language}{hint}")


def load_catalog(language: str, locale_dirs: Iterable[Path], *, fuzzy: bool = False) -> Catalog:
    """Return the translations for `language`: the shipped ones below those of a project.

    Each of `locale_dirs` may hold ``<language>/LC_MESSAGES/mooncake-errors.po`` (or ``.mo``). Fuzzy
    translations count only with `fuzzy`. A file that cannot be read becomes a problem of the
    returned catalog, and so does a translation with broken markup or with characters that mislead;
    the text stays English. White space in translations is folded, as in the registry.
    """
    catalog = Catalog(language)
    shipped = shipped_catalog(language)
    project = project_catalogs(language, locale_dirs)
    for path in ([shipped] if shipped else []) + project[::-1]:
        try:
            messages = list(read_messages(path))
        except CatalogError as error:
            catalog.problems.append(error.problem)
            continue
        catalog.problems.extend(_add(catalog.messages, messages, path, fuzzy=fuzzy))
    return catalog


class CatalogError(Exception):
    """A catalog cannot be read; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        """Keep the `problem`."""
        super().__init__(str(problem))
        self.problem = problem


def read_messages(path: Path) -> BabelCatalog:
    """Return what the ``.po`` or ``.mo`` file `path` holds; raise CatalogError if it is broken."""
    # Slow to import, and of no use to who reads English.
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415

    # The reader of YAML, which takes long to import, is not needed for catalogs that ship.
    from sphinxext.mooncake_errors.registry.document import read_bytes  # noqa: PLC0415
    from sphinxext.mooncake_errors.registry.mofile import MoError, read_mo  # noqa: PLC0415

    try:
        content = read_bytes(path)
        if path.suffix == ".mo":
            return read_mo(content)
        text = _decoded(path, content)
        _check_lines(path, text)
        return read_po(StringIO(_OBSOLETE_PREVIOUS.sub("", text)), abort_invalid=True)
    except CatalogError:
        raise
    except RegistryError as error:
        problem = file_problem(path, "catalog", f"catalog {error.problems[0].message}")
    except MoError as error:
        problem = file_problem(path, "catalog", f"bad compiled catalog: {error}")
    except PoFileError as error:
        fault = str(error).removesuffix(f" on {error.lineno}")  # counted from 0
        problem = Problem(str(path), error.lineno + 1, 1, "catalog", f"bad catalog: {fault}")
    except Exception as error:  # noqa: BLE001 - Babel lets all kinds out of broken headers
        fault = str(getattr(error, "strerror", None) or error)
        problem = file_problem(path, "catalog", f"catalog cannot be read: {fault}")
    raise CatalogError(problem)


def _decoded(path: Path, content: bytes) -> str:
    """Return the text of a ``.po`` file, which names its charset in its header."""
    declared = _CHARSET.search(content)
    charset = declared[1].decode() if declared else "utf-8"
    try:
        text = content.decode(charset)
    except LookupError as error:
        place, fault = declared.start() if declared else 0, str(error)
    except UnicodeDecodeError as error:
        place, fault = error.start, f"byte 0x{content[error.start]:02x} is not {charset}"
    else:
        return text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    line = content.count(b"\n", 0, place) + 1
    raise CatalogError(Problem(str(path), line, 1, "catalog", f"bad catalog: {fault}"))


def _check_lines(path: Path, text: str) -> None:
    """Raise CatalogError at the first line that is no line of a catalog.

    Babel itself drops a string that is not closed without a word.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if not _PO_LINE.fullmatch(line.strip()):
            message = f"bad catalog: neither keyword, string nor comment: {line.strip()[:40]}"
            raise CatalogError(Problem(str(path), number, 1, "catalog", message))


def _catalog_in(folder: Path, language: str) -> Path | None:
    if not re.match(LANGUAGE_PATTERN, language):  # a block in a page may say anything
        return None
    base = folder / language / "LC_MESSAGES" / DOMAIN
    files = (base.with_suffix(".po"), base.with_suffix(".mo"))
    return next(filter(Path.is_file, files), None)


def _add(
    target: dict[str, str], messages: Iterable[Message], path: Path, *, fuzzy: bool
) -> Iterator[Problem]:
    for message in messages:
        text, translation = message.id, message.string
        if not (text and translation) or not isinstance(text, str) or message.context:
            continue
        if message.fuzzy and not fuzzy:
            continue
        shown = folded(str(translation))
        try:
            spans(shown)
            fault = not_allowed(bad) if (bad := forbidden(shown)) else ""
        except TextError as error:
            fault = str(error)
        if fault:
            yield Problem(str(path), message.lineno or 1, 1, "catalog", f"{fault}: {shown}")
        elif shown:
            target[text] = shown
