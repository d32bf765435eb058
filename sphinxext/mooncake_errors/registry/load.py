"""Read and validate registry files; every fault of all files comes in one report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.builtin import BUILTIN
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.files import read_text
from sphinxext.mooncake_errors.registry.model import Registry
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError, limited
from sphinxext.mooncake_errors.registry.rules import Parts, component_problems, registry_problems
from sphinxext.mooncake_errors.registry.validation import validate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from sphinxext.mooncake_errors.registry.model import Component


def load_registry(paths: Iterable[Path] = BUILTIN) -> Registry:
    """Return the registry of the files `paths`, a component each, in this order.

    Raises RegistryError with all problems of all files.
    """
    return registry_of(load_documents(paths))


def registry_of(parts: Parts) -> Registry:
    """Return the registry of the components in `parts`."""
    return Registry(tuple(component for _, component in parts))


def parse_registry(texts: Iterable[tuple[str, str]]) -> Registry:
    """Return the registry of `texts`, each the path and the content of a file, or raise as above.

    References are not checked, so that a file can be read without those that it refers to.
    """
    contents = dict(texts)
    return registry_of(load_documents(contents, contents.__getitem__, references=False))


def single_document(path: str, text: str) -> tuple[Document, Component]:
    """Return the document and the component of one file with the content `text`, or raise so."""
    return load_documents([path], lambda _: text, references=False)[0]


def load_documents(
    paths: Iterable[Any],
    read: Callable[[Any], str] = read_text,
    *,
    references: bool = True,
) -> Parts:
    """Return each of the files `paths` with the component in it; raise as `load_registry`.

    `read` returns the text of a path. Without `references` those to codes are not checked, as they
    may lead to other files.
    """
    parts: Parts = []
    problems: list[Problem] = []
    complete = references
    for path in paths:
        try:
            document = Document(str(path), read(path))
        except RegistryError as error:
            problems += error.problems
            complete = False
            continue
        component = _component(document)
        problems += limited(document.problems)
        complete = complete and document.complete
        if component:
            parts.append((document, component))
    problems += limited(registry_problems(parts, complete=complete))
    if problems:
        raise RegistryError(problems)
    return parts


def _component(document: Document) -> Component | None:
    """Return the component in `document`, whose problems become those of the file by itself."""
    if document.root is None:
        document.complete = False
        document.report(0, "empty", "the registry is empty")
        return None
    component = validate(document)
    if component is None:
        document.complete = False
    else:
        document.problems += limited(component_problems(document, component))
    return component
