"""Additions to pages in HTML: a filter above large tables, and codes to search.

Sphinx's search drops words of digits and does not know the descriptions of codes. The search page
has the codes as data, by number, name, description and log text, and a script puts those that are
searched for before the results of Sphinx. The filter is a form that is hidden without its script.
"""

import json
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.osutil import relative_uri

from sphinxext.mooncake_errors import __version__
from sphinxext.mooncake_errors.extension.calls import Place
from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain, domain_of
from sphinxext.mooncake_errors.extension.inline import mcerr_html
from sphinxext.mooncake_errors.extension.languages import add_languages
from sphinxext.mooncake_errors.extension.pages import GENERATED
from sphinxext.mooncake_errors.logs import words
from sphinxext.mooncake_errors.registry.addresses import cause_address_of, details_address_of
from sphinxext.mooncake_errors.registry.lookup import Entry
from sphinxext.mooncake_errors.registry.selection import Section
from sphinxext.mooncake_errors.registry.words import Word

LARGE = 12
"""The smallest number of codes in a table with a filter."""

_PATTERNS: dict[str, Any] = {
    "data-keys": words.TYPED_KEY,
    "data-foreign": words.FOREIGN_BEFORE_KEY,
    "data-counts": words.FOREIGN_NUMBER,
    "data-others": words.FOREIGN_WORD,
}
"""The patterns for log lines, as attributes of the script that finds codes in text."""
_HAS_SCRIPTS = "mcerr_has_scripts"
"""Attribute of a document with the scripts of filters."""


def add_filter(table: nodes.table, title: str, section: Section, document: nodes.document) -> None:
    """Add a filter before `table`, whose name is `title`, if it has at least LARGE codes.

    It has choosers for what the table shows and what differs among its codes.
    """
    if len(section.entries) < LARGE:
        return
    table["classes"].append("mcerr-large")
    groups = {id(entry.group) for entry in section.entries}
    advice = {entry.code.retry for entry in section.entries}
    choosers = []
    if len(groups) > 1 and (section.grouped or "group" in section.columns):
        choosers.append(("group", Word.GROUP, Word.FILTER_ALL_GROUPS))
    if len(advice) > 1 and "retry" in section.columns:
        choosers.append(("retry", Word.RETRY, Word.FILTER_ALL_RETRY))
    domain = domain_of(document.settings.env)
    builder, docname = cast("StandaloneHTMLBuilder", domain.builder), domain.env.docname
    form = domain.render(
        "mcerr-filter.html",
        title=title,
        choosers=choosers,
        has_scripts=_HAS_SCRIPTS in document,
        static=relative_uri(builder.get_target_uri(docname), "_static"),
        version=__version__,
        patterns=_PATTERNS,
        search=builder.get_relative_uri(docname, "search") if builder.search else "",
    )
    table.parent.insert(table.parent.index(table), mcerr_html(html=form))
    document[_HAS_SCRIPTS] = True


def on_html_page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,  # noqa: ARG001
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> str | None:
    """Make the additions to a page; return the name of its template if that is another one.

    A generated page has no link to its source.
    """
    domain = domain_of(app.env)
    if pagename == "search" and (found := [_data(domain, *code) for code in domain.shown()]):
        # Only this character could end the script element.
        body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")
        app.add_js_file(None, body=body, type="application/json", id="mcerr-data")
        app.add_js_file("mooncake-errors-codes.js", **_PATTERNS)
        app.add_js_file("mooncake-errors-search.js")
    if doctree is not None and GENERATED in app.env.metadata[pagename]:
        context["page_source_suffix"] = ""
        context["display_vcs_links"] = False  # the same in the theme of Read the Docs
    return add_languages(app, pagename, context)


def _data(domain: ErrorCodeDomain, entry: Entry, place: Place) -> dict[str, Any]:
    """Return the data of a code; the script shows `title`, `component` and `text`.

    Causes with log texts have anchors of their own if a page describes the code.
    """
    code, source, (docname, anchor) = entry.code, entry.component.source, place
    plain, described = domain.edition.plain, anchor == details_address_of(entry.qualified)
    return {
        "doc": docname,
        "anchor": anchor,
        "title": entry.title,
        "component": plain(entry.component.title),
        "text": plain(code.description),
        "value": str(code.value),
        "names": list(code.names()),
        "scopes": [entry.component.component, *([source.enum] if source and source.enum else [])],
        "causes": [
            {
                "anchor": cause_address_of(anchor, number) if described else anchor,
                "text": plain(cause.cause),
                "logs": list(cause.log),
            }
            for number, cause in enumerate(code.causes, 1)
            if cause.log
        ],
    }
