"""The filter above a large table of codes in HTML: a form that is hidden without its script."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, cast

from sphinxext.mooncake_errors.extension.domain import domain_of
from sphinxext.mooncake_errors.extension.inline import mcerr_html
from sphinxext.mooncake_errors.extension.search import CODES_ATTRIBUTES, CODES_SCRIPT
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.registry.selection import Section

LARGE = 12
"""The smallest number of codes in a table with a filter."""

_SCRIPT = "mooncake-errors-filter.js"
_HAS_FILTER = "mcerr_has_filter"
"""Attribute of a document with a filter."""
_WORDS = {
    "status": Word.FILTER_STATUS,
    "elsewhere": Word.FILTER_ELSEWHERE,
    "none": Word.FILTER_NONE,
    "near": Word.FILTER_NEAR,
    "site": Word.FILTER_SITE,
}
"""The texts of the script, by the names of its data attributes."""
_CHOICES = {
    "group": (Word.GROUP, Word.FILTER_ALL_GROUPS),
    "retry": (Word.RETRY, Word.FILTER_ALL_RETRY),
}
"""The label and the first option of each chooser; the script adds the other options."""
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
    """Add a filter before `table`, whose name is `title`, if it has at least LARGE codes."""
    if len(section.entries) < LARGE:
        return
    table["classes"].append("mcerr-large")
    form = mcerr_html(html=_form(title, section, catalog))
    table.parent.insert(table.parent.index(table), form)
    document[_HAS_FILTER] = True


def _form(title: str, section: Section, catalog: Catalog) -> str:
    def shown(word: Word) -> str:
        return escape(catalog(word))

    choices = (
        _CHOICE.format(name=name, label=shown(label), first=shown(first))
        for name, (label, first) in _CHOICES.items()
        if name in set(_choosers(section))
    )
    return _FORM.format(
        name=shown(Word.FILTER_TABLE).replace("{table}", escape(title)),
        label=shown(Word.FILTER),
        hint=shown(Word.FILTER_HINT),
        clear=shown(Word.FILTER_CLEAR),
        choices="".join(choices),
    )


def _choosers(section: Section) -> Iterator[str]:
    """Yield the keys of _CHOICES that are shown in the table and differ among its codes."""
    shows_groups = section.grouped or "group" in section.columns
    if shows_groups and len({id(entry.group) for entry in section.entries}) > 1:
        yield "group"
    if "retry" in section.columns and len({entry.code.retry for entry in section.entries}) > 1:
        yield "retry"


def on_html_page_context(
    app: Sphinx,
    pagename: str,  # noqa: ARG001
    templatename: str,  # noqa: ARG001
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add the scripts to pages with a filter.

    They are added with the meta tags, in the head: some themes load script files after the page,
    which readers would see before it is filtered.
    """
    if doctree is None or _HAS_FILTER not in doctree:
        return
    catalog = domain_of(app.env).edition.catalog
    words = {f"data-{key}": catalog(word) for key, word in _WORDS.items()}
    has_search = cast("StandaloneHTMLBuilder", app.builder).search
    words["data-search"] = context["pathto"]("search") if has_search else ""
    version = app.extensions["sphinxext.mooncake_errors"].version
    for name, attributes in ((CODES_SCRIPT, CODES_ATTRIBUTES), (_SCRIPT, words)):
        address = f"{context['pathto'](f'_static/{name}', resource=True)}?v={version}"
        shown = " ".join(f'{key}="{escape(text)}"' for key, text in attributes.items())
        tag = f'<script src="{escape(address)}" {shown}></script>'
        context["metatags"] = context.get("metatags", "") + tag
