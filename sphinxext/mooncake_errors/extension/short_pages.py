"""The pages of short addresses: one that leads on, and one for an address with several meanings."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from sphinxext.mooncake_errors.extension.edition import title
from sphinxext.mooncake_errors.extension.entry import EntryBuilder
from sphinxext.mooncake_errors.extension.inline import Reader, text_element
from sphinxext.mooncake_errors.extension.short_files import MARK
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinxext.mooncake_errors.extension.edition import Edition
    from sphinxext.mooncake_errors.registry.lookup import Entry

_HEAD = f'{MARK}\n<meta name="robots" content="noindex">\n'

_STUB = (
    '<!DOCTYPE html>\n<html lang="{}">\n<head>\n<meta charset="utf-8">\n'
    + _HEAD
    + '<title>{}</title>\n<link rel="canonical" href="{}">\n'
    '<meta http-equiv="refresh" content="0; url={}">\n</head>\n'
    '<body><p><a href="{}">{}</a></p></body>\n</html>\n'
)


def stub(entry: Entry, target: str, language: str) -> bytes:
    """Return a page that leads to the relative address `target`, with or without a script."""
    page, _, _ = target.partition("#")
    shown, link = escape(title(entry)), escape(target)
    lang = escape(language.replace("_", "-"))
    return _STUB.format(lang, shown, escape(page), link, link, shown).encode()


def choice(
    address: str,
    entries: list[Entry],
    edition: Edition,
    link: Callable[[Entry], str | None],
    builder: StandaloneHTMLBuilder,
) -> dict[str, Any]:
    """Return the context of a page that shows all `entries`, which `address` means.

    `link` gives the address of a code from there, None for one that no page lists.
    """
    reader = Reader(edition.catalog, "")
    make = EntryBuilder(reader, edition.lookup, "", lambda _: None).summary
    items = (make(entry, link(entry) or "") for entry in entries)
    introduction = text_element(nodes.paragraph(), Word.SEVERAL_MEANINGS.value, reader)
    codes = nodes.definition_list("", *items, classes=["mcerr-entry"])
    _resolve(codes, edition, link)
    heading = escape(_heading(address, entries))
    body = "".join(builder.render_partial(node)["fragment"] for node in (introduction, codes))
    return {
        "title": heading,
        "body": f"<section>\n<h1>{heading}</h1>\n{body}</section>\n",
        "metatags": _HEAD,
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
