"""Enumerators in the body of an enumeration, also those that macros make."""

from collections.abc import Iterator, Sequence

from sphinxext.mooncake_errors.headers.integers import Integer, NotEvaluatedError, Type
from sphinxext.mooncake_errors.headers.model import DEPTHS, Definition, Path, Token, Value, closing
from sphinxext.mooncake_errors.headers.names import Names, put


def read_enumerators(
    body: Sequence[Token], scopes: Sequence[str], type_: Type | None, names: Names
) -> list[Definition]:
    """Return the enumerators in `body`, evaluated one by one.

    They are added to `names` in each of `scopes`, and looked up in the first. `type_` is the
    underlying type if it is fixed.
    """
    found: list[Definition] = []
    start = Value(Integer(-1), frozenset(), -1)
    last = [Definition("", -1, -1, start.path, (), values=[start])]
    for item in _spelled(body, names):
        if not item.reason:
            names.evaluate(item, scopes[0], last)
        if type_ and all(number in type_ for number in item.numbers):
            item.cast(type_)
        elif type_:
            item.values, item.reason = [], "the type of the enumeration cannot hold it"
        found.append(item)
        put(last, item)
        for scope in scopes:
            names.add(item, f"{scope}::{item.name}".removeprefix("::"))
    return found


def chunks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Split the inside of an enumeration, or a list of constants, at its commas.

    A word in another branch of an ``#if`` also begins a chunk, if what stands before is complete.
    A macro and an ``#include`` are chunks of their own.
    """
    chunk: list[Token] = []
    depth = 0
    for token in (each for each in tokens if each.kind != "condition"):
        is_single = token.kind in {"macro", "include"}
        ends = is_single or (depth == 0 and token.text == ",")
        if chunk and depth == 0 and token.kind == "word" and token.path != chunk[-1].path:
            last = chunk[-1]
            ends = last.kind in {"word", "number", "char"} or DEPTHS.get(last.text) == -1
        if chunk and ends:
            yield chunk
            chunk = []
        if is_single:
            yield [token]
        elif depth or token.text != ",":
            chunk.append(token)
            depth += DEPTHS.get(token.text, 0)
    if chunk:
        yield chunk


def _spelled(body: Sequence[Token], names: Names) -> Iterator[Definition]:
    """Yield the enumerators in `body`, without values, after expansion of macros that make some."""
    for tokens in chunks(body):
        if tokens[0].macro:
            names.define(tokens[0].macro)
            continue
        macros = [macro for token in tokens for macro in names.macros.get(token.text, ())]
        is_list = any(macro.tokens and macro.tokens[0].text == "," for macro in macros)
        rest = tokens
        while rest:
            first, end = rest[0], len(rest)
            if is_list or names.macros.get(first.text):
                yield from _expanded(rest, names)
            elif first.kind == "word" and [token.text for token in rest[1:2]] == ["("]:
                end = closing(rest, 1) + 1
                yield _one(rest[:end], first.path, f"{first.text} is not defined in this header")
            else:
                yield _one(rest, first.path)
            rest = rest[end:]


def _expanded(tokens: list[Token], names: Names) -> Iterator[Definition]:
    first = tokens[0]
    try:
        cases = names.code(tokens, first.path)
    except NotEvaluatedError as error:
        yield _one(tokens, first.path, str(error))
        return
    for code, path, _ in cases:
        for chunk in chunks(code):
            item = _one(chunk, path)
            if item.start != first.start:
                item.end = item.start  # the place of an argument, which may be a part of the name
            yield item


def _one(tokens: list[Token], path: Path, reason: str = "") -> Definition:
    """Return the enumerator in `tokens`, which stand in the branches `path`.

    It has no value if there is a `reason`, or if `tokens` are no enumerator.
    """
    first, texts = tokens[0], [token.text for token in tokens]
    name, sign = first.text, texts.index("=") if "=" in texts else len(texts)
    # Words and attributes may stand between the name and the value.
    stray = [each for each in tokens[1:2] if each.kind != "word" and each.text not in {"[", "="}]
    stray += [each for each in tokens[1:sign] if each.text in {"{", ";"}]
    if first.kind == "include":
        name, reason = f"#include {name}", f"{name} is not beside the header, or includes itself"
    elif "file" in {first.kind, *(each.kind for each in stray)}:
        name, reason = name or "the last enumerator", reason or "the header ends here"
    elif first.kind != "word":
        reason = reason or "it is no enumerator"
    elif stray:
        reason = reason or f"{stray[0].text} is not expected here"
    elif len({token.path for token in tokens}) > 1:
        reason = reason or "it stands in several branches of an #if"
    value = tokens[sign + 1 :] if "=" in texts else None
    return Definition(name, first.start, tokens[-1].end, path, value, reason=reason)
