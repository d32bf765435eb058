"""The causes of a code as nodes, each with its log texts and its cure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from docutils import nodes

from sphinxext.mooncake_errors.extension.inline import line, listed, separated
from sphinxext.mooncake_errors.registry.addresses import cause_address_of
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.extension.inline import Reader
    from sphinxext.mooncake_errors.registry.model import Cause

_ISSUE_ADDRESS = "https://github.com/{}/issues/{}"


def causes_nodes(causes: Sequence[Cause], anchor: str | None, reader: Reader) -> list[nodes.Node]:
    """Return the nodes of `causes`, in a list if there are several.

    Each cause with log texts gets an anchor below `anchor`, that of the description, if not None.
    """
    made = [list(_cause(cause, reader)) for cause in causes]
    for number, (cause, content) in enumerate(zip(causes, made, strict=True), 1):
        if anchor is not None and cause.log:
            content[0]["ids"].append(cause_address_of(anchor, number))  # type: ignore[index]
    return listed(made)


def _cause(cause: Cause, reader: Reader) -> Iterator[nodes.Node]:
    yield reader.fill(nodes.paragraph(), cause.cause)
    if cause.log:
        texts: list[nodes.Node] = separated(nodes.literal(text, text) for text in cause.log)
        if cause.process:
            process = reader.fill(nodes.inline(), cause.process)
            texts = [nodes.Text("("), process, nodes.Text(") "), *texts]
        yield _labelled(reader.catalog(Word.LOG), texts)
    actions = [reader.fill(nodes.inline(), text) for text in cause.actions]
    if actions:
        yield _labelled(reader.catalog(Word.ACTIONS), [*actions] if len(actions) == 1 else [])
    if len(actions) > 1:
        yield from listed([[line(action)] for action in actions])
    for word, version in ((Word.SINCE, cause.since), (Word.UNTIL, cause.until)):
        if version:
            yield _labelled(reader.catalog(word), [nodes.Text(version)])
    if cause.issues:
        links = [
            nodes.reference(issue, issue, refuri=_ISSUE_ADDRESS.format(*issue.split("#")))
            for issue in cause.issues
        ]
        yield _labelled(reader.catalog(Word.ISSUES), separated(links))


def _labelled(label: str, content: list[nodes.Node]) -> nodes.paragraph:
    space = [nodes.Text(" ")] if content else []
    return line(nodes.strong(label, label, classes=["mcerr-label"]), *space, *content)
