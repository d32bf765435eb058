"""Enumerators in the body of an enumeration, also those that macros make."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from sphinxext.mooncake_errors.headers.integers import Integer, NotEvaluatedError, Type
from sphinxext.mooncake_errors.headers.model import DEPTHS, Definition, Path, Token, Value
from sphinxext.mooncake_errors.headers.names import Names, put


def read_enumerators(
    body: Sequence[Token], scopes: Sequence[str], type_: Type | None, names: Names
) -> list[Definition]:
    """Return the enumerators in `body`, evaluated one by one; `type_` is theirs if it is fixed.

    They are added to `names` in each of `scopes`, and looked up in the first.
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
    for chunk in chunks(body):
        first = chunk[0]
        macros = [macro for token in chunk for macro in names.macros.get(token.text, ())]
        is_list = any(macro.tokens and macro.tokens[0].text == "," for macro in macros)
        if first.macro:
            names.define(first.macro)
        elif not (is_list or names.macros.get(first.text)):
            yield _one(chunk, first.path)
        else:
            try:
                cases = names.code(chunk, first.path)
            except NotEvaluatedError as error:
                yield _one(chunk, first.path, str(error))
                continue
            for item in (_one(each, path) for code, path, _ in cases for each in chunks(code)):
                if item.start != first.start:
                    item.end = item.start  # that of an argument, perhaps only a part of the name
                    item.comment = names.expander.texts.get(item.start, "")
                yield item


def _one(tokens: list[Token], path: Path, reason: str = "") -> Definition:
    """Return the enumerator in `tokens`; without a value if there is a `reason`, or it is none."""
    name, texts = tokens[0].text, [token.text for token in tokens]
    depths = accumulate(DEPTHS.get(text, 0) for text in texts)
    signs = (i for i, depth in enumerate(depths) if texts[i] == "=" and depth == 0)
    sign = next(signs, len(texts))
    # Words and attributes may stand between the name and the value.
    odd = [each for each in tokens[:1] if each.kind != "word"]
    odd += [each for each in tokens[1:2] if each.kind != "word" and each.text not in {"[", "="}]
    odd += [each for each in tokens[1:sign] if each.text in {"{", ";"}]
    if odd and odd[0].kind == "include":
        name, reason = f"#include {name}", f"{name} is not beside the header, or includes itself"
    elif odd and odd[0].kind == "file":
        name, reason = name or "the last enumerator", reason or "the header ends here"
    elif odd and odd[0] is tokens[0]:
        reason = reason or "it is no enumerator"
    elif odd and odd[0].text == "(":
        reason = reason or f"{name} is not defined in this header"
    elif odd:
        reason = reason or f"{odd[0].text} is not expected here"
    elif len({token.path for token in tokens}) > 1:
        reason = reason or "it stands in several branches of an #if"
    value = tokens[sign + 1 :] if sign < len(texts) else None
    return Definition(name, tokens[0].start, tokens[-1].end, path, value, reason=reason)
