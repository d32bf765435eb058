"""Calls of public APIs, and links to the objects of other domains that document them."""

import re
from collections.abc import Iterable
from functools import cache

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment
from sphinx.errors import NoUri

from sphinxext.mooncake_errors.registry.model import Call

Place = tuple[str, str]
"""The name of a document and an anchor in it."""

_DOMAINS = {"python": "py", "c++": "cpp"}
"""The domains with another name than their API."""
_CALLED = ("function", "method", "classmethod", "staticmethod", "constructor", "macro", "fn")
"""The types of objects that are calls; in the HTTP domain all types are, one for each method."""
_PARAMETER = re.compile(r"\([^()]*\)|\{[^{}]*\}|<[^<>]*>")
"""A variable part of the path of an HTTP call, in one of the usual notations."""


def target_of(call: Call) -> str:
    """Return the target of references to `call`: the API, a blank and the call."""
    return f"{call.api} {call.call}"


def documented(env: BuildEnvironment, targets: Iterable[str]) -> dict[str, Place]:
    """Return the place of the object that documents each call, if there is exactly one.

    The name of the object may have more leading parts: modules, classes, namespaces. The first of
    overloads counts.
    """

    @cache
    def objects(api: str) -> dict[str, Place]:
        domain = env.domains.get(_DOMAINS.get(api, api))
        result: dict[str, Place] = {}
        for name, _, kind, docname, anchor, _ in domain.get_objects() if domain else ():
            if api == "http" or kind in _CALLED:
                call = f"{kind} {name}" if api == "http" else name
                result.setdefault(_name(api, call), (docname, anchor))
        return result

    found: dict[str, Place] = {}
    for target in targets:
        api, _, call = target.partition(" ")
        name, known = _name(api, call), objects(api)
        ends = f".{name}", f"::{name}"
        places = {place for other, place in known.items() if other.endswith(ends)}
        if name in known:
            found[target] = known[name]
        elif len(places) == 1:
            found[target] = places.pop()
    return found


def _name(api: str, call: str) -> str:
    """Return a call without its parameters; for HTTP the method and the path."""
    if api != "http":
        return call.partition("(")[0].strip()
    method, _, path = call.partition(" ")
    return f"{method.upper()} {_PARAMETER.sub('{}', path.partition('?')[0].strip())}"


def link_elsewhere(
    env: BuildEnvironment, target: str, docname: str, shown: nodes.Element
) -> nodes.reference | None:
    """Return a link around `shown` to the documentation of a call in another project, or None.

    The handlers of ``missing-reference``, such as intersphinx, are asked with each role that may
    refer to a call.
    """
    api, _, call = target.partition(" ")
    domain = env.domains.get(_DOMAINS.get(api, api))
    if domain is None:
        return None
    if api == "http":
        method, _, call = call.partition(" ")
        roles = [method.lower()]
    else:
        types = (domain.object_types[kind] for kind in _CALLED if kind in domain.object_types)
        roles = [*dict.fromkeys(each.roles[0] for each in types)]
    about = {"refdomain": domain.name, "reftarget": call, "refdoc": docname, "refexplicit": True}
    for role in roles:
        reference = addnodes.pending_xref("", shown.deepcopy(), reftype=role, **about)
        link: nodes.reference | None = env.events.emit_firstresult(
            "missing-reference", env, reference, shown, allowed_exceptions=(NoUri,)
        )
        if link is not None:
            return link
    return None
