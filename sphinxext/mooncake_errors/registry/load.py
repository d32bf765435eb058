"""Registry files read and validated, with the problems of all files in one report."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sphinxext.mooncake_errors.registry.builtin import BUILTIN
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.files import read_text
from sphinxext.mooncake_errors.registry.model import Component, Registry
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError, limited
from sphinxext.mooncake_errors.registry.rules import Parts, component_problems, registry_problems
from sphinxext.mooncake_errors.registry.validation import validate


def load_registry(paths: Iterable[Path] = BUILTIN) -> Registry:
    """Return the registry of the files `paths`: one component a file, in this order.

    Raises RegistryError with the problems of all files.
    """
    return registry_of(load_documents(paths))


def registry_of(parts: Parts) -> Registry:
    """Return the registry of the components in `parts`."""
    return Registry(tuple(component for _, component in parts))


def single_document(path: str, text: str) -> tuple[Document, Component]:
    """Return the document and the component of one file; raise as `load_registry` does.

    References to codes are not checked, so that it can be read without the files it refers to.
    """
    return load_documents([path], lambda _: text, references=False)[0]


def load_documents(
    paths: Iterable[Any],
    read: Callable[[Any], str] = read_text,
    *,
    references: bool = True,
) -> Parts:
    """Return each of the files `paths` with its component; raise as `load_registry` does.

    `read` returns the text of a path. References to codes are checked only with `references`, and
    if there is no other fault, since a code with a fault may be missing.
    """
    parts: Parts = []
    problems: list[Problem] = []
    for path in paths:
        try:
            document = Document(str(path), read(path))
        except RegistryError as error:
            problems += error.problems
            continue
        component = validate(document)
        problems += limited(document.problems)
        if component:
            parts.append((document, component))
    complete = references and not problems
    for part in parts:
        problems += limited(component_problems(*part))
    problems += limited(registry_problems(parts, complete=complete))
    if problems:
        raise RegistryError(problems)
    return parts
