"""The course of a build: load the registry, and renew the pages that would show something else."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any, cast

from sphinx import addnodes

from sphinxext.mooncake_errors.extension.drift import load_headers
from sphinxext.mooncake_errors.extension.index import publish_index
from sphinxext.mooncake_errors.extension.inline import CODE, DOMAIN, FROM_REGISTRY
from sphinxext.mooncake_errors.extension.mentions import mentions_of
from sphinxext.mooncake_errors.extension.settings import (
    check_source_url,
    load_edition,
    short_folder,
    warn_of_misspelt_settings,
)
from sphinxext.mooncake_errors.extension.table import references, tables
from sphinxext.mooncake_errors.extension.warnings import Subtype, note, warn
from sphinxext.mooncake_errors.registry.selection import Request, select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain

STATIC = Path(__file__).parent.parent / "static"
STYLE_SHEET = "mooncake-errors.css"
SCREEN_STYLE_SHEET = "mooncake-errors-screen.css"
"""Rules for browsers, which validators of EPUB reject."""

_ANY = ("any", "myst")
"""Types of references that may lead to a code although they do not name its domain."""
_TICK = 0.02
"""Seconds by which the time stamp of a file may be behind the clock."""


def on_builder_inited(app: Sphinx) -> None:
    """Load the registry and its translations; ConfigError stops the build."""
    config, confdir = app.config, Path(app.confdir)
    warn_of_misspelt_settings(app)
    check_source_url(config.mooncake_errors_source_url)
    short_folder(config.mooncake_errors_short_addresses)
    _add_style_sheets(app)
    domain = _domain(app.env)
    edition = load_edition(config, confdir, Path(app.srcdir))
    domain.edition, domain.builder = edition, app.builder
    publish_index(domain, edition.catalog, app.builder)
    domain.headers = load_headers(config, confdir, edition.registry)
    _warn(app, domain)


def _warn(app: Sphinx, domain: ErrorCodeDomain) -> None:
    """Warn about drift, faulty catalogs and, if wanted, texts without a translation."""
    for message, place in domain.headers.warnings:
        warn(Subtype.DRIFT, message, place)
    for remark in domain.edition.catalog.notes:
        note(remark)
    for problem in domain.edition.catalog.problems:
        warn(Subtype.CATALOG, problem.message, f"{problem.path}:{problem.line}")
    wanted = app.config.mooncake_errors_report_untranslated
    if missing := domain.edition.untranslated() if wanted else []:
        message = f"texts without {app.config.language} translation: {', '.join(missing)}"
        warn(Subtype.UNTRANSLATED, message, None)


def _add_style_sheets(app: Sphinx) -> None:
    """Add the style sheets, and keep scripts and rules for browsers out of books."""
    app.config.html_static_path = [*app.config.html_static_path, str(STATIC)]
    if app.builder.name == "epub":
        excluded = [f"_static/{path.name}" for path in STATIC.iterdir() if path.name != STYLE_SHEET]
        app.config.epub_exclude_files = [*app.config.epub_exclude_files, *sorted(excluded)]
    else:
        app.add_css_file(SCREEN_STYLE_SHEET)


def on_env_get_outdated(
    app: Sphinx,  # noqa: ARG001
    env: BuildEnvironment,
    added: AbstractSet[str],  # noqa: ARG001
    changed: AbstractSet[str],  # noqa: ARG001
    removed: AbstractSet[str],  # noqa: ARG001
) -> list[str]:
    """Return the pages with a directive that would show something else now."""
    domain = _domain(env)
    return [
        docname
        for docname, requests in domain.data["requests"].items()
        if any(_digest(domain, request) != digest for request, digest in requests)
    ]


def _digest(domain: ErrorCodeDomain, request: tuple[Any, ...]) -> str:
    return domain.digest(*select(domain.edition.lookup, Request(*request)))


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Record the codes and labels to which the page refers, and the codes its author mentions."""
    domain, docname = _domain(app.env), app.env.docname
    references_ = list(doctree.findall(addnodes.pending_xref))
    found = [node for node in references_ if _may_lead_here(node)]
    in_tables = {code for rows in tables(doctree, domain, docname) for code in references(rows)}
    codes = in_tables | {node["reftarget"] for node in found}
    labels = {node["reftarget"] for node in references_ if _is_label(node)}
    for kind, targets in (("references", codes), ("label_references", labels)):
        if targets:
            domain.note(kind, docname, dict.fromkeys(sorted(targets)))
    mentions = mentions_of(found)
    if mentions:
        domain.note("mentions", docname, mentions)
    if docname in domain.data["requests"]:
        domain.note("changed", docname, time())


def _may_lead_here(node: addnodes.pending_xref) -> bool:
    return node.get("refdomain") == DOMAIN or node.get("reftype") in _ANY


def _is_label(node: addnodes.pending_xref) -> bool:
    """Return whether the reference may lead to the section of a component."""
    return node.get("reftarget", "").startswith(f"{DOMAIN}-") and node.get("reftype") != CODE


def on_env_get_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:  # noqa: ARG001
    """Return the pages whose links, forth or back, lead elsewhere or say something else now."""
    domain = _domain(env)
    standard = env.domains["std"]
    _settle_labels(standard, domain.data["labels"])
    outcome = cache(domain.outcome)  # many pages refer to the same codes
    now: dict[str, Callable[[str, str], Any]] = {
        "references": lambda target, _: outcome(target),
        "candidates": lambda word, _: domain.candidate_outcome(word),
        "backlinks": domain.mentioned_on,
        "label_references": lambda label, _: standard.data["labels"].get(label),
    }
    pages = set()
    for kind, look in now.items():
        for docname, last in domain.data[kind].items():
            current = {key: look(key, docname) for key in last}
            if current != last:
                last.update(current)
                pages.add(docname)
    domain.data["changed"].update(dict.fromkeys(pages, time()))
    return sorted(pages.union(_stale_outputs(domain)))


def _stale_outputs(domain: ErrorCodeDomain) -> Iterator[str]:
    """Yield the pages whose output is older than what they show of codes.

    A build with another builder, or one that was killed, read them and did not write them here.
    """
    builder = domain.builder
    for docname, changed in domain.data["changed"].items():
        if hasattr(builder, "get_outfilename"):
            output = Path(builder.get_outfilename(docname))
        else:
            output = Path(builder.outdir, docname + getattr(builder, "out_suffix", ""))
        if output.is_file() and output.stat().st_mtime < changed - _TICK:
            yield docname


def _settle_labels(standard: Domain, labels: dict[str, dict[str, str]]) -> None:
    """Let the label of a component lead to the first page by name that shows the component.

    Sphinx takes the page that it read last, and forgets the label when that page drops it.
    """
    for docname in sorted(labels, reverse=True):
        for label, heading in labels[docname].items():
            standard.data["labels"][label] = docname, label, heading
            standard.data["anonlabels"][label] = docname, label


def on_warn_missing_reference(
    app: Sphinx, domain: Domain | None, node: addnodes.pending_xref
) -> bool | None:
    """Warn about a reference to a code that no page shows; return True if that was done."""
    if domain is None or domain.name != DOMAIN:
        return None
    target, lookup = node["reftarget"], _domain(app.env).edition.lookup
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
