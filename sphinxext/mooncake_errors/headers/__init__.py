"""The codes that C or C++ headers define, read without a compiler or an include path.

All branches of every ``#if`` are read, except those that are never compiled, such as ``#if 0``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from sphinxext.mooncake_errors.headers.comment_text import without_number
from sphinxext.mooncake_errors.headers.comments import attach
from sphinxext.mooncake_errors.headers.declarations import ANONYMOUS, Declarations, Enum
from sphinxext.mooncake_errors.headers.model import Definition, Header, HeaderCode, compatible
from sphinxext.mooncake_errors.headers.preprocess import Preprocessor
from sphinxext.mooncake_errors.headers.unit import Unit
from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.problems import Problem, did_you_mean, file_problem, nearest

__all__ = ["Header", "HeaderCode", "is_skipped", "parse_headers", "selections"]

Places = Sequence[Definition]
"""The definitions of one name, in the order of the header."""

_MAX_SHOWN = 60
_MAX_ALONE = 3
"""If more codes cannot be evaluated for the same reason, they are reported as one problem."""
_UNDEFINED = " is not defined in this header"


def parse_headers(  # noqa: PLR0913 - all by name
    headers: Sequence[tuple[str, bytes]],
    *,
    enum: str | None = None,
    macro_prefix: str | None = None,
    skip: Sequence[str] = (),
    also: Sequence[tuple[str, bytes]] = (),
    types: Mapping[str, str] | None = None,
    read: Callable[[str], bytes] = read_bytes,
) -> Header:
    """Return the codes of the enumeration `enum` and of the macros that begin with `macro_prefix`.

    `headers` are pairs of path and content. `also` are such pairs too: files that define names used
    in headers, without codes. ``const`` and ``constexpr`` variables of an integer type count as
    macros. `enum` is a qualified name such as ``mooncake::ErrorCode``, or an unambiguous end of
    one. Codes whose name matches one of the patterns `skip`, such as ``*_COUNT``, are left out.
    `types` maps types of the project to ``int8`` to ``uint64``. No content of a header raises an
    exception.

    An ``#include`` within an enumeration is followed if the file is in the directory of the
    header: `read` returns its content, or raises OSError or RegistryError. Names with the same
    number are one code. A code that cannot be evaluated in one of its branches is only in
    `unevaluated`.

    The rules of problems are ``unknown-enum``, ``ambiguous-enum``, ``unknown-prefix``,
    ``not-evaluated``, ``two-values`` and ``not-utf-8``.
    """
    unit, path = Unit([*also, *headers], read), headers[0][0]
    parts, problems = Preprocessor(unit), [*unit.problems]
    source = Declarations(parts.code, types or {}, unit.bounds[len(also)])
    items: list[Definition] = []
    if enum is not None:
        enums, faults = _find(source.enums, enum, unit, path)
        items += (item for each in enums for item in each.items)
        problems += faults
    if macro_prefix is not None:
        macros = source.macros(macro_prefix)
        items += macros
        if all(is_skipped(item.name, skip) for item in macros):
            message = f"no macro with a value begins with {macro_prefix}"
            message += " except skipped ones" if macros else ""
            problems.append(file_problem(path, "unknown-prefix", message))
    items.sort(key=lambda item: item.start)
    attach(items, parts, unit)
    names: dict[str, list[Definition]] = {}
    for item in items:
        if not is_skipped(item.name, skip):
            names.setdefault(item.name, []).append(item)
    problems += _not_evaluated(names.values(), unit)
    problems += (_two_values(each, unit) for each in names.values() if len(_numbers(each)) > 1)
    certain = {name: places for name, places in names.items() if all(i.values for i in places)}
    return Header(
        path,
        tuple(_codes(certain.values(), unit)),
        tuple(sorted(problems)),
        tuple(name for name in names if name not in certain),
    )


def is_skipped(name: str, patterns: Iterable[str]) -> bool:
    """Return True if `name` matches one of `patterns`, such as ``*_COUNT``."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def selections(
    content: bytes,
    *,
    also: Sequence[tuple[str, bytes]] = (),
    types: Mapping[str, str] | None = None,
) -> tuple[list[str], dict[str, int]]:
    """Return the enumerations in a header with `content`, and the prefixes of its macros.

    An enumeration with a tag and a name by ``typedef`` is returned by the latter.
    `also` and `types` are those of `parse_headers`. A prefix is the first word or the
    first two words of at least two macros with a value. It is returned with their number.
    """
    unit = Unit([*also, ("", content)], read_bytes)
    source = Declarations(Preprocessor(unit).code, types or {}, unit.bounds[len(also)])
    pairs = [_prefixes(item.name) for item in source.macros("") if item.values]
    found = Counter(prefix for pair in pairs for prefix in pair)
    # Of two prefixes with the same macros, the longer one is offered.
    shorter = {pair[0] for pair in pairs if len({found[prefix] for prefix in pair}) < len(pair)}
    kept = sorted(prefix for prefix in found.keys() - shorter if found[prefix] > 1)
    names = dict.fromkeys(enum.names[:2][-1] for enum in source.enums)
    return list(names), {prefix: found[prefix] for prefix in kept}


def _prefixes(name: str) -> list[str]:
    """Return the first one and two words of `name`, each with its underscore."""
    ends = [index + 1 for index, letter in enumerate(name) if letter == "_" and index]
    return [name[:end] for end in ends[:2] if end < len(name)]


