"""The content of descriptions: everything that the registry has about a code, as standard nodes."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, cast
from urllib.parse import quote

from docutils import nodes
from sphinx import addnodes

from sphinxext.mooncake_errors.extension.calls import target_of
from sphinxext.mooncake_errors.extension.edition import Edition
from sphinxext.mooncake_errors.extension.inline import CALL, DOMAIN, Reader, line, separated
from sphinxext.mooncake_errors.registry.addresses import cause_address_of
from sphinxext.mooncake_errors.registry.facts import badges_of, short_facts
from sphinxext.mooncake_errors.registry.lookup import Entry
from sphinxext.mooncake_errors.registry.model import Cause
from sphinxext.mooncake_errors.registry.words import APIS, Word

SUMMARY = "mcerr_summary"
"""Attribute of the section of a page with the summary for search engines."""
LOG_TEXTS, CAUSES, CALLS = "mcerr_log_texts", "mcerr_causes", "mcerr_calls"
"""Attributes of the paragraphs with log texts and of the lists of causes and of calls."""
SECTIONS = {
    "causes": Word.CAUSES,
    "actions": Word.ACTIONS,
    "returned_by": Word.RETURNED_BY,
}
"""The keys of a code that are sections on its page, with their titles; the others are fields."""
_ISSUE_ADDRESS = "https://github.com/{}/issues/{}"


class Content(NamedTuple):
    """The content of the description of a code in one document."""

    entry: Entry
    anchor: str | None
    """The id of the description; None for a description without an address."""
    edition: Edition
    reader: Reader
    """The reader of the component's texts."""
    mentions: Iterable[nodes.Node]
    """Links to the pages that mention the code; only the fields need them."""
    source_url: str
    """Template of the web address of source files, with ``{path}`` and ``{line}``; may be empty."""

    def part(self, name: str) -> list[nodes.Node]:
        """Return the nodes of one of SECTIONS, of ``fields``, the rest of a page, or of ``all``."""
        if name in SECTIONS:
            return self._section(name)
        facts = self._facts(SECTIONS if name == "all" else {})
        head, fields = self._head(), nodes.field_list()
        for label, body in facts.items():
            title = self.reader.fill(nodes.field_name(), label)
            fields += nodes.field("", title, nodes.field_body("", *body))
        return [*head, fields] if facts else head  # LaTeX does not allow empty lists

    def _head(self) -> list[nodes.Node]:
        """Return component, group and badges in a line, and the texts."""
        (component, group, code, _), fill = self.entry, self.reader.fill
        titles = (component.title, group.title)
        shown = separated(fill(nodes.inline(), title) for title in titles)
        for word in badges_of(code):
            shown += [nodes.Text(" "), self.reader.badge(word)]
        texts = (code.description, code.details, None if code.raised else Word.NOT_RAISED)
        paragraphs = [fill(nodes.paragraph(), text) for text in texts if text]
        return [line(*shown, classes=["mcerr-head"]), *paragraphs]

    def _facts(self, sections: dict[str, Word]) -> dict[Word, list[nodes.Node]]:
        """Return the nodes of each fact about the code by its label, with these `sections`."""
        code, reader, find = self.entry.code, self.reader, self.edition.lookup.find
        facts = {Word.EFFECT: self._texts(code.effect)}
        for word, values in short_facts(code, reader.catalog).items():
            parts = [[*reader.parts(value, "mcerr-code")] for value in values]
            facts[word] = _line(x[0] if len(x) == 1 else nodes.inline("", "", *x) for x in parts)
        if code.replaced_by:
            facts[Word.REPLACED_BY] = _line([self._link(find(code.replaced_by)[0])])
        same_number = self.edition.lookup.same_number(self.entry)
        facts[Word.SAME_NUMBER] = _line(self._link(other) for other in same_number)
        facts |= {word: self._section(key) for key, word in sections.items()}
        facts[Word.SEE_ALSO] = _line(self._link(find(target)[0]) for target in code.see_also)
        facts[Word.DEFINED_IN] = _line(self._headers())
        facts[Word.MENTIONED_ON] = _line(self.mentions)
        return {word: body for word, body in facts.items() if body}

    def _section(self, key: str) -> list[nodes.Node]:
        """Return the nodes of one of SECTIONS."""
        code = self.entry.code
        if key == "causes":
            causes = [[*self._cause(*each)] for each in enumerate(code.causes, 1)]
            return _listed(causes, **{CAUSES: True})
        return self._texts(*code.actions) if key == "actions" else self._returned_by()

    def _texts(self, *texts: str | None) -> list[nodes.Node]:
        return _listed([[self.reader.fill(nodes.paragraph(), text)] for text in texts if text])

    def _link(self, other: Entry) -> nodes.Node:
        near = other.component is self.entry.component
        return self.reader.code(other.qualified, other.code.label if near else other.qualified)

    def _cause(self, number: int, cause: Cause) -> Iterator[nodes.Node]:
        """Yield the nodes of a cause; one with log texts has an anchor with its `number`."""
        fill = self.reader.fill
        first = fill(nodes.paragraph(), cause.cause)
        yield first
        if cause.log:
            if self.anchor is not None:
                first["ids"].append(cause_address_of(self.anchor, number))
            texts = separated(nodes.literal(text, text) for text in cause.log)
            if cause.process:
                process = fill(nodes.inline(), cause.process)
                texts = [nodes.Text("("), process, nodes.Text(") "), *texts]
            paragraph = self._labelled(Word.LOG, texts)
            paragraph[LOG_TEXTS] = True
            yield paragraph
        if len(cause.actions) == 1:
            yield self._labelled(Word.ACTIONS, [fill(nodes.inline(), cause.actions[0])])
        elif cause.actions:
            yield from [self._labelled(Word.ACTIONS), *self._texts(*cause.actions)]
        for word, version in ((Word.SINCE, cause.since), (Word.UNTIL, cause.until)):
            if version:
                yield self._labelled(word, [nodes.Text(version)])
        if cause.issues:
            places = [(issue, _ISSUE_ADDRESS.format(*issue.split("#"))) for issue in cause.issues]
            links = (nodes.reference(issue, issue, refuri=place) for issue, place in places)
            yield self._labelled(Word.ISSUES, separated(links))

    def _labelled(self, word: Word, content: Sequence[nodes.Node] = ()) -> nodes.paragraph:
        label = self.reader.catalog(word)
        result = line(nodes.strong(label, label, classes=["mcerr-label"]))
        result += [nodes.Text(" "), *content] if content else []
        return result

    def _returned_by(self) -> list[nodes.Node]:
        """Return the calls; those that return the same are in one paragraph."""
        alike: dict[tuple[bool, str | None, str | None, str | None], list[nodes.Node]] = {}
        for call in self.entry.code.returned_by:
            name = nodes.literal("", call.call or "")
            # A reference to the object that documents the call, if any.
            shown = self.reader.reference(CALL, target_of(call), name) if call.api else name
            result = (call.call is None, call.api, call.as_, call.text)
            alike.setdefault(result, []).append(shown)
        paragraphs = []
        for (is_text, api, returned, text), names in alike.items():
            if is_text:
                paragraphs.append(self._texts(text))
                continue
            parts = separated(names, ", ")
            if api:
                parts.append(nodes.Text(f" ({APIS[api]})"))
            for each in filter(None, (returned, text)):
                parts += [nodes.Text(" · "), self.reader.fill(nodes.inline(), each)]
            paragraphs.append([line(*parts)])
        return _listed(paragraphs, **{CALLS: True})

    def _headers(self) -> Iterator[nodes.Node]:
        source, template = self.entry.component.source, self.source_url
        headers = source.header if source else ()
        # With several headers, the one that the line belongs to is unknown.
        number = self.edition.lines.get(self.entry.qualified) if len(headers) == 1 else None
        if number is None and "{line}" in template:
            template = template.partition("#")[0].replace("{line}", "")
        for header in headers:
            shown = nodes.literal(header, header)
            address = template.replace("{path}", quote(header)).replace("{line}", str(number))
            yield nodes.reference("", "", shown, refuri=address) if template else shown


