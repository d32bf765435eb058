"""Texts of the registry as docutils nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinxext.mooncake_errors.registry.text import spans

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.registry.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Reader:
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


def inline_nodes(text: str, docname: str) -> list[nodes.Node]:
    """Return `text`, which is already translated, as nodes."""
    result: list[nodes.Node] = []
    for span in spans(text):
        if span.kind == "plain":
            result.append(nodes.Text(span.text))
        elif span.kind == "literal":
            result.append(nodes.literal(span.text, span.text))
        else:
            shown = span.text.rpartition(".")[2]
            result.append(reference_node(span.text, shown, docname))
    return result


def text_element(
    element: nodes.TextElement, text: str, reader: Reader, language: str = "en"
) -> nodes.TextElement:
    """Fill `element` with the translation of `text`, which is in `language`, and return it.

    It is marked so that Sphinx neither extracts nor translates it again, yet counts it in its
    translation progress. A text without translation is marked as what it is, a text in another
    language, for browsers and screen readers.
    """
    translation = reader.catalog.get(text)
    # Sphinx leaves inline nodes alone, unless they say that they are not to be translated.
    if not isinstance(element, nodes.inline):
        element["translatable"] = False
    if reader.catalog.translates(language):
        element["translated"] = translation is not None
        if translation is None:
            # Writers of HTML make the attribute lang of a class of this form.
            element["classes"] += ["mcerr-untranslated", f"language-{language.replace('_', '-')}"]
    element += inline_nodes(text if translation is None else translation, reader.docname)
    return element
