"""What the domain remembers of each document: the part of the environment that is ours.

Only primitives are stored, so that the environment pickles small and never holds a registry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from sphinx.domains import Domain

from sphinxext.mooncake_errors.extension import listings
from sphinxext.mooncake_errors.registry.addresses import address_of, details_address_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from sphinxext.mooncake_errors.extension.listings import Place, Store
    from sphinxext.mooncake_errors.registry.lookup import Entry


class Records(Domain):
    """Keeps what is shown and referred to where; the rest of the domain builds on it."""

    initial_data: ClassVar[dict[str, Any]] = {
        "listings": {},
        "entries": {},
        "tables": {},
        "citations": {},
        "mentions": {},
        "candidates": {},
        "backlinks": {},
        "sections": {},
    }
    data_version = 4

    _places: dict[str, Place] | None = None

    @property
    def listings(self) -> Store:
        """The rows of tables that show codes."""
        return cast("Store", self.data["listings"])

    @property
    def entries(self) -> Store:
        """The entries of codes."""
        return cast("Store", self.data["entries"])

    @property
    def tables(self) -> dict[str, list[tuple[Any, str]]]:
        """For each document the requests of its tables, with the digests of what they showed."""
        return cast("dict[str, list[tuple[Any, str]]]", self.data["tables"])

    @property
    def citations(self) -> dict[str, dict[str, Any]]:
        """For each document the codes that it refers to, and what that last led to."""
        return cast("dict[str, dict[str, Any]]", self.data["citations"])

    @property
    def mentions(self) -> dict[str, list[str]]:
        """For each document the codes that its authors refer to, as they wrote them."""
        return cast("dict[str, list[str]]", self.data["mentions"])

    @property
    def candidates(self) -> dict[str, dict[str, Any]]:
        """For each document the names that may be codes, and what those that are last led to."""
        return cast("dict[str, dict[str, Any]]", self.data["candidates"])

    @property
    def backlinks(self) -> dict[str, dict[str, Any]]:
        """For each document the codes with an entry in it, and the mentions last shown there."""
        return cast("dict[str, dict[str, Any]]", self.data["backlinks"])

    @property
    def sections(self) -> dict[str, dict[str, str]]:
        """For each document the labels of the sections of components, with their titles."""
        return cast("dict[str, dict[str, str]]", self.data["sections"])

    def note_code(self, docname: str, entry: Entry, line: int) -> str | None:
        """Record that a table in `docname` lists `entry`; return the id of its row, if it has one.

        A second row in the same document has none: ids are unique.
        """
        self._forget_caches()
        place = (anchor_of(entry), line)
        return listings.note(self.listings, docname, entry.qualified, place)

    def note_entry(self, docname: str, entry: Entry, line: int) -> str | None:
        """Record that `docname` has an entry for `entry`; return its id, as `note_code` does."""
        self._forget_caches()
        place = (entry_anchor_of(entry), line)
        return listings.note(self.entries, docname, entry.qualified, place)

    def note_backlinks(self, docname: str, entry: Entry) -> None:
        """Record that `docname` shows who mentions `entry`; that is seen after reading."""
        self.backlinks.setdefault(docname, {})[entry.qualified] = None

    def may_show_codes(self, docname: str) -> bool:
        """Return whether the page, or one that some builder puts into it, shows any codes."""
        return docname in self.tables or docname in self.env.toctree_includes

    def note_table(self, docname: str, request: Any, digest: str) -> None:
        """Record that `docname` has a table for `request` whose content has this `digest`."""
        self.tables.setdefault(docname, []).append((request, digest))

    def note_section(self, docname: str, label: str, title: str) -> None:
        """Record that `docname` has a section with this `label` and `title`."""
        self.sections.setdefault(docname, {})[label] = title

    def note_citations(self, docname: str, targets: Iterable[str]) -> None:
        """Record that `docname` refers to `targets`; what they lead to is seen after reading."""
        self.citations[docname] = dict.fromkeys(sorted(targets))

    def note_mentions(self, docname: str, targets: Iterable[str]) -> None:
        """Record that the author of `docname` refers to `targets`."""
        self._forget_caches()
        self.mentions[docname] = sorted(set(targets))

    def note_candidates(self, docname: str, words: Iterable[str]) -> None:
        """Record that names in the code of `docname` may be codes; that is seen after reading."""
        self._forget_caches()
        self.candidates[docname] = dict.fromkeys(sorted(words))

    def clear_doc(self, docname: str) -> None:
        """Forget everything about the document `docname`."""
        self._forget_caches()
        for key in self.initial_data:
            self.data[key].pop(docname, None)

    def _forget_caches(self) -> None:
        """Forget what was derived from the records."""
        self._places = None

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read of `docnames`."""
        self._forget_caches()
        for key in self.initial_data:
            for docname in docnames & otherdata[key].keys():
                self.data[key][docname] = otherdata[key][docname]

    def places(self) -> dict[str, Place]:
        """Return where references to each code lead: to its entry, or else to its row.

        Of several pages, it is the first by name.
        """
        if self._places is None:
            rows = listings.first_places(self.listings)
            self._places = {**rows, **listings.first_places(self.entries)}
        return self._places


def anchor_of(entry: Entry) -> str:
    """Return the id of the row of `entry`: a public address that never changes."""
    return address_of(entry.qualified)


def entry_anchor_of(entry: Entry) -> str:
    """Return the id of the entry of `entry`: a public address, too."""
    return details_address_of(entry.qualified)