def _line(parts: Iterable[nodes.Node]) -> list[nodes.Node]:
    content = separated(parts)
    return [line(*content)] if content else []


def _listed(contents: Sequence[Sequence[nodes.Node]], **attributes: bool) -> list[nodes.Node]:
    """Return the nodes of `contents`, in a bullet list with `attributes` if there are several."""
    if len(contents) < 2:  # noqa: PLR2004 - a list of one is none
        return [node for content in contents for node in content]
    items = (nodes.list_item("", *content) for content in contents)
    return [nodes.bullet_list("", *items, bullet="*", **attributes)]


def is_about_code(node: nodes.Node) -> bool:
    """Return whether `node` is the description or the page of a code."""
    if isinstance(node, addnodes.desc):
        return bool(node.get("domain") == DOMAIN)  # other extensions may leave it out
    return isinstance(node, nodes.section) and SUMMARY in node


def entries_of(document: nodes.document) -> list[tuple[addnodes.desc, str, nodes.Element]]:
    """Return each description with an address in `document`, the address, and its first line."""
    found = []
    for description in filter(is_about_code, document.findall(addnodes.desc)):
        signature, content = cast("list[nodes.Element]", description.children)
        if signature["ids"]:
            found.append((description, signature["ids"][0], cast("nodes.Element", content[0])))
    return found


def literals_in(document: nodes.document) -> Iterator[nodes.literal]:
    """Yield the literals in descriptions and on pages of codes in `document`."""
    for element in filter(is_about_code, document.findall(nodes.Element)):
        yield from element.findall(nodes.literal)
