"""The directive ``mooncake-errors-changes``: the changes of codes by version."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes

from sphinxext.mooncake_errors.extension.directive import CodesDirective, Options, word
from sphinxext.mooncake_errors.extension.inline import line, separated
from sphinxext.mooncake_errors.registry.selection import Request
from sphinxext.mooncake_errors.registry.versions import UNRELEASED, changes, version_key
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.registry.model import Component
    from sphinxext.mooncake_errors.registry.versions import Change

_KINDS = (Word.ADDED, Word.RENAMED, Word.DEPRECATED, Word.REMOVED)


class MooncakeErrorsChanges(CodesDirective):
    """Lists the changes of one component, given as argument, or of all, newest version first."""

    optional_arguments = 1
    option_spec: ClassVar[Any] = Options({"from": word, "to": word})

    def run(self) -> list[nodes.Node]:
        """Return a definition list of versions, each with a list of its changes."""
        sections = self._select(Request(component=word((*self.arguments, "")[0])))
        known = changes(entry for section in sections for entry in section.entries)
        if sections and not known:
            self._warn("no code has a version; `mooncake-errors history` fills in since")
        start, end = self.options.get("from"), self.options.get("to", UNRELEASED)
        after, last = version_key(start) if start else [], version_key(end)
        if after > last:
            self._warn(f"from: {start} is later than to: {end}")
        found = [change for change in known if after < version_key(change.version) <= last]
        if known and not found:
            return [self._reader.fill(nodes.paragraph(), Word.NO_CHANGES)]
        several = len(sections) > 1
        items = [
            self._version(version, list(run), several=several)
            for version, run in groupby(found, key=attrgetter("version"))
        ]
        result = nodes.definition_list("", *items, classes=["mcerr-changes"])
        self.set_source_info(result)
        return [result] if items else []

    def _version(
        self, version: str, found: list[Change], *, several: bool
    ) -> nodes.definition_list_item:
        title: nodes.TextElement = nodes.term("", version, translatable=False)
        if version == UNRELEASED:
            title = self._reader.fill(nodes.term(), Word.UNRELEASED)
        items = []
        for kind in _KINDS:
            of_kind = (change for change in found if change.kind is kind)
            for component, run in groupby(of_kind, key=lambda change: change.entry.component):
                content = self._line(kind, component if several else None, run)
                items.append(nodes.list_item("", content))
        lines = nodes.bullet_list("", *items, bullet="*")
        return nodes.definition_list_item("", title, nodes.definition("", lines))

    def _line(
        self, kind: Word, component: Component | None, found: Iterable[Change]
    ) -> nodes.paragraph:
        label = self._reader.fill(nodes.strong(), kind)
        result = line(label)
        if component:
            title = self._reader.of(component).fill(nodes.inline(), component.title)
            result += [nodes.Text(" ("), title, nodes.Text(")")]
        result += [nodes.Text(" "), *separated(map(self._code, found))]
        return result

    def _code(self, change: Change) -> nodes.inline:
        code, qualified = change.entry.code, change.entry.qualified
        former = [nodes.literal(change.former, change.former), nodes.Text(" → ")]
        link = self._reader.code(qualified, code.label)
        number = [nodes.Text(f" ({code.value})")] if code.name else []
        return nodes.inline("", "", *(former if change.former else []), link, *number)
