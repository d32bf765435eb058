"""What Sphinx does to the texts of a page while it reads it, for texts that are not nodes yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxSmartQuotes

from sphinxext.mooncake_errors.extension.inline import fill
from sphinxext.mooncake_errors.registry.text import Span

if TYPE_CHECKING:
    from sphinx.config import Config

    from sphinxext.mooncake_errors.extension.inline import Phrase

_ASCII = re.compile(r"[\"'`\\]|--|\.\.|\. \.")
"""What smart quotes, dashes and ellipses are made of."""


def finished(shown: Phrase, page: nodes.document, config: Config) -> Phrase:
    """Return what is `shown` on `page` with the quotes and classes that Sphinx would give it."""
    classes = (*shown.classes, *_progress_classes(shown, config.translation_progress_classes))
    return shown._replace(spans=_with_smart_quotes(shown, page), classes=classes)


def _progress_classes(shown: Phrase, wanted: Any) -> list[str]:
    if shown.translated is None:
        return []
    state = "translated" if shown.translated else "untranslated"
    return [state] if wanted is True or wanted == state else []


def _with_smart_quotes(shown: Phrase, page: nodes.document) -> tuple[Span, ...]:
    if not any(_ASCII.search(text) for kind, text in shown.spans if kind == "plain"):
        return shown.spans
    paragraph = fill(nodes.paragraph(), shown, docname="")
    document = nodes.document(page.settings, page.reporter)
    document += paragraph
    SphinxSmartQuotes(document, startnode=None).apply()
    return tuple(
        Span(kind, node.astext()) if kind == "plain" else Span(kind, text)
        for (kind, text), node in zip(shown.spans, paragraph.children, strict=True)
    )
