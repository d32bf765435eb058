"""Links from pages to codes and back: recorded, and compared between builds."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.ext.ifconfig import ifconfig
from sphinx.ext.todo import todo_node
from sphinx.transforms import SphinxTransform

from sphinxext.mooncake_errors.extension.calls import target_of
from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain, domain_of
from sphinxext.mooncake_errors.extension.index_pages import forget_empty_indices
from sphinxext.mooncake_errors.extension.inline import CALL, CODE, DOMAIN, FROM_REGISTRY
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.addresses import (
    address_of,
    cause_address_of,
    details_address_of,
)

_PERHAPS_LEFT_OUT = (nodes.substitution_definition, ifconfig, todo_node)


class AnchorsForMyST(SphinxTransform):
    """Adds the ids of sections, rows and entries to those that MyST accepts in links."""

    default_priority = 870
    """Before MyST resolves the links within a page, at 879."""

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Add the ids to those of the headings, each with the text of a link without one."""
        domain, docname = domain_of(self.env), self.env.docname
        if "myst_heading_anchors" not in self.config or docname not in domain.data["requests"]:
            return
        entries, plain = domain.edition.lookup.entries, domain.edition.plain
        rows, described = (domain.data[k].get(docname, ()) for k in ("rows", "descriptions"))
        found = {address_of(name): entries[name].code.label for name in rows}
        for name in described:
            for number, cause in enumerate(entries[name].code.causes, 1):
                anchor = cause_address_of(details_address_of(name), number)
                found |= {anchor: plain(cause.cause)} if cause.log else {}
        for node in self.document.findall(nodes.Element):
            if len(node) and any(id_.startswith(f"{DOMAIN}-") for id_ in node["ids"]):
                found |= dict.fromkeys(node["ids"], node[0].astext())
        known = getattr(self.document, "myst_slugs", {})
        known |= {id_: (None, id_, text) for id_, text in found.items() if id_ not in known}
        self.env.metadata[docname]["myst_slugs"] = known


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Record the targets of references on the page; those that its author wrote are mentions."""
    domain = domain_of(app.env)
    for node in doctree.findall(addnodes.pending_xref):
        target, kind, owner = node.get("reftarget", ""), node.get("reftype"), node.get("refdomain")
        if target.startswith(f"{DOMAIN}-") and kind != CODE:
            domain.note_links("label", target)  # perhaps of a component's section
        if owner == DOMAIN or (kind in {"any", "myst"} and owner != "doc"):
            elsewhere = node.get(FROM_REGISTRY) or node.get("intersphinx")
            domain.note_links("code", target, mention=None if elsewhere else shown_if(node))


def shown_if(node: nodes.Node) -> str | None:
    """Return the condition of ``only`` under which builders show `node`, such as ``html``.

    It is empty without one, and None in other content that may be left out, such as a todo.
    """
    around = list(ancestors(node))
    if any(isinstance(each, _PERHAPS_LEFT_OUT) for each in around):
        return None
    conditions = [f"({each['expr']})" for each in around if isinstance(each, addnodes.only)]
    return " and ".join(conditions)


def ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    """Yield the nodes around `node`, the innermost first."""
    while node.parent is not None:
        node = node.parent
        yield node


def on_env_get_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Record the outcomes of links, and return the pages whose output is older than their doctree.

    These are pages with a link whose outcome has changed, and pages that were read, but not written
    here: by another builder, or by a build that was killed.
    """
    domain = domain_of(env)
    domain.settle_labels()
    forget_empty_indices(domain)
    neighbors = cache(env.collect_relations)  # fails if tables of contents are circular
    outcome = cache(partial(_outcome, domain, neighbors))  # many pages refer to the same codes
    file_of = getattr(app.builder, "get_outfilename", None)
    suffix = getattr(app.builder, "out_suffix", "")
    links, late = domain.data["links"], []
    for docname in {*domain.data["requests"], *links}:
        doctree, before = Path(env.doctreedir, f"{docname}.doctree"), links.get(docname, {})
        now = {link: outcome(*link[:2]) for link in before}  # by kind and target
        if now != before:
            links[docname] = now
            doctree.touch()  # for all builders with the same doctrees
        output = Path(file_of(docname) if file_of else f"{app.outdir}/{docname}{suffix}")
        if output.is_file() and output.stat().st_mtime < doctree.stat().st_mtime:
            late.append(docname)
    return late


def _outcome(
    domain: ErrorCodeDomain,
    neighbors: Callable[[], dict[str, list[str | None]]],
    kind: str,
    target: str,
) -> Any:
    """Return everything that a link to `target` shows and leads to, to compare between builds.

    For a description this is what all links in it show and lead to.
    """
    places, hint, lookup = domain.places, domain.edition.hint, domain.edition.lookup

    def meant(target: str) -> list[Any]:
        return [(e.qualified, places.get(e.qualified), hint(e)) for e in lookup.find(target)]

    if kind == "label":
        return domain.env.domains["std"].data["labels"].get(target)
    if kind == "description":
        entry = lookup.entries[target]
        calls = [domain.documented.get(target_of(call)) for call in entry.code.returned_by]
        return domain.mentioned_on(target), [*map(meant, domain.edition.links(entry))], calls
    if kind == "near":
        near, titles = neighbors().get(target, []), domain.env.titles
        return [(page, titles[page].astext()) for page in near if page in titles]
    return meant(target)


def on_warn_missing_reference(
    app: Sphinx, domain: Domain | None, node: addnodes.pending_xref
) -> bool | None:
    """Warn about a reference to a code that no page shows; return True to suppress Sphinx's."""
    if domain is None or domain.name != DOMAIN:
        return None
    target, lookup = node["reftarget"], domain_of(app.env).edition.lookup
    found = lookup.find(target)
    if node["reftype"] == CALL or (found and node.get(FROM_REGISTRY)):
        return True  # not a fault of the page
    if found:
        message = f"no page lists {found[0].qualified}: add a mooncake-errors directive with it"
        warn(Subtype.UNLISTED, message, node)
    else:
        message = f"unknown error code {target}{lookup.suggestion(target)}"
        warn(Subtype.UNKNOWN, message, node)
    return True
