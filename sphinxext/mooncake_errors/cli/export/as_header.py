"""A registry as a C header that is valid C99 and C++11."""

import re
from collections.abc import Iterator
from textwrap import wrap

from sphinxext.mooncake_errors.registry.lookup import entries_of
from sphinxext.mooncake_errors.registry.model import Code, Component, Registry
from sphinxext.mooncake_errors.registry.problems import Problem
from sphinxext.mooncake_errors.registry.rules import Parts
from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.registry.versions import removed_in

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


def header_problems(parts: Parts) -> Iterator[Problem]:
    """Yield a problem for each code and enumeration of `parts` that a C header cannot define."""
    yield from _enum_problems(parts)
    first = {_enum(component): f"enum {_enum(component)}" for _, component in parts}
    for document, component in parts:
        bound, kind = (_LONG, "a long long") if _is_macro(component) else (_INT, "an int")
        for entry in entries_of(component):
            code = entry.code
            if code.name is None or code.removed:
                continue
            qualified, message = entry.qualified, ""
            names = (code.name, *code.aliases)
            others = {first.setdefault(name, qualified) for name in names} - {qualified}
            if keywords := _KEYWORDS.intersection(names):
                message = f"{min(keywords)} is a keyword of C or C++"
            elif not -bound < code.value < bound:
                message = f"{code.value} does not fit in {kind}"
            elif others:
                both = f"{min(others)} and {qualified}"
                message = f"one header cannot define {both}: export one component at a time"
            if message:
                yield document.problem(entry.location, "header", message)


def _enum_problems(parts: Parts) -> Iterator[Problem]:
    """Yield a problem for each component of `parts` with the enumeration of one before it."""
    first: dict[str, str] = {}
    for document, component in parts:
        enum, name = _enum(component), component.component
        if enum and first.setdefault(enum, name) != name:
            what = f"enum {enum} of both {first[enum]} and {name}"
            message = f"one header cannot define {what}: export one component at a time"
            yield document.problem(("source", "enum"), "header", message)


def to_header(registry: Registry) -> str:
    """Return a C header with an enum for each component, or macros if its source has macros.

    `header_problems` has found none. Removed codes and numbers without a name are written as
    comments, so that the numbers are not used again.
    """
    ids = "_".join(component.component for component in registry.components)
    guard = re.sub(r"[^A-Z0-9]+", "_", f"{ids}_CODES_H".upper())
    lines = ["/* Made by mooncake-errors from the registry of codes: change that instead. */"]
    lines += [f"#ifndef {guard}", f"#define {guard}"]
    for component in registry.components:
        lines += ["", *_component(component)]
    return "\n".join([*lines, "", f"#endif  /* {guard} */", ""])


def _component(component: Component) -> Iterator[str]:
    yield from _comment("", plain(component.title), plain(component.introduction or ""))
    start, indent, form, end = "", "", "#define {name} ({value})", []
    if enum := _enum(component):
        start, indent, form = f"enum {enum} {{", "    ", "{name} = {value},"
        end = ["};", f"typedef enum {enum} {enum};"]
    yield start
    for number, group in enumerate(group for group in component.groups if group.codes):
        if number:
            yield ""
        limits = f" (range: {group.range[0]} to {group.range[1]})" if group.range else ""
        yield f"{indent}// {_harmless(plain(group.title))}{limits}"
        for code in group.codes:
            yield from _code(code, indent, form)
    yield from end


def _code(code: Code, indent: str, form: str) -> Iterator[str]:
    if code.removed:
        name = f"{code.name} = " if code.name else ""
        removed = f"{name}{code.value} was {removed_in(code.removed)}; never use the number again."
        yield f"{indent}// {_harmless(removed)}"
    elif code.name is None:
        yield f"{indent}// {code.value}: {_harmless(plain(code.description))}"
    else:
        instead = f"; use {code.replaced_by} instead" if code.replaced_by else ""
        old = f"@deprecated since {code.deprecated}{instead}" if code.deprecated else ""
        yield from _comment(indent, plain(code.description), old)
        for name in (code.name, *code.aliases):
            yield indent + form.format(name=name, value=code.value)


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


def _enum(component: Component) -> str:
    """Return the name of the enumeration of `component`, empty if it has macros or no codes."""
    has_code = any(code.name and not code.removed for code in component.codes())
    if _is_macro(component) or not has_code:
        return ""
    enum = component.source.enum if component.source else None
    return re.sub(r"[^A-Za-z0-9]+", "_", enum or f"{component.component}_code")


def _is_macro(component: Component) -> bool:
    return bool(component.source and component.source.macro_prefix)
