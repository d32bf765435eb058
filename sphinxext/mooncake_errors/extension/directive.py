"""The directive ``mooncake-errors``: the registry, or part of it, as tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinxext.mooncake_errors.extension.inline import DOMAIN, Reader, text_element
from sphinxext.mooncake_errors.extension.table import TableBuilder
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.problems import did_you_mean
from sphinxext.mooncake_errors.registry.selection import Request, select

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
    from sphinxext.mooncake_errors.registry.lookup import Entry
    from sphinxext.mooncake_errors.registry.selection import Section


class _Options(dict[str, "Callable[[str | None], Any]"]):
    """Takes any option: docutils drops the whole directive for one that it does not know."""

    def __missing__(self, name: str) -> Callable[[str | None], Any]:
        return directives.unchanged


def _words(argument: str | None) -> tuple[str, ...]:
    return tuple(re.split(r"[,\s]+", argument.strip(" ,\t\n"))) if argument else ()


def _word(argument: str | None) -> str:
    return (argument or "").strip()


class MooncakeErrors(SphinxDirective):
    """Shows the codes of every component, a section each, or of the one in its argument."""

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[Any] = _Options(
        {
            "groups": _words,
            "codes": _words,
            "columns": _words,
            "sort": _word,
            "caption": directives.unchanged,
            "name": directives.unchanged,
            "class": directives.unchanged,
            "no-index": directives.flag,
        }
    )

    def run(self) -> list[nodes.Node]:
        """Return sections or tables; what the options say wrongly is a warning and left out."""
        self._check_options()
        domain = cast("ErrorCodeDomain", self.env.get_domain(DOMAIN))
        request = self._request()
        domain.note_table(self.env.docname, request, domain.digest(request))
        sections, faults = select(domain.edition.lookup, request)
        for fault in faults:
            self._warn(fault)
        make = self._content if request.component else self._section
        made = [make(section, domain) for section in sections]
        self._label([node for nodes_ in made for node in nodes_])
        return [node for nodes_ in made for node in nodes_]

    def _request(self) -> Request:
        keys = ("groups", "codes", "columns", "sort")
        words = {key: self.options[key] for key in keys if self.options.get(key)}
        return Request(component=_word((*self.arguments, "")[0]), **words)

    def _section(self, section: Section, domain: ErrorCodeDomain) -> list[nodes.Node]:
        """Return the tables of one component under a heading, of a kind that is legal here."""
        component, reader = section.component, Reader(domain.edition.catalog, self.env.docname)
        content = self._content(section, domain)
        if not isinstance(self.state_machine.node, (nodes.document, nodes.section)):
            return [
                text_element(nodes.rubric(), component.title, reader, component.language),
                *content,
            ]
        heading = text_element(nodes.title(), component.title, reader, component.language)
        result = nodes.section("", heading, *content)
        self._identify(result, f"{DOMAIN}-{section.component.component}")
        return [result]

    def _identify(self, section: nodes.section, name: str) -> None:
        """Make `name` the section's id and label, unless that is taken or not wanted."""
        document = self.state.document
        if "no-index" in self.options or name in document.ids:
            document.set_id(section)
            return
        section["ids"].append(name)
        section["names"].append(name)
        document.note_explicit_target(section, section)

    def _content(self, section: Section, domain: ErrorCodeDomain) -> list[nodes.Node]:
        def anchor(entry: Entry) -> str | None:
            if "no-index" in self.options:
                return None
            return domain.note_code(self.env.docname, entry, self.lineno)

        component, reader = section.component, Reader(domain.edition.catalog, self.env.docname)
        table = TableBuilder(reader, anchor).table(section)
        self.set_source_info(table)
        if not (component.introduction and section.whole):
            return [table]
        paragraph = text_element(
            nodes.paragraph(), component.introduction, reader, component.language
        )
        self.set_source_info(paragraph)
        return [paragraph, table]

    def _label(self, content: list[nodes.Node]) -> None:
        """Give the table caption, name and classes."""
        tables = [table for node in content for table in node.findall(nodes.table)]
        classes = self._classes() if self.options.get("class") else []
        for table in tables:
            table["classes"] += classes
        wanted = [option for option in ("caption", "name") if option in self.options]
        if len(tables) > 1 and wanted:
            self._warn(f"{', '.join(wanted)}: only for a single table, so name one component")
        elif tables:
            self._caption(tables[0])
            self.add_name(tables[0])

    def _classes(self) -> list[str]:
        try:
            return directives.class_option(self.options["class"])
        except ValueError as error:
            self._warn(f"class: {error}")
            return []

    def _caption(self, table: nodes.table) -> None:
        if self.options.get("caption"):
            children, _ = self.state.inline_text(self.options["caption"], self.lineno)
            title = nodes.title(self.options["caption"], "", *children)
            self.set_source_info(title)
            table.insert(0, title)

    def _check_options(self) -> None:
        for name in self.options:
            if name not in self.option_spec:
                self._warn(f"unknown option {name!r}{did_you_mean(name, self.option_spec)}")

    def _warn(self, message: str) -> None:
        warn(Subtype.DIRECTIVE, f"mooncake-errors: {message}", (self.env.docname, self.lineno))
