"""All that the registry says about one code, as an entry of standard nodes.

An entry is what Sphinx makes of a described object: it has a permalink, every theme and writer
knows how to show it, and, unlike a section, it adds nothing to the table of contents, which would
drown in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from docutils import nodes
from sphinx import addnodes

from sphinxext.mooncake_errors.extension.inline import (
    CODE,
    DOMAIN,
    Reader,
    reference_node,
    text_element,
)
from sphinxext.mooncake_errors.extension.mentions import mentions_field
from sphinxext.mooncake_errors.extension.parts import (
    add_to_index,
    code_name,
    retry_badge,
    state_badges,
)
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup

_SEPARATOR = " · "


class EntryBuilder(NamedTuple):
    """Builds entries for one document."""

    reader: Reader
    lookup: Lookup
    source_url: str
    """Where sources are on the web, with ``{path}`` for the path of a file and ``{line}`` for a
    line of it; empty for nowhere."""
    line_of: Callable[[Entry], int | None]
    """Gives the line of the header where a code is defined, if that is known."""

    def entry(self, entry: Entry, anchor: str | None) -> list[nodes.Node]:
        """Return the entry of a code; without `anchor` nothing can link to it."""
        signature = self._signature(entry)
        content = addnodes.desc_content("", *self._paragraphs(entry), self._field_list(entry))
        kind = {"domain": DOMAIN, "objtype": CODE, "desctype": CODE}
        description = addnodes.desc("", signature, content, **kind, classes=["mcerr-entry"])
        if anchor is None:
            return [description]
        signature["ids"].append(anchor)
        index = addnodes.index(entries=[])
        add_to_index(index, entry, anchor, self.reader.catalog)
        return [index, description]

    def summary(self, entry: Entry, address: str) -> nodes.definition_list_item:
        """Return in brief what the entry of a code says, under a name that links to `address`."""
        name = nodes.reference("", "", code_name(entry.code.label), internal=True, refuri=address)
        term = nodes.term("", "", name)
        if entry.code.name is not None:
            term += nodes.Text(f" ({entry.code.value})")
        text = self._text(entry.code.description, entry.component.language)
        return nodes.definition_list_item("", term, nodes.definition("", self._head(entry), text))

    def _signature(self, entry: Entry) -> addnodes.desc_signature:
        label, code = entry.code.label, entry.code
        result = addnodes.desc_signature("", "", addnodes.desc_name(label, label))
        if code.name is not None:
            value = f"({code.value})"
            result += [addnodes.desc_sig_space(), addnodes.desc_annotation(value, value)]
        return result

    def _paragraphs(self, entry: Entry) -> Iterator[nodes.Node]:
        code, language = entry.code, entry.component.language
        yield self._head(entry)
        yield self._text(code.description, language)
        if code.details is not None:
            yield self._text(code.details, language)
        if not code.raised:
            yield self._text(Word.NOT_RAISED)

    def _head(self, entry: Entry) -> nodes.paragraph:
        """Return the line that says where the code belongs and, in badges, what to do with it."""
        component, language = entry.component, entry.component.language
        places = (component.title, entry.group.title)
        line = _joined(
            [text_element(nodes.inline(), text, self.reader, language) for text in places]
        )
        line["classes"].append("mcerr-head")
        badges = [*state_badges(entry.code, self.reader), retry_badge(entry.code, self.reader)]
        for badge in filter(None, badges):
            line += [nodes.Text(" "), badge.node(self.reader.docname)]
        return line

    def _field_list(self, entry: Entry) -> nodes.field_list:
        fields = [self._field(word, body) for word, body in self._facts(entry) if body]
        name = self._name(Word.MENTIONED_ON)
        fields.append(mentions_field(name, entry.qualified, self.reader.docname))
        return nodes.field_list("", *fields)

    def _facts(self, entry: Entry) -> Iterator[tuple[Word, list[nodes.Node]]]:
        code, language = entry.code, entry.component.language
        calls = [call.text or f"``{call.call}``" for call in code.returned_by]
        yield Word.SAME_NUMBER, self._same_number(entry)
        yield Word.CAUSES, self._texts([cause.cause for cause in code.causes], language)
        yield Word.ACTIONS, self._texts(code.actions, language)
        yield (
            Word.RETURNED_BY,
            self._texts(calls, language),
        )
        yield Word.SEE_ALSO, self._references(entry, code.see_also)
        yield Word.SINCE, _plain(code.since)
        yield Word.DEPRECATED_SINCE, _plain(code.deprecated)
        yield Word.REMOVED_IN, _plain(code.removed)
        replacement = [code.replaced_by] if code.replaced_by else []
        yield Word.REPLACED_BY, self._references(entry, replacement)
        yield Word.DEFINED_IN, self._header(entry)

    def _field(self, word: Word, body: list[nodes.Node]) -> nodes.field:
        return nodes.field("", self._name(word), nodes.field_body("", *body))

    def _name(self, word: Word) -> nodes.TextElement:
        return text_element(nodes.field_name(), word, self.reader)

    def _same_number(self, entry: Entry) -> list[nodes.Node]:
        """Return the other meanings of the number, each with the component that it is of."""
        result: list[nodes.TextElement] = []
        for other in self.lookup.same_number(entry):
            component = other.component
            shown = nodes.paragraph("", "", self._link(other, entry), translatable=False)
            shown += nodes.Text(_SEPARATOR)
            shown += text_element(nodes.inline(), component.title, self.reader, component.language)
            result.append(shown)
        return _list(result)

    def _references(self, entry: Entry, references: Iterable[str]) -> list[nodes.Node]:
        links = [self._link(self.lookup.find(text)[0], entry) for text in references]
        return [_joined(links)] if links else []

    def _link(self, other: Entry, entry: Entry) -> nodes.Element:
        near = other.component is entry.component
        shown = other.code.label if near else other.qualified
        return reference_node(other.qualified, shown, self.reader.docname)

    def _header(self, entry: Entry) -> list[nodes.Node]:
        source = entry.component.source
        if source is None:
            return []
        line = self.line_of(entry) if len(source.header) == 1 else None
        return [self._header_link(header, line) for header in source.header]

    def _header_link(self, header: str, line: int | None) -> nodes.Node:
        shown: nodes.Element = nodes.literal(header, header)
        if self.source_url:
            url = source_link(self.source_url, header, line)
            shown = nodes.reference("", "", shown, refuri=url)
        return nodes.paragraph("", "", shown, translatable=False)

    def _texts(self, texts: Iterable[str], language: str) -> list[nodes.Node]:
        return _list([self._text(text, language) for text in texts])

    def _text(self, text: str, language: str = "en") -> nodes.TextElement:
        return text_element(nodes.paragraph(), text, self.reader, language)


def source_link(template: str, path: str, line: int | None) -> str:
    """Return where `line` of the file `path` is on the web; without a line, where the file is."""
    if line is None and "{line}" in template:
        template = template.partition("#")[0].replace("{line}", "")
    return template.replace("{path}", quote(path)).replace("{line}", str(line))


def _plain(text: str | None) -> list[nodes.Node]:
    return [] if text is None else [nodes.paragraph(text, text, translatable=False)]


def _list(paragraphs: list[nodes.TextElement]) -> list[nodes.Node]:
    """Return one paragraph as it is and several as a list."""
    if len(paragraphs) < 2:  # noqa: PLR2004 - a list of one is none
        return [*paragraphs]
    items = (nodes.list_item("", paragraph) for paragraph in paragraphs)
    return [nodes.bullet_list("", *items, bullet="*")]


def _joined(parts: Iterable[nodes.Node]) -> nodes.paragraph:
    result = nodes.paragraph(translatable=False)
    for part in parts:
        if len(result):
            result += nodes.Text(_SEPARATOR)
        result += part
    return result
