"""The page of a short address with several meanings, as the theme shows it."""

from __future__ import annotations

from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util.osutil import relative_uri

from sphinxext.mooncake_errors.extension.entry import EntryBuilder
from sphinxext.mooncake_errors.extension.inline import Reader, text_element
from sphinxext.mooncake_errors.extension.short_files import HEAD
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinxext.mooncake_errors.extension.edition import Edition
    from sphinxext.mooncake_errors.extension.short_addresses import Site
    from sphinxext.mooncake_errors.registry.lookup import Entry


def choice_page(
    site: Site, address: str, entries: list[Entry], link: Callable[[Entry], str | None]
) -> bytes:
    """Return the page that shows all `entries`, which `address` means.

    `link` gives the address of a code from there, None for one that no page lists. Sphinx would
    write what it collects from extensions again with every build, changed or not.
    """
    builder, name = site.builder, site.page(address)
    if not hasattr(builder, "globalcontext"):  # Sphinx 7 had no page to write
        builder.prepare_writing(set())
    context = _context(address, entries, site.edition, link, builder)
    if builder.name == "singlehtml":
        context |= {"pathto": _way_from(name, builder), "toctree": lambda **_: ""}
    with TemporaryDirectory() as folder:
        path = Path(folder, "page.html")
        builder.handle_page(name, context, outfilename=path)
        return path.read_bytes()


def _way_from(page: str, builder: StandaloneHTMLBuilder) -> Callable[..., str]:
    """Return what templates call for links, for a page beside the single one.

    Sphinx itself takes every page for part of that, and would link to ``#document-index``.
    """
    base = builder.get_target_uri(page)

    def pathto(other: str, resource: bool = False, baseuri: str = base) -> str:  # noqa: FBT001, FBT002 - Sphinx's signature
        if resource and "://" in other:
            return other
        uri = other if resource else builder.get_target_uri(other)
        root = f"{builder.config.root_doc}{builder.out_suffix}"
        return relative_uri(baseuri, root if uri.startswith("#") else uri)

    return pathto


def _context(
    address: str,
    entries: list[Entry],
    edition: Edition,
    link: Callable[[Entry], str | None],
    builder: StandaloneHTMLBuilder,
) -> dict[str, Any]:
    reader = Reader(edition.catalog, "")
    make = EntryBuilder(reader, edition.lookup, "", lambda _: None).summary
    items = (make(entry, link(entry) or "") for entry in entries)
    introduction = text_element(nodes.paragraph(), Word.SEVERAL_MEANINGS, reader)
    codes = nodes.definition_list("", *items, classes=["mcerr-entry"])
    _resolve(codes, edition, link)
    heading = escape(_heading(address, entries))
    body = "".join(builder.render_partial(node)["fragment"] for node in (introduction, codes))
    return {
        "title": heading,
        "body": f"<section>\n<h1>{heading}</h1>\n{body}</section>\n",
        "metatags": HEAD,
        "parents": [],
    }


def _resolve(codes: nodes.Element, edition: Edition, link: Callable[[Entry], str | None]) -> None:
    """Replace the references that texts of the registry make by links, or by what they show."""
    for node in list(codes.findall(addnodes.pending_xref)):
        found = ((entry, link(entry)) for entry in edition.lookup.find(node["reftarget"]))
        home = next(((entry, uri) for entry, uri in found if uri), None)
        shown: list[nodes.Node] = list(node.children)
        if home:
            hint = edition.hint(home[0])
            shown = [nodes.reference("", "", *shown, internal=True, refuri=home[1], reftitle=hint)]
        node.replace_self(shown)


def _heading(address: str, entries: list[Entry]) -> str:
    """Return `address` with the capitals of the name that it stands for."""
    labels = {entry.code.label for entry in entries if entry.code.label.lower() == address}
    return labels.pop() if len(labels) == 1 else address
