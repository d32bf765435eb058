"""The codes of a site as data on its search page, for a script that adds them to the results.

Sphinx's search drops words of digits and does not know the descriptions of codes. The script finds
codes by number, name, description and log text, and puts them before the results of Sphinx.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from sphinxext.mooncake_errors.extension.domain import domain_of
from sphinxext.mooncake_errors.logs.keys import FOREIGN_BEFORE_KEY, TYPED_KEY
from sphinxext.mooncake_errors.registry.addresses import cause_address_of, details_address_of
from sphinxext.mooncake_errors.registry.text import plain

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.extension.domain import Place
    from sphinxext.mooncake_errors.registry.lookup import Entry

CODES_SCRIPT = "mooncake-errors-codes.js"
CODES_ATTRIBUTES = {"data-keys": TYPED_KEY, "data-foreign": FOREIGN_BEFORE_KEY}
"""The script that finds codes in text, with the patterns for log lines as attributes."""
_SCRIPT = "mooncake-errors-search.js"
_DATA_ID = "mcerr-data"


def on_html_page_context(app: Sphinx, pagename: str, *_: Any) -> None:
    """Add the scripts and their data to the search page of a site with codes."""
    if pagename != "search":
        return
    domain = domain_of(app.env)
    shown = domain.shown(domain.edition.lookup.entries.values())
    if not shown:
        return
    catalog = domain.edition.catalog
    found = [_data(entry, domain.places[entry.qualified], catalog) for entry in shown]
    # Only this character could end the script element.
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")
    app.add_js_file(None, body=body, type="application/json", id=_DATA_ID)
    app.add_js_file(CODES_SCRIPT, **cast("dict[str, Any]", CODES_ATTRIBUTES))
    app.add_js_file(_SCRIPT)


def _data(entry: Entry, place: Place, catalog: Catalog) -> dict[str, Any]:
    """Return the data of a code; the script shows `title`, `component` and `text`."""
    code, source = entry.code, entry.component.source
    docname, anchor = place
    return {
        "doc": docname,
        "anchor": anchor,
        "title": entry.title,
        "component": plain(catalog(entry.component.title)),
        "text": plain(catalog(code.description)),
        "value": str(code.value),
        "names": list(code.names()),
        "scopes": [entry.component.component, *([source.enum] if source and source.enum else [])],
        "causes": _causes(entry, anchor, catalog),
    }


def _causes(entry: Entry, anchor: str, catalog: Catalog) -> list[dict[str, Any]]:
    """Return the causes with log texts, with anchors of their own if a page describes the code."""
    described = anchor == details_address_of(entry.qualified)
    return [
        {
            "anchor": cause_address_of(anchor, number) if described else anchor,
            "text": plain(catalog(cause.cause)),
            "logs": list(cause.log),
        }
        for number, cause in enumerate(entry.code.causes, 1)
        if cause.log
    ]
