"""Texts of the registry as docutils nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes

from sphinxext.mooncake_errors.registry.text import Span, spans

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog


class Reader(NamedTuple):
    """Whom nodes are made for: the readers of one document in one language."""

    catalog: Catalog
    docname: str


DOMAIN = "mcerr"
CODE = "code"


FROM_REGISTRY = "mcerr_from_registry"
"""Marks a reference that the registry makes: its author is not that of the page."""


def reference_node(target: str, shown: str, docname: str) -> addnodes.pending_xref:
    """Return a reference that the registry makes to the code `target`, shown as `shown`."""
    return addnodes.pending_xref(
        "",
        nodes.literal(shown, shown, classes=["xref", DOMAIN, f"{DOMAIN}-{CODE}"]),
        refdomain=DOMAIN,
        reftype=CODE,
        reftarget=target,
        refdoc=docname,
        refexplicit=False,
        refwarn=True,
        **{FROM_REGISTRY: True},
    )


class Phrase(NamedTuple):
    """A text of the registry as readers are shown it."""

    spans: tuple[Span, ...]
    translated: bool | None
    """Whether it is translated, None where there is nothing to translate."""
    classes: tuple[str, ...] = ()


def phrase(text: str, reader: Reader, language: str = "en") -> Phrase:
    """Return the translation of `text`, which is in `language`.

    A text without translation is marked as what it is, a text in another language, for browsers
    and screen readers.
    """
    translation = reader.catalog.get(text)
    if not reader.catalog.translates(language):
        return Phrase(spans(text if translation is None else translation), None)
    if translation is not None:
        return Phrase(spans(translation), translated=True)
    # Writers of HTML make the attribute lang of a class of this form.
    classes = ("mcerr-untranslated", f"language-{language.replace('_', '-')}")
    return Phrase(spans(text), translated=False, classes=classes)


def fill(element: nodes.TextElement, shown: Phrase, docname: str) -> nodes.TextElement:
    """Fill `element` in the document `docname` with what is `shown`, and return it.

    It is marked so that Sphinx neither extracts nor translates it again, yet counts it in its
    translation progress.
    """
    # Sphinx leaves inline nodes alone, unless they say that they are not to be translated.
    if not isinstance(element, nodes.inline):
        element["translatable"] = False
    if shown.translated is not None:
        element["translated"] = shown.translated
    element["classes"] += shown.classes
    element += _inline_nodes(shown.spans, docname)
    return element


def _inline_nodes(shown: Iterable[Span], docname: str) -> list[nodes.Node]:
    result: list[nodes.Node] = []
    for kind, text in shown:
        if kind == "plain":
            result.append(nodes.Text(text))
        elif kind == "literal":
            result.append(nodes.literal(text, text))
        else:
            result.append(reference_node(text, text.rpartition(".")[2], docname))
    return result


def text_element(
    element: nodes.TextElement, text: str, reader: Reader, language: str = "en"
) -> nodes.TextElement:
    """Fill `element` with the translation of `text`, which is in `language`, and return it."""
    return fill(element, phrase(text, reader, language), reader.docname)
