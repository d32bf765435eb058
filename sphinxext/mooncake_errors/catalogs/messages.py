"""Messages for translators: the texts of a registry and the words of the extension."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sphinxext.mooncake_errors.registry.builtin import DATA
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.fields import Location, texts
from sphinxext.mooncake_errors.registry.load import load_documents
from sphinxext.mooncake_errors.registry.model import Component
from sphinxext.mooncake_errors.registry.words import Word

PACKAGE = "sphinxext/mooncake_errors"
"""Path of the package in the locations of messages, the same on every machine."""

_LIST_ITEM = 6
"""Length of the location of an item in a list of a code: groups, 0, codes, 0, actions, 0."""

EXTENSION = "(extension)"
"""Stands for the component's id of words of the extension."""


@dataclass(frozen=True, slots=True)
class Message:
    """One use of a text, with a comment for translators."""

    text: str
    path: str
    line: int
    comment: str
    component: str
    """The id of the component, or EXTENSION."""
    language: str
    """The language of the text, e.g. ``en`` or ``zh_CN``."""


def registry_messages(paths: Iterable[Path], base: Path) -> Iterator[Message]:
    """Yield the texts of the registry files `paths`; their paths are relative to `base`.

    Raises RegistryError as `load_registry` does.
    """
    for document, component in load_documents(paths):
        shown = display_path(Path(document.path), base)
        yield from component_messages(document, component, shown)


def component_messages(document: Document, component: Component, path: str) -> Iterator[Message]:
    """Yield the texts of `component`, whose file is `document` and is called `path` in messages."""
    found = list(texts(component))
    # Titles of groups come before the texts of codes, so that they are translated together.
    found.sort(key=lambda each: ("groups" in each[0], "codes" in each[0]))
    for location, text in found:
        comment = _comment(component, location)
        line = document.line(location)
        yield Message(text, path, line, comment, component.component, component.language)


def word_messages() -> Iterator[Message]:
    """Yield the words that the extension adds to pages."""
    for word in Word:
        path = f"{PACKAGE}/registry/words.py"
        yield Message(word.value, path, 0, "shown by the extension", EXTENSION, "en")


def display_path(path: Path, base: Path) -> str:
    """Return `path` for locations of messages: in PACKAGE if built-in, else relative to `base`."""
    if path.parent == DATA:
        return f"{PACKAGE}/data/{path.name}"
    return os.path.relpath(path, base).replace(os.sep, "/")


def _comment(component: Component, location: Location) -> str:
    """Return the comment for translators about the text at `location`."""
    if location[0] != "groups":
        return f"{component.component}: {location[0]} of the component"
    group = component.groups[int(location[1])]
    if location[2] != "codes":
        return f"{component.component}: {location[2]} of the group {group.id}"
    code = group.codes[int(location[3])]
    *_, key = (step for step in location[4:] if isinstance(step, str))
    of_part = "" if key in {"cause", "text"} or len(location) <= _LIST_ITEM else f"{key} of "
    return f"{component.qualified(code)} ({code.value}): {of_part}{location[4]}"
