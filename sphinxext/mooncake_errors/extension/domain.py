"""The domain ``mcerr``: which page lists which code, and how references find it.

Only primitives are stored, so that the environment pickles small and never holds a registry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils.nodes import make_id
from sphinx.domains import Domain, ObjType
from sphinx.util.nodes import make_refnode

from sphinxext.mooncake_errors.extension.drift import Headers
from sphinxext.mooncake_errors.extension.edition import title
from sphinxext.mooncake_errors.extension.inline import CODE, DOMAIN
from sphinxext.mooncake_errors.extension.role import CodeRole
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from docutils.nodes import Element, reference
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinxext.mooncake_errors.extension.edition import Edition
    from sphinxext.mooncake_errors.registry.lookup import Entry
    from sphinxext.mooncake_errors.registry.selection import Request

Place = tuple[str, str]
"""A document's name and an anchor in it."""


class ErrorCodeDomain(Domain):
    """Error codes as objects that one can refer to."""

    name = DOMAIN
    label = "Error codes"
    object_types: ClassVar = {CODE: ObjType("error code", CODE, DOMAIN)}
    roles: ClassVar = {CODE: CodeRole(warn_dangling=True)}
    initial_data: ClassVar[dict[str, Any]] = {"listings": {}, "tables": {}, "citations": {}}
    data_version = 1

    edition: Edition
    """What this build publishes; set when the builder is known."""
    headers: Headers = Headers()
    """Where the codes are defined; set with the edition."""

    _places: dict[str, Place] | None = None

    @property
    def listings(self) -> dict[str, dict[str, list[tuple[str, int]]]]:
        """For each document its listed codes, each with the anchors and lines of its rows."""
        return cast("dict[str, dict[str, list[tuple[str, int]]]]", self.data["listings"])

    @property
    def tables(self) -> dict[str, list[tuple[Any, str]]]:
        """For each document the requests of its tables, with the digests of what they showed."""
        return cast("dict[str, list[tuple[Any, str]]]", self.data["tables"])

    @property
    def citations(self) -> dict[str, dict[str, Any]]:
        """For each document the codes that it refers to, and what that last led to."""
        return cast("dict[str, dict[str, Any]]", self.data["citations"])

    def digest(self, request: Request) -> str:
        """Return a digest of all that a table for `request` is made of, the headers too."""
        return self.edition.digest(request) + self.headers.digest(request.component)

    def note_code(self, docname: str, entry: Entry, line: int) -> str | None:
        """Record that `docname` lists `entry` and return the anchor of its row.

        A second row in the same document has no anchor: ids are unique.
        """
        self._places = None
        anchor = anchor_of(entry)
        rows = self.listings.setdefault(docname, {}).setdefault(entry.qualified, [])
        rows.append((anchor, line))
        return anchor if len(rows) == 1 else None

    def note_table(self, docname: str, request: Any, digest: str) -> None:
        """Record that `docname` has a table for `request` whose content has this `digest`."""
        self.tables.setdefault(docname, []).append((request, digest))

    def note_citations(self, docname: str, targets: Iterable[str]) -> None:
        """Record that `docname` refers to `targets`; what they lead to is seen after reading."""
        self.citations[docname] = dict.fromkeys(sorted(targets))

    def clear_doc(self, docname: str) -> None:
        """Forget everything about the document `docname`."""
        self._places = None
        for store in (self.listings, self.tables, self.citations):
            store.pop(docname, None)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read of `docnames`."""
        self._places = None
        for key in self.initial_data:
            for docname in docnames & otherdata[key].keys():
                self.data[key][docname] = otherdata[key][docname]

    def places(self) -> dict[str, Place]:
        """Return where each listed code is found: of several pages, the first by name."""
        if self._places is None:
            self._places = {}
            for docname in sorted(self.listings):
                for qualified, rows in self.listings[docname].items():
                    self._places.setdefault(qualified, (docname, rows[0][0]))
        return self._places

    def check_consistency(self) -> None:
        """Warn about tables that list codes which another table lists too."""
        first: dict[str, str] = {}
        for docname in sorted(self.listings):
            again: dict[tuple[int, str], list[str]] = {}
            for qualified, rows in self.listings[docname].items():
                for _, line in rows:
                    place = f"{docname}:{line}"
                    other = first.setdefault(qualified, place)
                    if other is not place:
                        again.setdefault((line, other), []).append(qualified)
            for (line, other), names in again.items():
                self._warn_duplicates((docname, line), other, names)

    def _warn_duplicates(self, place: tuple[str, int], other: str, names: list[str]) -> None:
        codes = f"{names[0]} is" if len(names) == 1 else f"{names[0]} and {len(names) - 1} more are"
        message = f"{codes} listed at {other} already; give one of the tables :no-index:"
        warn(Subtype.DUPLICATE, message, place)

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
        """Return a link to the row of the code `target`, or None where no page lists it."""
        entries = self.edition.lookup.find(target)
        if len(entries) > 1:
            names = " or ".join(f"{e.qualified} ({title(e)})" for e in entries)
            warn(Subtype.AMBIGUOUS, f"{target} is ambiguous: write {names}", node)
        return self._link(entries, fromdocname, builder, contnode)

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
            self._link([entry], fromdocname, builder, contnode)
            for entry in self.edition.lookup.find(target)
        )
        return [(f"{DOMAIN}:{CODE}", link) for link in links if link is not None]

    def _link(
        self, entries: list[Entry], fromdocname: str, builder: Builder, contnode: Element
    ) -> reference | None:
        for entry in entries:
            place = self.places().get(entry.qualified)
            if place:
                hint = self.edition.hint(entry)
                return make_refnode(builder, fromdocname, *place, contnode, hint)
        return None

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

    def get_type_name(self, type: ObjType, primary: bool = False) -> str:  # noqa: A002, ARG002, FBT001, FBT002
        """Return what the search calls a code, in the language of the build."""
        return self.edition.catalog(Word.ERROR_CODE)

    def get_full_qualified_name(self, node: Element) -> str | None:
        """Return the qualified name for a reference, so that numbers resolve in inventories."""
        entries = self.edition.lookup.find(node.get("reftarget", ""))
        return entries[0].qualified if entries else None


def anchor_of(entry: Entry) -> str:
    """Return the id of the row of `entry`: a public address that never changes."""
    return make_id(f"{DOMAIN}-{entry.qualified}")
