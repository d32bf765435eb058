"""reStructuredText as docutils reads it, without Sphinx, without files and without messages."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser, directives
from docutils.transforms.references import (
    AnonymousHyperlinks,
    ExternalTargets,
    IndirectHyperlinks,
    PropagateTargets,
    Substitutions,
)
from docutils.utils import new_document

from sphinxext.mooncake_errors.registry.files import MAX_BYTES
from sphinxext.mooncake_errors.tables.rst.directives import directive_class
from sphinxext.mooncake_errors.tables.rst.roles import inliner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes

_SETTINGS = {
    # A page that is imported opens no other file.
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "warning_stream": "",
    "report_level": 5,
    "halt_level": 5,
    "line_length_limit": MAX_BYTES,
}
_TRANSFORMS = (
    *(PropagateTargets, AnonymousHyperlinks, IndirectHyperlinks, ExternalTargets),
    Substitutions,
)
"""Those that give links their targets and substitutions their texts."""


def parse(text: str, path: str) -> tuple[nodes.document, list[nodes.system_message]]:
    """Return `text`, that of the file `path`, as a document, and what docutils says about it.

    Directives and roles that docutils does not know hold what reStructuredText holds, or code.
    May raise RecursionError.
    """
    settings = get_default_settings(Parser)
    for name, value in _SETTINGS.items():
        setattr(settings, name, value)
    document = new_document(path, settings)
    messages: list[nodes.system_message] = []
    document.reporter.attach_observer(messages.append)
    with _own_directives():
        Parser(inliner=inliner()).parse(text, document)
    document.transformer.add_transforms(_TRANSFORMS)
    document.transformer.apply_transforms()
    return document, messages


@contextmanager
def _own_directives() -> Iterator[None]:
    """Have docutils ask for directives here, as Sphinx does too: its own table is global."""
    original = directives.directive

    def lookup(name: str, *_: Any) -> tuple[Any, list[Any]]:
        return directive_class(name), []

    directives.directive = lookup  # type: ignore[assignment]
    try:
        yield
    finally:
        directives.directive = original
