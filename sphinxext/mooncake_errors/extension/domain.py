"""The domain ``mcerr``: records of the codes that documents show or mention, and references.

Its data in the environment are tuples, lists and dictionaries of primitives. Raise ``ENV_VERSION``
when their form changes, or the form of `table.mcerr_rows` or `description.mcerr_content`.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Any, ClassVar, cast

from docutils.nodes import Element, Node, reference
from sphinx.addnodes import pending_xref, start_of_file
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib.serializinghtml import SerializingHTMLBuilder

from sphinxext.mooncake_errors.extension.calls import Place, documented, link_elsewhere, target_of
from sphinxext.mooncake_errors.extension.edition import Edition
from sphinxext.mooncake_errors.extension.inline import CALL, CODE, DOMAIN, CodeRole, link_to
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.addresses import address_of, details_address_of
from sphinxext.mooncake_errors.registry.lookup import Entry
from sphinxext.mooncake_errors.registry.words import Word

_ADDRESSES = {"descriptions": details_address_of, "rows": address_of}


class ErrorCodeDomain(Domain):
    """The domain of error codes."""

    name = DOMAIN
    label = "Error codes"
    object_types: ClassVar = {CODE: ObjType("error code", CODE, DOMAIN)}
    roles: ClassVar = {CODE: CodeRole(warn_dangling=True)}
    initial_data: ClassVar[dict[str, dict[str, Any]]] = {
        "requests": {},  # [(values of a Request, digest of its result)]
        "rows": {},  # {qualified name of a code: the locations of its rows}
        "descriptions": {},  # the same for descriptions
        "links": {},  # {(kind, target, None or the condition of a mention): the last outcome}
        "labels": {},  # {label of a component's section: its title}
    }
    """The records of each kind, by the name of the document."""

    # Set at ``builder-inited``.
    edition: Edition
    """The registry in the language of the build."""
    builder: Builder
    pages: dict[str, str]
    """The document of each code with a page of its own."""

    @property
    def for_browsers(self) -> bool:
        """Whether the builder makes pages for browsers, not EPUB, help or data."""
        return isinstance(self.builder, StandaloneHTMLBuilder) and not (
            self.builder.embedded or isinstance(self.builder, SerializingHTMLBuilder)
        )

    def render(self, template: str, /, **values: Any) -> str:
        """Return HTML from one of our templates, in the language of the build."""
        templates = cast("StandaloneHTMLBuilder", self.builder).templates
        words = {"catalog": self.edition.catalog, "Word": Word}
        return cast("str", templates.render(template, values | words))

    def note_links(self, kind: str, *targets: str, mention: str | None = None) -> None:
        """Record that the document that is read has links to `targets`, of a kind as in `links`.

        The page of a code leads readers back to each mention. For these, `mention` is the condition
        of ``only`` under which builders show it, empty for none.
        """
        links = self.data["links"].setdefault(self.env.docname, {})
        links.update(dict.fromkeys((kind, target, mention) for target in sorted(targets)))

    def settle_labels(self) -> None:
        """Let the label of each component lead to the first page by name that shows it.

        Sphinx takes the page that was read last, and forgets the label if that page drops it.
        """
        standard = self.env.domains["std"].data
        for docname, labels in sorted(self.data["labels"].items(), reverse=True):
            for label, title in labels.items():
                standard["labels"][label] = docname, label, title
                standard["anonlabels"][label] = docname, label

    def note_shown(self, kind: str, entry: Entry, location: str) -> str | None:
        """Record that the document has a code in its ``rows`` or ``descriptions`` at ``path:line``.

        Returns the id of the code there, or None for a second one, since ids are unique.
        """
        shown = self.data[kind].setdefault(self.env.docname, {})
        locations: list[str] = shown.setdefault(entry.qualified, [])
        locations.append(location)
        return _ADDRESSES[kind](entry.qualified) if len(locations) == 1 else None

    def clear_doc(self, docname: str) -> None:
        """Remove the records of a document, and the cached properties, which are made from them."""
        for kind in self.initial_data:
            self.data[kind].pop(docname, None)
        for name in ("places", "mentioning", "documented"):
            self.__dict__.pop(name, None)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Add the records of `docnames` from another process."""
        for kind in self.initial_data:
            read = docnames & otherdata[kind].keys()
            self.data[kind].update({name: otherdata[kind][name] for name in read})

    @cached_property
    def places(self) -> dict[str, Place]:
        """The description of each code, or else its row, on the first of several pages by name."""
        found: dict[str, Place] = {}
        for kind, address in _ADDRESSES.items():
            for docname, shown in sorted(self.data[kind].items()):
                for qualified in shown:
                    found.setdefault(qualified, (docname, address(qualified)))
        return found

    @cached_property
    def mentioning(self) -> dict[str, dict[str, None]]:
        """The documents that mention each shown code, by qualified name."""
        found: dict[str, dict[str, None]] = {}
        for docname, links in sorted(self.data["links"].items()):
            for kind, target, mention in links:
                for code in self.meant(kind, target)[:1] if self._holds(mention) else ():
                    found.setdefault(code.qualified, {})[docname] = None
        return found

    def _holds(self, condition: str | None) -> bool:
        if not condition:
            return condition is not None
        try:
            return bool(self.builder.tags.eval_condition(condition))
        except Exception:  # noqa: BLE001 - as Sphinx, which warns and keeps the content
            return True

    @cached_property
    def documented(self) -> dict[str, Place]:
        """The place of the object that documents each call in the registry, by its target."""
        codes = (entry.code for entry in self.edition.lookup.entries.values())
        calls = (call for code in codes for call in code.returned_by if call.api and call.call)
        return documented(self.env, set(map(target_of, calls)))

    def mentioned_on(self, qualified: str) -> list[tuple[str, str]]:
        """Return the name and the title of each document that mentions a code."""
        pages = self.mentioning.get(qualified, ())
        return [(page, self.env.titles[page].astext()) for page in pages]

    def shown(self, docnames: Iterable[str] | None = None) -> Iterator[tuple[Entry, Place]]:
        """Yield each code that a page, or one of `docnames`, shows, and its place, in order."""
        for qualified, entry in self.edition.lookup.entries.items():
            place = self.places.get(qualified)
            if place and (docnames is None or place[0] in docnames):
                yield entry, place

    def meant(self, kind: str, target: str) -> list[Entry]:
        """Return the codes that a link means and a page shows; a ``word`` must mean only one."""
        known = self.edition.lookup.find(target)
        found = [entry for entry in known if entry.qualified in self.places]
        return found if kind == "code" or len(found) == 1 else []

    def resolve_xref(  # noqa: PLR0913, PLR0917 - Sphinx's signature
        self,
        env: BuildEnvironment,  # noqa: ARG002
        fromdocname: str,
        builder: Builder,  # noqa: ARG002
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> reference | None:
        """Return a link to the code or the call `target`, or None if no page shows it."""
        if typ == CALL:
            if place := self.documented.get(target):
                return link_to(self.builder, fromdocname, place, contnode)
            return link_elsewhere(self.env, target, fromdocname, contnode)
        found = self.edition.lookup.find(target)
        if len(found) > 1:
            names = " or ".join(entry.qualified_title for entry in found)
            warn(Subtype.AMBIGUOUS, f"{target} is ambiguous: write {names}", node)
        return self.link(found, fromdocname, contnode)

    def resolve_any_xref(  # noqa: PLR0913, PLR0917 - Sphinx's signature
        self,
        env: BuildEnvironment,  # noqa: ARG002
        fromdocname: str,
        builder: Builder,  # noqa: ARG002
        target: str,
        node: pending_xref,  # noqa: ARG002
        contnode: Element,
    ) -> list[tuple[str, reference]]:
        """Return a link for each code that `target` means; called for every link of MyST."""
        found = self.edition.lookup.exact(target)  # a page may have the name 4294967295
        links = (self.link([entry], fromdocname, contnode) for entry in found)
        return [(f"{DOMAIN}:{CODE}", link) for link in links if link is not None]

    def link(self, entries: list[Entry], fromdocname: str, contnode: Node) -> reference | None:
        """Return a link around `contnode` to the first of `entries` that a page shows, or None."""
        for entry in entries:
            if place := self.places.get(entry.qualified):
                hint = self.edition.hint(entry)
                return link_to(self.builder, fromdocname, place, contnode, hint)
        return None

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield each shown code by its qualified name, and for intersphinx by name and number.

        The display name of the former makes the number searchable, as Sphinx drops words of digits.
        """
        bare = set()
        for entry, place in self.shown():
            yield entry.qualified, entry.title, CODE, *place, 1
            for word in (entry.code.label, str(entry.code.value)):
                if word not in bare:
                    bare.add(word)
                    yield word, word, CODE, *place, -1

    def get_type_name(self, type: ObjType, primary: bool = False) -> str:  # noqa: A002, ARG002, FBT001, FBT002
        """Return the name of the object type in the search, in the language of the build."""
        return self.edition.catalog(Word.ERROR_CODE)

    def get_full_qualified_name(self, node: Element) -> str | None:
        """Return the qualified name of a reference, so that intersphinx resolves numbers, too."""
        found = self.edition.lookup.find(node.get("reftarget", ""))
        return found[0].qualified if found else None


def domain_of(env: BuildEnvironment) -> ErrorCodeDomain:
    """Return the domain in `env`."""
    return cast("ErrorCodeDomain", env.get_domain(DOMAIN))


def with_pages(transform: SphinxPostTransform, kind: type[Element]) -> Iterator[tuple[Any, str]]:
    """Yield each node of `kind`, with the name of the page that is written.

    It may have been read on another page: a list of all todos has copies of nodes. In a document of
    several pages it is the page where the node was read.
    """
    document, found = transform.document, list(transform.document.findall(kind))
    is_page = bool(found) and next(document.findall(start_of_file), None) is None
    for node in found:
        yield node, transform.env.docname if is_page else node["docname"]
