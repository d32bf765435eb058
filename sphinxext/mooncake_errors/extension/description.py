"""The description of a code: everything that the registry has about it, as standard nodes.

It consists of Sphinx's nodes for an object description, which have a permalink, are supported by
every theme and writer, and, unlike a section, do not appear in the table of contents.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, cast
from urllib.parse import quote

from docutils import nodes
from sphinx import addnodes

from sphinxext.mooncake_errors.extension.calls import target_of
from sphinxext.mooncake_errors.extension.edition import Edition
from sphinxext.mooncake_errors.extension.inline import (
    CALL,
    CODE,
    DOMAIN,
    Reader,
    code_name,
    index_entries,
    line,
    listed,
    pending_link,
    separated,
    slug,
)
from sphinxext.mooncake_errors.extension.links import mentions_field
from sphinxext.mooncake_errors.registry.addresses import cause_address_of
from sphinxext.mooncake_errors.registry.facts import Value, badges_of, short_facts
from sphinxext.mooncake_errors.registry.lookup import Entry
from sphinxext.mooncake_errors.registry.model import Call, Cause
from sphinxext.mooncake_errors.registry.words import APIS, Word

SUMMARY = "mcerr_summary"
"""Attribute of the section of a page with the summary for search engines; gettext would extract the
text of a node."""
LOG_TEXTS = "mcerr_log_texts"
"""Attribute of the paragraphs with log texts."""
CAUSES = "mcerr_causes"
"""Attribute of the lists of causes."""
_HEADINGS = (Word.CAUSES, Word.ACTIONS, Word.RETURNED_BY)
"""The facts that are sections on the page of a code; the others are fields."""
_ISSUE_ADDRESS = "https://github.com/{}/issues/{}"


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
        code = self.entry.code
        signature = addnodes.desc_signature("", "", addnodes.desc_name(code.label, code.label))
        if code.name:
            value = f"({code.value})"
            signature += [addnodes.desc_sig_space(), addnodes.desc_annotation(value, value)]
        content = addnodes.desc_content("", *self._paragraphs(), self._field_list(self._facts()))
        kind = {"domain": DOMAIN, "objtype": CODE, "desctype": CODE}
        description = addnodes.desc("", signature, content, **kind, classes=["mcerr-entry"])
        if self.anchor is None:
            return [description]
        signature["ids"].append(self.anchor)
        return [addnodes.index(entries=index_entries(self.entry, self.anchor)), description]

    def page(self) -> list[nodes.Node]:
        """Return a section for a page of its own, in which the long facts are sections.

        Without an anchor the sections have no ids.
        """
        shown, anchor, facts = self.entry.title, self.anchor, self._facts()
        result = nodes.section("", nodes.title(shown, shown, translatable=False))
        result["classes"].append("mcerr-page")
        result[SUMMARY] = self.edition.plain(self.entry.code.description)
        if anchor is not None:
            result["ids"].append(anchor)
            result += addnodes.index(entries=index_entries(self.entry, anchor))
        long = {word: facts.pop(word) for word in _HEADINGS if word in facts}
        result += [*self._paragraphs(), self._field_list(facts)]
        for word, body in long.items():
            part = nodes.section("", self.reader.fill(nodes.title(), word), *body)
            if anchor is not None:  # unique in builders that make one page of all documents
                part["ids"].append(f"{anchor}-{slug(word)}")
            result += part
        return [result]

    def _paragraphs(self) -> list[nodes.Node]:
        """Return a line with the component, the group and the badges, and the texts of the code."""
        (component, group, code, _), reader = self.entry, self.reader
        titles = (component.title, group.title)
        head = line(*separated(reader.fill(nodes.inline(), title) for title in titles))
        head["classes"].append("mcerr-head")
        for word in badges_of(code):
            head += [nodes.Text(" "), reader.badge(word)]
        texts = (code.description, code.details, None if code.raised else Word.NOT_RAISED)
        return [head, *(reader.fill(nodes.paragraph(), text) for text in texts if text)]

    def _field_list(self, facts: dict[Word, list[nodes.Node]]) -> nodes.field_list:
        """Return the fields of `facts`, and an empty one for the pages that mention the code."""
        fields = [
            nodes.field("", self.reader.fill(nodes.field_name(), word), nodes.field_body("", *body))
            for word, body in facts.items()
        ]
        name = self.reader.fill(nodes.field_name(), Word.MENTIONED_ON)
        fields.append(mentions_field(name, self.entry.qualified, self.reader.docname))
        return nodes.field_list("", *fields)

    def _facts(self) -> dict[Word, list[nodes.Node]]:
        """Return the nodes of each fact that the registry has about the code, by its label."""
        code, reader, find = self.entry.code, self.reader, self.edition.lookup.find
        facts = {Word.EFFECT: self._texts(code.effect)}
        for word, values in short_facts(code, reader.catalog).items():
            facts[word] = _line(map(self._value, values))
        same = []
        for other in self.edition.lookup.same_number(self.entry):
            title = reader.of(other.component).fill(nodes.inline(), other.component.title)
            same.append([line(*separated([self._link(other), title]))])
        facts[Word.SAME_NUMBER] = listed(same)
        causes = [[*self._cause(*each)] for each in enumerate(code.causes, 1)]
        facts[Word.CAUSES] = listed(causes, **{CAUSES: True})
        facts[Word.ACTIONS] = self._texts(*code.actions)
        facts[Word.RETURNED_BY] = self._returned_by()
        facts[Word.SEE_ALSO] = _line(self._link(find(target)[0]) for target in code.see_also)
        facts[Word.DEFINED_IN] = _line(self._headers())
        return {word: body for word, body in facts.items() if body}

    def _texts(self, *texts: str | None) -> list[nodes.Node]:
        return listed([[self.reader.fill(nodes.paragraph(), text)] for text in texts if text])

    def _value(self, value: Value) -> nodes.Node:
        """Return a version or a name; the name of another code is a link."""
        find = self.edition.lookup.find
        make: dict[str, Callable[[str], nodes.Node]] = {
            "plain": nodes.Text,
            "literal": code_name,
            "reference": lambda target: self._link(find(target)[0]),
        }
        parts = [make[kind](text) for kind, text in value]
        return parts[0] if len(parts) == 1 else nodes.inline("", "", *parts)

    def _link(self, other: Entry) -> nodes.Node:
        near = other.component is self.entry.component
        return self.reader.code(other.qualified, other.code.label if near else other.qualified)

    def _cause(self, number: int, cause: Cause) -> Iterator[nodes.Node]:
        """Yield the nodes of a cause; one with log texts has an anchor with its `number`."""
        reader = self.reader

        def labelled(word: Word, content: list[nodes.Node]) -> nodes.paragraph:
            label = reader.catalog(word)
            space = [nodes.Text(" ")] if content else []
            return line(nodes.strong(label, label, classes=["mcerr-label"]), *space, *content)

        first = reader.fill(nodes.paragraph(), cause.cause)
        if self.anchor is not None and cause.log:
            first["ids"].append(cause_address_of(self.anchor, number))
        yield first
        if cause.log:
            texts = separated(nodes.literal(text, text) for text in cause.log)
            if cause.process:
                process = reader.fill(nodes.inline(), cause.process)
                texts = [nodes.Text("("), process, nodes.Text(") "), *texts]
            paragraph = labelled(Word.LOG, texts)
            paragraph[LOG_TEXTS] = True
            yield paragraph
        if len(cause.actions) == 1:
            yield labelled(Word.ACTIONS, [reader.fill(nodes.inline(), cause.actions[0])])
        elif cause.actions:
            yield from [labelled(Word.ACTIONS, []), *self._texts(*cause.actions)]
        for word, version in ((Word.SINCE, cause.since), (Word.UNTIL, cause.until)):
            if version:
                yield labelled(word, [nodes.Text(version)])
        if cause.issues:
            places = [(issue, _ISSUE_ADDRESS.format(*issue.split("#"))) for issue in cause.issues]
            links = (nodes.reference(issue, issue, refuri=place) for issue, place in places)
            yield labelled(Word.ISSUES, separated(links))

    def _returned_by(self) -> list[nodes.Node]:
        """Return the calls, with those that return the same in one paragraph."""
        alike: dict[tuple[object, ...], list[Call]] = {}
        for call in self.entry.code.returned_by:
            result = (call.call is None, call.api, call.as_, call.text)
            alike.setdefault(result, []).append(call)
        return listed([[self._calls(calls)] for calls in alike.values()])

    def _calls(self, calls: list[Call]) -> nodes.Node:
        """Return the paragraph of calls that return the same: ``get``, ``put`` (C) · returns -1."""
        reader, first = self.reader, calls[0]
        if first.call is None:
            return reader.fill(nodes.paragraph(), first.text or "")
        parts = separated(map(self._call, calls), ", ")
        if first.api:
            parts.append(nodes.Text(f" ({APIS[first.api]})"))
        for text in filter(None, (first.as_, first.text)):
            parts += [nodes.Text(" · "), reader.fill(nodes.inline(), text)]
        return line(*parts)

    def _call(self, call: Call) -> nodes.Node:
        """Return the name of a call, as a reference to the object that documents it, if any."""
        name = nodes.literal("", call.call or "")
        return pending_link(target_of(call), name, self.reader.docname, CALL) if call.api else name

    def _headers(self) -> Iterator[nodes.Node]:
        source, lines = self.entry.component.source, self.edition.lines
        headers = source.header if source else ()
        # With several headers, the one that the line belongs to is unknown.
        number = lines.get(self.entry.qualified) if len(headers) == 1 else None
        template = self.source_url
        if number is None and "{line}" in template:
            template = template.partition("#")[0].replace("{line}", "")
        for header in headers:
            shown = nodes.literal(header, header)
            address = template.replace("{path}", quote(header)).replace("{line}", str(number))
            yield nodes.reference("", "", shown, refuri=address) if template else shown


def _line(parts: Iterable[nodes.Node]) -> list[nodes.Node]:
    content = separated(parts)
    return [line(*content)] if content else []


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
