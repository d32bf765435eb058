"""The codes that C or C++ headers define, read without a compiler or an include path.

All branches of every ``#if`` are read, except those that are never compiled, such as ``#if 0``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from sphinxext.mooncake_errors.headers.comments import attach
from sphinxext.mooncake_errors.headers.declarations import ANONYMOUS, Declarations, Enum
from sphinxext.mooncake_errors.headers.findings import codes, is_certain, problems
from sphinxext.mooncake_errors.headers.model import Definition, Header, compatible
from sphinxext.mooncake_errors.headers.preprocess import Preprocessor
from sphinxext.mooncake_errors.headers.unit import Unit
from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.problems import Problem, did_you_mean, file_problem, nearest


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
    parts, found = Preprocessor(unit), [*unit.problems]
    source = Declarations(parts.code, types or {}, unit.bounds[len(also)])
    items: list[Definition] = []
    if enum is not None:
        enums, faults = _find(source.enums, enum, unit, path)
        items += (item for each in enums for item in each.items)
        found += faults
    if macro_prefix is not None:
        macros = source.macros(macro_prefix)
        items += macros
        if all(is_skipped(item.name, skip) for item in macros):
            message = f"no macro with a value begins with {macro_prefix}"
            message += " except skipped ones" if macros else ""
            found.append(file_problem(path, "unknown-prefix", message))
    items.sort(key=lambda item: item.start)
    attach(items, parts, unit)
    places: dict[str, list[Definition]] = {}
    for item in items:
        if not is_skipped(item.name, skip):
            places.setdefault(item.name, []).append(item)
    return Header(
        path,
        tuple(codes(places.values(), unit)),
        tuple(sorted([*found, *problems(places.values(), unit)])),
        tuple(name for name, each in places.items() if not is_certain(each)),
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


def _is_other(enum: Enum, first: Enum, unit: Unit) -> bool:
    """Return True if `enum` and `first` are two enumerations of one file without a name."""
    is_unnamed = enum.names == first.names and enum.names[0].endswith(ANONYMOUS)
    same_file = unit.place(enum.start)[0] == unit.place(first.start)[0]
    return is_unnamed and same_file and compatible(enum.path, first.path)


def _find(
    enums: Sequence[Enum], wanted: str, unit: Unit, path: str
) -> tuple[list[Enum], list[Problem]]:
    """Return the definitions of the enumeration `wanted`: several if under different ``#if``."""
    plain = wanted.removeprefix("::")
    ends = f"::{plain}" if plain == wanted else None
    found = (
        [enum for enum in enums if plain in enum.names]
        or [enum for enum in enums if ends and any(name.endswith(ends) for name in enum.names)]
        # Scopes around the name were perhaps not recognized.
        or [enum for enum in enums if any(plain.endswith(f"::{name}") for name in enum.names)]
    )
    chosen = list(dict.fromkeys(enum.names[0] for enum in found))
    other = next((enum for enum in found[1:] if _is_other(enum, found[0], unit)), None)
    if other:
        message = f"{wanted} is ambiguous: give this enumeration a name"
        return [], [Problem(*unit.place(other.start), "ambiguous-enum", message)]
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
