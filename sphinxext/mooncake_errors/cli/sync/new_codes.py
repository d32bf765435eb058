"""New codes of a header: their texts, and their groups in a registry."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain, count, takewhile
from typing import Any

from sphinxext.mooncake_errors.checks.drift import Comparison
from sphinxext.mooncake_errors.headers import Header, HeaderCode
from sphinxext.mooncake_errors.headers.model import in_range
from sphinxext.mooncake_errors.registry.model import Group
from sphinxext.mooncake_errors.registry.text import TextError, spans

NewGroup = tuple[dict[str, Any], list[HeaderCode]]

_SENTENCE = re.compile(
    r"(?<!\b[A-Za-z]\.)(?<=[.!?])\s+(?=[A-Z\xc0-\xde\u0391-\u03a9\u0401-\u042f`\"'(])"
    r"|(?<=[。！？])\s*(?=[\w`（])"
)
"""The gap behind a sentence, but not behind a single letter, as in e.g. and z. B."""
_GNU_QUOTED = re.compile(r"(?<![\w`])`([^\s`'](?:[^`']*[^\s`'])?)'(?!\w)")
"""A literal in the quotation marks of GNU programs, as in ``Use `--help'.``"""
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


def placed(
    comparison: Comparison, codes: Iterable[HeaderCode]
) -> tuple[list[tuple[HeaderCode, Group]], list[NewGroup]]:
    """Return those of the new `codes` that fit into a group, with it, and groups for the others.

    A new group is its mapping in a registry, without codes, and a list of these.
    """
    fitting: list[tuple[HeaderCode, Group]] = []
    groups: list[NewGroup] = []
    taken = {group.id for group in comparison.component.groups}
    for code in codes:
        same = ((keys, others) for keys, others in groups if others[0].heading == code.heading)
        new = next((others for keys, others in same if in_range(code.value, keys.get("range"))), [])
        group = None if new else _group(comparison, code)
        if group is not None:
            fitting.append((code, group))
        elif new:
            new.append(code)
        else:
            keys = _new_group(code, taken)
            groups.append((keys, [code]))
            taken.add(keys["id"])
    return fitting, groups


def index_before(group: Group, code: HeaderCode, header: Header) -> int | None:
    """Return the index in `group` of its last code that `header` has before `code`."""
    indexes = {each.name: index for index, each in enumerate(group.codes)}
    earlier = takewhile(lambda each: each is not code, header.codes)
    found = [indexes[each.name] for each in earlier if each.name in indexes]
    return found[-1] if found else None


def _group(comparison: Comparison, code: HeaderCode) -> Group | None:
    """Return the group for `code`; None if it needs a new one."""
    groups = comparison.component.groups
    holding = [group for group in groups if in_range(code.value, group.range)]
    near = [group for group in comparison.siblings(code) if group in holding]
    ranged = [group for group in holding if group.range]
    if near:
        return near[0]
    if ranged:
        return min(ranged, key=_width)
    fits_last = not code.section and holding and holding[-1] is groups[-1]
    return groups[-1] if fits_last else None


def _width(group: Group) -> int:
    low, high = group.range or (0, 0)
    return high - low


def _new_group(code: HeaderCode, taken: set[str]) -> dict[str, Any]:
    """Return the mapping of a group for `code`, with an id that is not `taken`."""
    title = _title(code.heading) or ("Other" if taken else "Codes")
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    slug = slug if len(slug) <= _MAX_ID else slug[:_MAX_ID].rpartition("-")[0] or slug[:_MAX_ID]
    slug = slug if re.match(r"[a-z]", slug) else f"group-{slug}".strip("-")
    ids = chain([slug], (f"{slug}-{number}" for number in count(2)))
    limits = code.section.range if code.section else None
    mapping = {"id": next(each for each in ids if each not in taken), "title": title}
    return mapping | ({"range": [*limits]} if limits and in_range(code.value, limits) else {})


def _title(section: str) -> str:
    """Return a section comment as a heading: without its range, "errors" and "codes"."""
    title = _KIND.sub("", _RANGE.sub("", section))
    title = "".join(c for c in title.replace("`", "'") if c.isprintable())
    return " ".join(title.split()).strip(" :,.-–—")


def texts(code: HeaderCode, prefix: str) -> dict[str, str]:
    """Return the description of `code`, and its details if its comment has several sentences.

    `prefix` is the common beginning of the names of all codes, which is left out.
    """
    description, *rest = map(_plain, _SENTENCE.split(code.comment, maxsplit=1))
    if not description:
        return {"description": _words(code.name, prefix)}
    return {"description": description, **({"details": rest[0]} if rest else {})}


def prefix_of(names: Sequence[str], macro_prefix: str | None) -> str:
    """Return the common first words of `names`; a letter before a capital is a word too."""
    if macro_prefix and all(name.startswith(macro_prefix) for name in names):
        return macro_prefix
    columns = zip(*names, strict=False) if len(names) > 1 else ()
    shared = "".join(column[0] for column in takewhile(lambda c: len(set(c)) == 1, columns))
    while shared and not all(_begins_word(name, len(shared)) for name in names):
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


def _begins_word(name: str, index: int) -> bool:
    before, rest = name[index - 1], name[index:]
    return bool(rest) and (before == "_" or (before.islower() and rest[0].isupper()))


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
