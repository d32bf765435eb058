"""``mooncake-errors export``: the registry in the formats of other programs."""

import csv
import re
from collections.abc import Iterator
from dataclasses import fields
from io import StringIO
from pathlib import Path
from textwrap import TextWrapper
from typing import Any

import click

from sphinxext.mooncake_errors.cli import options
from sphinxext.mooncake_errors.cli.output import is_directory, write
from sphinxext.mooncake_errors.cli.render import translation
from sphinxext.mooncake_errors.registry.data import to_json, to_values
from sphinxext.mooncake_errors.registry.fields import with_texts
from sphinxext.mooncake_errors.registry.load import load_documents, registry_of
from sphinxext.mooncake_errors.registry.lookup import entries_of
from sphinxext.mooncake_errors.registry.model import Code, Component, Registry
from sphinxext.mooncake_errors.registry.problems import Problem, RegistryError
from sphinxext.mooncake_errors.registry.project import Project
from sphinxext.mooncake_errors.registry.rules import Parts
from sphinxext.mooncake_errors.registry.selection import Request, select
from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.registry.versions import removed_in
from sphinxext.mooncake_errors.tables.markdown import sections_markdown

_SUFFIXES = {"json": ".json", "csv": ".csv", "markdown": ".md", "header": ".h"}
"""The suffix of files in each format."""
_FIRST = ("name", "value", "description")
_KEYS = (*_FIRST, *(item.name for item in fields(Code) if item.name not in _FIRST))
_NUMBER = re.compile(r"[-+]?[0-9]+")
_FORMULA = tuple("=+-@\t＝＋－＠")
"""A cell that begins with one of these is a formula to a spreadsheet."""
_ONE_HEADER = "one header cannot define {}: export one component at a time"
_KEYWORDS = """
alignas alignof and and_eq asm auto bitand bitor bool break case catch char char16_t char32_t class
compl const const_cast constexpr continue decltype default delete do double dynamic_cast else enum
explicit export extern false float for friend goto if inline int long mutable namespace new noexcept
not not_eq nullptr operator or or_eq private protected public register reinterpret_cast restrict
return short signed sizeof static static_assert static_cast struct switch template this thread_local
throw true try typedef typeid typename union unsigned using virtual void volatile wchar_t while xor
xor_eq _Bool _Complex _Imaginary
"""
"""Words of C and C++ that name nothing else."""


@click.command("export", cls=options.Command, err=True)
@click.option(
    "--format", "form", type=click.Choice(list(_SUFFIXES)), required=True, help="Output format."
)
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="PATH",
    help="File to write, directory for a file per component (ends with /), or - for standard "
    "output.  [default: -]",
)
@click.option(
    "--component",
    "components",
    multiple=True,
    metavar="ID",
    help="Only this component; repeat for more.",
)
@options.language_option
@options.registry_option
@options.locale_dir_option
@click.pass_obj
def command(project: Project, form: str, output: str, components: tuple[str, ...]) -> None:
    """Write the registry as JSON, CSV, Markdown or a C header.

    JSON has the form of export.schema.json, a file of this package. A header has an enumeration or
    macros for each component, and is valid C and C++.
    """
    parts = load_documents(project.registry)
    known = [each.component for _, each in parts]
    for id_ in components:
        options.check_known("component", id_, known, "--component")
    parts = [part for part in parts if not components or part[1].component in components]
    files = {Path(output): parts}
    if is_directory(output):
        files = {Path(output, f"{part[1].component}{_SUFFIXES[form]}"): [part] for part in parts}
    exported = {path: _exported(each, form, project) for path, each in files.items()}
    for path, text in exported.items():
        write(path, text.encode())


def _exported(parts: Parts, form: str, project: Project) -> str:
    """Return the components of `parts` in the format `form`; raise RegistryError."""
    lookup, catalog = translation(registry_of(parts), project, project.language)
    problems = [*catalog.problems, *(_header_problems(parts) if form == "header" else ())]
    if problems:
        raise RegistryError(problems)
    if form == "markdown":
        sections, _ = select(lookup, Request())
        return "\n".join([*sections_markdown(sections, catalog, level=2), ""])
    return {"json": to_json, "csv": to_csv, "header": to_header}[form](lookup.registry)


