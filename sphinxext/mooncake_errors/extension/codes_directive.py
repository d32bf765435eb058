"""What the directives share: choosing codes, making entries, and saying what is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinxext.mooncake_errors.extension.entry import EntryBuilder
from sphinxext.mooncake_errors.extension.inline import DOMAIN, Reader
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.problems import did_you_mean
from sphinxext.mooncake_errors.registry.selection import Request, Section, select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from docutils import nodes

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
    from sphinxext.mooncake_errors.registry.lookup import Entry


class Options(dict[str, "Callable[[str | None], Any]"]):
    """Takes any option: docutils drops the whole directive for one that it does not know."""

    def __missing__(self, name: str) -> Callable[[str | None], Any]:
        return directives.unchanged


def words(argument: str | None) -> tuple[str, ...]:
    """Return the words of `argument`, separated by commas or white space."""
    return tuple(re.split(r"[,\s]+", argument.strip(" ,\t\n"))) if argument else ()


def word(argument: str | None) -> str:
    """Return `argument` without white space around it."""
    return (argument or "").strip()


class CodesDirective(SphinxDirective):
    """The base of the directives."""

    final_argument_whitespace = True
    option_spec: ClassVar[Any] = Options()

    @property
    def _domain(self) -> ErrorCodeDomain:
        return cast("ErrorCodeDomain", self.env.get_domain(DOMAIN))

    @property
    def _reader(self) -> Reader:
        return Reader(self._domain.edition.catalog, self.env.docname)

    def _select(self, request: Request) -> list[Section]:
        """Return what `request` asks for; what the options say wrongly is a warning, left out."""
        for name in self.options:
            if name not in self.option_spec:
                self._warn(f"unknown option {name!r}{did_you_mean(name, self.option_spec)}")
        domain = self._domain
        domain.note_table(self.env.docname, request, domain.digest(request))
        sections, faults = select(domain.edition.lookup, request)
        for fault in faults:
            self._warn(fault)
        return sections

    def _entries(self, entries: Iterable[Entry]) -> tuple[list[nodes.Node], dict[str, str]]:
        """Return the entries of codes, and the ids of those that have one by qualified name."""
        domain, docname = self._domain, self.env.docname
        url = self.config.mooncake_errors_source_url
        builder = EntryBuilder(self._reader, domain.edition.lookup, url, domain.headers.header_line)
        result: list[nodes.Node] = []
        anchors: dict[str, str] = {}
        for entry in entries:
            domain.note_backlinks(docname, entry)
            anchor = self._anchor(entry, domain.note_entry)
            if anchor:
                anchors[entry.qualified] = anchor
            result += builder.entry(entry, anchor)
        for node in result:
            self.set_source_info(node)
        return result, anchors

    def _anchor(self, entry: Entry, note: Callable[[str, Entry, int], str | None]) -> str | None:
        """Return the id for a row or an entry, after noting it, or None where it gets none."""
        if "no-index" in self.options:
            return None
        return note(self.env.docname, entry, self.lineno)

    def _warn(self, message: str) -> None:
        warn(Subtype.DIRECTIVE, f"{self.name}: {message}", (self.env.docname, self.lineno))
