"""Comparison of ``raised`` with the codes that source code returns."""

import re
from collections.abc import Iterable, Iterator, Sequence
from os.path import commonpath

from sphinxext.mooncake_errors.checks.source_tree import SourceTree
from sphinxext.mooncake_errors.logs.line import without_k
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.lookup import entries_of
from sphinxext.mooncake_errors.registry.model import Component
from sphinxext.mooncake_errors.registry.problems import Problem

_TEST = re.compile(r"(?:^|[/_.])(?:tests?|benchmarks?)(?:[/_.]|$)", re.IGNORECASE)
_SCOPE = re.compile(r"(?:(\w+)\s*::\s*)*$")
"""The qualifier of a name; the group is its last part."""
_NO_RETURN = re.compile(r"(?:[=!]=|\bcase|#\s*(?:if|ifdef|ifndef|elif|define))\s*\(?\s*$")
"""A comparison, a case label or a directive before a name: the code is not returned."""
_COMPARED = re.compile(r"\s*(?:[=!]=|=\s*[-+(]*\d)")
"""A comparison or a definition after a name: the code is not returned."""
_NAME_BEFORE = re.compile(r"\"(\w+)\"\s*,\s*$")
_NAME_BEHIND = re.compile(r"\s*,\s*\"(\w+)\"")
_MAKER = re.compile(r"\b(\w+)\s*\([^(){};]*\)\s*\{\s*return\s+[\w:]+\s*[({]\s*(?:\w+::)*(\w+)\b")
"""A function that only returns a code, as ``Status NotFound() { return Status(kNotFound)``."""
_CONTEXT = 120
"""Number of characters before a name that are searched for its use."""


def raised_problems(
    document: Document, component: Component, components: Sequence[Component], tree: SourceTree
) -> Iterator[tuple[str, Problem]]:
    """Yield the qualified name and a problem for each wrong `raised` of `component`.

    Nothing is compared if `tree` lacks the header of the component.
    """
    headers = _headers(component, tree)
    if not headers:
        return
    uses = _Uses(component, headers, _rivals(component, components, tree), tree)
    for entry in entries_of(component):
        code, location = entry.code, entry.location
        if code.name is None or code.removed or code.value == 0:
            continue  # success is often returned by other means than its name
        place, name = uses.first((code.name, *code.aliases)), entry.qualified
        if code.raised and place is None:
            message = f"no place in the sources returns {name}; if that is so: raised: false"
            yield name, document.problem((*location, "name"), "source-raised", message)
        elif place is not None and not code.raised:
            message = f"{name} has raised: false, yet it is returned at {place}"
            yield name, document.problem((*location, "raised"), "source-raised", message)


def _headers(component: Component, tree: SourceTree) -> list[str]:
    paths = component.source.header if component.source else ()
    return [file for file in tree.files if any(f"/{file}".endswith(f"/{path}") for path in paths)]


def _rivals(component: Component, components: Sequence[Component], tree: SourceTree) -> list[str]:
    """Return the headers of other components that share a name and the enumeration's name."""
    names = {code.name for code in component.codes() if code.name}
    return [
        header
        for other in components
        if other is not component
        and _scopes(other)[-1] == _scopes(component)[-1]
        and not names.isdisjoint(code.name for code in other.codes())
        for header in _headers(other, tree)
    ]


def _scopes(component: Component) -> list[str]:
    enum = component.source.enum if component.source else None
    return (enum or "").split("::")


class _Uses:
    """The places where codes of one component are returned."""

    def __init__(
        self, component: Component, headers: list[str], rivals: list[str], tree: SourceTree
    ) -> None:
        self._tree = tree
        self._makers = {
            name: maker for header in headers for maker, name in _MAKER.findall(tree.files[header])
        }
        owners = [*headers, *rivals]
        self._files = [
            path
            for path in tree.files
            if path not in headers
            and not _TEST.search(path)
            and (not rivals or _owner(path, owners) in headers)
        ]
        *_, enum = scopes = _scopes(component)
        scoped = re.compile(rf"\b{enum}\s*::\s*\w")
        bare = not enum or not any(scoped.search(tree.files[path]) for path in self._files)
        self._scopes = {*scopes, ""} if bare else set(scopes)

    def first(self, names: Iterable[str]) -> str | None:
        """Return ``path:line`` of the first place that returns one of `names`, or None."""
        # Status::NotFound() returns the code kNotFound, also if a macro defines the function.
        forms = ((name, (self._makers.get(name), without_k(name), name)) for name in names)
        words = {word: name for name, words in forms for word in words}
        for path in self._files:
            for word in words.keys() & self._tree.words[path]:
                code = self._tree.files[path]
                for match in re.finditer(rf"\b{word}\b", code):
                    if self._is_return(code, match, words[word]):
                        return f"{path}:{code.count(chr(10), 0, match.start()) + 1}"
        return None

    def _is_return(self, code: str, match: re.Match[str], name: str) -> bool:
        before = code[max(0, match.start() - _CONTEXT) : match.start()]
        behind = code[match.end() : match.end() + _CONTEXT]
        around, scope, _ = _SCOPE.split(before, maxsplit=1)
        if (scope or "") not in self._scopes:
            return False
        if match[0] != name:
            return bool(scope) and behind.lstrip().startswith("(")
        shown = _NAME_BEFORE.search(around) or _NAME_BEHIND.match(behind)
        is_table = shown is not None and name.lower().endswith(shown[1].lower())
        return not (is_table or _NO_RETURN.search(around) or _COMPARED.match(behind))


def _owner(path: str, headers: list[str]) -> str:
    """Return the one of `headers` with most directories in common with `path`."""
    return max(headers, key=lambda header: (len(commonpath((path, header))), -len(header)))
