"""Codes and problems, from the definitions of each name in a header."""

from collections.abc import Iterable, Iterator, Sequence

from sphinxext.mooncake_errors.headers.comment_text import without_number
from sphinxext.mooncake_errors.headers.model import Definition, HeaderCode
from sphinxext.mooncake_errors.headers.unit import Unit
from sphinxext.mooncake_errors.registry.problems import Problem

Places = Sequence[Definition]
"""The definitions of one name, in the order of the header."""

_MAX_SHOWN = 60
_MAX_ALONE = 3
"""If more codes cannot be evaluated for the same reason, they are reported as one problem."""
_UNDEFINED = " is not defined in this header"


def is_certain(places: Places) -> bool:
    """Return True if a name has a certain value in all its `places`."""
    return all(item.values for item in places)


def codes(names: Iterable[Places], unit: Unit) -> Iterator[HeaderCode]:
    """Yield the codes with certain values; names with the same single number are one code.

    It is called by the first name that is not deprecated, and deprecated if all its names are.
    """
    kept: dict[int | str, list[Places]] = {}
    for places in filter(is_certain, names):
        first, *others = _numbers(places)
        kept.setdefault(places[0].name if others else first, []).append(places)
    for found in kept.values():
        places, *aliases = sorted(found, key=lambda places: bool(places[0].comments.deprecated))
        item, numbers = places[0], _numbers(places)
        named = (each for alias in aliases for each in alias if not _refers(each, found))
        items = (*places, *named)
        texts = (without_number(each.comments.text or each.text, numbers[0]) for each in items)
        yield HeaderCode(
            item.name,
            numbers[0],
            unit.place(item.start),
            comment=next(filter(None, texts), ""),
            section=item.comments.section,
            aliases=tuple(each[0].name for each in aliases),
            values=numbers,
            deprecated=item.comments.deprecated,
        )


def _refers(item: Definition, found: Iterable[Places]) -> bool:
    """Return True if the value of `item` is the name of another code in `found`.

    Its comment is about that name, such as an old one.
    """
    words = {token.text for token in item.tokens or () if token.kind == "word"}
    return not words.isdisjoint(places[0].name for places in found)


def _numbers(places: Places) -> tuple[int, ...]:
    return tuple(dict.fromkeys(number for item in places for number in item.numbers))


def problems(names: Iterable[Places], unit: Unit) -> Iterator[Problem]:
    """Yield the problems of all `names` in `unit`."""
    reasons: dict[str, list[Definition]] = {}
    for places in names:
        if len(_numbers(places)) > 1:
            yield _two_values(places, unit)
        for item in places:
            if not item.values:
                undefined = item.reason.endswith(_UNDEFINED)
                kind = f"names are{_UNDEFINED[3:]}" if undefined else item.reason
                reasons.setdefault(kind, []).append(item)
    for kind, items in reasons.items():
        several = len(items) > _MAX_ALONE
        for item in items[:1] if several else items:
            message = _together(kind, items) if several else _alone(item, unit)
            yield Problem(*unit.place(item.start), "not-evaluated", message)


def _together(kind: str, items: Places) -> str:
    names = ", ".join(item.name for item in items[:_MAX_ALONE])
    text = f"{names} and {len(items) - _MAX_ALONE} more cannot be evaluated: {kind}"
    if not kind.startswith("names are"):
        return text
    missing = list(dict.fromkeys(item.reason.removesuffix(_UNDEFINED) for item in items))
    more = ", …" if len(missing) > _MAX_ALONE else ""
    return f"{text} ({', '.join(missing[:_MAX_ALONE])}{more})"


def _alone(item: Definition, unit: Unit) -> str:
    shown = " ".join(unit.text[item.start : item.end].split())
    shown = shown if item.name.isidentifier() and shown else item.name
    shown = shown if len(shown) <= _MAX_SHOWN else f"{shown[:_MAX_SHOWN]}…"
    return f"{shown} cannot be evaluated: {item.reason}"


def _two_values(places: Places, unit: Unit) -> Problem:
    """Return the problem of several values, at the first place with a second value."""
    lines: dict[int, int] = {}
    for item in places:
        for value in item.values:
            start = item.start if value.start < 0 else value.start
            lines.setdefault(value.integer.value, unit.place(start)[1])
    first = next(iter(lines))
    place = next(item for item in places if set(item.numbers) - {first})
    values = " and ".join(f"{value} (line {line})" for value, line in lines.items())
    message = f"{place.name} has more than one value: {values}"
    return Problem(*unit.place(place.start), "two-values", message)
