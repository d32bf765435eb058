"""Enumerators in the body of an enumeration, also those that macros make."""

from collections.abc import Iterator, Sequence

from sphinxext.mooncake_errors.headers.integers import Integer, NotEvaluatedError, Type
from sphinxext.mooncake_errors.headers.model import ALWAYS, Definition, Path, Token, Value, closing
from sphinxext.mooncake_errors.headers.names import Names, put

_DEPTHS = {**dict.fromkeys("([{", 1), **dict.fromkeys(")]}", -1)}


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
    for token in tokens:
        if token.kind == "condition":
            continue
        is_single = token.kind in {"macro", "include"}
        is_comma = token.text == "," and depth == 0
        is_next = chunk and depth == 0 and token.kind == "word" and token.path != chunk[-1].path
        last = chunk[-1] if chunk else token
        is_complete = last.kind in {"word", "number", "char"} or _DEPTHS.get(last.text) == -1
        if chunk and (is_single or is_comma or (is_next and is_complete)):
            yield chunk
            chunk = []
        if is_single:
            yield [token]
        elif not is_comma:
            chunk.append(token)
            depth += _DEPTHS.get(token.text, 0)
    if chunk:
        yield chunk


def _made(tokens: list[Token], names: Names) -> Iterator[Definition]:
    """Yield the enumerators in `tokens`, after expansion of macros that make or add some."""
    macros = [macro for token in tokens for macro in names.macros.get(token.text, ())]
    is_list = any(macro.tokens and macro.tokens[0].text == "," for macro in macros)
    while tokens:
        first, end = tokens[0], len(tokens)
        if is_list or names.macros.get(first.text):
            yield from _expanded(tokens, names)
        elif first.kind == "word" and [token.text for token in tokens[1:2]] == ["("]:
            end = closing(tokens, 1) + 1
            reason = f"{first.text} is not defined in this header"
            yield _spelled(tokens[:end], first.path, reason)
        else:
            yield _spelled(tokens, first.path)
        tokens = tokens[end:]


def _expanded(tokens: list[Token], names: Names) -> Iterator[Definition]:
    first = tokens[0]
    try:
        cases = names.code(tokens, first.path)
    except NotEvaluatedError as error:
        yield _spelled(tokens, first.path, str(error))
        return
    for code, path, _ in cases:
        for chunk in chunks(code):
            item = _spelled(chunk, path)
            if item.start != first.start:
                item.end = item.start  # the place of an argument, which may be a part of the name
                item.text = names.expander.texts.get(item.start, "")
            yield item


def _spelled(tokens: list[Token], path: Path, reason: str = "") -> Definition:
    """Return the enumerator in `tokens`, which stand in the branches `path`.

    It has no value if there is a `reason`, or if `tokens` are no enumerator.
    """
    first = tokens[0]
    texts = [token.text for token in tokens]
    sign = texts.index("=") if "=" in texts else len(texts)
    # Words and attributes may stand between the name and the value.
    between = tokens[1:sign]
    stray = [token for token in between[:1] if token.kind != "word" and token.text != "["]
    stray += [token for token in between if token.text in {"{", ";"}]
    name = first.text
    if first.kind == "include":
        name, reason = f"#include {name}", f"{name} is not beside the header, or includes itself"
    elif "file" in {first.kind, *(token.kind for token in stray)}:
        name, reason = name or "the last enumerator", reason or "the header ends here"
    elif first.kind != "word":
        reason = reason or "it is no enumerator"
    elif stray:
        reason = reason or f"{stray[0].text} is not expected here"
    elif len({token.path for token in tokens}) > 1:
        reason = reason or "it stands in several branches of an #if"
    value = tokens[sign + 1 :] if "=" in texts else None
    return Definition(name, first.start, tokens[-1].end, path, value, reason=reason)
