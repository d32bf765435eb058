"""Additions to pages in HTML: a filter above large tables, codes to search, summaries of codes.

Sphinx's search drops words of digits and does not know the descriptions of codes. The search page
has the codes as data, by number, name, description and log text, and a script puts those that are
searched for before the results of Sphinx. The filter is a form that is hidden without its script.
"""

import json
from collections.abc import Callable
from html import escape
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from sphinxext.mooncake_errors.catalogs.catalog import Catalog
from sphinxext.mooncake_errors.extension.calls import Place
from sphinxext.mooncake_errors.extension.description import SUMMARY
from sphinxext.mooncake_errors.extension.domain import domain_of
from sphinxext.mooncake_errors.extension.inline import mcerr_html
from sphinxext.mooncake_errors.extension.languages import add_languages
from sphinxext.mooncake_errors.extension.pages import GENERATED
from sphinxext.mooncake_errors.logs.keys import FOREIGN_BEFORE_KEY, FOREIGN_NUMBER, TYPED_KEY
from sphinxext.mooncake_errors.registry.addresses import cause_address_of, details_address_of
from sphinxext.mooncake_errors.registry.lookup import Entry
from sphinxext.mooncake_errors.registry.selection import Section
from sphinxext.mooncake_errors.registry.words import Word

LARGE = 12
"""The smallest number of codes in a table with a filter."""

_CODES_SCRIPT = "mooncake-errors-codes.js"
_CODES_ATTRIBUTES = {
    "data-keys": TYPED_KEY,
    "data-foreign": FOREIGN_BEFORE_KEY,
    "data-counts": FOREIGN_NUMBER,
}
"""The script that finds codes in text, with the patterns for log lines as attributes."""
_HAS_FILTER = "mcerr_has_filter"
"""Attribute of a document with a filter."""
_WORDS = {
    "status": Word.FILTER_STATUS,
    "elsewhere": Word.FILTER_ELSEWHERE,
    "none": Word.FILTER_NONE,
    "near": Word.FILTER_NEAR,
    "site": Word.FILTER_SITE,
}
"""The texts of the filter's script, by the names of its data attributes."""
_FORM = """\
<div class="mcerr-filter" role="search" aria-label="{name}" hidden>
<label>{label} <input type="search" aria-label="{name}" placeholder="{hint}" dir="auto" \
autocomplete="off"></label>
{choices}<button type="button">{clear}</button>
<span role="status" aria-live="polite"></span>
</div>
"""
_CHOICE = """\
<select name="{name}" aria-label="{label}" autocomplete="off">
<option value="">{first}</option></select>
"""


def add_filter(
    table: nodes.table, title: str, section: Section, catalog: Catalog, document: nodes.document
) -> None:
    """Add a filter before `table`, whose name is `title`, if it has at least LARGE codes.

    It has choosers for what the table shows and what differs among its codes. The script adds
    their options but the first.
    """
    if len(section.entries) < LARGE:
        return
    table["classes"].append("mcerr-large")

    def words(word: Word) -> str:
        return escape(catalog(word))

    choices = ""
    groups = {id(entry.group) for entry in section.entries}
    if len(groups) > 1 and (section.grouped or "group" in section.columns):
        first = words(Word.FILTER_ALL_GROUPS)
        choices += _CHOICE.format(name="group", label=words(Word.GROUP), first=first)
    if len({entry.code.retry for entry in section.entries}) > 1 and "retry" in section.columns:
        first = words(Word.FILTER_ALL_RETRY)
        choices += _CHOICE.format(name="retry", label=words(Word.RETRY), first=first)
    form = _FORM.format(
        name=words(Word.FILTER_TABLE).replace("{table}", escape(title)),
        label=words(Word.FILTER),
        hint=words(Word.FILTER_HINT),
        clear=words(Word.FILTER_CLEAR),
        choices=choices,
    )
    table.parent.insert(table.parent.index(table), mcerr_html(html=form))
    document[_HAS_FILTER] = True


def on_html_page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,  # noqa: ARG001
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> str | None:
    """Make the additions to a page; return the name of its template if that is another one."""
    if pagename == "search":
        _add_search(app)
    if doctree is not None:
        _add_to_page(app, pagename, context, doctree)
    return add_languages(app, pagename, context, doctree)


def _add_to_page(
    app: Sphinx, pagename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Add scripts to a page with a filter, and the summary to that of a code.

    A generated page has no link to its source.
    """
    if _HAS_FILTER in doctree:
        _add_filter_scripts(app, context)
    section = doctree.next_node(nodes.section)
    if section and SUMMARY in section:
        context["metatags"] += f'<meta name="description" content="{escape(section[SUMMARY])}" />'
    if GENERATED in app.env.metadata[pagename]:
        context["page_source_suffix"] = ""


def _add_filter_scripts(app: Sphinx, context: dict[str, Any]) -> None:
    """Add the scripts with the meta tags, in the head of the page.

    Some themes load script files after the page, which readers would see before it is filtered.
    """
    catalog = domain_of(app.env).edition.catalog
    words = {f"data-{key}": catalog(word) for key, word in _WORDS.items()}
    has_search = cast("StandaloneHTMLBuilder", app.builder).search
    words["data-search"] = context["pathto"]("search") if has_search else ""
    version = app.extensions["sphinxext.mooncake_errors"].version
    scripts = {_CODES_SCRIPT: _CODES_ATTRIBUTES, "mooncake-errors-filter.js": words}
    for name, attributes in scripts.items():
        address = f"{context['pathto'](f'_static/{name}', resource=True)}?v={version}"
        shown = " ".join(f'{key}="{escape(text)}"' for key, text in attributes.items())
        tag = f'<script src="{escape(address)}" {shown}></script>'
        context["metatags"] += tag


def _add_search(app: Sphinx) -> None:
    """Add the scripts and their data to the search page of a site with codes."""
    domain = domain_of(app.env)
    found = [_data(entry, place, domain.edition.plain) for entry, place in domain.shown()]
    if not found:
        return
    # Only this character could end the script element.
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")
    app.add_js_file(None, body=body, type="application/json", id="mcerr-data")
    app.add_js_file(_CODES_SCRIPT, **cast("dict[str, Any]", _CODES_ATTRIBUTES))
    app.add_js_file("mooncake-errors-search.js")


def _data(entry: Entry, place: Place, plain: Callable[[str], str]) -> dict[str, Any]:
    """Return the data of a code; the script shows `title`, `component` and `text`.

    Causes with log texts have anchors of their own if a page describes the code.
    """
    code, source, (docname, anchor) = entry.code, entry.component.source, place
    described = anchor == details_address_of(entry.qualified)
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
