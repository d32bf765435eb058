"""Short addresses of codes in HTML, such as ``mcerr/-704.html``, and ``codes.json`` beside them.

They need no server that redirects and no script. All of them are in lower case, since there are
file systems that take ``OK.html`` and ``ok.html`` for one.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sphinx.errors import ConfigError
from sphinx.util.osutil import relative_uri

from sphinxext.mooncake_errors.extension.inline import DOMAIN
from sphinxext.mooncake_errors.extension.short_files import (
    is_current,
    note_current,
    present_page,
    update,
)
from sphinxext.mooncake_errors.extension.short_pages import choice, stub
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.translated import translated
from sphinxext.mooncake_errors.sources.exports.as_json import to_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
    from sphinxext.mooncake_errors.extension.edition import Edition
    from sphinxext.mooncake_errors.registry.lookup import Entry

_OPTION = "mooncake_errors_short_addresses"
_BUILDERS = ("html", "dirhtml", "singlehtml")
_SAMPLE = "sample"
_LONGEST = 100
"""How many characters the folder may have: an address comes behind it."""


class Site(NamedTuple):
    """One build of HTML, and what it says about codes."""

    builder: StandaloneHTMLBuilder
    edition: Edition
    folder: str
    targets: dict[str, str]
    """The address of each listed code from the root of the site, by its qualified name."""

    def meanings(self) -> dict[str, list[Entry]]:
        """Return the listed codes that each short address means.

        Where there is one component, nothing needs an address with that.
        """
        found: dict[str, list[Entry]] = {}
        several = len(self.edition.registry.components) > 1
        for qualified in self.targets if self.folder else ():
            entry = self.edition.lookup.entries[qualified]
            prefixes = ("", f"{entry.component.component}.") if several else ("",)
            for word in dict.fromkeys((entry.code.label.lower(), str(entry.code.value))):
                for prefix in prefixes:
                    found.setdefault(prefix + word, []).append(entry)
        return found

    def page(self, address: str) -> str:
        """Return the name by which Sphinx knows the page of a short address."""
        return f"{self.folder}/{address}"

    def path(self, address: str) -> Path:
        """Return the file of a short address."""
        return Path(self.builder.get_outfilename(self.page(address)))

    def link(self, address: str, entry: Entry) -> str | None:
        """Return the way from a short address to where `entry` is shown, None if it is not."""
        target = self.targets.get(entry.qualified)
        if target is None:
            return None
        page, _, anchor = target.partition("#")
        way = relative_uri(self.builder.get_target_uri(self.page(address)), page)
        return f"{way}#{anchor}"

    def way_from(self, page: str) -> Callable[..., str]:
        """Return what templates call for links, for a page beside the single one.

        Sphinx itself takes every page for part of that, and would link to ``#document-index``.
        """
        base = self.builder.get_target_uri(page)

        def pathto(other: str, resource: bool = False, baseuri: str = base) -> str:  # noqa: FBT001, FBT002 - Sphinx's signature
            if resource and "://" in other:
                return other
            uri = other if resource else self.builder.get_target_uri(other)
            root = f"{self.builder.config.root_doc}{self.builder.out_suffix}"
            return relative_uri(baseuri, root if uri.startswith("#") else uri)

        return pathto

    def files(self, meanings: dict[str, list[Entry]], *, current: bool) -> dict[str, bytes]:
        """Return what the page at each path says, for the `meanings` of the addresses.

        If those with a theme are `current`, they are what is there and not made anew.
        Sphinx is asked for one path and each link alone: there may be ten thousands of pages.
        """
        before, after = str(self.path(_SAMPLE)).rsplit(_SAMPLE, 1)
        stubs: dict[str, bytes] = {}
        result = {}
        for address, entries in meanings.items():
            odd = address == "index"  # in a folder of its own it would be that of the folder
            path = str(self.path(address)) if odd else f"{before}{address}{after}"
            if len(entries) > 1:
                present = present_page(path) if current else None
                result[path] = present or self._choice(address, entries)
            elif odd:
                result[path] = self._stub(address, entries[0])
            else:
                name = entries[0].qualified
                result[path] = stubs.get(name) or self._stub(_SAMPLE, entries[0])
                stubs[name] = result[path]
        return result

    def newest_page(self) -> int:
        """Return when the newest page of the site was written, in nanoseconds."""
        names = self.builder.env.found_docs
        paths = (Path(self.builder.get_outfilename(name)) for name in names)
        return max((path.stat().st_mtime_ns for path in paths if path.is_file()), default=0)

    def _stub(self, address: str, entry: Entry) -> bytes:
        return stub(entry, self.link(address, entry) or "", self.builder.config.language)

    def _choice(self, address: str, entries: list[Entry]) -> bytes:
        """Return the page for `entries` as Sphinx and the theme make it.

        Sphinx would write what it collects from extensions again with every build, changed or not.
        """
        if not hasattr(self.builder, "globalcontext"):  # Sphinx 7 had no page to write
            self.builder.prepare_writing(set())
        name = self.page(address)
        context = choice(address, entries, self.edition, partial(self.link, address), self.builder)
        if self.builder.name == "singlehtml":
            context |= {"pathto": self.way_from(name), "toctree": lambda **_: ""}
        with TemporaryDirectory() as folder:
            path = Path(folder, "page.html")
            self.builder.handle_page(name, context, outfilename=path)
            return path.read_bytes()

    def codes(self) -> bytes:
        """Return the whole registry as JSON, in the language of the site, with the addresses."""
        registry = translated(self.edition.registry, self.edition.catalog)
        return to_json(registry, self.targets, indent=None).encode()


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Bring the files of short addresses up to date."""
    site = _site(app) if exception is None else None
    if site is None:
        return
    outdir, meanings = Path(app.outdir), site.meanings()
    themed = any(len(entries) > 1 for entries in meanings.values())
    current = themed and is_current(outdir, site.newest_page())
    pages = site.files(meanings, current=current)
    taken = update(outdir, site.folder, pages, site.codes() if pages else b"")
    if themed and not current:
        note_current(outdir)
    if taken:
        more = f" (and {len(taken) - 1} more)" if len(taken) > 1 else ""
        name = Path(taken[0]).relative_to(outdir).as_posix()
        message = f"{name} is not a file of mooncake-errors{more}: it stays and takes the place"
        warn(Subtype.ADDRESS, f"{message} of a short address", None)