def _find(
    enums: Sequence[Enum], wanted: str, unit: Unit, path: str
) -> tuple[list[Enum], list[Problem]]:
    """Return the definitions of the enumeration `wanted`: several if under different ``#if``."""
    plain = wanted.removeprefix("::")
    forms: tuple[Callable[[str], bool], ...] = (
        lambda name: name == plain,
        lambda name: name.endswith(f"::{wanted}"),
        # Scopes around the name were perhaps not recognized.
        lambda name: plain.endswith(f"::{name}"),
    )
    all_found = ([enum for enum in enums if any(map(form, enum.names))] for form in forms)
    found = next(filter(None, all_found), [])
    chosen = list(dict.fromkeys(enum.names[0] for enum in found))
    for other in found[1:]:
        same = other.names == found[0].names and compatible(other.path, found[0].path)
        place, first = unit.place(other.start), unit.place(found[0].start)
        if same and place[0] == first[0] and chosen[0].endswith(ANONYMOUS):
            message = f"{wanted} is ambiguous: give this enumeration a name"
            return [], [Problem(*place, "ambiguous-enum", message)]
    if len(chosen) == 1:
        return found, []
    if chosen:
        message = f"{wanted} is ambiguous: write {' or '.join(chosen)}"
        return [], [file_problem(path, "ambiguous-enum", message)]
    names = list(dict.fromkeys(name for enum in enums for name in enum.names))
    last = {name.rpartition("::")[2]: name for name in names}
    near = nearest(wanted, names) or [last[n] for n in nearest(wanted.rpartition("::")[2], last)]
    hint = " in the header" if names else ": the header defines none"
    hint += did_you_mean(near[0], near) if near else ""
    return [], [file_problem(path, "unknown-enum", f"no enumeration {wanted}{hint}")]


def _numbers(places: Places) -> tuple[int, ...]:
    return tuple(dict.fromkeys(number for item in places for number in item.numbers))


def _codes(names: Iterable[Places], unit: Unit) -> Iterator[HeaderCode]:
    """Yield the codes of `names` with certain values; names with the same number are one code.

    It is called by the first name that is not deprecated, and deprecated if all its names are.
    """
    codes: dict[int | str, list[Places]] = {}
    for places in names:
        first, *more = _numbers(places)
        codes.setdefault(places[0].name if more else first, []).append(places)
    for found in codes.values():
        places, *aliases = sorted(found, key=lambda places: bool(places[0].deprecated))
        item, numbers = places[0], _numbers(places)
        # The comment of a name whose value is another name is about that, such as an old one.
        known = {each[0].name for each in found}
        other = (each for alias in aliases for each in alias)
        other = (each for each in other if known.isdisjoint(t.text for t in each.tokens or ()))
        texts = (without_number(each.comment, numbers[0]) for each in (*places, *other))
        yield HeaderCode(
            item.name,
            numbers[0],
            unit.place(item.start),
            comment=next(filter(None, texts), ""),
            section=item.section,
            aliases=tuple(each[0].name for each in aliases),
            values=numbers,
            deprecated=item.deprecated,
        )


def _not_evaluated(names: Iterable[Places], unit: Unit) -> Iterator[Problem]:
    """Yield the problems of definitions without a value."""
    reasons: dict[str, list[Definition]] = {}
    for item in (item for places in names for item in places if not item.values):
        undefined = item.reason.endswith(_UNDEFINED)
        reason = f"names are{_UNDEFINED[3:]}" if undefined else item.reason
        reasons.setdefault(reason, []).append(item)
    for reason, alike in reasons.items():
        for item in alike if len(alike) <= _MAX_ALONE else ():
            shown = " ".join(unit.text[item.start : item.end].split())
            shown = shown if item.name.isidentifier() and shown else item.name
            shown = shown if len(shown) <= _MAX_SHOWN else f"{shown[:_MAX_SHOWN]}…"
            message = f"{shown} cannot be evaluated: {item.reason}"
            yield Problem(*unit.place(item.start), "not-evaluated", message)
        if len(alike) > _MAX_ALONE:
            shown = ", ".join(item.name for item in alike[:_MAX_ALONE])
            message = f"{shown} and {len(alike) - _MAX_ALONE} more cannot be evaluated: {reason}"
            if alike[0].reason != reason:
                missing = dict.fromkeys(item.reason.removesuffix(_UNDEFINED) for item in alike)
                more = ", …" if len(missing) > _MAX_ALONE else ""
                message += f" ({', '.join([*missing][:_MAX_ALONE])}{more})"
            yield Problem(*unit.place(alike[0].start), "not-evaluated", message)


def _two_values(places: Places, unit: Unit) -> Problem:
    """Return the problem of several values, at the first place with a second value."""
    first = _numbers(places)[0]
    item = next(item for item in places if set(item.numbers) - {first})
    own = unit.place(item.start)
    lines: dict[int, str] = {}
    for place in places:
        for value in place.values:
            path, line, _ = unit.place(place.start if value.start < 0 else value.start)
            where = f"line {line}" if path == own[0] else f"{path}:{line}"
            lines.setdefault(value.integer.value, where)
    values = " and ".join(f"{value} ({where})" for value, where in lines.items())
    return Problem(*own, "two-values", f"{item.name} has more than one value: {values}")
