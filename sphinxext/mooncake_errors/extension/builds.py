"""The steps of a build, from loading the registry to writing the template of its texts."""

import os
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, cast

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.environment import BuildEnvironment
from sphinx.errors import ConfigError
from sphinx.util.i18n import docname_to_domain

from sphinxext.mooncake_errors.catalogs.catalog import DOMAIN, load_catalog
from sphinxext.mooncake_errors.catalogs.extractor import template
from sphinxext.mooncake_errors.catalogs.files import new_header
from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain, domain_of
from sphinxext.mooncake_errors.extension.edition import Edition
from sphinxext.mooncake_errors.extension.index_pages import publish_indices
from sphinxext.mooncake_errors.extension.languages import check_languages
from sphinxext.mooncake_errors.extension.pages import update_pages, warn_of_unread_pages
from sphinxext.mooncake_errors.extension.settings import (
    STYLE_SHEET,
    check_settings,
    registry_paths,
)
from sphinxext.mooncake_errors.extension.warnings import Subtype, note, warn
from sphinxext.mooncake_errors.registry.builtin import has_builtin
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.problems import RegistryError
from sphinxext.mooncake_errors.registry.selection import Request, select


def on_builder_inited(app: Sphinx) -> None:
    """Load the registry and its translations; raise ConfigError if a setting or a file is wrong."""
    config, domain = app.config, domain_of(app.env)
    check_settings(app)
    app.add_css_file(STYLE_SHEET)
    if app.builder.name != "epub":  # whose validators reject some rules
        app.add_css_file("mooncake-errors-screen.css")
    domain.builder = app.builder
    check_languages(app)
    domain.edition = edition = _load_edition(app)
    update_pages(app, domain)
    publish_indices(domain)
    for remark in edition.catalog.notes:
        note(remark)
    for problem in edition.catalog.problems:
        warn(Subtype.CATALOG, problem.message, f"{problem.path}:{problem.line}")
    if missing := edition.untranslated() if config.mooncake_errors_report_untranslated else []:
        message = f"texts without {config.language} translation: {', '.join(missing)}"
        warn(Subtype.UNTRANSLATED, message, None)


def _load_edition(app: Sphinx) -> Edition:
    config, paths = app.config, registry_paths(app)
    try:
        registry = load_registry(paths)
    except RegistryError as error:
        raise ConfigError(f"mooncake_errors_registry:\n{error}") from None
    folders = [Path(app.srcdir, folder) for folder in config.locale_dirs]
    fuzzy, shipped = config.gettext_allow_fuzzy_translations, has_builtin(paths)
    catalog = load_catalog(config.language, folders, fuzzy=fuzzy, shipped_texts=shipped)
    lines = {}
    if config.mooncake_errors_headers:
        # Slow to import.
        from sphinxext.mooncake_errors.extension.drift import load_lines  # noqa: PLC0415

        lines = load_lines(app, registry)
    return Edition(Lookup(registry), catalog, lines)


def on_env_get_outdated(app: Sphinx, env: BuildEnvironment, *_: AbstractSet[str]) -> list[str]:
    """Return the pages with a directive whose result has changed, or is not known for certain.

    A build that ends while it reads leaves doctrees of which the environment knows nothing.
    """
    domain = domain_of(env)
    warn_of_unread_pages(app, domain)  # Sphinx has found all documents
    shown = domain.data["requests"]
    saved = Path(env.doctreedir, ENV_PICKLE_FILENAME).stat().st_mtime if shown else 0

    def digest(request: tuple[Any, ...]) -> str:
        return domain.edition.digest(*select(domain.edition.lookup, Request(*request)))

    def is_later(page: str) -> bool:
        doctree = Path(env.doctreedir, f"{page}.doctree")
        return doctree.exists() and doctree.stat().st_mtime > saved

    return [
        page
        for page, pairs in shown.items()
        if is_later(page) or any(digest(asked) != was for asked, was in pairs)
    ]


def on_env_check_consistency(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn about codes with several rows or descriptions; those on the first page by name count."""
    domain, folder = domain_of(env), f"{app.srcdir}{os.sep}"
    warned: set[str] = set()
    words = (("rows", "listed", "tables"), ("descriptions", "explained", "directives"))
    for kind, done, what in words:
        repeated = _repeated(domain, kind)
        # The warning about a table also covers the descriptions below it.
        for place in [place for place in repeated if place not in warned]:
            (code, first), *others = repeated[place].items()
            more = f" and {len(others)} more are" if others else " is"
            rest = " and elsewhere" if {*repeated[place].values()} - {first} else ""
            home = f"{done} at {first.removeprefix(folder)}{rest} already"
            message = f"{code}{more} {home}; give one of the {what} :no-index:"
            warn(Subtype.DUPLICATE, message, place)
        warned.update(repeated)


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
                if code not in first:
                    first[code] = location, docname
                    continue
                home, page = first[code]
                home += f" of the page {page}" if home == location else ""
                again.setdefault(location, {})[code] = home
    return again


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write ``mooncake-errors.pot`` beside the templates of the pages, if its content changed.

    Locations are relative to that folder, as in Sphinx's templates; messages also have comments.
    Generated pages have no texts, so templates of these alone are removed.
    """
    if exception is not None or app.builder.name != "gettext":
        return
    catalogs = cast("MessageCatalogBuilder", app.builder).catalogs
    compact, pages = app.config.gettext_compact, domain_of(app.env).pages.values()
    for name in {docname_to_domain(page, compact) for page in pages}:
        if not catalogs[name].messages:
            Path(app.outdir, f"{name}.pot").unlink(missing_ok=True)
    for source, line in [place for text in catalogs[DOMAIN] for place in text.locations][:1]:
        fault = f"{DOMAIN}.pot has the texts of the registry, not of this page"
        warn(Subtype.CATALOG, f"{fault}: rename the page or its folder", f"{source}:{line}")
    path = Path(app.outdir, f"{DOMAIN}.pot")
    catalog = template(registry_paths(app), path.parent, new_header(app.config.project))
    if not app.config.gettext_location:
        for message in catalog:
            message.locations = []
    content = catalog.content()
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
