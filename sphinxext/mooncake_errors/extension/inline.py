"""References to codes and texts of the registry as nodes, in the language of a build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from sphinxext.mooncake_errors.catalogs.catalog import Catalog
from sphinxext.mooncake_errors.extension.calls import Place
from sphinxext.mooncake_errors.registry.lookup import Entry
from sphinxext.mooncake_errors.registry.model import Component
from sphinxext.mooncake_errors.registry.text import Span, spans
from sphinxext.mooncake_errors.registry.words import Word

DOMAIN = "mcerr"
CODE = "code"
CALL = "call"
"""Type of references to the objects that document calls."""

FROM_REGISTRY = "mcerr_from_registry"
"""Attribute of references in texts of the registry, which the page's author did not write."""


class Reader(NamedTuple):
    """Makes nodes from texts of the registry, for one language and one document."""

    catalog: Catalog
    docname: str
    language: str = "en"
    """The language of the registry's texts."""

    def of(self, component: Component) -> Reader:
        """Return a reader for the texts of `component`."""
        return self._replace(language=component.language)

    def fill(self, element: nodes.TextElement, text: str) -> nodes.TextElement:
        """Fill `element` with the translation of `text` and return it.

        Sphinx does not extract, translate or change the text, which stays as it is written. Without
        a translation it is in a node with a class, of which HTML writers make the attribute
        ``lang`` for browsers and screen readers.
        """
        content = [*self.parts(spans(self.catalog(text)))]
        element["support_smartquotes"] = False
        # Sphinx moves an inline node with this attribute to the end of its parent.
        if not isinstance(element, nodes.inline):
            element["translatable"] = False
        language = "en" if isinstance(text, Word) else self.language
        if self.catalog.translates(language) and self.catalog.get(text) is None:
            classes = ["mcerr-untranslated", f"language-{language.replace('_', '-')}"]
            content = [nodes.inline("", "", *content, classes=classes)]
        element += content
        return element

    def parts(self, text: Iterable[Span], *classes: str) -> Iterator[nodes.Node]:
        """Yield the nodes of a text, literals with these `classes`."""
        for kind, shown in text:
            if kind == "reference":
                yield self.code(shown, shown.rpartition(".")[2])
            else:
                literal = nodes.literal(shown, shown, classes=[*classes])
                yield nodes.Text(shown) if kind == "plain" else literal

    def code(self, target: str, shown: str) -> addnodes.pending_xref:
        """Return a reference to the code `target` with the text `shown`."""
        literal = nodes.literal(shown, shown, classes=["xref", DOMAIN, f"{DOMAIN}-{CODE}"])
        return self.reference(CODE, target, literal)

    def reference(self, kind: str, target: str, shown: nodes.literal) -> addnodes.pending_xref:
        """Return a reference to the code or the call `target`, for Sphinx to resolve."""
        about = {"refdomain": DOMAIN, "reftype": kind, "reftarget": target}
        marks = {"refexplicit": False, "refwarn": True, FROM_REGISTRY: True}
        return addnodes.pending_xref("", shown, refdoc=self.docname, **about, **marks)

    def badge(self, word: Word) -> nodes.TextElement:
        """Return a badge, as strong text for output without a style sheet."""
        return self.fill(nodes.strong(classes=["mcerr-badge", f"mcerr-{slug(word)}"]), word)


class CodeRole(XRefRole):
    """Makes a reference to a code in the domain ``mcerr``.

    It is also registered in the standard domain, so that ``:mcerr:`X``` works without the name of a
    domain and, unlike a role without a domain, with intersphinx.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the reference, always in the domain ``mcerr``; ``~store.OK`` shows only ``OK``."""
        self.name, self.target = "mcerr:code", self.target.strip()
        if self.target.startswith("~") and not self.has_explicit_title:
            self.target = self.target.lstrip("~")
            self.title = self.target.replace("::", ".").rpartition(".")[2]
        return super().run()


class mcerr_html(nodes.Element):  # noqa: N801 - as docutils names its nodes
    """HTML in the attribute ``html``; the search indexes only the text in the node, if any."""


def link_to(
    builder: Builder, docname: str, place: Place, shown: nodes.Node, hint: str | None = None
) -> nodes.reference:
    """Return a link with one anchor; Sphinx 8.2 to 9.2 make ``#document-codes#mcerr-...``."""
    link = make_refnode(builder, docname, *place, shown, hint)
    uri = link.get("refuri", "")
    if "#" in uri:
        link["refuri"] = uri[: uri.index("#")] + uri[uri.rindex("#") :]
    return link


def slug(word: Word) -> str:
    """Return the name of a word as part of an id or a class: ``retry-never``."""
    return word.name.lower().replace("_", "-")


def index_entries(entry: Entry, anchor: str) -> list[tuple[str, str, str, str, None]]:
    """Return the entries of the name and the number of a code in the general index."""
    code = entry.code
    by_value = f"{code.value}; {entry.qualified}"
    words = [by_value] if code.name is None else [code.name, f"{code.value}; {code.name}"]
    return [("single", word, anchor, "", None) for word in words]


def separated(parts: Iterable[nodes.Node], mark: str = " · ") -> list[nodes.Node]:
    """Return `parts` with `mark` between them."""
    return [node for part in parts for node in (nodes.Text(mark), part)][1:]


def line(*content: nodes.Node, classes: Sequence[str] = ()) -> nodes.paragraph:
    """Return a paragraph with `content` that Sphinx does not extract for translation."""
    return nodes.paragraph("", "", *content, classes=[*classes], translatable=False)
