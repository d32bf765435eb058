"""The description of a code: everything that the registry has about it, as standard nodes.

It consists of Sphinx's nodes for an object description, which have a permalink, are supported by
every theme and writer, and, unlike a section, do not appear in the table of contents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import quote

from docutils import nodes
from sphinx import addnodes

from sphinxext.mooncake_errors.extension.calls import linked_call
from sphinxext.mooncake_errors.extension.causes import causes_nodes
from sphinxext.mooncake_errors.extension.inline import (
    CODE,
    DOMAIN,
    code_name,
    index_entries,
    line,
    listed,
    separated,
)
from sphinxext.mooncake_errors.extension.links import mentions_field
from sphinxext.mooncake_errors.registry.facts import short_facts
from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.registry.words import APIS, Word

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.extension.edition import Edition
    from sphinxext.mooncake_errors.extension.inline import Reader
    from sphinxext.mooncake_errors.registry.facts import Value
    from sphinxext.mooncake_errors.registry.lookup import Entry
    from sphinxext.mooncake_errors.registry.model import Call, Checked
    from sphinxext.mooncake_errors.registry.text import Span

SUMMARY = "mcerr_summary"
"""Attribute of the section of a page with the summary for search engines; gettext would extract the
text of a node."""
_SEPARATOR = " · "
_HEADINGS = (Word.CAUSES, Word.ACTIONS, Word.RETURNED_BY)
"""The facts that are sections on the page of a code; the others are fields."""


class Description(NamedTuple):
    """The description of one code in one document."""

    entry: Entry
    anchor: str | None
    """The id of the description; None for a description without an address."""
    edition: Edition
    reader: Reader
    """The reader of the component's texts."""
    source_url: str
    """Template of the web address of source files, with ``{path}`` and ``{line}``; may be empty."""

    def build(self) -> list[nodes.Node]:
        """Return the nodes of the description."""
        signature = self._signature()
        content = addnodes.desc_content("", *self._paragraphs(), self._field_list(self._facts()))
        kind = {"domain": DOMAIN, "objtype": CODE, "desctype": CODE}
        description = addnodes.desc("", signature, content, **kind, classes=["mcerr-entry"])
        if self.anchor is None:
            return [description]
        signature["ids"].append(self.anchor)
        return [self._index(self.anchor), description]

    def page(self) -> list[nodes.Node]:
        """Return a section for a page of its own, in which the long facts are sections.

        Without an anchor the sections have no ids.
        """
        shown = self.entry.title
        title = nodes.title(shown, shown, translatable=False)
        result = nodes.section("", title, classes=["mcerr-page"])
        result[SUMMARY] = plain(self.reader.catalog(self.entry.code.description))
        if self.anchor is not None:
            result["ids"].append(self.anchor)
            result += self._index(self.anchor)
        facts = {word: body for word, body in self._facts() if body}
        long = {word: facts.pop(word) for word in _HEADINGS if word in facts}
        result += [*self._paragraphs(), self._field_list(facts.items())]
        for word, body in long.items():
            part = nodes.section("", self.reader.fill(nodes.title(), word), *body)
            if self.anchor is not None:  # unique in builders that make one page of all documents
                part["ids"].append(f"{self.anchor}-{word.name.lower().replace('_', '-')}")
            result += part
        return [result]

    def _index(self, anchor: str) -> addnodes.index:
        return addnodes.index(entries=index_entries(self.entry, anchor))

    def _signature(self) -> addnodes.desc_signature:
        code = self.entry.code
        result = addnodes.desc_signature("", "", addnodes.desc_name(code.label, code.label))
        if code.name is not None:
            value = f"({code.value})"
            result += [addnodes.desc_sig_space(), addnodes.desc_annotation(value, value)]
        return result

    def _paragraphs(self) -> Iterator[nodes.Node]:
        code = self.entry.code
        yield self._head()
        yield self._text(code.description)
        if code.details is not None:
            yield self._text(code.details)
        if not code.raised:
            yield self._text(Word.NOT_RAISED)

    def _head(self) -> nodes.paragraph:
        """Return the first line: the component, the group and the badges."""
        titles = (self.entry.component.title, self.entry.group.title)
        result = line(*separated(self.reader.fill(nodes.inline(), title) for title in titles))
        result["classes"].append("mcerr-head")
        for badge in self._badges():
            result += [nodes.Text(" "), badge]
        return result

    def _badges(self) -> Iterator[nodes.TextElement]:
        code = self.entry.code
        if code.removed is not None:
            yield self.reader.badge(Word.REMOVED, "mcerr-removed")
        elif code.deprecated is not None:
            yield self.reader.badge(Word.DEPRECATED, "mcerr-deprecated")
        yield from self.reader.retry_badge(code)

    def _field_list(self, facts: Iterable[tuple[Word, list[nodes.Node]]]) -> nodes.field_list:
        fields = [
            nodes.field("", self._name(word), nodes.field_body("", *body))
            for word, body in facts
            if body
        ]
        name = self._name(Word.MENTIONED_ON)
        fields.append(mentions_field(name, self.entry.qualified, self.reader.docname))
        return nodes.field_list("", *fields)

    def _name(self, word: Word) -> nodes.TextElement:
        return self.reader.fill(nodes.field_name(), word)

    def _facts(self) -> Iterator[tuple[Word, list[nodes.Node]]]:
        code = self.entry.code
        yield Word.EFFECT, self._texts(code.effect)
        for word, values in short_facts(code, self.reader.catalog).items():
            yield word, _line(map(self._value, values))
        yield Word.SAME_NUMBER, self._same_number()
        yield Word.CAUSES, causes_nodes(code.causes, self.anchor, self.reader)
        yield Word.ACTIONS, self._texts(*code.actions)
        yield Word.RETURNED_BY, listed([[self._call(call)] for call in code.returned_by])
        yield Word.SEE_ALSO, _line(map(self._reference, code.see_also))
        yield Word.DEFINED_IN, _line(self._headers())

    def _same_number(self) -> list[nodes.Node]:
        """Return links to the other codes with the number, each with its component."""
        found: list[list[nodes.Node]] = []
        for other in self.edition.lookup.same_number(self.entry):
            title = self.reader.of(other.component).fill(nodes.inline(), other.component.title)
            found.append([line(*separated([self._link(other), title]))])
        return listed(found)

    def _value(self, value: Value) -> nodes.Node:
        parts = [self._part(span) for span in value]
        return parts[0] if len(parts) == 1 else nodes.inline("", "", *parts)

    def _part(self, span: Span) -> nodes.Node:
        if span.kind == "reference":
            return self._reference(span.text)
        return code_name(span.text) if span.kind == "literal" else nodes.Text(span.text)

    def _reference(self, target: str) -> nodes.Node:
        return self._link(self.edition.lookup.find(target)[0])

    def _link(self, other: Entry) -> nodes.Node:
        near = other.component is self.entry.component
        return self.reader.code(other.qualified, other.code.label if near else other.qualified)

    def _headers(self) -> Iterator[nodes.Node]:
        source, lines = self.entry.component.source, self.edition.headers.lines
        headers = source.header if source else ()
        # With several headers, the one that the line belongs to is unknown.
        number = lines.get(self.entry.qualified) if len(headers) == 1 else None
        for header in headers:
            shown = nodes.literal(header, header)
            address = source_link(self.source_url, header, number)
            yield nodes.reference("", "", shown, refuri=address) if self.source_url else shown

    def _call(self, call: Call) -> nodes.Node:
        """Return the paragraph of a call: ``Store.get`` (python): returns -200."""
        if call.call is None:
            return self._text(call.text or "")
        name = [linked_call(call, self.reader.docname)]
        if call.api:
            name.append(nodes.Text(f" ({APIS[call.api]})"))
        texts = filter(None, (call.as_, call.text))
        shown = (self.reader.fill(nodes.inline(), text) for text in texts)
        return line(*name, *(part for text in shown for part in (nodes.Text(_SEPARATOR), text)))

    def _texts(self, *texts: str | None) -> list[nodes.Node]:
        return listed([[self._text(text)] for text in texts if text])

    def _text(self, text: str) -> nodes.Node:
        return self.reader.fill(nodes.paragraph(), text)


