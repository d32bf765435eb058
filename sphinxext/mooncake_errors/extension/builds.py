"""What happens in the course of a build: load, and keep every page in step with what it shows."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx import addnodes

from sphinxext.mooncake_errors.extension.edition import check_source_url, load_edition
from sphinxext.mooncake_errors.extension.headers import no_headers
from sphinxext.mooncake_errors.extension.index import translated_index
from sphinxext.mooncake_errors.extension.inline import DOMAIN, FROM_REGISTRY
from sphinxext.mooncake_errors.extension.rows import folded
from sphinxext.mooncake_errors.extension.short_addresses import short_folder
from sphinxext.mooncake_errors.extension.warnings import Subtype, note, warn

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
    from sphinxext.mooncake_errors.extension.edition import Edition
    from sphinxext.mooncake_errors.extension.headers import Headers
    from sphinxext.mooncake_errors.registry.selection import Request

STATIC = Path(__file__).parent.parent / "static"
STYLE_SHEET = "mooncake-errors.css"
SCREEN_STYLE_SHEET = "mooncake-errors-screen.css"
"""What only browsers understand; validators of EPUB reject it."""

_ANY = ("any", "myst")
"""Types of references that may lead to a code although they do not say so."""


def on_builder_inited(app: Sphinx) -> None:
    """Load the registry and its translations; ConfigError stops the build."""
    check_source_url(app.config.mooncake_errors_source_url)
    short_folder(app.config.mooncake_errors_short_addresses)
    _add_style_sheets(app)
    edition = load_edition(app.config, Path(app.confdir), Path(app.srcdir))
    publish(_domain(app.env), edition, app.builder)
    headers = _headers(app.config, Path(app.confdir), edition)
    _domain(app.env).headers = headers
    for message, place in headers.warnings:
        warn(Subtype.DRIFT, message, place)
    for remark in edition.catalog.notes:
        note(remark)
    for problem in edition.catalog.problems:
        warn(Subtype.CATALOG, problem.message, f"{problem.path}:{problem.line}")
    missing = edition.untranslated() if app.config.mooncake_errors_report_untranslated else []
    if missing:
        message = f"texts without {app.config.language} translation: {', '.join(missing)}"
        warn(Subtype.UNTRANSLATED, message, None)


def _headers(config: Config, confdir: Path, edition: Edition) -> Headers:
    """Return what the headers in `config` say; raise ConfigError where they cannot be read."""
    if not (config.mooncake_errors_headers or config.mooncake_errors_headers_skip):
        return no_headers()
    from sphinxext.mooncake_errors.extension.drift import load_headers  # noqa: PLC0415 - slow

    return load_headers(config, confdir, edition.registry)


def _add_style_sheets(app: Sphinx) -> None:
    """Add the style sheets, and leave out of books what is for browsers alone, scripts too."""
    app.config.html_static_path = [*app.config.html_static_path, str(STATIC)]
    if app.builder.name == "epub":
        excluded = [f"_static/{path.name}" for path in STATIC.iterdir() if path.name != STYLE_SHEET]
        app.config.epub_exclude_files = [*app.config.epub_exclude_files, *sorted(excluded)]
    else:
        app.add_css_file(SCREEN_STYLE_SHEET)


def publish(domain: ErrorCodeDomain, edition: Edition, builder: Builder) -> None:
    """Make `domain` show `edition` by `builder`, in the titles of its index page too."""
    domain.edition, domain.builder = edition, builder
    domain.indices = [translated_index(edition.catalog, builder)]  # type: ignore[misc]
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
    """Record which codes the page refers to, and to which of them its author does."""
    references = [node for node in doctree.findall(addnodes.pending_xref) if _may_lead_here(node)]
    in_rows = [code for body in folded(doctree, app.env) for code in body["rows"].references()]
    domain, docname = _domain(app.env), app.env.docname
    domain.note_citations(docname, [*in_rows, *(node["reftarget"] for node in references)])
    mentions = (node for node in references if not _from_elsewhere(node))
    domain.note_mentions(docname, [node["reftarget"] for node in mentions])


def _may_lead_here(node: addnodes.pending_xref) -> bool:
    return node.get("refdomain") == DOMAIN or node.get("reftype") in _ANY


def _from_elsewhere(node: addnodes.pending_xref) -> bool:
    """Return whether the registry made the reference, or it leads to another project."""
    return bool(node.get(FROM_REGISTRY) or node.get("intersphinx"))


def on_env_get_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:  # noqa: ARG001
    """Return the pages whose references, or links back, lead elsewhere or say something else."""
    domain = _domain(env)
    _settle_labels(env.domains["std"], domain.sections)
    pages = set()
    outcome = cache(domain.outcome)  # many pages refer to the same codes
    for docname, citations in domain.citations.items():
        if _renew(citations, {target: outcome(target) for target in citations}):
            pages.add(docname)
    for docname, candidates in domain.candidates.items():
        if _renew(candidates, {word: domain.candidate_outcome(word) for word in candidates}):
            pages.add(docname)
    for docname, backlinks in domain.backlinks.items():
        shown = {qualified: domain.mentions_of(qualified, docname) for qualified in backlinks}
        if _renew(backlinks, shown):
            pages.add(docname)
    return sorted(pages)


def _settle_labels(standard: Domain, sections: dict[str, dict[str, str]]) -> None:
    """Let the label of a component that several pages show lead to the first of them by name.

    Sphinx warns of it, and takes the page that it read last: with several processes, any of them.
    """
    pages: dict[str, list[str]] = {}
    for docname in sorted(sections):
        for label in sections[docname]:
            pages.setdefault(label, []).append(docname)
    for label, (first, *others) in pages.items():
        if others:
            standard.data["labels"][label] = first, label, sections[first][label]
            standard.data["anonlabels"][label] = first, label


def _renew(last: dict[str, Any], now: dict[str, Any]) -> bool:
    """Bring what was shown `last` up to what is `now`; return whether they differ."""
    differ = last != now
    last.update(now)
    return differ


def on_warn_missing_reference(
    app: Sphinx, domain: Domain | None, node: addnodes.pending_xref
) -> bool | None:
    """Say about a reference to a code without a row what is wrong with it; True if said."""
    if domain is None or domain.name != DOMAIN:
        return None
    target = node["reftarget"]
    lookup = _domain(app.env).edition.lookup
    found = lookup.find(target)
    if found and node.get(FROM_REGISTRY):
        return True  # the author of the page can do nothing about it
    if found:
        message = f"no page lists {found[0].qualified}: add a mooncake-errors directive with it"
        warn(Subtype.UNLISTED, message, node)
    else:
        message = f"unknown error code {target}{lookup.suggestion(target)}"
        warn(Subtype.UNKNOWN, message, node)
    return True


def _domain(env: BuildEnvironment) -> ErrorCodeDomain:
    return cast("ErrorCodeDomain", env.get_domain(DOMAIN))
