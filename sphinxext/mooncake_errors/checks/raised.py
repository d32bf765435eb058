"""Comparison of ``raised`` with the codes that source code returns."""

import re
from collections.abc import Iterator, Sequence
from os.path import commonpath

from sphinxext.mooncake_errors.checks.text_files import SourceTree
from sphinxext.mooncake_errors.logs.line import without_k
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.lookup import entries_of
from sphinxext.mooncake_errors.registry.model import Component
from sphinxext.mooncake_errors.registry.problems import Problem

_TEST = re.compile(r"(?:^|[/_.])(?:tests?|benchmarks?)(?:[/_.]|$)", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?P<other>(?:[=!]=|\bcase|#\s*(?:if|ifdef|ifndef|elif|define))\s*(?:\w*\()?\s*)?"
    r"(?:\"(?P<shown>\w+)\"\s*,\s*)?(?:(?P<scope>\w+)\s*::\s*)*$"
)
"""The text before a name: a comparison, a case label or a directive; a string; the qualifier."""
_BEHIND = re.compile(
    r"(?P<other>\s*(?:[=!]=|\]\s*=|=\s*[-+(]*\d))|\s*,\s*\"(?P<shown>\w+)\"|(?P<call>\s*\()|"
)
"""The text behind a name: a comparison, an index of a table or a definition; a string; a call."""
_MAKER = re.compile(r"\b(\w+)\s*\([^(){};]*\)\s*\{\s*return\s+[\w:]+\s*[({]\s*(?:\w+::)*(\w+)\b")
"""A function that only returns a code, as ``Status NotFound() { return Status(kNotFound)``."""
_PASTED = re.compile(r"\b(\w+)\s*##\s*\w")
"""The beginning of names that a macro makes, as ``#define ERROR(name) ZSTD_error_##name``."""
_SCOPE = re.compile(r"\b(?:class|struct|namespace)\s+(?:\w+\s+)*?(\w+)\s*(?:final\s*)?[:{]")
_CONTEXT = 120
"""Number of characters before a name that are searched for its use."""


def raised_problems(
    document: Document, component: Component, components: Sequence[Component], tree: SourceTree
) -> Iterator[tuple[tuple[str], Problem]]:
    """Yield the qualified name and a problem for each wrong `raised` of `component`.

    Nothing is compared if `tree` lacks the header of the component.
    """
    headers, scopes = _headers_and_scopes(component, tree)
    if not headers:
        return
    files = _files(component, components, tree)
    makers = {name: maker for path in headers for maker, name in _MAKER.findall(tree.files[path])}
    macros = (code for code in tree.files.values() if "##" in code)
    pasted = {prefix for code in macros for prefix in _PASTED.findall(code)}
    enum = scopes[-1]
    alias = re.compile(rf"\busing\s+(?:enum\b|(\w+)\s*=)\s*(?:\w+\s*::\s*)*{enum}\s*;")
    users = [path for path in files if enum in tree.words[path]]
    scopes += [name for path in (*headers, *users) for name in alias.findall(tree.files[path])]
    scoped = re.compile(rf"\b{enum}\s*::\s*\w")
    if not enum or not any(scoped.search(tree.files[path]) for path in users):
        scopes.append("")  # names stand without a qualifier
    for entry in entries_of(component):
        code, location = entry.code, entry.location
        if code.name is None or code.removed or code.value == 0:
            continue  # success is often returned by other means than its name
        names = {code.name, *code.aliases}
        names |= {name[len(each) :] for name in names for each in pasted if name.startswith(each)}
        # Status::NotFound() returns the code kNotFound, also if a macro defines the function.
        calls = {word for name in names for word in (makers.get(name), without_k(name))}
        place, name = _first_return(names, calls, scopes, files, tree), entry.qualified
        if code.raised and place is None:
            message = f"nothing in the sources returns {name}; if that is right, add raised: false"
            yield (name,), document.problem((*location, "name"), "source-raised", message)
        elif place is not None and not code.raised:
            message = f"{name} has raised: false, yet it is returned at {place}"
            yield (name,), document.problem((*location, "raised"), "source-raised", message)


def _headers_and_scopes(component: Component, tree: SourceTree) -> tuple[list[str], list[str]]:
    """Return the files that define the codes, and the parts of the enumeration's name.

    Before a name without qualifier stand the classes and namespaces of these files.
    """
    source = component.source
    found = [file for path in source.header for file in tree.find(path)] if source else []
    scopes = (source.enum if source and source.enum else "").split("::")
    around = [name for path in found for name in _SCOPE.findall(tree.files[path])]
    return found, scopes if scopes[1:] else [*around, *scopes]


def _files(component: Component, components: Sequence[Component], tree: SourceTree) -> list[str]:
    """Return the files that may return codes of `component`.

    If others share the name of an enumeration and of a code, each has those near its header.
    """
    own, scopes = _headers_and_scopes(component, tree)
    names = {code.name for code in component.codes() if code.name}
    headers = [*own]
    for other in components:
        theirs, parts = _headers_and_scopes(other, tree)
        if parts[-1] == scopes[-1] and not names.isdisjoint(code.name for code in other.codes()):
            headers += theirs

    def nearest(path: str) -> str:
        return max(headers, key=lambda header: (len(commonpath((path, header))), -len(header)))

    files = [path for path in tree.files if path not in own and not _TEST.search(path)]
    return [path for path in files if nearest(path) in own]


def _first_return(
    names: set[str], calls: set[str | None], scopes: list[str], files: list[str], tree: SourceTree
) -> str | None:
    """Return ``path:line`` of the first place in `files` that returns the code with `names`.

    `calls` are the names of functions that return it.
    """
    for path in files:
        code, words = tree.files[path], tree.words[path] & (names | calls)
        for match in re.finditer(rf"\b(?:{'|'.join(words)})\b", code) if words else ():
            before = _BEFORE.search(code[max(0, match.start() - _CONTEXT) : match.start()])
            behind = _BEHIND.match(code, match.end())
            if before is None or behind is None or (before["scope"] or "") not in scopes:
                continue
            shown = before["shown"] or behind["shown"]  # a table of names has the name
            is_name = shown is not None and match[0].lower().endswith(shown.lower())
            is_code = not (is_name or before["other"] or behind["other"])
            if is_code if match[0] in names else before["scope"] and behind["call"]:
                return f"{path}:{code.count(chr(10), 0, match.start()) + 1}"
    return None
