"""Short addresses of codes in HTML, such as ``mcerr/-704.html``, and ``codes.json`` beside them.

They are plain pages, which need no theme, script or server configuration. See `files` for how they
are updated and removed.
"""

from __future__ import annotations

from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from sphinx.util import logging

from sphinxext.mooncake_errors.catalogs.catalog import translated
from sphinxext.mooncake_errors.extension.domain import domain_of
from sphinxext.mooncake_errors.extension.files import MARKS, files_below, remove_stale, write
from sphinxext.mooncake_errors.extension.inline import DOMAIN
from sphinxext.mooncake_errors.extension.settings import SHORT_ADDRESSES, folder_in
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.data import to_json
from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
    from sphinxext.mooncake_errors.extension.edition import Edition
    from sphinxext.mooncake_errors.registry.lookup import Entry

_logger = logging.getLogger(__name__)
_BUILDERS = {"html", "dirhtml", "singlehtml"}
_META = MARKS["html"]
_PAGE = (
    f'<!DOCTYPE html>\n<html lang="{{lang}}">\n<head>\n<meta charset="utf-8">\n{_META}\n'
    '<meta name="robots" content="noindex">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="color-scheme" content="light dark">\n'
    "<title>{title}</title>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n"
)
_STYLE = """\
<style>
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 45rem; padding: 0 1rem; }
dt { font-weight: 600; margin-top: 1rem; overflow-wrap: anywhere; }
dd { margin: 0; }
</style>"""


