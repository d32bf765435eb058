"""The description of a code: all that the registry says about it, as standard nodes.

It is what Sphinx makes of a described object: it has a permalink, every theme and writer shows it,
and, unlike a section, it adds nothing to the table of contents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from docutils import nodes
from sphinx import addnodes

from sphinxext.mooncake_errors.extension.badges import badge_node, retry_badge, state_badges
from sphinxext.mooncake_errors.extension.causes import causes_nodes
from sphinxext.mooncake_errors.extension.inline import (
    CODE,
    DOMAIN,
    Reader,
    reference_node,
    separated,
    text_element,
)
from sphinxext.mooncake_errors.extension.mentions import mentions_field
from sphinxext.mooncake_errors.extension.search import add_to_index
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup
    from sphinxext.mooncake_errors.registry.model import Call, Checked, Former

_SEPARATOR = " · "
_APIS = {
    "python": "Python",
    "c": "C",
    "c++": "C++",
    "http": "HTTP",
    "rust": "Rust",
    "go": "Go",
    "java": "Java",
}


class DescriptionBuilder(NamedTuple):
    """Makes the descriptions of codes for one document."""

    reader: Reader
    lookup: Lookup
    source_url: str
    """Address of source files on the web, with ``{path}`` and ``{line}``; empty for none."""
    lines: Mapping[str, int]
    """The lines of the headers that define the codes, by qualified name."""

    def description(self, entry: Entry, anchor: str | None) -> list[nodes.Node]:
        """Return the description of a code; without `anchor` nothing can link to it."""
        signature = self._signature(entry)
        fields = self._field_list(entry, anchor)
        content = addnodes.desc_content("", *self._paragraphs(entry), fields)
        kind = {"domain": DOMAIN, "objtype": CODE, "desctype": CODE}
        description = addnodes.desc("", signature, content, **kind, classes=["mcerr-entry"])
        if anchor is None:
            return [description]
        signature["ids"].append(anchor)
        index = addnodes.index(entries=[])
        add_to_index(index, entry, anchor, self.reader.catalog, causes=True)
        return [index, description]

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
        """Return the line with the component, the group and the badges."""
        component, language = entry.component, entry.component.language
        titles = (component.title, entry.group.title)
        shown = [text_element(nodes.inline(), text, self.reader, language) for text in titles]
        line = nodes.paragraph(
            "", "", *separated(shown), classes=["mcerr-head"], translatable=False
        )
        catalog = self.reader.catalog
        badges = [*state_badges(entry.code, catalog), retry_badge(entry.code, catalog)]
        for badge in filter(None, badges):
            line += [nodes.Text(" "), badge_node(badge)]
        return line

    def _field_list(self, entry: Entry, anchor: str | None) -> nodes.field_list:
        fields = [self._field(word, body) for word, body in self._facts(entry, anchor) if body]
        name = self._name(Word.MENTIONED_ON)
        fields.append(mentions_field(name, entry.qualified, self.reader.docname))
        return nodes.field_list("", *fields)

    def _facts(self, entry: Entry, anchor: str | None) -> Iterator[tuple[Word, list[nodes.Node]]]:
        code, language = entry.code, entry.component.language
        yield Word.EFFECT, self._texts(filter(None, [code.effect]), language)
        yield Word.SINCE, _plain(code.since)
        yield Word.DEPRECATED_SINCE, _plain(code.deprecated)
        yield Word.REMOVED_IN, _plain(code.removed)
        yield Word.REPLACED_BY, self._references(entry, filter(None, [code.replaced_by]))
        yield Word.ALIASES, _line(separated(map(code_name, code.aliases)))
        yield Word.FORMER_NAMES, _line(separated(map(self._former, code.former)))
        yield Word.SAME_NUMBER, self._same_number(entry)
        yield Word.CAUSES, causes_nodes(code.causes, anchor, self.reader, language)
        yield Word.ACTIONS, self._texts(code.actions, language)
        yield Word.RETURNED_BY, _list([self._call(call, language) for call in code.returned_by])
        yield Word.SEE_ALSO, self._references(entry, code.see_also)
        yield Word.DEFINED_IN, self._headers(entry)

    def _field(self, word: Word, body: list[nodes.Node]) -> nodes.field:
        return nodes.field("", self._name(word), nodes.field_body("", *body))

    def _name(self, word: Word) -> nodes.TextElement:
        return text_element(nodes.field_name(), word, self.reader)

    def _same_number(self, entry: Entry) -> list[nodes.Node]:
        """Return the other meanings of the number, each with its component."""
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
        return _line(separated(links))

    def _link(self, other: Entry, entry: Entry) -> nodes.Element:
        near = other.component is entry.component
        shown = other.code.label if near else other.qualified
        return reference_node(other.qualified, shown, self.reader.docname)

    def _headers(self, entry: Entry) -> list[nodes.Node]:
        headers = entry.component.source.header if entry.component.source else ()
        # With several headers it is not known which of them the line is of.
        line = self.lines.get(entry.qualified) if len(headers) == 1 else None
        return _line(separated(self._header(header, line) for header in headers))

    def _header(self, header: str, line: int | None) -> nodes.Element:
        shown = nodes.literal(header, header)
        if not self.source_url:
            return shown
        return nodes.reference("", "", shown, refuri=source_link(self.source_url, header, line))

    def _former(self, former: Former) -> nodes.Element:
        if former.until is None:
            return code_name(former.name)
        until = f" ({self.reader.catalog(Word.UNTIL)} {former.until})"
        return nodes.inline("", "", code_name(former.name), nodes.Text(until))

    def _call(self, call: Call, language: str) -> nodes.TextElement:
        """Return the paragraph of a call: ``Store.get`` (python): returns -200."""
        if call.call is None:
            return self._text(call.text or "", language)
        result = nodes.paragraph("", "", nodes.literal(call.call, call.call), translatable=False)
        if call.api:
            result += nodes.Text(f" ({_APIS[call.api]})")
        for text in filter(None, (call.as_, call.text)):
            result += nodes.Text(_SEPARATOR)
            result += text_element(nodes.inline(), text, self.reader, language)
        return result

    def _texts(self, texts: Iterable[str], language: str) -> list[nodes.Node]:
        return _list([self._text(text, language) for text in texts])

    def _text(self, text: str, language: str = "en") -> nodes.TextElement:
        return text_element(nodes.paragraph(), text, self.reader, language)


def checked_paragraph(checked: Checked, catalog: Catalog) -> nodes.paragraph:
    """Return a paragraph with the state of the source that the texts were compared with."""
    text = " · ".join(filter(None, (checked.version, checked.revision)))
    words = f"{catalog(Word.CHECKED)} {text}"
    return nodes.paragraph(words, words, classes=["mcerr-checked"], translatable=False)


def source_link(template: str, path: str, line: int | None) -> str:
    """Return the address of `line` of the file `path`, or of the file where the line is unknown."""
    if line is None and "{line}" in template:
        template = template.partition("#")[0].replace("{line}", "")
    return template.replace("{path}", quote(path)).replace("{line}", str(line))


def code_name(name: str) -> nodes.literal:
    """Return a name of a code that links nowhere."""
    return nodes.literal(name, name, classes=["mcerr-code"])


def _plain(text: str | None) -> list[nodes.Node]:
    return [] if text is None else _line([nodes.Text(text)])


def _line(content: list[nodes.Node]) -> list[nodes.Node]:
    return [nodes.paragraph("", "", *content, translatable=False)] if content else []


def _list(paragraphs: list[nodes.TextElement]) -> list[nodes.Node]:
    """Return one paragraph as it is and several as a list."""
    if len(paragraphs) < 2:  # noqa: PLR2004 - a list of one is none
        return [*paragraphs]
    items = (nodes.list_item("", paragraph) for paragraph in paragraphs)
    return [nodes.bullet_list("", *items, bullet="*")]