def _site(app: Sphinx) -> Site | None:
    """Return what is built, or None where that is not HTML for a server."""
    if app.builder.name not in _BUILDERS:
        return None
    domain = cast("ErrorCodeDomain", app.env.get_domain(DOMAIN))
    builder = cast("StandaloneHTMLBuilder", app.builder)
    folder = short_folder(app.config.mooncake_errors_short_addresses)
    return Site(builder, domain.edition, folder, _targets(domain, builder))


def _targets(domain: ErrorCodeDomain, builder: StandaloneHTMLBuilder) -> dict[str, str]:
    places, pages = domain.places(), _pages(builder)
    found = {name: places[name] for name in domain.edition.lookup.entries if name in places}
    return {
        qualified: f"{pages[docname]}#{anchor}"
        for qualified, (docname, anchor) in found.items()
        if docname in pages
    }


def _pages(builder: StandaloneHTMLBuilder) -> dict[str, str]:
    """Return the address of each document that the site shows."""
    if builder.name != "singlehtml":
        return {name: builder.get_target_uri(name) for name in builder.env.found_docs}
    root = builder.config.root_doc
    shown, todo = {root}, [root]
    while todo:
        children = set(builder.env.toctree_includes.get(todo.pop(), ())) - shown
        shown |= children
        todo += children
    return dict.fromkeys(shown, root + builder.out_suffix)


def short_folder(value: Any) -> str:
    """Return the folder that the configuration value names, with slashes, or an empty string.

    Raises ConfigError for what is no folder inside the output.
    """
    if not value:
        return ""
    if not isinstance(value, str):
        raise ConfigError(f"{_OPTION}: must be the name of a folder, not {value!r}")
    path = PurePosixPath(value)
    odd = set(value) & set('\\:?#%*"<>|') or not value.isprintable() or len(value) > _LONGEST
    if path.is_absolute() or ".." in path.parts or odd or not path.parts:
        raise ConfigError(f"{_OPTION}: {value!r} is no folder inside the output")
    return str(path)
