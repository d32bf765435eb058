"""The files of catalogs, ``.po`` and ``.mo``: what they hold, and what is wrong in them."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING

from babel.messages.pofile import PoFileError, read_po

from sphinxext.mooncake_errors.catalogs.mofile import CHARSET, MoError, read_mo
from sphinxext.mooncake_errors.registry.characters import folded, forbidden, not_allowed
from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError, file_problem
from sphinxext.mooncake_errors.registry.text import TextError, spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from babel.messages.catalog import Catalog as BabelCatalog
    from babel.messages.catalog import Message

_PO_LINE = re.compile(
    r'#.*||((msgctxt|msgid|msgid_plural|msgstr(\[[0-9]+\])?)\s*)?"([^"\\]|\\.)*"', re.DOTALL
)
_OBSOLETE_PREVIOUS = re.compile(r"^#~\|.*$", re.MULTILINE)
"""What msgmerge notes on obsolete translations, and Babel takes for a fault."""


class CatalogError(Exception):
    """A catalog cannot be read; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        """Keep the `problem`."""
        super().__init__(str(problem))
        self.problem = problem


def read_messages(path: Path) -> BabelCatalog:
    """Return what the ``.po`` or ``.mo`` file `path` holds; raise CatalogError if it is broken."""
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
    declared = CHARSET.search(content)
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


def read_into(target: dict[str, str], path: Path, *, fuzzy: bool) -> list[Problem]:
    """Add the translations in the file `path` to `target`; return what is wrong with it.

    Fuzzy translations count only with `fuzzy`.
    """
    try:
        messages = list(read_messages(path))
    except CatalogError as error:
        return [error.problem]
    return list(_add(target, messages, path, fuzzy=fuzzy))


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