def to_csv(registry: Registry) -> str:
    """Return CSV with a line of heads, and a record for each code of `registry`.

    The columns are component, group and the keys of a code. Texts are without markup; the items of
    a list are lines of a cell. An apostrophe is put before a cell, or a line of a cell, that a
    spreadsheet would take for a formula.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("component", "group", *_KEYS))
    for component in registry.components:
        for _, group, code, _ in entries_of(component):
            shown = with_texts(code, plain)
            cells = (_cell(to_values(getattr(shown, key))) for key in _KEYS)
            writer.writerow((component.component, group.id, *cells))
    return out.getvalue()


def _cell(value: Any) -> str:
    items = value if isinstance(value, list) else [value]
    lines = [_line(item) for item in items if item is not None]
    formulas = {line for line in lines if line.startswith(_FORMULA) and not _NUMBER.fullmatch(line)}
    return "\n".join(f"'{line}" if line in formulas else line for line in lines)


def _line(item: Any) -> str:
    """Return an item of a list in one line; a mapping as its values."""
    if isinstance(item, dict):
        item = list(item.values())
    if isinstance(item, list):
        return "; ".join(map(_line, item))
    return str(item).lower() if isinstance(item, bool) else str(item)


def _header_problems(parts: Parts) -> Iterator[Problem]:
    """Yield a problem for each code and enumeration of `parts` that a C header cannot define."""
    first = {_enum(component): f"enum {_enum(component)}" for _, component in parts}
    owners: dict[str, str] = {}
    reserved = set(_KEYWORDS.split())
    for document, component in parts:
        enum, id_ = _enum(component), component.component
        if enum and owners.setdefault(enum, id_) != id_:
            message = _ONE_HEADER.format(f"enum {enum} of both {owners[enum]} and {id_}")
            yield document.problem(("source", "enum"), "header", message)
        bound, kind = (1 << 31, "an int") if enum else (1 << 63, "a long long")
        for _, _, code, location in entries_of(component):
            names = _names(code)
            qualified = component.qualified(code)
            others = {first.setdefault(name, qualified) for name in names} - {qualified}
            if keywords := reserved.intersection(names):
                message = f"{min(keywords)} is a keyword of C or C++"
            elif names and not -bound < code.value < bound:
                message = f"{code.value} does not fit in {kind}"
            elif others:
                message = _ONE_HEADER.format(f"{min(others)} and {qualified}")
            else:
                continue
            yield document.problem(location, "header", message)


def to_header(registry: Registry) -> str:
    """Return a C header with an enum for each component, or macros if its source has macros.

    `_header_problems` has found none. Removed codes and numbers without a name are written as
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
    enum = _enum(component)
    indent, form = ("    ", "{} = {},") if enum else ("", "#define {} ({})")
    yield f"enum {enum} {{" if enum else ""
    groups = [group for group in component.groups if group.codes]
    for group in groups:
        if group is not groups[0]:
            yield ""
        limits = f" (range: {group.range[0]} to {group.range[1]})" if group.range else ""
        yield f"{indent}// {_harmless(plain(group.title))}{limits}"
        for code in group.codes:
            yield from _code(code, indent, form)
    if enum:
        yield from ("};", f"typedef enum {enum} {enum};")


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
    for name in _names(code):
        yield indent + form.format(name, code.value)


def _names(code: Code) -> tuple[str, ...]:
    """Return the names of `code` that a header defines."""
    return (code.name, *code.aliases) if code.name and not code.removed else ()


def _comment(indent: str, *paragraphs: str) -> Iterator[str]:
    """Yield the lines of a doc comment; empty paragraphs are left out."""
    width = 100 - len(indent) - len("/**  */")
    wrapper = TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    lines = "\n\n".join(wrapper.fill(_harmless(text)) for text in paragraphs if text).split("\n")
    if len(lines) == 1:
        yield f"{indent}/** {lines[0]} */"
    else:
        yield from (f"{indent}/**", *(f"{indent} * {line}".rstrip() for line in lines))
        yield f"{indent} */"


def _harmless(text: str) -> str:
    """Return `text` with a blank within marks of comments, and a full stop after a last backslash.

    Such a backslash, also as the trigraph ``??/``, would join the next line to the comment.
    """
    text = re.sub(r"\*(?=/)|/(?=\*)", r"\g<0> ", text)
    return text + "." if text.endswith(("\\", "??/")) else text


def _enum(component: Component) -> str:
    """Return the name of the enumeration of `component`, empty if it has macros or no codes."""
    source = component.source
    if (source and source.macro_prefix) or not any(map(_names, component.codes())):
        return ""
    name = (source and source.enum) or f"{component.component}_code"
    return re.sub(r"[^A-Za-z0-9]+", "_", name)
