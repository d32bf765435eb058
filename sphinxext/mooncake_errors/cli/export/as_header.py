"""A registry as a C header that is valid C99 and C++11."""

from __future__ import annotations

import re
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxext.mooncake_errors.registry.lookup import Entry
    from sphinxext.mooncake_errors.registry.model import Component, Group

_WIDTH = 100
_INT = 1 << 31
_LONG = 1 << 63
_KEYWORDS = frozenset(
    re.findall(
        r"\w+",
        """
        alignas alignof and and_eq asm auto bitand bitor bool break case catch char char16_t
        char32_t class compl const const_cast constexpr continue decltype default delete do
        double dynamic_cast else enum explicit export extern false float for friend goto if
        inline int long mutable namespace new noexcept not not_eq nullptr operator or or_eq
        private protected public register reinterpret_cast restrict return short signed sizeof
        static static_assert static_cast struct switch template this thread_local throw true try
        typedef typeid typename union unsigned using virtual void volatile wchar_t while xor
        xor_eq _Bool _Complex _Imaginary
        """,
    )
)


def header_faults(entries: Sequence[Entry]) -> Iterator[tuple[Entry, str]]:
    """Yield the codes that a C header cannot define, each with the reason."""
    first: dict[str, Entry] = {}
    for entry in _defined(entries):
        name, value = entry.code.label, entry.code.value
        bound = _LONG if _is_macro(entry.component) else _INT
        other = first.setdefault(name, entry)
        if name in _KEYWORDS:
            yield entry, f"{name} is a keyword of C or C++"
        elif not -bound < value < bound:
            kind = "a long long" if bound == _LONG else "an int"
            yield entry, f"{value} does not fit in {kind}"
        elif other is not entry:
            names = f"{other.qualified} and {entry.qualified}"
            yield entry, f"one header cannot define {names}: export one component at a time"


def to_header(entries: Sequence[Entry]) -> str:
    """Return a C header with an enum for each component, or macros if its source has macros.

    `entries` are in the order of the registry, and `header_faults` has none of them. Removed codes
    and numbers without a name are written as comments, so that the numbers are not used again.
    """
    runs = groupby(entries, key=lambda entry: entry.component.component)
    parts = [list(run) for _, run in runs]
    guard = _guard([part[0].component for part in parts])
    lines = ["/* Made by mooncake-errors from the registry of codes: change that instead. */"]
    lines += [f"#ifndef {guard}", f"#define {guard}"]
    for part in parts:
        lines += ["", *_component(part)]
    return "\n".join([*lines, "", f"#endif  /* {guard} */", ""])


def _component(entries: list[Entry]) -> Iterator[str]:
    component = entries[0].component
    yield from _comment("", plain(component.title), plain(component.introduction or ""))
    macros = _is_macro(component)
    if not macros and any(_defined(entries)):
        yield f"enum {_enum_name(component)} {{"
        yield from _codes(entries, "    ", "{name} = {value},")
        yield "};"
    else:
        yield ""
        yield from _codes(entries, "", "#define {name} ({value})")


def _codes(entries: list[Entry], indent: str, form: str) -> Iterator[str]:
    for number, (_, run) in enumerate(groupby(entries, key=lambda entry: id(entry.group))):
        members = list(run)
        if number:
            yield ""
        yield f"{indent}// {_heading(members[0].group)}"
        for entry in members:
            yield from _code(entry, indent, form)


def _code(entry: Entry, indent: str, form: str) -> Iterator[str]:
    code = entry.code
    if code.removed:
        removed = f"{code.label} = {code.value} was removed in {code.removed}; never use the number"
        yield f"{indent}// {_harmless(removed)} again."
    elif code.name is None:
        yield f"{indent}// {code.value}: {_harmless(plain(code.description))}"
    else:
        instead = f"; use {code.replaced_by} instead" if code.replaced_by else ""
        old = f"@deprecated since {code.deprecated}{instead}" if code.deprecated else ""
        yield from _comment(indent, plain(code.description), old)
        yield indent + form.format(name=code.name, value=code.value)


def _heading(group: Group) -> str:
    title = _harmless(plain(group.title))
    return f"{title} (range: {group.range[0]} to {group.range[1]})" if group.range else title


def _comment(indent: str, *paragraphs: str) -> Iterator[str]:
    """Yield the lines of a doc comment; empty paragraphs are left out."""
    texts = [_harmless(text) for text in paragraphs if text]
    width = _WIDTH - len(indent) - len("/**  */")
    if len(texts) == 1 and len(texts[0]) <= width:
        yield f"{indent}/** {texts[0]} */"
        return
    yield f"{indent}/**"
    for number, text in enumerate(texts):
        if number:
            yield f"{indent} *"
        for line in wrap(text, width, break_long_words=False, break_on_hyphens=False):
            yield f"{indent} * {line}"
    yield f"{indent} */"


def _harmless(text: str) -> str:
    """Return `text` with a blank within marks of comments, and a full stop after a last backslash.

    Such a backslash, also as the trigraph ``??/``, would join the next line to the comment.
    """
    text = re.sub(r"\*(?=/)|/(?=\*)", r"\g<0> ", text)
    return text + "." if text.endswith(("\\", "??/")) else text


def _defined(entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.code.name and not entry.code.removed]


def _is_macro(component: Component) -> bool:
    return bool(component.source and component.source.macro_prefix)


def _enum_name(component: Component) -> str:
    enum = component.source.enum if component.source else None
    return re.sub(r"[^A-Za-z0-9]+", "_", enum or f"{component.component}_code")


def _guard(components: list[Component]) -> str:
    ids = "_".join(component.component for component in components)
    return re.sub(r"[^A-Z0-9]+", "_", f"{ids}_CODES_H".upper())
