"""Read and validate registry files; every fault of all files comes in one report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.builtin import BUILTIN
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.files import read_text
from sphinxext.mooncake_errors.registry.model import Component, Registry
from sphinxext.mooncake_errors.registry.problems import (
    Problem,
    RegistryError,
    file_problem,
    limited,
)
from sphinxext.mooncake_errors.registry.rules import component_problems, registry_problems
from sphinxext.mooncake_errors.registry.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def load_registry(paths: Iterable[Path] = BUILTIN) -> Registry:
    """Return the registry of the files `paths`, a component each, in this order.

    Raises RegistryError with all problems of all files.
    """
    return Registry(tuple(component for _, component in load_documents(paths)))


def load_documents(paths: Iterable[Path]) -> list[tuple[Document, Component]]:
    """Return each of the files `paths` with the component in it; raise as `load_registry`."""
    understood: list[tuple[Document, Component]] = []
    problems: list[Problem] = []
    complete = True
    for path in paths:
        try:
            document = Document(str(path), read_text(path))
        except RegistryError as error:
            problems += error.problems
            complete = False
            continue
        component, found, whole = understand(document)
        problems += found
        complete = complete and whole
        if component:
            understood.append((document, component))
    problems += limited(registry_problems(understood, complete=complete))
    if problems:
        raise RegistryError(problems)
    return understood


def parse_registry(texts: Iterable[tuple[str, str]]) -> Registry:
    """Return the registry of `texts`, each the path and the content of a file, or raise as above.

    References are not checked, so that a file can be read without those that it refers to.
    """
    components: list[Component] = []
    problems: list[Problem] = []
    for path, text in texts:
        try:
            components.append(single_document(path, text)[1])
        except RegistryError as error:
            problems += error.problems
    if problems:
        raise RegistryError(problems)
    return Registry(tuple(components))


def single_document(path: str, text: str) -> tuple[Document, Component]:
    """Return the document and the component of one file with the content `text`.

    Raises RegistryError; references to codes are not checked, as they may be to other files.
    """
    document = Document(path, text)
    component, problems, _ = understand(document)
    if component:
        problems += registry_problems([(document, component)], complete=False)
    if problems or component is None:
        raise RegistryError(problems)
    return document, component


def understand(document: Document) -> tuple[Component | None, list[Problem], bool]:
    """Return the component in `document`, the faults inside it, and whether all codes are in it.

    Relations between components, such as references, are checked by `registry_problems`.
    """
    problems = list(limited(document.problems))
    if document.root is None:
        problems.append(file_problem(document.path, "empty", "the registry is empty"))
        return None, problems, False
    component, faults, complete = validate(document)
    problems += limited(faults)
    if component:
        problems += limited(component_problems(document, component))
    return component, problems, complete and not document.problems
