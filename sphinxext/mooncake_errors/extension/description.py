"""Descriptions of codes, with their content as data in stored doctrees, as the rows of tables are.

A description consists of Sphinx's nodes for an object description, which have a permalink, are
supported by every theme and writer, and, unlike a section, do not appear in the table of contents.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from sphinxext.mooncake_errors.extension.content import SECTIONS, SUMMARY, Content
from sphinxext.mooncake_errors.extension.domain import domain_of, with_pages
from sphinxext.mooncake_errors.extension.inline import CODE, DOMAIN, Reader, index_entries, slug
from sphinxext.mooncake_errors.registry.lookup import Entry
from sphinxext.mooncake_errors.registry.text import plain


class mcerr_content(nodes.Part, nodes.Element):  # noqa: N801 - as docutils names its nodes
    """The content of a description, as data.

    Its attributes are ``code``, the qualified name; ``anchor``, the id of the description or None;
    ``docname``; and ``part``, as in `Content.part`.
    """


def describe(entry: Entry, anchor: str | None, reader: Reader) -> list[nodes.Node]:
    """Return the nodes of a description; without an `anchor` it has no address."""
    code = entry.code
    signature = addnodes.desc_signature("", "", addnodes.desc_name(code.label, code.label))
    if code.name:
        value = f"({code.value})"
        signature += [addnodes.desc_sig_space(), addnodes.desc_annotation(value, value)]
    content = addnodes.desc_content("", _data(entry, anchor, reader, "all"))
    kind = {"domain": DOMAIN, "objtype": CODE, "desctype": CODE}
    description = addnodes.desc("", signature, content, **kind, classes=["mcerr-entry"])
    if anchor is None:
        return [description]
    signature["ids"].append(anchor)
    return [addnodes.index(entries=index_entries(entry, anchor)), description]


def describe_on_page(entry: Entry, anchor: str | None, reader: Reader) -> list[nodes.Node]:
    """Return a section for a page of its own, in which the long facts are sections.

    Without an `anchor` the sections have no ids.
    """
    title = nodes.title(entry.title, entry.title, translatable=False)
    result = nodes.section("", title, classes=["mcerr-page"])
    result[SUMMARY] = plain(reader.catalog(entry.code.description))
    if anchor:
        result["ids"].append(anchor)
        result += addnodes.index(entries=index_entries(entry, anchor))
    result += _data(entry, anchor, reader, "fields")
    for key, word in SECTIONS.items():
        if getattr(entry.code, key):
            # Unique in builders that make one page of all.
            ids = [f"{anchor}-{slug(word)}"] if anchor else []
            heading, body = reader.fill(nodes.title(), word), _data(entry, anchor, reader, key)
            result += nodes.section("", heading, body, ids=ids)
    return [result]


def _data(entry: Entry, anchor: str | None, reader: Reader, part: str) -> nodes.Node:
    return mcerr_content(code=entry.qualified, anchor=anchor, docname=reader.docname, part=part)


class Descriptions(SphinxPostTransform):
    """Makes the content of descriptions."""

    default_priority = 7
    """After automatic links, which it does not have, and before references are resolved."""

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Make the content of the descriptions in the document."""
        edition, source_url = domain_of(self.env).edition, self.config.mooncake_errors_source_url
        for data, page in with_pages(self, mcerr_content):
            entry = edition.lookup.entries[data["code"]]
            reader = Reader(edition.catalog, page, entry.component.language)
            mentions = self._mentions(entry, data["docname"])
            content = Content(entry, data["anchor"], edition, reader, mentions, source_url)
            data.replace_self(content.part(data["part"]))

    def _mentions(self, entry: Entry, docname: str) -> Iterator[nodes.Node]:
        """Yield links to the pages, other than `docname`, that mention a code."""
        domain = domain_of(self.env)
        for page, title in domain.mentioned_on(entry.qualified):
            if page != docname:
                with suppress(NoUri):  # not a page of this document
                    shown = nodes.Text(title)
                    yield make_refnode(domain.builder, self.env.docname, page, "", shown)
