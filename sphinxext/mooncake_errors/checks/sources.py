"""Names and printed texts of a registry that the source code does not have."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sphinxext.mooncake_errors.checks.raised import raised_problems
from sphinxext.mooncake_errors.checks.source_tree import SourceTree
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.fields import Location, texts
from sphinxext.mooncake_errors.registry.lookup import entries_of
from sphinxext.mooncake_errors.registry.model import Component
from sphinxext.mooncake_errors.registry.problems import Problem
from sphinxext.mooncake_errors.registry.text import spans

_COMMENT = re.compile(r"^[ \t]*#[ \t]*not in the sources:(.*)$", re.MULTILINE)
"""An exemption, ``# not in the sources: `NAME`, `OTHER_*`: REASON``."""
_NAME = re.compile(r"`([^`\n]+)`")
_REASON = re.compile(r"\s*`.*`:\s*\w.*")
_FLAG = re.compile(r"(?<![\w-])--([A-Za-z][\w-]*)")
_UPPER = re.compile(r"(?<![\w./])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+_?(?![\w.*])")
_VERB = re.compile(r"(?:GET|PUT|POST|DELETE|HEAD|PATCH)\s+")
_URL = re.compile(r"\b[a-z]+://[\w.:-]+")
_ENDPOINT = re.compile(r"(?<![\w.:/])/[A-Za-z_][\w/-]*")
_SYSTEM = re.compile(r"/(?:dev|etc|proc|sys|tmp|usr|var|opt|home|run)\b")
_FILE = re.compile(
    r"(?:[\w.+-]+/)*[\w.+-]+\.(?:h|hh|hpp|cuh|c|cc|cpp|cu|py|go|rs|java|js|ts|proto|sh)"
)
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_QUALIFIED = re.compile(r"[A-Za-z_]\w*(?:(?:\.|::)[A-Za-z_]\w*)*(?:\(\))?")
_COMPOUND = re.compile(r"[A-Za-z]\w*_\w*[A-Za-z0-9]|[A-Za-z]\w*[a-z][A-Z]\w*")
"""A name of several words, in either style."""
_COMMAND = re.compile(r"[a-z][\w.-]*\s+(?=[\w'\"/|-])")
_EXPRESSION = re.compile(r"[a-z]\w*_\w*\s+[-+*/<>=]\s")
_VARIES = re.compile(r"\{[^}]*\}|\.\.\.|(?<!\w)-?\d+(?!\w)")
_PRINTED = re.compile(r"(?:[A-Z]\w*|\w*_\w+:|\w+:)\s.*\s?\S")


class Claim(NamedTuple):
    """A name or text in the registry that has to occur in the source code."""

    kind: str
    text: str
    """As it is written in the registry."""
    parts: tuple[str, ...]
    """The text that has to occur in the source code."""


