"""The domain ``mcerr``: how references find codes, and codes the pages that mention them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from sphinx.domains import ObjType
from sphinx.util.nodes import make_refnode

from sphinxext.mooncake_errors.extension import listings
from sphinxext.mooncake_errors.extension.edition import title
from sphinxext.mooncake_errors.extension.headers import no_headers
from sphinxext.mooncake_errors.extension.inline import CODE, DOMAIN
from sphinxext.mooncake_errors.extension.records import Records
from sphinxext.mooncake_errors.extension.role import CodeRole
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Element, Node, reference
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinxext.mooncake_errors.extension.edition import Edition
    from sphinxext.mooncake_errors.extension.headers import Headers
    from sphinxext.mooncake_errors.extension.listings import Place
    from sphinxext.mooncake_errors.registry.lookup import Entry
    from sphinxext.mooncake_errors.registry.selection import Request


class ErrorCodeDomain(Records):
    """Error codes as objects that one can refer to."""

    name = DOMAIN
    label = "Error codes"
    object_types: ClassVar = {CODE: ObjType("error code", CODE, DOMAIN)}
    roles: ClassVar = {CODE: CodeRole(warn_dangling=True)}

    edition: Edition
    """What this build publishes; set when the builder is known."""
    headers: Headers = no_headers()
    """Where the codes are defined; set with the edition."""
    builder: Builder
    """What writes the pages; set with the edition."""

    _mentions: dict[str, list[str]] | None = None

    def digest(self, request: Request) -> str:
        """Return a digest of all that a table for `request` is made of, the headers too."""
        return self.edition.digest(request) + self.headers.digest(request.component)

    def check_consistency(self) -> None:
        """Warn about tables and entries that show codes which another one shows too."""
        said: set[tuple[tuple[str, int], str]] = set()
        for repeated in listings.repetitions(self.listings):
            said.add(repeated[:2])
            _warn_repetition("listed", "tables", *repeated)
        for repeated in listings.repetitions(self.entries):
            # A table that says so already speaks for its entries too.
            if repeated[:2] not in said:
                _warn_repetition("explained", "directives", *repeated)

    def mentions_of(self, qualified: str, docname: str) -> list[tuple[str, str]]:
        """Return name and title of each document whose author refers to a code, but `docname`."""
        if self._mentions is None:
            self._mentions = self._find_mentions()
        pages = (page for page in self._mentions.get(qualified, []) if page != docname)
        return [(page, self.env.titles[page].astext()) for page in pages]

    def _forget_caches(self) -> None:
        super()._forget_caches()
        self._mentions = None

    def _find_mentions(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for docname in sorted({*self.mentions, *self.candidates}):
            homes = [
                *(self._home(self.edition.lookup.find(t)) for t in self.mentions.get(docname, ())),
                *(self.candidate(word) for word in self.candidates.get(docname, ())),
            ]
            for qualified in {entry.qualified for entry in homes if entry}:
                found.setdefault(qualified, []).append(docname)
        return found

    def _home(self, entries: list[Entry]) -> Entry | None:
        """Return the one of `entries` that a reference to all of them leads to."""
        return next((entry for entry in entries if entry.qualified in self.places()), None)

    def candidate(self, word: str) -> Entry | None:
        """Return the one listed code that `word` names, if there is just one."""
        listed = [e for e in self.edition.lookup.find(word) if e.qualified in self.places()]
        return listed[0] if len(listed) == 1 else None

    def candidate_outcome(self, word: str) -> tuple[Place, str] | None:
        """Return all that a link for `word` shows or leads to, to compare between builds."""
        entry = self.candidate(word)
        if entry is None:
            return None
        return self.places()[entry.qualified], self.edition.hint(entry)

    def outcome(self, target: str) -> list[Any]:
        """Return all that a reference to `target` shows or leads to, to compare between builds."""
        found = self.edition.lookup.find(target)
        places = self.places()
        return [(e.qualified, places.get(e.qualified), self.edition.hint(e)) for e in found]

    def resolve_xref(  # noqa: PLR0913, PLR0917 - Sphinx's signature
        self,
        env: BuildEnvironment,  # noqa: ARG002
        fromdocname: str,
        builder: Builder,
        typ: str,  # noqa: ARG002
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> reference | None:
        """Return a link to the code `target`, or None where no page shows it."""
        entries = self.edition.lookup.find(target)
        if len(entries) > 1:
            names = " or ".join(f"{e.qualified} ({title(e)})" for e in entries)
            warn(Subtype.AMBIGUOUS, f"{target} is ambiguous: write {names}", node)
        return self.link(entries, fromdocname, builder, contnode)

    def resolve_any_xref(  # noqa: PLR0913, PLR0917 - Sphinx's signature
        self,
        env: BuildEnvironment,  # noqa: ARG002
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,  # noqa: ARG002
        contnode: Element,
    ) -> list[tuple[str, reference]]:
        """Return a link for each meaning of `target`; every MyST link asks here."""
        links = (
            self.link([entry], fromdocname, builder, contnode)
            for entry in self.edition.lookup.find(target)
        )
        return [(f"{DOMAIN}:{CODE}", link) for link in links if link is not None]

    def link(
        self, entries: list[Entry], fromdocname: str, builder: Builder, contnode: Node
    ) -> reference | None:
        """Return a link around `contnode` to the first of `entries` that is listed, if any."""
        home = self._home(entries)
        if home is None:
            return None
        place, hint = self.places()[home.qualified], self.edition.hint(home)
        return _on_one_page(make_refnode(builder, fromdocname, *place, contnode, hint))

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield each listed code by its qualified name, then by its bare name and number.

        The second is for intersphinx alone; the shown name of the first is what puts the number
        into the search, which drops words of digits.
        """
        places, bare = self.places(), set()
        for qualified, entry in self.edition.lookup.entries.items():
            if qualified not in places:
                continue
            yield qualified, title(entry), CODE, *places[qualified], 1
            for word in (entry.code.label, str(entry.code.value)):
                if word not in bare:
                    bare.add(word)
                    yield word, word, CODE, *places[qualified], -1

    def listed_numbers(self) -> list[int]:
        """Return the numbers of all codes with a name that pages list, in order."""
        entries, places = self.edition.lookup.entries, self.places()
        listed = (entry.code for qualified, entry in entries.items() if qualified in places)
        return sorted({code.value for code in listed if code.name is not None})

    def get_type_name(self, type: ObjType, primary: bool = False) -> str:  # noqa: A002, ARG002, FBT001, FBT002
        """Return what the search calls a code, in the language of the build."""
        return self.edition.catalog(Word.ERROR_CODE)

    def get_full_qualified_name(self, node: Element) -> str | None:
        """Return the qualified name for a reference, so that numbers resolve in inventories."""
        entries = self.edition.lookup.find(node.get("reftarget", ""))
        return entries[0].qualified if entries else None


def _on_one_page(link: reference) -> reference:
    """Drop the document from ``#document-codes#mcerr-...``.

    Sphinx 8.2 to 9.2 leave it there, and others do not see the links of code blocks.
    """
    uri = link.get("refuri", "")
    if "#" in uri:
        link["refuri"] = uri[: uri.index("#")] + uri[uri.rindex("#") :]
    return link


def _warn_repetition(
    done: str, what: str, place: tuple[str, int], other: str, names: list[str]
) -> None:
    codes = f"{names[0]} is" if len(names) == 1 else f"{names[0]} and {len(names) - 1} more are"
    message = f"{codes} {done} at {other} already; give one of the {what} :no-index:"
    warn(Subtype.DUPLICATE, message, place)
