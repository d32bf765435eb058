"""References to codes and texts of the registry as nodes, in the language of a build."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from docutils import nodes
from docutils.utils import normalize_language_tag
from docutils.utils.smartquotes import smartchars
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from sphinxext.mooncake_errors.catalogs.catalog import Catalog
from sphinxext.mooncake_errors.extension.calls import Place
from sphinxext.mooncake_errors.registry.lookup import Entry
from sphinxext.mooncake_errors.registry.model import Component
from sphinxext.mooncake_errors.registry.text import spans
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
    link: Callable[[str, nodes.literal], nodes.Node]
    """Makes a link to a code around the literal with its name."""
    language: str = "en"
    """The language of the registry's texts."""

    def of(self, component: Component) -> Reader:
        """Return a reader for the texts of `component`."""
        return self._replace(language=component.language)

    def fill(self, element: nodes.TextElement, text: str) -> nodes.TextElement:
        """Fill `element` with the translation of `text` and return it.

        The element is marked so that Sphinx does not extract or translate it, but counts it in the
        translation progress. A text without a translation gets a class with its language, which
        HTML writers convert to the attribute ``lang`` for browsers and screen readers.
        """
        content: list[nodes.Node] = []
        for kind, shown in spans(self.catalog(text)):
            if kind == "reference":
                content.append(self.code(shown, shown.rpartition(".")[2]))
            else:
                is_plain = kind == "plain"
                content.append(nodes.Text(shown) if is_plain else nodes.literal(shown, shown))
        is_translated = translation_state(text, self.catalog, self.language)
        # Sphinx moves an inline node with this attribute to the end of its parent.
        if not isinstance(element, nodes.inline):
            element["translatable"] = False
        if is_translated is not None:
            element["translated"] = is_translated
        if is_translated is False:
            language = "en" if isinstance(text, Word) else self.language
            classes = ["mcerr-untranslated", f"language-{language.replace('_', '-')}"]
            if any(tag in smartchars.quotes for tag in normalize_language_tag(language)):
                element["classes"] += classes
            else:  # docutils does not know its quotation marks, and would warn
                plain_quotes = {"support_smartquotes": False}
                content = [nodes.inline("", "", *content, classes=classes, **plain_quotes)]
        element += content
        return element

    def code(self, target: str, shown: str) -> nodes.Node:
        """Return a link to the code `target` with the text `shown`."""
        classes = ["xref", DOMAIN, f"{DOMAIN}-{CODE}"]
        return self.link(target, nodes.literal(shown, shown, classes=classes))

    def badge(self, word: Word) -> nodes.TextElement:
        """Return a badge, as strong text for output without a style sheet."""
        return self.fill(nodes.strong(classes=["mcerr-badge", f"mcerr-{slug(word)}"]), word)

    def introduce(self, component: Component) -> list[nodes.Node]:
        """Return the introduction of `component`, and the version that it was checked with."""
        result: list[nodes.Node] = []
        if component.introduction:
            empty = nodes.paragraph(classes=["mcerr-introduction"])
            result.append(self.of(component).fill(empty, component.introduction))
        if component.source and (checked := component.source.checked):
            parts = filter(None, (checked.version, checked.revision))
            words = f"{self.catalog(Word.CHECKED)} {' · '.join(parts)}"
            kind = ["mcerr-checked"]
            result.append(nodes.paragraph(words, words, classes=kind, translatable=False))
        return result


class CodeRole(XRefRole):
    """Makes a reference to a code in the domain ``mcerr``.

    It is also registered in the standard domain, so that ``:mcerr:`X``` works without the name of a
    domain and, unlike a role without a domain, with intersphinx.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the reference, always in the domain ``mcerr``."""
        self.name = "mcerr:code"
        return super().run()

    def process_link(
        self,
        env: BuildEnvironment,  # noqa: ARG002
        refnode: nodes.Element,  # noqa: ARG002
        has_explicit_title: bool,  # noqa: FBT001
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """Return the title and the target; ``~store.OK`` shows only the last part, ``OK``."""
        target = " ".join(target.split())
        if has_explicit_title or not title.startswith("~"):
            return title, target
        target = target.lstrip("~")
        return target.replace("::", ".").rpartition(".")[2], target


class mcerr_html(nodes.Element):  # noqa: N801 - as docutils names its nodes
    """HTML in the attribute ``html``; the search indexes only the text in the node, if any."""


def translation_state(text: str, catalog: Catalog, language: str) -> bool | None:
    """Return whether `text` is translated; None if it needs no translation.

    Texts of the registry are in `language`, a Word is in English.
    """
    written = "en" if isinstance(text, Word) else language
    return catalog.get(text) is not None if catalog.translates(written) else None


def pending_link(
    target: str, shown: nodes.literal, docname: str, kind: str = CODE
) -> addnodes.pending_xref:
    """Return a reference in `docname` to the code or call `target`, for Sphinx to resolve."""
    return addnodes.pending_xref(
        "",
        shown,
        refdomain=DOMAIN,
        reftype=kind,
        reftarget=target,
        refdoc=docname,
        refexplicit=False,
        refwarn=True,
        **{FROM_REGISTRY: True},
    )


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


def code_name(name: str) -> nodes.literal:
    """Return the name of a code as a literal without a link."""
    return nodes.literal(name, name, classes=["mcerr-code"])


def index_entries(entry: Entry, anchor: str) -> list[tuple[str, str, str, str, None]]:
    """Return the entries of the name and the number of a code in the general index."""
    code = entry.code
    by_value = f"{code.value}; {entry.qualified}"
    words = [by_value] if code.name is None else [code.name, f"{code.value}; {code.name}"]
    return [("single", word, anchor, "", None) for word in words]


def separated(parts: Iterable[nodes.Node], mark: str = " · ") -> list[nodes.Node]:
    """Return `parts` with `mark` between them."""
    result: list[nodes.Node] = []
    for part in parts:
        result += [nodes.Text(mark), part] if result else [part]
    return result


def line(*content: nodes.Node) -> nodes.paragraph:
    """Return a paragraph with `content` that Sphinx does not extract for translation."""
    return nodes.paragraph("", "", *content, translatable=False)


def listed(contents: Sequence[Sequence[nodes.Node]], **attributes: bool) -> list[nodes.Node]:
    """Return the nodes of `contents`, in a bullet list with `attributes` if there are several."""
    if len(contents) < 2:  # noqa: PLR2004 - a list of one is none
        return [node for content in contents for node in content]
    items = (nodes.list_item("", *content) for content in contents)
    return [nodes.bullet_list("", *items, bullet="*", **attributes)]
