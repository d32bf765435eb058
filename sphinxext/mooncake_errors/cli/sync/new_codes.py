"""New codes of a header: their texts, and their groups in a registry."""

import re
from collections.abc import Sequence
from itertools import chain, count, takewhile
from textwrap import shorten
from typing import Any

from sphinxext.mooncake_errors.checks.drift import Comparison
from sphinxext.mooncake_errors.headers import Header, HeaderCode
from sphinxext.mooncake_errors.headers.model import in_range
from sphinxext.mooncake_errors.registry.model import Group, Source
from sphinxext.mooncake_errors.registry.text import TextError, spans

_SENTENCE = re.compile(
    r"(?<!\b[A-Za-z]\.)(?<=[.!?])\s+(?=[A-Z\xc0-\xde\u0391-\u03a9\u0401-\u042f`\"'(])"
    r"|(?<=[。！？])\s*(?=[\w`（])"
)
"""The gap behind a sentence, but not behind a single letter, as in e.g. and z. B."""
_GNU_QUOTED = re.compile(r"(?<![\w`])`([^\s`'](?:[^`']*[^\s`'])?)'(?!\w)")
"""A literal in the quotation marks of GNU programs, as in ``Use `--help'.``"""
_WORD = re.compile(r"\A|(?<=_).|(?<=[a-z])[A-Z]")
"""The beginning of a word in a name."""
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[A-Z]")
_ERROR = {"error", "err", "e"}
_MAX_ID = 40
_KIND = re.compile(
    r"(?<!\bof)(?<!\bfor)(?<!\bin)(?<!\band)\s+(?:error )?(?:errors|codes)\b", re.IGNORECASE
)
"""The words of a heading that are left out of the title of a group."""
_NUMBER = r"[-+]?(?:0[xX][0-9a-fA-F]+|\d+)"
_RANGE = re.compile(
    rf"[(\[（][^()\[\]（）]*[)\]）]"
    rf"|(?:\brange\W+)?{_NUMBER}(?:\s*(?:to|bis|through|\.\.+|~|–|到|至)\s*|\s+-\s+){_NUMBER}",
    re.IGNORECASE,
)


def group_of(code: HeaderCode, comparison: Comparison) -> Group | None:
    """Return the group of the section or the narrowest range of a new `code`, or the last one."""
    groups = comparison.component.groups
    holding = [group for group in groups if in_range(code.value, group.range)]
    near = [group for group in comparison.siblings(code) if group in holding]
    ranged = sorted((group for group in holding if group.range), key=_width)
    last = [] if code.section else [group for group in groups[-1:] if group in holding]
    return next(iter([*near, *ranged, *last]), None)


def _width(group: Group) -> int:
    low, high = group.range or (0, 0)
    return high - low


def index_before(group: Group, code: HeaderCode, header: Header) -> int:
    """Return the index in `group` of its last code that `header` has before `code`, or -1."""
    indexes = {each.name: index for index, each in enumerate(group.codes)}
    earlier = takewhile(lambda each: each is not code, header.codes)
    return [-1, *(indexes[each.name] for each in earlier if each.name in indexes)][-1]


def new_group(codes: Sequence[HeaderCode], taken: set[str]) -> dict[str, Any]:
    """Return the keys of a group for `codes` of one section, with an id that is not `taken`.

    All or none of `codes` are in the range of the section. The title is the section comment without
    the range, "errors" and "codes".
    """
    section = codes[0].section
    text = _KIND.sub("", _RANGE.sub("", section.text if section else "")).replace("`", "'")
    title = " ".join("".join(filter(str.isprintable, text)).split()).strip(" :,.-–—")
    title = title or ("Other" if taken else "Codes")
    words = " ".join(re.findall(r"[a-z0-9]+", title.lower()))
    slug = shorten(words, _MAX_ID, placeholder="").replace(" ", "-")
    slug = slug if slug[:1].isalpha() else f"group-{slug}".rstrip("-")
    ids = chain([slug], (f"{slug}-{number}" for number in count(2)))
    keys = {"id": next(each for each in ids if each not in taken), "title": title}
    limits = section.range if section else None
    fits = in_range(codes[0].value, limits)
    return keys | ({"range": [*limits]} if limits and fits else {})


def texts(code: HeaderCode, prefix: str) -> dict[str, str]:
    """Return the description of `code`, and its details if its comment has several sentences.

    `prefix` is the common beginning of the names of all codes, which is left out.
    """
    description, *rest = map(_plain, _SENTENCE.split(code.comment, maxsplit=1))
    if not description:
        return {"description": _words(code.name, prefix)}
    return {"description": description, **({"details": rest[0]} if rest else {})}


def prefix_of(header: Header, source: Source | None) -> str:
    """Return the common first words of names in `header`; a letter before a capital is a word."""
    names = [code.name for code in header.codes]
    prefix = source.macro_prefix if source else None
    if prefix and all(name.startswith(prefix) for name in names):
        return prefix
    shared = names[0] if len(names) > 1 else ""
    while not all(name.startswith(shared) and _WORD.match(name, len(shared)) for name in names):
        shared = shared[:-1]
    return shared


def _words(name: str, prefix: str) -> str:
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


def _plain(comment: str) -> str:
    """Return `comment` as a text of the registry: printable, with its literals marked."""
    text = "".join(c for c in comment if c.isprintable())
    text = _GNU_QUOTED.sub(r"``\1``", text)
    text = re.sub(r"(?<!`)(?::[\w+.:-]+:)?`([^`]+)`(?!`)", r"``\1``", text)
    try:
        spans(text)
    except TextError:
        text = text.replace("`", "'")
    return " ".join(text.split())
