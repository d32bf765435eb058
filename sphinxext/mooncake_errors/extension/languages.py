"""Links between the pages of codes in the languages of a site.

A site has one build for each language, with the same names of pages. The setting
``mooncake_errors_languages`` has the address of each build.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from html import escape
from typing import Any, cast
from urllib.parse import urljoin

from babel import Locale, UnknownLocaleError
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

from sphinxext.mooncake_errors.extension.content import entries_of
from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain, domain_of
from sphinxext.mooncake_errors.extension.inline import mcerr_html
from sphinxext.mooncake_errors.extension.settings import LANGUAGES, WEB_ADDRESS, places_in_conf
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.model import LANGUAGE_PATTERN
from sphinxext.mooncake_errors.registry.problems import near_or_known

_INDEX = "mcerr-index.html"
"""The template of index pages with links; extends Sphinx's."""
_BASE = re.compile(
    rf"(?:{WEB_ADDRESS.pattern}|/?(?:(?!\.\./)[^\s\x00-\x20\x7f/:?#]+/)*)(?<=/)", re.IGNORECASE
)
"""The address of a site, or a path, with a slash at the end."""


def check_languages(app: Sphinx) -> None:
    """Warn about a wrong value of the setting, in builds that would have links."""
    message = fault(app.config[LANGUAGES], app.config.language)
    if message and domain_of(app.env).for_browsers:
        warn(Subtype.CONFIG, f"{LANGUAGES}: {message}", places_in_conf(app).get(LANGUAGES))


def fault(value: Any, own: str) -> str:
    """Return the fault of the setting's `value` for a build in the language `own`, or empty."""
    if not value:
        return ""
    if not isinstance(value, dict) or not all(
        isinstance(name, str) and re.match(LANGUAGE_PATTERN, name) for name in value
    ):
        example = 'such as {"en": "/", "zh_CN": "/zh_CN/"}'
        return f"must have an address for each language, {example}, not {value!r}"
    for language, address in value.items():
        is_text = isinstance(address, str)
        if not (is_text and _BASE.fullmatch(address)):
            hint = "write https://, http:// or a path from the root of the site, with / at the end"
            if is_text and _BASE.fullmatch(f"{address}/"):
                hint = f"did you mean '{address}/'?"
            return f"wrong address for {language}: {address!r}; {hint}"
    if own not in value:
        return f"no address for {own}, the language of this build{near_or_known(own, value)}"
    return ""


def addresses(domain: ErrorCodeDomain, pagename: str) -> dict[str, str]:
    """Return the address of a page with codes by language: relative to the page, or absolute.

    Other pages have none.
    """
    builder, config = cast("StandaloneHTMLBuilder", domain.builder), domain.env.config
    bases, shown, single = config[LANGUAGES], domain.data["requests"], builder.name == "singlehtml"
    has_codes = pagename in shown or (single and shown and pagename == config.root_doc)
    if not bases or not (has_codes or _is_index(domain, pagename)):
        return {}
    if not domain.for_browsers or fault(bases, config.language):
        return {}
    name = config.root_doc + builder.out_suffix if single else builder.get_target_uri(pagename)
    found = {language: base + name for language, base in bases.items()}
    if any("://" in address for address in found.values()):
        return found
    to_root = "../" * found[config.language].lstrip("/").count("/")
    return {language: to_root + path.lstrip("/") or "./" for language, path in found.items()}


def _is_index(domain: ErrorCodeDomain, pagename: str) -> bool:
    return pagename in {f"{domain.name}-{index.name}" for index in domain.indices}


def language_names(languages: Iterable[str]) -> dict[str, str]:
    """Return the name of each language in itself, with the region if names are equal."""
    names, full = {}, {}
    for language in languages:
        names[language] = full[language] = language
        with suppress(UnknownLocaleError, ValueError):
            locale = Locale.parse(language.replace("-", "_"))
            names[language] = locale.get_language_name() or language
            full[language] = locale.get_display_name() or language
    known = [*names.values()]
    return {key: full[key] if known.count(name) > 1 else name for key, name in names.items()}


def _tag(language: str) -> str:
    """Return the BCP 47 tag of a language as Sphinx writes it."""
    return language.replace("_", "-").replace("@latin", "-Latn")


def _links(found: Mapping[str, str], own: str, anchor: str = "") -> list[str]:
    """Return the HTML of a link to each language but `own`."""
    names = language_names(found)
    return [
        f'<a class="reference mcerr-language" lang="{_tag(language)}" hreflang="{_tag(language)}" '
        f'href="{escape(address + anchor)}">{escape(names[language])}</a>'
        for language, address in found.items()
        if language != own
    ]


def link_languages(document: nodes.document, env: BuildEnvironment) -> None:
    """Add links to the other languages below the title of a page with codes and to descriptions."""
    if not (found := addresses(domain_of(env), env.docname)):
        return
    below_title = nodes.paragraph(classes=["mcerr-languages"])
    heads = [(head, f"#{address}") for _, address, head in entries_of(document)]
    for element, anchor in [*heads, (below_title, "")]:
        for link in _links(found, env.config.language, anchor):
            element += [nodes.Text(" "), mcerr_html(html=link)]
    section = document.next_node(nodes.section)
    (section or document).insert(1 if section else 0, below_title)


def add_languages(app: Sphinx, pagename: str, context: dict[str, Any]) -> str | None:
    """Add the addresses in all languages to the head of pages with codes, for search engines.

    They want absolute addresses, which ``html_baseurl`` gives. The first language is the default.
    Returns the template with links for index pages of codes, else None.
    """
    domain = domain_of(app.env)
    if not (found := addresses(domain, pagename)):
        return None
    tags = {_tag(name): urljoin(context["pageurl"] or "", path) for name, path in found.items()}
    tags["x-default"] = next(iter(tags.values()))
    context["metatags"] = context.get("metatags", "") + "".join(
        f'<link rel="alternate" hreflang="{tag}" href="{escape(address)}">\n'
        for tag, address in tags.items()
    )
    if not _is_index(domain, pagename):
        return None
    shown = " ".join(_links(found, app.config.language))
    context["mcerr_languages"] = f'<p class="mcerr-languages">{shown}</p>'
    return _INDEX
