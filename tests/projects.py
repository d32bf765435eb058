"""Projects of all kinds: what hypothesis makes them of, and how it is written down."""

from __future__ import annotations

import json

import yaml
from hypothesis import strategies as st

COMPONENTS = ("orchard", "cellar")
REGISTRIES = [f"{component}.yaml" for component in COMPONENTS]
GROUPS = ("fruit", "tools")
NAMES = ("E_ROTTEN", "E_UNRIPE", "E_LADDER", "E_DAMP", "E_WORM")
NUMBERS = (-7, 0, 7, 101, 4000)
TEXTS = ("It is wet.", "See :mcerr:`orchard.E_ROTTEN`.", "Read ``log``.", "<b> & \\ *")
TRANSLATIONS = ("湿了。", "见 :mcerr:`orchard.E_ROTTEN`。", "")
LANGUAGES = ("en", "zh_CN")
PAGES = tuple(f"page{number}" for number in range(8))
"""More than five: fewer are never read in parallel."""

references = st.sampled_from(
    [*NAMES, *map(str, NUMBERS), *(f"{c}.{name}" for c in COMPONENTS for name in NAMES)]
)
tables = st.fixed_dictionaries(
    {},
    optional={
        "groups": st.sampled_from([*GROUPS, "fruit, tools", "frut"]),
        "codes": st.lists(references, min_size=1, max_size=3).map(", ".join),
        "columns": st.sampled_from(["value, name", "name, description, group, retry"]),
        "sort": st.sampled_from(["registry", "value", "name"]),
        "details": st.just(""),
        "class": st.just("wide"),
        "no-index": st.just(""),
    },
)
blocks = st.one_of(
    st.tuples(st.just("table"), st.sampled_from(["", *COMPONENTS]), tables),
    st.tuples(st.just("entry"), references, st.just({})),
    st.tuples(st.just("role"), references, st.just({})),
    st.tuples(st.just("ref"), st.sampled_from(["mcerr-orchard", "mcerr-cellar"]), st.just({})),
    st.tuples(st.just("literal"), references, st.just({})),
    st.tuples(st.just("code"), references, st.just({})),
)
pages = st.lists(blocks, max_size=4)
codes = st.fixed_dictionaries(
    {"description": st.sampled_from(TEXTS)},
    optional={
        "details": st.sampled_from(TEXTS),
        "causes": st.lists(st.sampled_from(TEXTS), max_size=2),
        "retry": st.sampled_from(["never", "after-fix", "backoff"]),
        "raised": st.just(False),  # noqa: FBT003 - a value
        "removed": st.just("2.0"),
        "see_also": st.just(["orchard.E_ROTTEN"]),
    },
)


def rst(block):
    """Return a block in reStructuredText."""
    kind, word, options = block
    if kind in {"table", "entry"}:
        directive = "mooncake-errors" if kind == "table" else "mooncake-error"
        lines = [
            f".. {directive}:: {word}",
            *(f"   :{k}: {v}".rstrip() for k, v in options.items()),
        ]
        return "\n".join(lines)
    if kind == "code":
        return f".. code-block:: c++\n\n   return ErrorCode::{word};"
    roles = {"role": "mcerr", "ref": "ref"}
    return f"It says :{roles[kind]}:`{word}`." if kind in roles else f"It says ``{word}``."


def myst(block):
    """Return a block in MyST."""
    kind, word, options = block
    if kind in {"table", "entry"}:
        directive = "mooncake-errors" if kind == "table" else "mooncake-error"
        shown = [f":{key}: {value}".rstrip() for key, value in options.items()]
        return "\n".join([f"```{{{directive}}} {word}", *shown, "```"])
    if kind == "code":
        return f"```{{code-block}} c++\nreturn ErrorCode::{word};\n```"
    roles = {"role": "mcerr", "ref": "ref"}
    return f"It says {{{roles[kind]}}}`{word}`." if kind in roles else f"It says `{word}`."


def write_registry(project, registry):
    """Write `registry`, the groups of each component with their codes by name and number."""
    for component, groups in registry.items():
        data = {
            "component": component,
            "title": component.title(),
            "source": {"header": f"{component}.h", "enum": f"{component}::ErrorCode"},
            "groups": [
                {"id": group, "title": group.title(), "codes": items} for group, items in groups
            ],
        }
        # Through JSON, without which one list in two places would become a YAML alias.
        project.write(f"{component}.yaml", yaml.safe_dump(json.loads(json.dumps(data))))


def write_page(project, name, content):
    """Write a page in which each of the blocks `content` has a section of its own."""
    # Orphans, since Sphinx itself leaves links to the next page as they were.
    parts = [":orphan:", f"{name}\n======"]
    for number, block in enumerate(content):
        parts += [f"Part {number}\n------", rst(block)]
    project.write(f"{name}.rst", "\n\n".join([*parts, ""]))
