"""Short addresses of codes in HTML, such as ``mcerr/-704.html``, and ``codes.json`` beside them.

They are plain pages, which need no theme, script or server configuration. See `files` for how they
are updated and removed.
"""

from html import escape
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, cast

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import SphinxError

from sphinxext.mooncake_errors.catalogs.catalog import translated
from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain, domain_of
from sphinxext.mooncake_errors.extension.edition import Edition
from sphinxext.mooncake_errors.extension.files import MARKS, files_below, update
from sphinxext.mooncake_errors.extension.inline import DOMAIN, translation_state
from sphinxext.mooncake_errors.extension.settings import SHORT_ADDRESSES, folder_in
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.data import to_json
from sphinxext.mooncake_errors.registry.lookup import Entry
from sphinxext.mooncake_errors.registry.words import Word

_BUILDERS = {"html", "dirhtml", "singlehtml"}
_INDEX = "index"
"""The address of the page with all codes."""
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
        own_folder = self.builder.name == "dirhtml" and address != _INDEX
        return f"{self.folder}/{address}{'/index' if own_folder else ''}"

    def path(self, address: str) -> Path:
        """Return the file of a short address."""
        return Path(self.builder.outdir, self.page_name(address) + self.builder.out_suffix)

    def link(self, address: str, entry: Entry) -> str:
        """Return the link from a short address to `entry`."""
        to_root = "../" * self.page_name(address).count("/")
        return escape(to_root + self.targets[entry.qualified])

    def page(self, title: str, head: str, body: str) -> bytes:
        """Return a page; its parts are HTML."""
        lang = escape(self.builder.config.language.replace("_", "-"))
        return _PAGE.format(lang=lang, title=title, head=head, body=body).encode()


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Update the files of short addresses; fail the build if they cannot be written."""
    if exception is not None or app.builder.name not in _BUILDERS:
        return
    domain, builder = domain_of(app.env), cast("StandaloneHTMLBuilder", app.builder)
    folder = folder_in(SHORT_ADDRESSES, app.config[SHORT_ADDRESSES])
    site = _Site(domain.edition, builder, folder, _targets(domain, builder) if folder else {})
    try:
        taken = _update(site)
    except OSError as error:
        place = Path(builder.outdir, folder)
        message = f"cannot write short addresses to {place}: {error.strerror}"
        raise SphinxError(message) from None
    if taken:
        more = f" (and {len(taken) - 1} more)" if len(taken) > 1 else ""
        name = taken[0].relative_to(builder.outdir).as_posix()
        message = f"{name} is not a file of mooncake-errors{more}: it stays and takes the place of"
        warn(Subtype.ADDRESS, f"{message} a short address", None)


def _targets(domain: ErrorCodeDomain, builder: StandaloneHTMLBuilder) -> dict[str, str]:
    """Return the address of each code on a page of the site, relative to the root."""
    if builder.name == "singlehtml":
        root = builder.config.root_doc + builder.out_suffix
        pages = dict.fromkeys(builder.env.collect_relations(), root)
    else:
        pages = {name: builder.get_target_uri(name) for name in builder.env.found_docs}
    return {
        entry.qualified: f"{pages[docname]}#{anchor}"
        for entry, (docname, anchor) in domain.shown()
        if docname in pages
    }


def _update(site: _Site) -> list[Path]:
    """Write and remove files; return the files of the project that are in the way."""
    outdir, folder = Path(site.builder.outdir), Path(site.builder.outdir, site.folder)
    # The default folder may have files of a build with another setting.
    present = {path for root in {outdir / DOMAIN, folder} - {outdir} for path in files_below(root)}
    if not site.targets:
        return update({}, present)
    codes = folder / "codes.json"
    registry = translated(site.edition.lookup.registry, site.edition.catalog)
    export = {codes: to_json(registry, site.targets, indent=None).encode()}
    taken = update(export, ())
    # An index page of the project is fine: no warning.
    taken += update(_content(site), present - {str(codes)})
    return [path for path in taken if path != site.path(_INDEX)]


def _content(site: _Site) -> dict[Path, bytes]:
    """Return the content of each page, by its file, once ``codes.json`` is written."""
    pages = {}
    for address, found in _meanings(site).items():
        is_list = len(found) > 1 or address == _INDEX
        pages[site.path(address)] = (_list if is_list else _redirect)(site, address, found)
    return pages


def _meanings(site: _Site) -> dict[str, list[Entry]]:
    """Return the codes of each short address.

    With several components, each address also exists with the component in front. Names are also
    addresses as written, unless the file system ignores case. A negative number is also an address
    without its minus, if no code has the positive number.
    """
    exact: dict[str, list[Entry]] = {}
    unsigned: dict[str, list[Entry]] = {}
    cased = not Path(site.builder.outdir, site.folder, "CODES.JSON").exists()
    several = len(site.edition.lookup.registry.components) > 1
    entries = [site.edition.lookup.entries[qualified] for qualified in site.targets]
    for entry in entries:
        number, names = entry.code.value, [*entry.code.names()]
        words = [str(number), *(name.lower() for name in names), *(names if cased else [])]
        for prefix in ("", f"{entry.component.component}.") if several else ("",):
            for word in dict.fromkeys(words):
                exact.setdefault(prefix + word, []).append(entry)
            if number < 0:
                unsigned.setdefault(f"{prefix}{-number}", []).append(entry)
    return unsigned | exact | {_INDEX: entries}


def _redirect(site: _Site, address: str, entries: list[Entry]) -> bytes:
    """Return a page that redirects to the only code of `entries`."""
    target, shown = site.link(address, entries[0]), escape(entries[0].title)
    head = f'<link rel="canonical" href="{target.partition("#")[0]}">\n'
    head += f'<meta http-equiv="refresh" content="0; url={target}">'
    return site.page(shown, head, f'<p><a href="{target}">{shown}</a></p>')


def _list(site: _Site, address: str, entries: list[Entry]) -> bytes:
    """Return a page with a list of `entries` by component and number."""
    is_index = address == _INDEX
    heading = escape(site.edition.catalog(Word.ERROR_CODES) if is_index else address)
    body = [f"<h1>{heading}</h1>"]
    if not is_index:
        body.append(_text(site, "p", Word.SEVERAL_MEANINGS, "en"))
    for component, members in groupby(entries, lambda entry: entry.component):
        body += [_text(site, "h2", component.title, component.language), "<dl>"]
        for entry in sorted(members, key=lambda entry: abs(entry.code.value)):
            name = f'<a href="{site.link(address, entry)}">{escape(entry.title)}</a>'
            body.append(f'<dt><bdi dir="ltr">{name}</bdi></dt>')
            body.append(_text(site, "dd", entry.code.description, component.language))
        body.append("</dl>")
    return site.page(heading, _STYLE, "\n".join(body))


def _text(site: _Site, tag: str, text: str, language: str) -> str:
    """Return an element with the translation of `text`, a text of the registry, without markup."""
    foreign = translation_state(text, site.edition.catalog, language) is False
    lang = f' lang="{escape(language.replace("_", "-"))}"' if foreign else ""
    return f'<{tag} dir="auto"{lang}>{escape(site.edition.plain(text))}</{tag}>'
