"""Texts of the registry in the language of a build, as plain tuples and as docutils nodes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxSmartQuotes

from sphinxext.mooncake_errors.registry.text import spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.config import Config

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog

DOMAIN = "mcerr"
CODE = "code"

FROM_REGISTRY = "mcerr_from_registry"
"""Attribute of a reference that stands in a text of the registry, not of the page's author."""

Text = tuple[tuple[tuple[str, str], ...], "bool | None", tuple[str, ...]]
"""A text as it is shown: spans (kind and words), whether it is translated (None where nothing has
to be), and the classes of its element. It consists of primitives, so that it can be pickled."""

_ASCII_QUOTES = re.compile(r"[\"'`\\]|--|\.\.|\. \.")
"""The characters that smart quotes, dashes and ellipses are made of."""


class Reader(NamedTuple):
    """The catalog and the name of the document for whose readers nodes are made."""

    catalog: Catalog
    docname: str


def translated(text: str, catalog: Catalog, language: str = "en") -> Text:
    """Return the translation of `text`, which is in `language`.

    A text without a translation gets a class that names its language: HTML writers make the
    attribute ``lang`` of it, for browsers and screen readers.
    """
    translation = catalog.get(text)
    if not catalog.translates(language):
        return _spans(translation or str(text)), None, ()
    if translation is not None:
        return _spans(translation), True, ()
    classes = ("mcerr-untranslated", f"language-{language.replace('_', '-')}")
    return _spans(str(text)), False, classes


def fill(
    element: nodes.TextElement, text: Text, reference: Callable[[str], nodes.Node]
) -> nodes.TextElement:
    """Fill `element` with `text` and return it; `reference` makes the node of a code's name.

    The element is marked so that Sphinx neither extracts nor translates it again, but counts it in
    its translation progress.
    """
    content, is_translated, classes = text
    # Sphinx moves an inline node with this attribute to the end of its parent.
    if not isinstance(element, nodes.inline):
        element["translatable"] = False
    if is_translated is not None:
        element["translated"] = is_translated
    element["classes"] += classes
    element += inline_nodes(content, reference)
    return element


def inline_nodes(
    content: Iterable[tuple[str, str]], reference: Callable[[str], nodes.Node]
) -> list[nodes.Node]:
    """Return the nodes of the spans `content`; `reference` makes the node of a code's name."""
    result: list[nodes.Node] = []
    for kind, words in content:
        if kind == "plain":
            result.append(nodes.Text(words))
        elif kind == "literal":
            result.append(nodes.literal(words, words))
        else:
            result.append(reference(words))
    return result


def text_element(
    element: nodes.TextElement, text: str, reader: Reader, language: str = "en"
) -> nodes.TextElement:
    """Fill `element` with the translation of `text`, which is in `language`, and return it."""
    shown = translated(text, reader.catalog, language)
    return fill(element, shown, lambda code: reference_node(code, short_name(code), reader.docname))


def separated(parts: Iterable[nodes.Node]) -> list[nodes.Node]:
    """Return `parts` with a middle dot between them."""
    result: list[nodes.Node] = []
    for part in parts:
        result += [nodes.Text(" · "), part] if result else [part]
    return result


def reference_node(target: str, shown: str, docname: str) -> addnodes.pending_xref:
    """Return a reference in `docname` to the code `target`, shown as `shown`."""
    return addnodes.pending_xref(
        "",
        code_literal(shown),
        refdomain=DOMAIN,
        reftype=CODE,
        reftarget=target,
        refdoc=docname,
        refexplicit=False,
        refwarn=True,
        **{FROM_REGISTRY: True},
    )


def code_literal(shown: str) -> nodes.literal:
    """Return a code's name as a reference shows it."""
    return nodes.literal(shown, shown, classes=["xref", DOMAIN, f"{DOMAIN}-{CODE}"])


def short_name(target: str) -> str:
    """Return the name of a code without its component."""
    return target.rpartition(".")[2]


def finished(text: Text, page: nodes.document, config: Config) -> Text:
    """Return `text` with the quotes and the classes that Sphinx's transforms give texts of `page`.

    For texts that are stored as data, which the transforms do not see.
    """
    content, is_translated, classes = text
    if is_translated is not None:
        state = "translated" if is_translated else "untranslated"
        if config.translation_progress_classes in {True, state}:
            classes = (*classes, state)
    return _with_smart_quotes(content, classes, page), is_translated, classes


def _spans(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((span.kind, span.text) for span in spans(text))


def _with_smart_quotes(
    content: tuple[tuple[str, str], ...], classes: tuple[str, ...], page: nodes.document
) -> tuple[tuple[str, str], ...]:
    """Apply Sphinx's transform, which sees in the classes which language the text is in."""
    if not any(kind == "plain" and _ASCII_QUOTES.search(words) for kind, words in content):
        return content
    spans_ = inline_nodes(content, code_literal)
    paragraph = nodes.paragraph("", "", *spans_, classes=list(classes))
    document = nodes.document(page.settings, page.reporter)
    document += paragraph
    SphinxSmartQuotes(document, startnode=None).apply()
    return tuple(
        (kind, node.astext() if kind == "plain" else words)
        for (kind, words), node in zip(content, paragraph.children, strict=True)
    )
