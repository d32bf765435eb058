"""The causes of a code, each with how to recognise it and its cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinxext.mooncake_errors.extension.inline import Reader, separated, text_element
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinxext.mooncake_errors.registry.model import Cause

_ISSUE_ADDRESS = "https://github.com/{}/issues/{}"


def causes_nodes(causes: Iterable[Cause], reader: Reader, language: str) -> list[nodes.Node]:
    """Return the nodes of `causes`, whose texts are in `language`: of several a list."""
    made = [list(_cause(cause, reader, language)) for cause in causes]
    if len(made) < 2:  # noqa: PLR2004 - a list of one is none
        return [node for content in made for node in content]
    return [nodes.bullet_list("", *(nodes.list_item("", *c) for c in made), bullet="*")]


def _cause(cause: Cause, reader: Reader, language: str) -> Iterator[nodes.Element]:
    yield text_element(nodes.paragraph(), cause.cause, reader, language)
    if cause.log:
        word = Word.IN_LOG_OF if cause.process else Word.IN_LOG
        label = reader.catalog(word).replace("{process}", cause.process or "")
        yield _labelled(label, separated(nodes.literal(text, text) for text in cause.log))
    yield from _cure(cause, reader, language)
    if cause.since or cause.until:
        yield _line(_versions(cause, reader))
    if cause.issues:
        label = reader.catalog(Word.ISSUES)
        yield _labelled(label, separated(_issue(issue) for issue in cause.issues))


def _cure(cause: Cause, reader: Reader, language: str) -> Iterator[nodes.Element]:
    made = [text_element(nodes.inline(), text, reader, language) for text in cause.actions]
    label = reader.catalog(Word.CURE)
    if len(made) == 1:
        yield _labelled(label, made)
    elif made:
        yield _labelled(label, [])
        items = (nodes.list_item("", _line(action)) for action in made)
        yield nodes.bullet_list("", *items, bullet="*")


def _labelled(label: str, content: Iterable[nodes.Node]) -> nodes.paragraph:
    strong = nodes.strong(label, label, classes=["mcerr-label"])
    parts = [*content]
    return _line(strong, *([nodes.Text(" ")] if parts else []), *parts)


def _line(*content: nodes.Node) -> nodes.paragraph:
    return nodes.paragraph("", "", *content, translatable=False)


def _versions(cause: Cause, reader: Reader) -> nodes.Text:
    words = {
        (True, False): Word.FROM_VERSION,
        (False, True): Word.TO_VERSION,
        (True, True): Word.BETWEEN_VERSIONS,
    }
    text = reader.catalog(words[bool(cause.since), bool(cause.until)])
    since, until = cause.since or "", cause.until or ""
    return nodes.Text(text.replace("{since}", since).replace("{until}", until))


def _issue(issue: str) -> nodes.reference:
    repository, _, number = issue.partition("#")
    address = _ISSUE_ADDRESS.format(repository, number)
    return nodes.reference(issue, issue, refuri=address)
