"""Short addresses of codes in HTML, such as ``mcerr/-704.html``, and ``codes.json`` beside them.

They need no server that redirects and no script. All of them are in lower case, since there are
file systems that take ``OK.html`` and ``ok.html`` for one.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sphinx.errors import ConfigError

from sphinxext.mooncake_errors.extension.inline import DOMAIN
from sphinxext.mooncake_errors.extension.record import (
    CODES,
    digest,
    is_current,
    note_current,
    output_paths,
    read_record,
)
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
    from sphinxext.mooncake_errors.extension.edition import Edition
    from sphinxext.mooncake_errors.registry.lookup import Entry

_OPTION = "mooncake_errors_short_addresses"
_BUILDERS = ("html", "dirhtml", "singlehtml")
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

    def files(self, meanings: dict[str, list[Entry]]) -> Iterator[str]:
        """Yield the file of each address with these `meanings`, and the one with all codes."""
        yield from map(output_paths(self.builder), map(self.page, meanings))
        if meanings:
            yield str(self.builder.outdir / self.folder / CODES)

    def stamp(self, version: str) -> str:
        """Return what changes with all that short addresses are made of, but what themes show.

        `version` is that of the extension.
        """
        edition, builder = self.edition, self.builder
        texts = (edition.registry, edition.catalog.language, edition.catalog.messages)
        places = (self.folder, self.targets, builder.name, builder.out_suffix)
        shown = (version, builder.config.language, *texts, *places)
        return digest(repr(shown).encode())


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Bring the files of short addresses up to date."""
    site = _site(app) if exception is None else None
    if site is None:
        return
    meanings = site.meanings()
    stamp = site.stamp(app.extensions["sphinxext.mooncake_errors"].version) if meanings else ""
    last = read_record(Path(app.outdir)).stamp
    if last != stamp or not is_current(site.builder, site.files(meanings)):
        _write(site, meanings, stamp)


def _write(site: Site, meanings: dict[str, list[Entry]], stamp: str) -> None:
    """Write the pages with these `meanings` and ``codes.json``; warn where a place is taken."""
    from sphinxext.mooncake_errors.extension import (  # noqa: PLC0415 - seldom
        short_files,
        short_pages,
    )

    outdir = Path(site.builder.outdir)
    pages = short_pages.pages(site, meanings)
    codes = short_pages.codes(site) if pages else b""
    taken = short_files.update(outdir, site.folder, pages, codes, stamp)
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
