"""Links between the pages of codes in the languages of a site.

A site has one build for each language, with the same names of pages. The setting
``mooncake_errors_languages`` has the address of each build.
"""

import re
from collections import Counter
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

from sphinxext.mooncake_errors.extension.description import entries_of
from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain, domain_of
from sphinxext.mooncake_errors.extension.inline import mcerr_html
from sphinxext.mooncake_errors.extension.settings import LANGUAGES, WEB_ADDRESS, places_in_conf
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.model import LANGUAGE_PATTERN
from sphinxext.mooncake_errors.registry.problems import near_or_known

_INDEX = "mcerr-index.html"
"""The template of index pages with links; extends Sphinx's."""
_HAS_CODES = "mcerr_has_codes"
"""Attribute of a document with codes, which has links."""
_PATH = re.compile(r"/?(?:(?!\.\./)[^\s\x00-\x20\x7f/:?#]+/)*")


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
        if not _is_base(address):
            hint = "write https://, http:// or a path from the root of the site, with / at the end"
            if isinstance(address, str) and _is_base(f"{address}/"):
                hint = f"did you mean '{address}/'?"
            return f"wrong address for {language}: {address!r}; {hint}"
    if len({"://" in address for address in value.values()}) > 1:
        return "has addresses and paths; write all of them with https:// or none"
    if own not in value:
        return f"no address for {own}, the language of this build{near_or_known(own, value)}"
    return ""


def _is_base(address: Any) -> bool:
    if not isinstance(address, str) or not address.endswith("/"):
        return False
    return bool(WEB_ADDRESS.fullmatch(address) or _PATH.fullmatch(address))


def addresses(domain: ErrorCodeDomain, pagename: str) -> dict[str, str]:
    """Return the address of a page by language: relative to the page, or absolute."""
    builder, config = cast("StandaloneHTMLBuilder", domain.builder), domain.env.config
    bases = config[LANGUAGES]
    if not bases or not domain.for_browsers or fault(bases, config.language):
        return {}
    single = builder.name == "singlehtml"
    name = config.root_doc + builder.out_suffix if single else builder.get_target_uri(pagename)
    found = {language: base + name for language, base in bases.items()}
    if "://" in found[config.language]:
        return found
    to_root = "../" * found[config.language].lstrip("/").count("/")
    return {language: to_root + path.lstrip("/") or "./" for language, path in found.items()}


def language_names(languages: Iterable[str]) -> dict[str, str]:
    """Return the name of each language in itself, with the region if names are equal."""
    names, full = {}, {}
    for language in languages:
        names[language] = full[language] = language
        with suppress(UnknownLocaleError, ValueError):
            locale = Locale.parse(language.replace("-", "_"))
            names[language] = locale.get_language_name() or language
            full[language] = locale.get_display_name() or language
    count = Counter(names.values())
    return {key: full[key] if count[name] > 1 else name for key, name in names.items()}


def _tag(language: str) -> str:
    """Return the BCP 47 tag of a language as Sphinx writes it."""
    return language.replace("_", "-").replace("@latin", "-Latn")


def links(found: Mapping[str, str], own: str, anchor: str = "") -> list[str]:
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
    domain = domain_of(env)
    shows_codes = domain.builder.name == "singlehtml" or env.docname in domain.data["requests"]
    found = addresses(domain, env.docname)
    if not (domain.data["requests"] and shows_codes and found):
        return
    document[_HAS_CODES] = True
    below_title = nodes.paragraph(classes=["mcerr-languages"])
    heads = [(head, f"#{address}") for _, address, head in entries_of(document)]
    for element, anchor in [*heads, (below_title, "")]:
        for link in links(found, env.config.language, anchor):
            element += [nodes.Text(" "), mcerr_html(html=link)]
    section = document.next_node(nodes.section)
    if section:
        section.insert(1, below_title)
    else:
        document.insert(0, below_title)


def add_languages(
    app: Sphinx, pagename: str, context: dict[str, Any], doctree: nodes.document | None
) -> str | None:
    """Add the addresses in all languages to the head of pages with codes, for search engines.

    They want absolute addresses, which ``html_baseurl`` gives. The first language is the default.
    Returns the template with links for index pages of codes, else None.
    """
    domain = domain_of(app.env)
    is_index = pagename in {f"{domain.name}-{index.name}" for index in domain.indices}
    if not is_index and (doctree is None or _HAS_CODES not in doctree):
        return None
    found = addresses(domain, pagename)
    if not found:
        return None
    tags = {_tag(name): urljoin(context["pageurl"] or "", path) for name, path in found.items()}
    tags["x-default"] = next(iter(tags.values()))
    context["metatags"] = context.get("metatags", "") + "".join(
        f'<link rel="alternate" hreflang="{tag}" href="{escape(address)}">\n'
        for tag, address in tags.items()
    )
    if not is_index:
        return None
    shown = " ".join(links(found, app.config.language))
    context["mcerr_languages"] = f'<p class="mcerr-languages">{shown}</p>'
    return _INDEX
