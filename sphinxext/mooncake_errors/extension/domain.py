"""The domain ``mcerr``: what documents show and refer to, and how references find codes.

The environment stores tuples, lists and dictionaries of primitives. A change of their form, or of
that of `table.mcerr_rows`, needs another ``ENV_VERSION``.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, cast

from sphinx.domains import Domain, ObjType
from sphinx.util.nodes import make_refnode

from sphinxext.mooncake_errors.extension.calls import documented, link_to_call, targets_of
from sphinxext.mooncake_errors.extension.inline import CALL, CODE, DOMAIN
from sphinxext.mooncake_errors.extension.role import CodeRole
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.addresses import address_of, details_address_of
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from docutils.nodes import Element, Node, reference
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinxext.mooncake_errors.extension.edition import Edition
    from sphinxext.mooncake_errors.registry.lookup import Entry

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
        "rows": {},  # {qualified name of a code: the anchors and locations of its rows}
        "descriptions": {},  # the same of descriptions
        "links": {},  # {(kind of a link, its target): what it showed and led to}
        "mentions": {},  # [(target, conditions of the ``only`` directives around it)]
        "labels": {},  # {label of a component's section: its title}
        "changed": {},  # time since which the page shows of codes what it shows now
    }
    """Records of each document, by its name."""
    data_version = 7

    edition: Edition
    """The registry in the language of the build; set when the builder is known."""
    builder: Builder
    """The builder that writes the pages; set with the edition."""

    def note(self, kind: str, docname: str, record: Any) -> None:
        """Record `record` for the document `docname`; `kind` is a key of `initial_data`."""
        self._forget()
        self.data[kind][docname] = record

    def note_links(self, docname: str, kind: str, targets: Iterable[str]) -> None:
        """Record that `docname` has links to `targets`, of a kind that `links.outcome` knows."""
        self._forget()
        links = self.data["links"].setdefault(docname, {})
        links.update(dict.fromkeys((kind, target) for target in sorted(targets)))

    def note_shown(self, kind: str, docname: str, entry: Entry, location: str) -> str | None:
        """Record that `docname` shows a code, and return the id that it gets there.

        `kind` is ``rows`` or ``descriptions``, `location` a place as Sphinx writes it. A second
        row or description in the same document gets no id: ids are unique.
        """
        self._forget()
        address = address_of if kind == "rows" else details_address_of
        anchor = address(entry.qualified)
        places = self.data[kind].setdefault(docname, {}).setdefault(entry.qualified, [])
        places.append((anchor, location))
        return anchor if len(places) == 1 else None

    def may_show_codes(self, docname: str) -> bool:
        """Return whether the page, or one that a builder puts into it, may show codes."""
        return docname in self.data["requests"] or docname in self.env.toctree_includes

    def clear_doc(self, docname: str) -> None:
        """Forget everything about the document `docname`."""
        self._forget()
        for kind in self.initial_data:
            self.data[kind].pop(docname, None)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Add the records that another process made of `docnames`."""
        self._forget()
        for kind in self.initial_data:
            records = otherdata[kind]
            self.data[kind].update({name: records[name] for name in docnames & records.keys()})

    def _forget(self) -> None:
        """Drop what was found out from the records."""
        for name in ("places", "mentioning", "documented"):
            self.__dict__.pop(name, None)

    @cached_property
    def places(self) -> dict[str, Place]:
        """The target of references to each code: its description, or else its row.

        Of several pages, it is the first by name.
        """
        found: dict[str, Place] = {}
        for kind in ("descriptions", "rows"):
            shown = self.data[kind]
            for docname in sorted(shown):
                for qualified, places in shown[docname].items():
                    found.setdefault(qualified, (docname, places[0][0]))
        return found

    @cached_property
    def mentioning(self) -> dict[str, list[str]]:
        """The documents whose authors mention each code that a page shows."""
        found: dict[str, list[str]] = {}
        mentions, links = self.data["mentions"], self.data["links"]
        for docname in sorted({*mentions, *links}):
            words = (word for kind, word in links.get(docname, ()) if kind == "word")
            codes = [code for word in words for code in self.meaning(word)]
            for target, conditions in mentions.get(docname, ()):
                if all(map(self._holds, conditions)):
                    codes += self.home(self.edition.lookup.find(target))
            for qualified in {code.qualified for code in codes}:
                found.setdefault(qualified, []).append(docname)
        return found

    @cached_property
    def documented(self) -> dict[str, Place]:
        """The place of the object that documents each call in the registry, if a page has one."""
        codes = (entry.code for entry in self.edition.lookup.entries.values())
        return documented(self.env, {target for code in codes for target in targets_of(code)})

    def mentioned_on(self, qualified: str) -> list[tuple[str, str]]:
        """Return name and title of each document whose author mentions a code."""
        pages = self.mentioning.get(qualified, [])
        return [(page, self.env.titles[page].astext()) for page in pages]

    def _holds(self, condition: str) -> bool:
        """Return whether the builder keeps the content of ``only`` with this condition."""
        try:
            return self.builder.tags.eval_condition(condition)
        except Exception:  # noqa: BLE001 - Sphinx, too, warns of any and keeps the content
            return True

    def shown(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return those of `entries` that a page shows."""
        return [entry for entry in entries if entry.qualified in self.places]

    def home(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return the first of `entries` that a page shows, if there is one."""
        return self.shown(entries)[:1]

    def meaning(self, word: str) -> list[Entry]:
        """Return the shown code that `word` names, if there is just one."""
        found = self.shown(self.edition.lookup.find(word))
        return found if len(found) == 1 else []

    def resolve_xref(  # noqa: PLR0913, PLR0917 - Sphinx's signature
        self,
        env: BuildEnvironment,  # noqa: ARG002
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> reference | None:
        """Return a link to the code `target`, or None where no page shows it; or to a call."""
        if typ == CALL:
            link = link_to_call(self, target, fromdocname, contnode)
            return link and _on_one_page(link)
        found = self.edition.lookup.find(target)
        if len(found) > 1:
            names = " or ".join(f"{entry.qualified} ({entry.title})" for entry in found)
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
        for entry in self.home(entries):
            place, hint = self.places[entry.qualified], self.edition.hint(entry)
            return _on_one_page(make_refnode(builder, fromdocname, *place, contnode, hint))
        return None

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield each shown code by its qualified name, then by its bare names and number.

        The latter are for intersphinx alone; the shown name of the first puts the number into the
        search, which drops words of digits.
        """
        bare = set()
        for entry in self.shown(self.edition.lookup.entries.values()):
            place = self.places[entry.qualified]
            yield entry.qualified, entry.title, CODE, *place, 1
            for word in (entry.code.label, str(entry.code.value)):
                if word not in bare:
                    bare.add(word)
                    yield word, word, CODE, *place, -1

    def get_type_name(self, type: ObjType, primary: bool = False) -> str:  # noqa: A002, ARG002, FBT001, FBT002
        """Return the name of the object type in the search, in the language of the build."""
        return self.edition.catalog(Word.ERROR_CODE)

    def get_full_qualified_name(self, node: Element) -> str | None:
        """Return the qualified name for a reference, so that numbers resolve in inventories."""
        found = self.edition.lookup.find(node.get("reftarget", ""))
        return found[0].qualified if found else None


def domain_of(env: BuildEnvironment) -> ErrorCodeDomain:
    """Return the domain in `env`."""
    return cast("ErrorCodeDomain", env.get_domain(DOMAIN))


def _on_one_page(link: reference) -> reference:
    """Drop the document from ``#document-codes#mcerr-...``, which Sphinx 8.2 to 9.2 leave there."""
    uri = link.get("refuri", "")
    if "#" in uri:
        link["refuri"] = uri[: uri.index("#")] + uri[uri.rindex("#") :]
    return link