class _Exemptions:
    """The names that comments of a registry file exempt, in the whole file."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._comments = list(_COMMENT.finditer(document.text))
        self._patterns = {
            name: re.compile(re.escape(name[1]).replace(r"\*", ".*"))
            for comment in self._comments
            for name in _NAME.finditer(document.text, comment.start(1), comment.end(1))
        }
        self._used: set[re.Match[str]] = set()

    def cover(self, *texts: str) -> bool:
        """Return True if one of `texts` is exempted, and mark the exemption as used."""
        found = {name for name, each in self._patterns.items() if any(map(each.fullmatch, texts))}
        self._used |= found
        return bool(found)

    def problems(self) -> Iterator[Problem]:
        """Yield the comments without a reason, and the unused exemptions."""
        for comment in self._comments:
            if not _REASON.fullmatch(comment[1]):
                message = "an exemption is written: # not in the sources: `NAME`: REASON"
                yield self._document.at(comment.start(1), "source-exemption", message)
        for name in self._patterns:
            if name not in self._used:
                message = f"nothing needs the exemption of {name[1]!r} any more: remove it"
                yield self._document.at(name.start(1), "source-exemption", message)


def source_problems(
    parts: Sequence[tuple[Document, Component]], tree: SourceTree
) -> Iterator[Problem]:
    """Yield a problem for each claim that is not true of `tree`, and for each wrong `raised`."""
    components = [component for _, component in parts]
    for document, component in parts:
        exemptions = _Exemptions(document)
        for location, claim in _claims(component):
            lost = [
                part
                for part in claim.parts
                if not (_occurs(claim, part, tree) or exemptions.cover(claim.text, part))
            ]
            if lost:
                yield _problem(document, location, claim, lost[0], tree)
        for name, problem in raised_problems(document, component, components, tree):
            if not exemptions.cover(name):
                yield problem
        yield from exemptions.problems()


def _occurs(claim: Claim, part: str, tree: SourceTree) -> bool:
    if claim.kind == "file":
        return tree.has_file(part) or tree.has_text(part)
    if claim.kind == "text" and claim.text.startswith(part) and _FILE.fullmatch(part):
        return tree.has_file(part)  # the end of its name would match no line
    if claim.kind == "flag":
        return part.replace("-", "_") in tree.all_words or tree.has_text(f"--{part}")
    if _IDENTIFIER.fullmatch(part) and claim.kind != "text":
        return part in tree.all_words or (part.endswith("_") and part in tree.code)
    return tree.has_text(part)


def _problem(
    document: Document, location: Location, claim: Claim, lost: str, tree: SourceTree
) -> Problem:
    """Return the problem at the text of `claim`, which may be wrapped in the registry."""
    word = lost.replace("-", "_") if claim.kind == "flag" else lost.strip()
    index = tree.near_words if _IDENTIFIER.fullmatch(word) else tree.near_texts
    near = "".join(f"; the nearest there is {each!r}" for each in index.nearest(word)[:1])
    part = f", which lacks {lost!r}" if claim.kind == "text" and lost != claim.text else ""
    node = document.node(location)
    wrapped = re.compile(r"\s+".join(map(re.escape, claim.text.split())))
    found = wrapped.search(document.text, node.start, node.end)
    message = f"the sources have no {claim.kind} {claim.text!r}{part}{near}"
    return document.at(found.start() if found else node.start, "source-text", message)


def _claims(component: Component) -> Iterator[tuple[Location, Claim]]:
    for index, header in enumerate(component.source.header if component.source else ()):
        yield ("source", "header", index), Claim("file", header, (header,))
    for location, text in texts(component):
        for span in spans(text):
            if span.kind == "literal":
                yield from ((location, claim) for claim in literal_claims(span.text))
    for _, _, code, location in entries_of(component):
        for number, cause in enumerate(code.causes):
            for index, log in enumerate(cause.log):
                yield (*location, "causes", number, "log", index), _text_claim(log)
        for number, call in enumerate(code.returned_by):
            place = (*location, "returned_by", number, "call")
            yield from ((place, claim) for claim in _call_claims(call.api, call.call))


def _text_claim(text: str) -> Claim:
    return Claim("text", text, tuple(part for part in _VARIES.split(text) if part.strip()))


def _call_claims(api: str | None, call: str | None) -> Iterator[Claim]:
    if call and api == "http":
        yield from _endpoints(call)
    elif call and (words := _IDENTIFIER.findall(call.partition("(")[0])):
        yield Claim("call", call, (words[-1],))


def literal_claims(literal: str) -> Iterator[Claim]:
    """Yield the names and texts in a ``literal`` that have to occur in the source code.

    Recognised are flags, upper-case names, endpoints, files, calls, names of several words, and
    printed texts of several words. In a command line, only its endpoints and flags count.
    """
    if _VERB.match(literal) or _URL.search(literal) or _ENDPOINT.match(literal):
        yield from _endpoints(literal)
    elif literal.startswith("--"):
        yield from (Claim("flag", f"--{name}", (name,)) for name in _FLAG.findall(literal))
    elif _FILE.fullmatch(literal):
        yield Claim("file", literal, (literal,))
    elif upper := _UPPER.match(literal):
        yield Claim("name", upper[0], (upper[0],))
    elif _QUALIFIED.fullmatch(literal):
        last = _IDENTIFIER.findall(literal)[-1]
        if last != literal or _COMPOUND.fullmatch(last):
            yield Claim("name", literal, (last,))
    elif _COMMAND.match(literal) and not _EXPRESSION.match(literal):
        return
    elif _PRINTED.fullmatch(literal):
        yield _text_claim(literal)
    else:
        yield from (Claim("name", name, (name,)) for name in _COMPOUND.findall(literal))


def _endpoints(text: str) -> Iterator[Claim]:
    for match in _ENDPOINT.finditer(_URL.sub(" ", text)):
        path = match[0]
        if not _SYSTEM.match(path):
            yield Claim("endpoint", path, (path,))
