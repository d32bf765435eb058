"""Names and printed texts of a registry that the source code does not have."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sphinxext.mooncake_errors.checks.raised import raised_problems
from sphinxext.mooncake_errors.checks.text_files import SourceTree
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
_REQUEST = re.compile(r"(?:GET|PUT|POST|DELETE|HEAD|PATCH)\s|/[A-Za-z_]|.*\b[a-z]+://", re.DOTALL)
_ENDPOINT = re.compile(
    r"(?:\b[a-z]+://[\w.:-]+|(?<![\w.:/]))"
    r"(/(?!(?:dev|etc|proc|sys|tmp|usr|var|opt|home|run)\b)[A-Za-z_][\w/-]*)"
)
"""The path of a URL, or one alone that is none of the system."""
_FILE = re.compile(
    r"(?:[\w.+-]+/)*[\w.+-]+\.(?:h|hh|hpp|cuh|c|cc|cpp|cu|py|go|rs|java|js|ts|proto|sh)"
)
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_QUALIFIED = re.compile(r"[A-Za-z_]\w*(?:(?:\.|::)[A-Za-z_]\w*)*(?:\(\))?")
_COMPOUND = re.compile(r"[A-Za-z]\w*_\w*[A-Za-z0-9]|[A-Za-z]\w*[a-z][A-Z]\w*")
"""A name of several words, in either style."""
_COMMAND = re.compile(r"(?![a-z]\w*_\w*\s+[-+*/<>=]\s)[a-z][\w.-]*\s+(?=[\w'\"/|-])")
"""The beginning of a command line, but not of an expression such as ``used_bytes / all_bytes``."""
_VARIES = re.compile(r"\{[^}]*\}|\.\.\.|(?<!\w)-?\d+(?!\w)")
_PRINTED = re.compile(r"(?:[A-Z]\w*|\w*_\w+:|\w+:)\s.*\s?\S")


class Claim(NamedTuple):
    """A name or text in the registry that has to occur in the source code."""

    kind: str
    text: str
    """As it is written in the registry."""
    parts: Sequence[str]
    """The text that has to occur in the source code."""


def source_problems(
    parts: Sequence[tuple[Document, Component]], tree: SourceTree
) -> Iterator[Problem]:
    """Yield a problem for each claim that is not true of `tree`, and for each wrong `raised`."""
    components = [component for _, component in parts]
    for document, component in parts:
        lost = (
            ((claim.text, part), _problem(document, location, claim, part, tree))
            for location, claim in _claims(component)
            for part in claim.parts
            if not _occurs(claim, part, tree)
        )
        raised = raised_problems(document, component, components, tree)
        yield from _unexempted([*lost, *raised], document)


def _unexempted(
    found: Iterable[tuple[Sequence[str], Problem]], document: Document
) -> Iterator[Problem]:
    """Yield the problems that no comment of `document` exempts, and those of its comments.

    Behind the texts that exempt it is each problem; one is enough for a text at a place.
    """
    comments = list(_COMMENT.finditer(document.text))
    names = [name for each in comments for name in _NAME.finditer(document.text, *each.span(1))]
    patterns = {name: re.compile(re.escape(name[1]).replace(r"\*", ".*")) for name in names}
    used: set[re.Match[str]] = set()
    places: set[tuple[int, int, str]] = set()
    for texts_, problem in found:
        exempting = [name for name, each in patterns.items() if any(map(each.fullmatch, texts_))]
        used.update(exempting)
        place = (problem.line, problem.column, texts_[0])
        if not exempting and place not in places:
            places.add(place)
            yield problem
    for comment in comments:
        if not _REASON.fullmatch(comment[1]):
            message = "an exemption is written: # not in the sources: `NAME`: REASON"
            yield document.at(comment.start(1), "source-exemption", message)
    for name in names:
        if name not in used:
            message = f"nothing needs the exemption of {name[1]!r} any more: remove it"
            yield document.at(name.start(1), "source-exemption", message)


def _occurs(claim: Claim, part: str, tree: SourceTree) -> bool:
    if claim.kind == "file":
        return bool(tree.find(part)) or tree.has_text(part)
    if claim.kind == "text" and claim.text.startswith(part) and _FILE.fullmatch(part):
        return bool(tree.find(part))  # the end of its name would match no line
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
        yield ("source", "header", index), Claim("file", header, [header])
    for location, text in texts(component):
        for span in spans(text):
            if span.kind == "literal":
                yield from ((location, claim) for claim in literal_claims(span.text))
    for _, _, code, location in entries_of(component):
        for number, cause in enumerate(code.causes):
            for index, log in enumerate(cause.log):
                yield (*location, "causes", number, "log", index), _text_claim(log)
        for number, call in enumerate(code.returned_by):
            written = call.call or ""
            names = _IDENTIFIER.findall(written.partition("(")[0])
            claims = [Claim("call", written, names[-1:])] if names else []
            for claim in _endpoints(written) if call.api == "http" else claims:
                yield (*location, "returned_by", number, "call"), claim


def literal_claims(literal: str) -> Iterator[Claim]:
    """Yield the names and texts in a ``literal`` that have to occur in the source code.

    Recognized are flags, upper-case names, endpoints, files, calls, names of several words, and
    printed texts of several words. In a command line, only its endpoints and flags count.
    """
    if _REQUEST.match(literal):
        yield from _endpoints(literal)
    elif literal.startswith("--"):
        yield from (Claim("flag", f"--{name}", [name]) for name in _FLAG.findall(literal))
    elif _FILE.fullmatch(literal):
        yield Claim("file", literal, [literal])
    elif upper := _UPPER.match(literal):
        yield Claim("name", upper[0], [upper[0]])
    elif _QUALIFIED.fullmatch(literal):
        last = _IDENTIFIER.findall(literal)[-1]
        if last != literal or _COMPOUND.fullmatch(last):
            yield Claim("name", literal, [last])
    elif _PRINTED.fullmatch(literal):
        yield _text_claim(literal)
    elif not _COMMAND.match(literal):
        yield from (Claim("name", name, [name]) for name in _COMPOUND.findall(literal))


def _text_claim(text: str) -> Claim:
    return Claim("text", text, [part for part in _VARIES.split(text) if part.strip()])


def _endpoints(text: str) -> Iterator[Claim]:
    return (Claim("endpoint", path, [path]) for path in _ENDPOINT.findall(text))
