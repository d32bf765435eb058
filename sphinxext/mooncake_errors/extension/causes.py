"""The causes of a code, each with how to recognise it and its cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinxext.mooncake_errors.extension.inline import Reader, separated, text_element
from sphinxext.mooncake_errors.extension.search import cause_anchor
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxext.mooncake_errors.registry.model import Cause

_ISSUE_ADDRESS = "https://github.com/{}/issues/{}"


def causes_nodes(
    causes: Sequence[Cause], anchor: str | None, reader: Reader, language: str
) -> list[nodes.Node]:
    """Return the nodes of `causes`, whose texts are in `language`: of several a list.

    Each cause with log texts gets an anchor, if the description has one: `anchor`.
    """
    made = [list(_cause(cause, reader, language)) for cause in causes]
    for number, (cause, content) in enumerate(zip(causes, made, strict=True), 1):
        if anchor is not None and cause.log:
            content[0]["ids"].append(cause_anchor(anchor, number))
    if len(made) < 2:  # noqa: PLR2004 - a list of one is none
        return [node for content in made for node in content]
    return [nodes.bullet_list("", *(nodes.list_item("", *c) for c in made), bullet="*")]


def _cause(cause: Cause, reader: Reader, language: str) -> Iterator[nodes.Element]:
    yield text_element(nodes.paragraph(), cause.cause, reader, language)
    if cause.log:
        yield _log(cause, reader, language)
    yield from _cure(cause, reader, language)
    for word, version in ((Word.SINCE, cause.since), (Word.UNTIL, cause.until)):
        if version:
            yield _labelled(reader.catalog(word), [nodes.Text(version)])
    if cause.issues:
        yield _labelled(reader.catalog(Word.ISSUES), separated(map(_issue, cause.issues)))


def _log(cause: Cause, reader: Reader, language: str) -> nodes.paragraph:
    texts: list[nodes.Node] = separated(nodes.literal(text, text) for text in cause.log)
    if cause.process:
        process = text_element(nodes.inline(), cause.process, reader, language)
        texts = [nodes.Text("("), process, nodes.Text(") "), *texts]
    return _labelled(reader.catalog(Word.LOG), texts)


def _cure(cause: Cause, reader: Reader, language: str) -> Iterator[nodes.Element]:
    actions = [text_element(nodes.inline(), text, reader, language) for text in cause.actions]
    if actions:
        yield _labelled(reader.catalog(Word.ACTIONS), [*actions] if len(actions) == 1 else [])
    if len(actions) > 1:
        items = (nodes.list_item("", _line(action)) for action in actions)
        yield nodes.bullet_list("", *items, bullet="*")


def _labelled(label: str, content: list[nodes.Node]) -> nodes.paragraph:
    space = [nodes.Text(" ")] if content else []
    return _line(nodes.strong(label, label, classes=["mcerr-label"]), *space, *content)


def _line(*content: nodes.Node) -> nodes.paragraph:
    return nodes.paragraph("", "", *content, translatable=False)


def _issue(issue: str) -> nodes.reference:
    repository, _, number = issue.partition("#")
    return nodes.reference(issue, issue, refuri=_ISSUE_ADDRESS.format(repository, number))
