"""The texts of a new code: its comment in the header, or the words of its name."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.text import TextError, spans

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinxext.mooncake_errors.headers import HeaderCode

_SENTENCE = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<=[.!?])\s+(?=[A-Z`\"'(])|(?<=[。！？])\s*(?=[\w`（])"
)
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[A-Z]")
_ERROR = {"error", "err", "e"}


def texts(code: HeaderCode, prefix: str) -> dict[str, str]:
    """Return the description of `code`, and its details if its comment has several sentences.

    `prefix` is the common beginning of the names of all codes, which is left out.
    """
    comment = _plain(code.comment)
    if not comment:
        return {"description": words(code.name, prefix)}
    description, *rest = _SENTENCE.split(comment, maxsplit=1)
    return {"description": description, **({"details": rest[0]} if rest else {})}


def prefix_of(names: Iterable[str], macro_prefix: str | None) -> str:
    """Return the common first words of `names`; a letter before a capital is a word too."""
    listed = list(names)
    if macro_prefix and all(name.startswith(macro_prefix) for name in listed):
        return macro_prefix
    columns = zip(*listed, strict=False) if len(listed) > 1 else ()
    shared = "".join(column[0] for column in takewhile(lambda c: len(set(c)) == 1, columns))
    while shared and not all(_begins_word(name, len(shared)) for name in listed):
        shared = shared[:-1]
    return shared


def words(name: str, prefix: str) -> str:
    """Return the words of `name` as a sentence, without `prefix`."""
    rest = name.removeprefix(prefix)
    rest = rest[1:] if re.match(r"k[A-Z]", rest) else rest
    parts = _PARTS.findall(rest)
    if len(parts) > 1 and parts[0].lower() in _ERROR:
        parts = parts[1:]
    shouted = rest.upper() == rest
    shown = " ".join(p if p.isupper() and len(p) > 1 and not shouted else p.lower() for p in parts)
    shown = shown or name
    return f"{shown[0].upper()}{shown[1:]}."


def _begins_word(name: str, index: int) -> bool:
    rest = name[index:]
    return bool(rest) and (
        name[index - 1] == "_" or (rest[0].isupper() and name[index - 1].islower())
    )


def _plain(comment: str) -> str:
    """Return `comment` as a text of the registry: printable, with its literals marked."""
    text = "".join(c for c in comment if c.isprintable())
    text = re.sub(r"(?<!`)`([^`]+)`(?!`)", r"``\1``", text)
    try:
        spans(text)
    except TextError:
        text = text.replace("`", "'")
    return " ".join(text.split())
