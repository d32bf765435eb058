"""Tables of this documentation that are made from the code, so that they cannot fall behind it.

They are written as Markdown and parsed in place: what comes out is content like any other, with
the same search and the same way into the translation catalogs.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from sphinx.util.docutils import SphinxDirective

from sphinxext.mooncake_errors.checks import rules
from sphinxext.mooncake_errors.checks.rules import RULES
from sphinxext.mooncake_errors.extension import warnings
from sphinxext.mooncake_errors.registry.builtin import DATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

SCHEMA = DATA / "registry.schema.json"
LEVELS = ("Component", "Source", "Checked", "Group", "Code", "Cause", "Call", "Former")
_TYPES = {
    "string": "text",
    "integer": "integer",
    "boolean": "`true` or `false`",
    "array": "list",
}


class WarningSubtypes(SphinxDirective):
    """Lists the subtypes of the extension's warnings."""

    def run(self) -> list[nodes.Node]:
        """Return a table of all subtypes."""
        self.env.note_dependency(warnings.__file__)
        subtypes = (item.value for item in warnings.Subtype)
        rows = ((f"`mcerr.{name}`", explanation) for name, explanation in subtypes)
        return self.parse_text_to_nodes(markdown_table(("Subtype", "Meaning"), rows))


class Rules(SphinxDirective):
    """Lists the rules of problems."""

    def run(self) -> list[nodes.Node]:
        """Return a table of all rules."""
        self.env.note_dependency(rules.__file__)
        rows = ((f"`{name}`", rule.meaning, rule.remedy) for name, rule in sorted(RULES.items()))
        return self.parse_text_to_nodes(markdown_table(("Rule", "Meaning", "What to do"), rows))


class RegistryKeys(SphinxDirective):
    """Lists the keys of one level of a registry file; the argument is one of LEVELS."""

    required_arguments = 1
    option_spec: ClassVar[Any] = {}

    def run(self) -> list[nodes.Node]:
        """Return a table of all keys of the level."""
        if self.arguments[0] not in LEVELS:
            raise self.error(f"registry-keys: {self.arguments[0]} is none of {', '.join(LEVELS)}")
        self.env.note_dependency(str(SCHEMA))
        rows = _rows(json.loads(SCHEMA.read_text(encoding="utf-8")), self.arguments[0])
        return self.parse_text_to_nodes(markdown_table(("Key", "Value", "Meaning"), rows))


def _rows(schema: dict[str, Any], level: str) -> Iterator[tuple[str, ...]]:
    model = schema if level == LEVELS[0] else schema["$defs"][level]
    for key, value in model["properties"].items():
        required = ", required" if key in model["required"] else ""
        yield f"`{key}`", _type(value) + required, " ".join(value["description"].split())


def _type(value: dict[str, Any]) -> str:
    """Return the type of values that `value`, the schema of a key, allows.

    Null only means that the key is absent.
    """
    kinds = [item for item in value.get("anyOf", [value]) if item.get("type") != "null"]
    if len(kinds) > 1:
        return " or ".join(map(_type, kinds))
    (kind,) = kinds
    if "enum" in kind:
        return " or ".join(f"`{word}`" for word in kind["enum"])
    if "$ref" in kind:
        return "mapping"
    if "prefixItems" in kind:
        return "`[lowest, highest]`"
    return _TYPES[kind["type"]]


def markdown_table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return Markdown for a table, whose last column takes half of the width on paper."""
    first = "".join(rf"\X{{1}}{{{2 * len(heads) - 2}}}" for _ in heads[1:])
    lines = [heads, ("---",) * len(heads), *rows]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return f"```{{tabularcolumns}} {first}\\X{{1}}{{2}}\n```\n\n{table}"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives."""
    app.add_directive("warning-subtypes", WarningSubtypes)
    app.add_directive("rules", Rules)
    app.add_directive("registry-keys", RegistryKeys)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
