"""The directives: the registry, or part of it, as tables and entries, and one entry alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from sphinxext.mooncake_errors.extension.codes_directive import (
    CodesDirective,
    Options,
    word,
    words,
)
from sphinxext.mooncake_errors.extension.inline import DOMAIN, text_element
from sphinxext.mooncake_errors.registry.selection import Request

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.registry.selection import Section


class MooncakeError(CodesDirective):
    """Shows the entry of the code in its argument."""

    required_arguments = 1
    option_spec: ClassVar[Any] = Options({"no-index": directives.flag})

    def run(self) -> list[nodes.Node]:
        """Return the entry; of a number with several meanings all entries."""
        request = Request(codes=(word(self.arguments[0]),), details=True)
        chosen = [entry for section in self._select(request) for entry in section.entries]
        return self._entries(chosen)[0]


class MooncakeErrors(CodesDirective):
    """Shows the codes of every component, a section each, or of the one in its argument."""

    optional_arguments = 1
    option_spec: ClassVar[Any] = Options(
        {
            "groups": words,
            "codes": words,
            "columns": words,
            "sort": word,
            "details": directives.flag,
            "caption": directives.unchanged,
            "name": directives.unchanged,
            "class": directives.unchanged,
            "no-index": directives.flag,
        }
    )

    def run(self) -> list[nodes.Node]:
        """Return sections or tables, with entries if wanted."""
        request = self._request()
        make = self._content if request.component else self._section
        made = [make(section) for section in self._select(request)]
        self._label([node for nodes_ in made for node in nodes_])
        return [node for nodes_ in made for node in nodes_]

    def _request(self) -> Request:
        keys = ("groups", "codes", "columns", "sort")
        chosen = {key: self.options[key] for key in keys if self.options.get(key)}
        component = word((*self.arguments, "")[0])
        return Request(component=component, details="details" in self.options, **chosen)

    def _section(self, section: Section) -> list[nodes.Node]:
        """Return the content for one component under a heading, of a kind that is legal here."""
        component = section.component
        content = self._content(section)
        if not isinstance(self.state_machine.node, (nodes.document, nodes.section)):
            return [
                text_element(nodes.rubric(), component.title, self._reader, component.language),
                *content,
            ]
        heading = text_element(nodes.title(), component.title, self._reader, component.language)
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
        self._domain.note_section(self.env.docname, name, section[0].astext())

    def _content(self, section: Section) -> list[nodes.Node]:
        # A build that reads no page with a table needs neither.
        from sphinxext.mooncake_errors.extension.table import TableBuilder  # noqa: PLC0415
        from sphinxext.mooncake_errors.extension.typography import finished  # noqa: PLC0415

        entries, anchors = self._entries(section.entries if "details" in self.options else ())
        builder = TableBuilder(
            self._reader,
            lambda entry: self._anchor(entry, self._domain.note_code),
            anchors,
            lambda shown: finished(shown, self.state.document, self.config),
        )
        table = builder.table(section)
        self.set_source_info(table)
        return [*self._introduction(section), table, *entries]

    def _introduction(self, section: Section) -> list[nodes.Node]:
        component = section.component
        if not (component.introduction and section.whole):
            return []
        paragraph = text_element(
            nodes.paragraph(classes=["mcerr-introduction"]),
            component.introduction,
            self._reader,
            component.language,
        )
        self.set_source_info(paragraph)
        return [paragraph]

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
