"""Enumerators in the body of an enumeration, also those that macros make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.headers.integers import Integer, NotEvaluatedError, Type
from sphinxext.mooncake_errors.headers.model import (
    ALWAYS,
    Definition,
    Path,
    Token,
    Value,
    closing,
)
from sphinxext.mooncake_errors.headers.names import put

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.headers.names import Names

_OPENING, _CLOSING = set("([{"), set(")]}")


def read_enumerators(
    body: Sequence[Token], scopes: Sequence[str], type_: Type | None, names: Names
) -> list[Definition]:
    """Return the enumerators in `body`, evaluated one by one.

    They are added to `names` in each of `scopes`, and looked up in the first. `type_` is the
    underlying type if it is fixed.
    """
    found: list[Definition] = []
    start = Value(Integer(-1), ALWAYS, -1)
    last = [Definition("", -1, -1, ALWAYS, (), values=[start])]
    for chunk in chunks(body):
        if chunk[0].macro:
            names.define(chunk[0].macro)
            continue
        for item in _made(chunk, names):
            if not item.reason:
                names.evaluate(item, scopes[0], last)
            if type_:
                convert(item, type_)
            found.append(item)
            put(last, item)
            for scope in scopes:
                names.add(item, f"{scope}::{item.name}".removeprefix("::"))
    return found


def convert(item: Definition, type_: Type) -> None:
    """Convert the values of an enumerator to `type_`, unless this cannot hold one of them."""
    if all(value.integer.value in type_ for value in item.values):
        item.values = [each._replace(integer=each.integer.cast(type_)) for each in item.values]
    else:
        item.values, item.reason = [], "the type of the enumeration cannot hold it"


def chunks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Split the inside of an enumeration, or a list of constants, at its commas.

    A word in another branch of an ``#if`` also begins a chunk, if what stands before is complete.
    A macro and an ``#include`` are chunks of their own.
    """
    chunk: list[Token] = []
    depth = 0
    for token in tokens:
        if token.kind == "condition":
            continue
        is_single = token.kind in {"macro", "include"}
        is_comma = token.text == "," and depth == 0
        is_next = chunk and depth == 0 and token.kind == "word" and token.path != chunk[-1].path
        if chunk and (is_single or is_comma or (is_next and _is_complete(chunk[-1]))):
            yield chunk
            chunk = []
        if is_single:
            yield [token]
        elif not is_comma:
            chunk.append(token)
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
    if chunk:
        yield chunk


def _is_complete(token: Token) -> bool:
    return token.kind in {"word", "number", "char"} or token.text in _CLOSING


def _made(tokens: list[Token], names: Names) -> Iterator[Definition]:
    """Yield the enumerators in `tokens`, after expansion of macros at their start."""
    while tokens:
        first, end = tokens[0], len(tokens)
        is_call = first.kind == "word" and [token.text for token in tokens[1:2]] == ["("]
        if names.macros.get(first.text):
            yield from _expanded(tokens, names)
        elif is_call:
            end = closing(tokens, 1) + 1
            reason = f"{first.text} is not defined in this header"
            yield _without_value(tokens[:end], reason)
        else:
            yield _spelled(tokens, first.path)
        tokens = tokens[end:]


def _expanded(tokens: list[Token], names: Names) -> Iterator[Definition]:
    first = tokens[0]
    try:
        cases = names.code(tokens, first.path)
    except NotEvaluatedError as error:
        yield _without_value(tokens, str(error))
        return
    for code, path, _ in cases:
        for chunk in chunks(code):
            item = _spelled(chunk, path)
            if item.start != first.start:
                item.end = chunk[0].end
                item.text = names.expander.texts.get(item.start, "")
            yield item


def _without_value(tokens: list[Token], reason: str) -> Definition:
    first = tokens[0]
    return Definition(first.text, first.start, tokens[-1].end, first.path, (), reason=reason)


def _spelled(tokens: list[Token], path: Path) -> Definition:
    """Return the enumerator in `tokens`, which stand in the branches `path`."""
    first = tokens[0]
    texts = [token.text for token in tokens]
    sign = texts.index("=") if "=" in texts else len(texts)
    special = {"include": f"#include {first.text}", "file": "the last enumerator"}
    name = special.get(first.kind, first.text)
    value = tokens[sign + 1 :] if "=" in texts else None
    return Definition(name, first.start, tokens[-1].end, path, value, reason=_fault(tokens, sign))


def _fault(tokens: list[Token], sign: int) -> str:
    """Return why `tokens`, with ``=`` at `sign`, are no enumerator; empty if they are."""
    first = tokens[0]
    # Words and attributes may stand between the name and the value.
    stray = [token for token in tokens[1:sign][:1] if token.kind != "word" and token.text != "["]
    stray += [token for token in tokens[1:sign] if token.text in {"{", ";"}]
    if first.kind == "include":
        return f"{first.text} is not beside the header"
    if "file" in {first.kind, *(token.kind for token in stray)}:
        return "the header ends here"
    if first.kind != "word":
        return "it is no enumerator"
    if stray:
        return f"{stray[0].text} is not expected here"
    divided = len({token.path for token in tokens}) > 1
    return "it stands in several branches of an #if" if divided else ""
