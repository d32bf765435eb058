"""Short addresses of codes in HTML, such as ``mcerr/-704.html``, and ``codes.json`` beside them.

They are plain pages, which need no theme, script or server configuration.
"""

from functools import cache
from pathlib import Path
from typing import Any, cast

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import SphinxError

from sphinxext.mooncake_errors.catalogs.catalog import translated
from sphinxext.mooncake_errors.extension.domain import domain_of
from sphinxext.mooncake_errors.extension.files import MARKS, files_below, update
from sphinxext.mooncake_errors.extension.inline import DOMAIN
from sphinxext.mooncake_errors.extension.settings import SHORT_ADDRESSES, folder_in
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.data import to_json
from sphinxext.mooncake_errors.registry.lookup import Entry
from sphinxext.mooncake_errors.registry.words import Word

_BUILDERS = {"html", "dirhtml", "singlehtml"}
_INDEX = "index"
"""The address of the page with all codes."""


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Update the files of short addresses; fail the build if they cannot be written."""
    if exception is not None or app.builder.name not in _BUILDERS:
        return
    site = _Site(app)
    # The default folder may have files of a build with another setting.
    folders = {site.root / DOMAIN, site.folder} - {site.root}
    try:
        present = {path for folder in folders for path in files_below(folder)}
        taken = update(site.files(), present)
    except OSError as error:
        message = f"cannot write short addresses to {site.folder}: {error.strerror}"
        raise SphinxError(message) from None
    # An index page of the project is fine: no warning.
    if taken := [path for path in taken if path != site.path(_INDEX)]:
        more = f" (and {len(taken) - 1} more)" if len(taken) > 1 else ""
        name = taken[0].relative_to(site.root).as_posix()
        message = f"{name} is not a file of mooncake-errors{more}: it stays and takes the place of"
        warn(Subtype.ADDRESS, f"{message} a short address", None)


class _Site:
    """One HTML build with the short addresses of its codes."""

    def __init__(self, app: Sphinx) -> None:
        self.domain, self.builder = domain_of(app.env), cast("StandaloneHTMLBuilder", app.builder)
        self.lookup, self.root = self.domain.edition.lookup, Path(app.outdir)
        setting = folder_in(SHORT_ADDRESSES, app.config[SHORT_ADDRESSES])
        self.folder = self.root / setting
        if self.builder.name == "singlehtml":  # whose pages are only anchors for Sphinx
            file = f"{app.config.root_doc}{self.builder.out_suffix}"
            pages = dict.fromkeys(app.env.collect_relations(), file)
        else:
            pages = {name: self.builder.get_target_uri(name) for name in app.env.found_docs}
        self.targets = {
            entry.qualified: f"{pages[page]}#{anchor}"
            for entry, (page, anchor) in self.domain.shown()
            if page in pages and setting
        }
        """The address of each shown code, relative to the root, by qualified name."""

    def files(self) -> dict[Path, bytes]:
        """Return the content of each file; ``codes.json`` is the first, if there are codes."""
        if not self.targets:
            return {}
        registry = translated(self.lookup.registry, self.domain.edition.catalog)
        export = to_json(registry, self.targets, indent=None)
        files = {self.folder / "codes.json": export.encode()}
        redirect = cache(self._redirect)  # a code has several addresses
        for address, entries in self.codes().items():
            path = self.path(address)
            to_root = "../" * (len(path.parts) - len(self.root.parts) - 1)
            if len(entries) == 1 and address != _INDEX:
                page = redirect(entries[0].qualified, to_root)
            else:
                page = self._list(address, entries, to_root)
            files[path] = page.encode()
        return files

    def _redirect(self, qualified: str, to_root: str) -> str:
        title, target = self.lookup.entries[qualified].title, to_root + self.targets[qualified]
        return self._page(title=title, target=target)

    def _list(self, address: str, entries: list[Entry], to_root: str) -> str:
        is_index = address == _INDEX
        return self._page(
            title=self.domain.edition.catalog(Word.ERROR_CODES) if is_index else address,
            is_index=is_index,
            plain=self.domain.edition.plain,
            components=self.lookup.registry.components,
            entries=entries,
            targets=self.targets,
            to_root=to_root,
        )

    def _page(self, **values: Any) -> str:
        lang = self.builder.config.language.replace("_", "-")
        return self.domain.render("mcerr-address.html", lang=lang, mark=MARKS["html"], **values)

    def path(self, address: str) -> Path:
        """Return the file of a short address."""
        own_folder = self.builder.name == "dirhtml" and address != _INDEX
        return self.folder / f"{address}{'/index' * own_folder}{self.builder.out_suffix}"

    def codes(self) -> dict[str, list[Entry]]:
        """Return the codes of each short address, by the magnitude of their numbers.

        With several components, each address also exists with the component in front. Names are
        also addresses as written, unless the file system ignores case. A negative number is also an
        address without its minus, if no code has the positive number.
        """
        exact: dict[str, list[Entry]] = {}
        unsigned: dict[str, list[Entry]] = {}
        ignores_case = (self.root / "_STATIC").exists()
        several = len(self.lookup.registry.components) > 1
        entries = [self.lookup.entries[qualified] for qualified in self.targets]
        entries.sort(key=lambda entry: abs(entry.code.value))
        for entry in entries:
            number, names = entry.code.value, [*entry.code.names()]
            words = [str(number), *map(str.lower, names), *([] if ignores_case else names)]
            for prefix in ("", f"{entry.component.component}.") if several else ("",):
                for word in dict.fromkeys(words):
                    exact.setdefault(prefix + word, []).append(entry)
                if number < 0:
                    unsigned.setdefault(f"{prefix}{-number}", []).append(entry)
        return unsigned | exact | {_INDEX: entries}
