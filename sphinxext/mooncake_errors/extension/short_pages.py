"""What stands at short addresses: pages that lead on, and ``codes.json``."""

from __future__ import annotations

from functools import cache, partial
from html import escape
from typing import TYPE_CHECKING

from sphinx.util.osutil import relative_uri

from sphinxext.mooncake_errors.catalogs.translated import translated
from sphinxext.mooncake_errors.extension.edition import title
from sphinxext.mooncake_errors.extension.record import output_paths
from sphinxext.mooncake_errors.extension.short_choice import choice_page
from sphinxext.mooncake_errors.extension.short_files import HEAD
from sphinxext.mooncake_errors.registry.as_json import to_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinxext.mooncake_errors.extension.short_addresses import Site
    from sphinxext.mooncake_errors.registry.lookup import Entry

_SAMPLE = "sample"
_STUB = (
    '<!DOCTYPE html>\n<html lang="{}">\n<head>\n<meta charset="utf-8">\n'
    + HEAD
    + '<title>{}</title>\n<link rel="canonical" href="{}">\n'
    '<meta http-equiv="refresh" content="0; url={}">\n</head>\n'
    '<body><p><a href="{}">{}</a></p></body>\n</html>\n'
)


def pages(site: Site, meanings: dict[str, list[Entry]]) -> dict[str, bytes]:
    """Return what the page at each path says, for the `meanings` of the addresses.

    Sphinx is asked for as little as possible: there may be ten thousands of pages.
    """
    path_of, link = output_paths(site.builder), _links(site, _SAMPLE)
    stubs: dict[str, bytes] = {}
    result = {}
    for address, entries in meanings.items():
        path = path_of(site.page(address))
        if len(entries) > 1:
            result[path] = choice_page(site, address, entries, _links(site, address))
        elif address == "index":  # may be that of the folder, from where ways are others
            result[path] = _stub(site, entries[0], _links(site, address))
        else:
            name = entries[0].qualified
            result[path] = stubs.get(name) or _stub(site, entries[0], link)
            stubs[name] = result[path]
    return result


def codes(site: Site) -> bytes:
    """Return the whole registry as JSON, in the language of the site, with the addresses."""
    registry = translated(site.edition.registry, site.edition.catalog)
    return to_json(registry, site.targets, indent=None).encode()


def _stub(site: Site, entry: Entry, link: Callable[[Entry], str | None]) -> bytes:
    """Return a page that leads to where `entry` is shown, with or without a script."""
    target = link(entry) or ""
    page, _, _ = target.partition("#")
    shown, target = escape(title(entry)), escape(target)
    lang = escape(site.builder.config.language.replace("_", "-"))
    return _STUB.format(lang, shown, escape(page), target, target, shown).encode()


def _links(site: Site, address: str) -> Callable[[Entry], str | None]:
    """Return what gives the way from `address` to where a code is shown, None if it is not."""
    way = cache(partial(relative_uri, site.builder.get_target_uri(site.page(address))))

    def link(entry: Entry) -> str | None:
        page, _, anchor = site.targets.get(entry.qualified, "").partition("#")
        return f"{way(page)}#{anchor}" if anchor else None

    return link
