"""The directive ``mooncake-errors-changes``: the changes of codes by version."""

from itertools import groupby
from operator import attrgetter
from typing import Any, ClassVar

from docutils import nodes

from sphinxext.mooncake_errors.extension.directive import CodesDirective, Options, word
from sphinxext.mooncake_errors.extension.inline import line, separated
from sphinxext.mooncake_errors.registry.selection import Request
from sphinxext.mooncake_errors.registry.versions import UNRELEASED, Change, changes, version_key
from sphinxext.mooncake_errors.registry.words import Word

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
        items = []
        for version, run in groupby(found, key=attrgetter("version")):
            title: nodes.TextElement = nodes.term("", version, translatable=False)
            if version == UNRELEASED:
                title = self._reader.fill(nodes.term(), Word.UNRELEASED)
            by_kind = sorted(run, key=lambda change: _KINDS.index(change.kind))
            parts = groupby(by_kind, key=lambda change: (change.kind, change.entry.component))
            lines = (self._line([*alike], several=len(sections) > 1) for _, alike in parts)
            content = nodes.definition("", nodes.bullet_list("", *lines, bullet="*"))
            items.append(nodes.definition_list_item("", title, content))
        result = nodes.definition_list("", *items, classes=["mcerr-changes"])
        self.set_source_info(result)
        return [result] if items else []

    def _line(self, alike: list[Change], *, several: bool) -> nodes.list_item:
        """Return a line about changes of one kind in a component, which `several` names."""
        reader, component = self._reader, alike[0].entry.component
        result = line(reader.fill(nodes.strong(), alike[0].kind))
        if several:
            title = reader.of(component).fill(nodes.inline(), component.title)
            result += [nodes.Text(" ("), title, nodes.Text(")")]
        shown = []
        for _, _, entry, former in alike:
            before = [nodes.literal(former, former), nodes.Text(" → ")] if former else []
            number = [nodes.Text(f" ({entry.code.value})")] if entry.code.name else []
            link = reader.code(entry.qualified, entry.code.label)
            shown.append(nodes.inline("", "", *before, link, *number))
        result += [nodes.Text(" "), *separated(shown)]
        return nodes.list_item("", result)
