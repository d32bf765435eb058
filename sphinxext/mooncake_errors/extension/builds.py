"""What happens in the course of a build: load, and keep every page in step with what it shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx import addnodes

from sphinxext.mooncake_errors.extension.drift import load_headers
from sphinxext.mooncake_errors.extension.edition import load_edition
from sphinxext.mooncake_errors.extension.index import translated_index
from sphinxext.mooncake_errors.extension.inline import DOMAIN
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
    from sphinxext.mooncake_errors.extension.edition import Edition
    from sphinxext.mooncake_errors.registry.selection import Request

STATIC = Path(__file__).parent.parent / "static"
STYLE_SHEET = "mooncake-errors.css"

_ANY = ("any", "myst")
"""Types of references that may lead to a code although they do not say so."""


def on_builder_inited(app: Sphinx) -> None:
    """Load the registry and its translations; ConfigError stops the build."""
    app.config.html_static_path.append(str(STATIC))
    edition = load_edition(app.config, Path(app.confdir), Path(app.srcdir))
    publish(_domain(app.env), edition)
    headers = load_headers(app.config, Path(app.confdir), edition.registry)
    _domain(app.env).headers = headers
    for message, place in headers.warnings:
        warn(Subtype.DRIFT, message, place)
    for problem in edition.catalog.problems:
        warn(Subtype.CATALOG, problem.message, f"{problem.path}:{problem.line}")
    missing = edition.untranslated() if app.config.mooncake_errors_report_untranslated else []
    if missing:
        message = f"texts without {app.config.language} translation: {', '.join(missing)}"
        warn(Subtype.UNTRANSLATED, message, None)


def publish(domain: ErrorCodeDomain, edition: Edition) -> None:
    """Make `domain` show `edition`, in the titles of its index page too."""
    domain.edition = edition
    domain.indices = [translated_index(edition.catalog)]  # type: ignore[misc]
    domain.setup()


def on_env_get_outdated(
    app: Sphinx,  # noqa: ARG001
    env: BuildEnvironment,
    added: AbstractSet[str],  # noqa: ARG001
    changed: AbstractSet[str],  # noqa: ARG001
    removed: AbstractSet[str],  # noqa: ARG001
) -> list[str]:
    """Return the pages with a table that would show something else now."""
    domain = _domain(env)
    return [docname for docname, tables in domain.tables.items() if _outdated(domain, tables)]


def _outdated(domain: ErrorCodeDomain, tables: list[tuple[Request, str]]) -> bool:
    return any(domain.digest(request) != digest for request, digest in tables)


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Record which codes the page refers to."""
    references = doctree.findall(addnodes.pending_xref)
    _domain(app.env).note_citations(app.env.docname, _targets(references))


def _targets(references: Iterable[addnodes.pending_xref]) -> Iterator[str]:
    for node in references:
        if node.get("refdomain") == DOMAIN or node.get("reftype") in _ANY:
            yield node["reftarget"]


def on_env_get_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:  # noqa: ARG001
    """Return the pages with a reference that leads elsewhere, or says something else, now."""
    domain = _domain(env)
    pages = []
    for docname, citations in domain.citations.items():
        outcomes = {target: domain.outcome(target) for target in citations}
        if outcomes != citations:
            pages.append(docname)
            citations.update(outcomes)
    return pages


def on_warn_missing_reference(
    app: Sphinx, domain: Domain | None, node: addnodes.pending_xref
) -> bool | None:
    """Say about a reference to a code without a row what is wrong with it; True if said."""
    if domain is None or domain.name != DOMAIN:
        return None
    target = node["reftarget"]
    lookup = _domain(app.env).edition.lookup
    found = lookup.find(target)
    if found:
        message = f"no page lists {found[0].qualified}: add a mooncake-errors directive with it"
        warn(Subtype.UNLISTED, message, node)
    else:
        message = f"unknown error code {target}{lookup.suggestion(target)}"
        warn(Subtype.UNKNOWN, message, node)
    return True


def _domain(env: BuildEnvironment) -> ErrorCodeDomain:
    return cast("ErrorCodeDomain", env.get_domain(DOMAIN))
