"""The steps of a build, from loading the registry to writing the template of its texts."""

import os
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import cast

from sphinx.application import Sphinx
from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from sphinxext.mooncake_errors.catalogs.catalog import DOMAIN
from sphinxext.mooncake_errors.catalogs.extractor import template
from sphinxext.mooncake_errors.catalogs.files import new_header
from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain, domain_of
from sphinxext.mooncake_errors.extension.edition import load_edition
from sphinxext.mooncake_errors.extension.index_pages import publish_indices
from sphinxext.mooncake_errors.extension.languages import check_languages
from sphinxext.mooncake_errors.extension.pages import update_pages, warn_of_unread_pages
from sphinxext.mooncake_errors.extension.settings import (
    SHORT_ADDRESSES,
    check_source_url,
    folder_in,
    registry_paths,
    warn_of_misspelt_settings,
)
from sphinxext.mooncake_errors.extension.warnings import Subtype, note, warn
from sphinxext.mooncake_errors.registry.selection import Request, select

STATIC = Path(__file__).parent.parent / "static"
_TEMPLATES = STATIC.with_name("templates")
_STYLE_SHEET = "mooncake-errors.css"
_SCREEN_STYLE_SHEET = "mooncake-errors-screen.css"
"""Style rules for browsers that validators of EPUB reject."""


def on_config_inited(app: Sphinx, config: Config) -> None:  # noqa: ARG001
    """Add static files and templates; leave scripts and style rules for browsers out of EPUB.

    Sphinx compares settings with those of the last build, so they are the same for all builders.
    """
    config.html_static_path = [*config.html_static_path, str(STATIC)]
    config.templates_path = [*config.templates_path, str(_TEMPLATES)]
    excluded = [f"_static/{path.name}" for path in STATIC.iterdir() if path.name != _STYLE_SHEET]
    config.epub_exclude_files = [*config.epub_exclude_files, *sorted(excluded)]


def on_builder_inited(app: Sphinx) -> None:
    """Load the registry and its translations; raise ConfigError if a setting or a file is wrong."""
    warn_of_misspelt_settings(app)
    check_source_url(app.config.mooncake_errors_source_url)
    folder_in(SHORT_ADDRESSES, app.config[SHORT_ADDRESSES])
    app.add_css_file(_STYLE_SHEET)
    if app.builder.name != "epub":
        app.add_css_file(_SCREEN_STYLE_SHEET)
    domain = domain_of(app.env)
    domain.builder = app.builder
    check_languages(app)
    domain.edition = edition = load_edition(app)
    update_pages(app, domain)
    publish_indices(domain)
    for remark in edition.catalog.notes:
        note(remark)
    for problem in edition.catalog.problems:
        warn(Subtype.CATALOG, problem.message, f"{problem.path}:{problem.line}")
    wanted = app.config.mooncake_errors_report_untranslated
    if missing := edition.untranslated() if wanted else []:
        message = f"texts without {app.config.language} translation: {', '.join(missing)}"
        warn(Subtype.UNTRANSLATED, message, None)


def on_env_get_outdated(app: Sphinx, env: BuildEnvironment, *_: AbstractSet[str]) -> list[str]:
    """Return the pages with a directive whose result has changed."""
    domain = domain_of(env)
    edition = domain.edition
    warn_of_unread_pages(app, domain)  # Sphinx has found all documents
    return [
        docname
        for docname, shown in domain.data["requests"].items()
        if any(
            edition.digest(*select(edition.lookup, Request(*request))) != digest
            for request, digest in shown
        )
    ]


def on_env_check_consistency(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn about codes with several rows or descriptions; those on the first page by name count.

    This runs after all pages are read, so that the result does not depend on their order.
    """
    domain, folder = domain_of(env), f"{app.srcdir}{os.sep}"
    tables, entries = (_repeated(domain, kind) for kind in ("rows", "descriptions"))
    for place in tables:  # the warning about a table also covers the descriptions below it
        entries.pop(place, None)
    for found, done, what in ((tables, "listed", "tables"), (entries, "explained", "directives")):
        for place, codes in found.items():
            (code, first), *others = codes.items()
            more = f" and {len(others)} more are" if others else " is"
            rest = " and elsewhere" if {*codes.values()} - {first} else ""
            message = (
                f"{done} at {first.removeprefix(folder)}{rest} already; give one of the {what}"
            )
            warn(Subtype.DUPLICATE, f"{code}{more} {message} :no-index:", place)


def _repeated(domain: ErrorCodeDomain, kind: str) -> dict[str, dict[str, str]]:
    """Return the repeated codes by their location, each with the location that has it first.

    Generated pages come first, since authors change the others. Where a file is included twice,
    the locations are equal, and the latter has the name of the page, too.
    """
    shown, generated = domain.data[kind], set(domain.pages.values())
    first: dict[str, tuple[str, str]] = {}
    again: dict[str, dict[str, str]] = {}
    for docname in sorted(shown, key=lambda name: (name not in generated, name)):
        for code, locations in shown[docname].items():
            for location in locations:
                if code in first:
                    home, page = first[code]
                    home += f" of the page {page}" if home == location else ""
                    again.setdefault(location, {}).setdefault(code, home)
                else:
                    first[code] = location, docname
    return again


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write ``mooncake-errors.pot`` beside the templates of the pages, if its content changed.

    Locations are relative to that folder, as in Sphinx's templates, and left out if the project has
    ``gettext_location = False``. Unlike in Sphinx's templates, messages have comments.
    """
    if exception is not None or app.builder.name != "gettext":
        return
    theirs = cast("MessageCatalogBuilder", app.builder).catalogs.get(DOMAIN, ())
    for source, line in [place for text in theirs for place in text.locations][:1]:
        fault = f"{DOMAIN}.pot has the texts of the registry, not of this page"
        warn(Subtype.CATALOG, f"{fault}: rename the page or its folder", f"{source}:{line}")
    config, outdir = app.config, Path(app.outdir)
    catalog = template(registry_paths(app), outdir, new_header(config.project))
    if not config.gettext_location:
        for message in catalog:
            message.locations = []
    content = catalog.content()
    path = outdir / f"{DOMAIN}.pot"
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