class _Site(NamedTuple):
    """One HTML build with the addresses of its codes."""

    edition: Edition
    builder: StandaloneHTMLBuilder
    folder: str
    targets: dict[str, str]
    """The address of each shown code, relative to the root of the site, by qualified name."""

    def page_name(self, address: str) -> str:
        """Return the path of a short address, relative to the root and without suffix."""
        own_folder = self.builder.name == "dirhtml" and address != "index"
        return f"{self.folder}/{address}{'/index' if own_folder else ''}"

    def path(self, address: str) -> Path:
        """Return the file of a short address."""
        return Path(self.builder.outdir, self.page_name(address) + self.builder.out_suffix)

    def link(self, address: str, target: str) -> str:
        """Return the link from a short address to `target`, which is relative to the root."""
        return escape("../" * self.page_name(address).count("/") + target)

    def page(self, title: str, head: str, body: str) -> bytes:
        """Return a page; its parts are HTML."""
        lang = escape(self.builder.config.language.replace("_", "-"))
        return _PAGE.format(lang=lang, title=title, head=head, body=body).encode()


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Update the files of short addresses; fail the build if they cannot be written."""
    if exception is not None or app.builder.name not in _BUILDERS:
        return
    domain = domain_of(app.env)
    builder = cast("StandaloneHTMLBuilder", app.builder)
    folder = folder_in(SHORT_ADDRESSES, app.config[SHORT_ADDRESSES])
    targets = _targets(domain, builder) if folder else {}
    try:
        taken = _update(_Site(domain.edition, builder, folder, targets))
    except OSError as error:
        place = Path(builder.outdir, folder)
        _logger.error("cannot write short addresses to %s: %s", place, error.strerror)  # noqa: TRY400
        app.statuscode = 1
        return
    if taken:
        more = f" (and {len(taken) - 1} more)" if len(taken) > 1 else ""
        name = taken[0].relative_to(builder.outdir).as_posix()
        message = f"{name} is not a file of mooncake-errors{more}: it stays and takes the place of"
        warn(Subtype.ADDRESS, f"{message} a short address", None)


def _targets(domain: ErrorCodeDomain, builder: StandaloneHTMLBuilder) -> dict[str, str]:
    """Return the address of each code on a page of the site, relative to the root."""
    env, root = builder.env, builder.config.root_doc
    if builder.name == "singlehtml":
        pages = dict.fromkeys(env.collect_relations(), root + builder.out_suffix)
    else:
        pages = {name: builder.get_target_uri(name) for name in env.found_docs}
    shown = domain.shown(domain.edition.lookup.entries.values())
    found = [(entry.qualified, *domain.places[entry.qualified]) for entry in shown]
    return {name: f"{pages[page]}#{anchor}" for name, page, anchor in found if page in pages}


def _update(site: _Site) -> list[Path]:
    """Write and remove files; return the files of the project that are in the way."""
    outdir, folder = Path(site.builder.outdir), Path(site.builder.outdir, site.folder)
    codes, index = folder / "codes.json", site.path("index")
    registry = translated(site.edition.lookup.registry, site.edition.catalog)
    content = to_json(registry, site.targets, indent=None).encode()
    taken = []
    if site.targets and not write(codes, content):
        taken.append(codes)
    cased = not codes.with_name("CODES.JSON").exists()  # False if the file system ignores case
    pages = _content(site, cased=cased) if site.targets else {}
    # The default folder may have files of a build with another setting.
    for root in {outdir / DOMAIN, folder} - {outdir}:
        wanted = set(map(str, (codes, *pages))) if pages else set()
        remove_stale(files_below(root) - wanted)
    # An index page of the project is fine: no warning.
    return taken + [p for p, text in pages.items() if not write(p, text) and p != index]


def _content(site: _Site, *, cased: bool) -> dict[Path, bytes]:
    """Return the content of each page, by its file."""
    entries = [site.edition.lookup.entries[qualified] for qualified in site.targets]
    heading = site.edition.catalog(Word.ERROR_CODES)
    pages = {site.path("index"): _list(site, "index", entries, heading)}
    several = len(site.edition.lookup.registry.components) > 1
    for address, found in _meanings(entries, several=several, cased=cased).items():
        if len(found) == 1:
            pages[site.path(address)] = _redirect(site, address, found[0])
        else:
            pages[site.path(address)] = _list(site, address, found, address, Word.SEVERAL_MEANINGS)
    return pages


def _meanings(entries: list[Entry], *, several: bool, cased: bool) -> dict[str, list[Entry]]:
    """Return the codes of each short address.

    With `several`, each address also exists with the component in front. With `cased`, names are
    also addresses as written, not only in lower case. A negative number is also an address without
    its minus, if no code has the positive number.
    """
    exact: dict[str, list[Entry]] = {}
    unsigned: dict[str, list[Entry]] = {}
    for entry in entries:
        number, names = entry.code.value, [*entry.code.names()]
        words = [str(number), *(name.lower() for name in names), *(names if cased else [])]
        for prefix in ("", f"{entry.component.component}.") if several else ("",):
            for word in dict.fromkeys(words):
                exact.setdefault(prefix + word, []).append(entry)
            if number < 0:
                unsigned.setdefault(f"{prefix}{-number}", []).append(entry)
    exact.pop("index", None)  # the name of the page with all codes
    return unsigned | exact


def _redirect(site: _Site, address: str, entry: Entry) -> bytes:
    """Return a page that redirects to `entry`."""
    target, shown = site.link(address, site.targets[entry.qualified]), escape(entry.title)
    head = f'<link rel="canonical" href="{target.partition("#")[0]}">\n'
    head += f'<meta http-equiv="refresh" content="0; url={target}">'
    return site.page(shown, head, f'<p><a href="{target}">{shown}</a></p>')


def _list(
    site: _Site, address: str, entries: list[Entry], heading: str, introduction: str = ""
) -> bytes:
    """Return a page with a list of `entries` by component and number."""
    body = [f"<h1>{escape(heading)}</h1>"]
    body += [_text(site, "p", introduction, "en")] if introduction else []
    for component, members in groupby(entries, lambda entry: entry.component):
        body += [_text(site, "h2", component.title, component.language), "<dl>"]
        for entry in sorted(members, key=lambda entry: abs(entry.code.value)):
            target = site.link(address, site.targets[entry.qualified])
            name = f'<a href="{target}">{escape(entry.title)}</a>'
            body.append(f'<dt><bdi dir="ltr">{name}</bdi></dt>')
            body.append(_text(site, "dd", entry.code.description, component.language))
        body.append("</dl>")
    return site.page(escape(heading), _STYLE, "\n".join(body))


def _text(site: _Site, tag: str, text: str, language: str) -> str:
    """Return an element with the translation of `text`, a text of the registry, without markup."""
    catalog = site.edition.catalog
    foreign = catalog.translates(language) and catalog.get(text) is None
    lang = f' lang="{escape(language.replace("_", "-"))}"' if foreign else ""
    return f'<{tag} dir="auto"{lang}>{escape(plain(catalog(text)))}</{tag}>'