def entries_of(document: nodes.document) -> list[tuple[addnodes.desc, str, nodes.Element]]:
    """Return each description with an address in `document`, the address, and its first line."""
    found = []
    for description in document.findall(addnodes.desc):
        signature, content = cast("list[nodes.Element]", description.children)
        if "mcerr-entry" in description["classes"] and signature["ids"]:
            found.append((description, signature["ids"][0], cast("nodes.Element", content[0])))
    return found


def literals_in(document: nodes.document) -> Iterator[nodes.literal]:
    """Yield the literals in descriptions and on pages of codes in `document`."""
    for element in document.findall(nodes.Element):
        is_entry = isinstance(element, addnodes.desc) and element["domain"] == DOMAIN
        if is_entry or SUMMARY in element:
            yield from element.findall(nodes.literal)


def checked_paragraph(checked: Checked, catalog: Catalog) -> nodes.paragraph:
    """Return a paragraph with the version of the source that the texts were compared with."""
    text = _SEPARATOR.join(filter(None, (checked.version, checked.revision)))
    words = f"{catalog(Word.CHECKED)} {text}"
    return nodes.paragraph(words, words, classes=["mcerr-checked"], translatable=False)


def source_link(template: str, path: str, line: int | None) -> str:
    """Return the address of `line` in the file `path`, or of the file if the line is None."""
    if line is None and "{line}" in template:
        template = template.partition("#")[0].replace("{line}", "")
    return template.replace("{path}", quote(path)).replace("{line}", str(line))


def _line(parts: Iterable[nodes.Node]) -> list[nodes.Node]:
    content = separated(parts)
    return [line(*content)] if content else []
