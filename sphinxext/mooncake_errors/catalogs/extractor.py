"""Messages for translators: the texts of a registry and the words of the extension.

`extract` is an entry point of the group babel.extractors.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

from sphinxext.mooncake_errors.catalogs.files import PoCatalog
from sphinxext.mooncake_errors.registry.builtin import DATA
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.fields import Location, texts
from sphinxext.mooncake_errors.registry.files import decode
from sphinxext.mooncake_errors.registry.load import load_documents, single_document
from sphinxext.mooncake_errors.registry.model import Component
from sphinxext.mooncake_errors.registry.problems import RegistryError
from sphinxext.mooncake_errors.registry.words import Word

_PACKAGE = "sphinxext/mooncake_errors"
"""Path of the package in the locations of messages, the same on every machine."""


class Message(NamedTuple):
    """One use of a text, with a comment for translators."""

    text: str
    path: str
    line: int
    comment: str
    component: str
    """The id of the component, or ``(extension)``."""
    language: str
    """The language of the text, e.g. ``en`` or ``zh_CN``."""


def registry_messages(paths: Iterable[Path], base: Path) -> Iterator[Message]:
    """Yield the texts of the files `paths`, named relative to `base`; may raise RegistryError."""
    for document, component in load_documents(paths):
        path = Path(document.path)
        shown = f"{_PACKAGE}/data/{path.name}"
        if path.parent != DATA:
            shown = os.path.relpath(path, base).replace(os.sep, "/")
        yield from _messages(document, component, shown)


def word_messages() -> Iterator[Message]:
    """Yield the words that the extension adds to pages."""
    path = f"{_PACKAGE}/registry/words.py"
    for word in Word:
        yield Message(word.value, path, 0, "shown by the extension", "(extension)", "en")


def template(paths: Iterable[Path], base: Path, header: str) -> PoCatalog:
    """Return a catalog of all words, and of the texts of `registry_messages`, each text once."""
    catalog = PoCatalog(header)
    for message in (*word_messages(), *registry_messages(paths, base)):
        place = (message.path, message.line)
        catalog.add(message.text, locations=[place], auto_comments=[message.comment])
    return catalog


def extract(
    fileobj: IO[bytes],
    keywords: Collection[str],  # noqa: ARG001
    comment_tags: Collection[str],  # noqa: ARG001
    options: Mapping[str, Any],  # noqa: ARG001
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Yield the line, None for a function name, the text and the comments of each message.

    Babel calls this with a registry file that is opened in binary mode. Keywords and comment tags
    do not apply to registries. Raises SystemExit with all problems of a faulty file, since Babel
    would show a traceback for any other exception.
    """
    path = str(getattr(fileobj, "name", "<registry>"))
    try:
        document, component = single_document(path, decode(path, fileobj.read()))
    except RegistryError as error:
        raise SystemExit(str(error)) from None
    for message in _messages(document, component, path):
        yield message.line, None, message.text, [message.comment]


def _messages(document: Document, component: Component, path: str) -> Iterator[Message]:
    # Titles of groups come before the texts of codes, so that they are translated together.
    found = sorted(texts(component), key=lambda each: ("groups" in each[0], "codes" in each[0]))
    for location, text in found:
        comment, line = _comment(component, location), document.line(location)
        yield Message(text, path, line, comment, component.component, component.language)


def _comment(component: Component, location: Location) -> str:
    """Return the comment for translators about the text at `location`."""
    if location[0] != "groups":
        return f"{component.component}: {location[0]} of the component"
    group = component.groups[int(location[1])]
    if location[2] != "codes":
        return f"{component.component}: {location[2]} of the group {group.id}"
    code = group.codes[int(location[3])]
    keys = [key for key in location[4:] if isinstance(key, str) and key not in {"cause", "text"}]
    return f"{component.qualified(code)} ({code.value}): {' of '.join(keys[::-1])}"
