"""The domain ``mcerr``: what documents show and refer to, and how references find codes.

The environment stores tuples, lists and dictionaries of primitives. A change of their form, or of
that of `table.mcerr_rows`, needs another ``ENV_VERSION``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sphinx.domains import Domain, ObjType
from sphinx.util.nodes import make_refnode

from sphinxext.mooncake_errors.extension.drift import NO_HEADERS
from sphinxext.mooncake_errors.extension.duplicates import warn_duplicates
from sphinxext.mooncake_errors.extension.edition import title
from sphinxext.mooncake_errors.extension.inline import CODE, DOMAIN
from sphinxext.mooncake_errors.extension.role import CodeRole
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.addresses import address_of, details_address_of
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from docutils.nodes import Element, Node, reference
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinxext.mooncake_errors.extension.drift import Headers
    from sphinxext.mooncake_errors.extension.duplicates import Shown
    from sphinxext.mooncake_errors.extension.edition import Edition
    from sphinxext.mooncake_errors.registry.lookup import Entry
    from sphinxext.mooncake_errors.registry.selection import Section

Place = tuple[str, str]
"""The name of a document and an anchor in it."""


class ErrorCodeDomain(Domain):
    """Error codes as objects that one can refer to."""

    name = DOMAIN
    label = "Error codes"
    object_types: ClassVar = {CODE: ObjType("error code", CODE, DOMAIN)}
    roles: ClassVar = {CODE: CodeRole(warn_dangling=True)}
    initial_data: ClassVar[dict[str, dict[str, Any]]] = {
        "requests": {},  # [(values of a Request, digest of what it showed)]
        "rows": {},  # Shown, in tables
        "descriptions": {},  # Shown, in descriptions
        "references": {},  # {target: outcome}
        "mentions": {},  # [(target, conditions of the ``only`` directives around it)]
        "candidates": {},  # {word: outcome}
        "backlinks": {},  # {qualified name of a described code: pages that mention it}
        "labels": {},  # {label of a component's section: its title}
        "label_references": {},  # {such a label: the page that it led to}
        "changed": {},  # time since which the page shows of codes what it shows now
    }
    """Records of each document, by its name. An outcome is what a link showed and led to."""
    data_version = 6

    edition: Edition
    """The registry in the language of the build; set when the builder is known."""
    builder: Builder
    """The builder that writes the pages; set with the edition."""
    headers: Headers = NO_HEADERS
    """The lines of the headers that define the codes; set with the edition."""

    _places: dict[str, Place] | None = None
    _mentioning: dict[str, list[str]] | None = None

    def note(self, kind: str, docname: str, record: Any) -> None:
        """Record `record` for the document `docname`; `kind` is a key of `initial_data`."""
        self._places = self._mentioning = None
        self.data[kind][docname] = record

    def note_shown(self, kind: str, docname: str, entry: Entry, location: str) -> str | None:
        """Record that `docname` shows a code, and return the id that it gets there.

        `kind` is ``rows`` or ``descriptions``, `location` a place as Sphinx writes it. A second
        row or description in the same document gets no id: ids are unique.
        """
        self._places = self._mentioning = None
        address = address_of if kind == "rows" else details_address_of
        anchor = address(entry.qualified)
        places = self.data[kind].setdefault(docname, {}).setdefault(entry.qualified, [])
        places.append((anchor, location))
        return anchor if len(places) == 1 else None

    def digest(self, sections: list[Section], faults: list[str]) -> str:
        """Return a digest of all that a directive shows, the lines of headers too."""
        headers = self.headers.digest(section.component.component for section in sections)
        return self.edition.digest(sections, faults) + headers

    def may_show_codes(self, docname: str) -> bool:
        """Return whether the page, or one that a builder puts into it, may show codes."""
        return docname in self.data["requests"] or docname in self.env.toctree_includes

    def clear_doc(self, docname: str) -> None:
        """Forget everything about the document `docname`."""
        self._places = self._mentioning = None
        for kind in self.initial_data:
            self.data[kind].pop(docname, None)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Add the records that another process made of `docnames`."""
        self._places = self._mentioning = None
        for kind in self.initial_data:
            records = otherdata[kind]
            self.data[kind].update({name: records[name] for name in docnames & records.keys()})

    def places(self) -> dict[str, Place]:
        """Return where references to each code lead: to its description, or else to its row.

        Of several pages, it is the first by name.
        """
        if self._places is None:
            self._places = {}
            for kind in ("descriptions", "rows"):
                shown: Shown = self.data[kind]
                for docname in sorted(shown):
                    for qualified, places in shown[docname].items():
                        self._places.setdefault(qualified, (docname, places[0][0]))
        return self._places

    def mentioned_on(self, qualified: str, docname: str) -> list[tuple[str, str]]:
        """Return name and title of each document whose author mentions a code, but `docname`."""
        if self._mentioning is None:
            self._mentioning = self._find_mentions()
        pages = (page for page in self._mentioning.get(qualified, []) if page != docname)
        return [(page, self.env.titles[page].astext()) for page in pages]

    def _find_mentions(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        mentions, candidates = self.data["mentions"], self.data["candidates"]
        for docname in sorted({*mentions, *candidates}):
            homes = [self.candidate(word) for word in candidates.get(docname, ())]
            for target, conditions in mentions.get(docname, ()):
                if all(map(self._holds, conditions)):
                    homes.append(self._home(self.edition.lookup.find(target)))
            for qualified in {entry.qualified for entry in homes if entry}:
                found.setdefault(qualified, []).append(docname)
        return found

    def _holds(self, condition: str) -> bool:
        """Return whether the builder keeps the content of ``only`` with this condition."""
        try:
            return self.builder.tags.eval_condition(condition)
        except Exception:  # noqa: BLE001 - Sphinx, too, warns of any and keeps the content
            return True

    def _home(self, entries: list[Entry]) -> Entry | None:
        """Return the first of `entries` that a page shows."""
        return next((entry for entry in entries if entry.qualified in self.places()), None)

    def candidate(self, word: str) -> Entry | None:
        """Return the one shown code that `word` names, if there is just one."""
        shown = [e for e in self.edition.lookup.find(word) if e.qualified in self.places()]
        return shown[0] if len(shown) == 1 else None

    def candidate_outcome(self, word: str) -> tuple[Place, str] | None:
        """Return all that a link for `word` shows or leads to, to compare between builds."""
        entry = self.candidate(word)
        return (self.places()[entry.qualified], self.edition.hint(entry)) if entry else None

    def outcome(self, target: str) -> list[Any]:
        """Return all that a reference to `target` shows or leads to, to compare between builds."""
        found, hint = self.edition.lookup.find(target), self.edition.hint
        return [(e.qualified, self.places().get(e.qualified), hint(e)) for e in found]

    def check_consistency(self) -> None:
        """Warn about tables and descriptions of codes that have one already."""
        warn_duplicates(self.data["rows"], self.data["descriptions"], Path(self.env.srcdir))

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
        found = self.edition.lookup.find(target)
        if len(found) > 1:
            names = " or ".join(f"{entry.qualified} ({title(entry)})" for entry in found)
            warn(Subtype.AMBIGUOUS, f"{target} is ambiguous: write {names}", node)
        return self.link(found, fromdocname, builder, contnode)

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
        found = self.edition.lookup.find(target)
        links = (self.link([entry], fromdocname, builder, contnode) for entry in found)
        return [(f"{DOMAIN}:{CODE}", link) for link in links if link is not None]

    def link(
        self, entries: list[Entry], fromdocname: str, builder: Builder, contnode: Node
    ) -> reference | None:
        """Return a link around `contnode` to the first of `entries` that is shown, if any."""
        home = self._home(entries)
        if home is None:
            return None
        place, hint = self.places()[home.qualified], self.edition.hint(home)
        return _on_one_page(make_refnode(builder, fromdocname, *place, contnode, hint))

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield each shown code by its qualified name, then by its bare names and number.

        The latter are for intersphinx alone; the shown name of the first puts the number into the
        search, which drops words of digits.
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
        """Return the name of the object type in the search, in the language of the build."""
        return self.edition.catalog(Word.ERROR_CODE)

    def get_full_qualified_name(self, node: Element) -> str | None:
        """Return the qualified name for a reference, so that numbers resolve in inventories."""
        found = self.edition.lookup.find(node.get("reftarget", ""))
        return found[0].qualified if found else None


def _on_one_page(link: reference) -> reference:
    """Drop the document from ``#document-codes#mcerr-...``, which Sphinx 8.2 to 9.2 leave there."""
    uri = link.get("refuri", "")
    if "#" in uri:
        link["refuri"] = uri[: uri.index("#")] + uri[uri.rindex("#") :]
    return link
