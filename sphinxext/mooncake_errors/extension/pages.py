"""A page for each code: documents that are generated before Sphinx looks for documents.

A page holds one directive, so its content is that of the registry in every build. The table of a
component puts the pages of its codes into the table of contents.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import ConfigError

from sphinxext.mooncake_errors.extension.files import MARKS, remove_stale, write
from sphinxext.mooncake_errors.extension.settings import folder_in
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.addresses import address_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from sphinxext.mooncake_errors.extension.edition import Edition
    from sphinxext.mooncake_errors.registry.lookup import Entry

SETTING = "mooncake_errors_pages"
_FORMATS = {"restructuredtext": "rst", "markdown": "md"}
_GENERATED = "mcerr-generated"
_PAGES = {
    "rst": ":orphan:\n:{key}:\n\n{mark}\n\n.. mooncake-error:: {code}\n   :page:\n",
    "md": "---\norphan: true\n{key}: true\n---\n\n{mark}\n\n"
    "```{{mooncake-error}} {code}\n:page:\n```\n",
}
"""A page of each format. Without a table of its component it stands in no table of contents."""

_WITHOUT_SECTIONS = (
    r"\makeatletter\addtocontents{toc}{\begingroup\c@tocdepth=0\relax}\makeatother",
    r"\addtocontents{toc}{\endgroup}",
)
"""Leaves sections between the two out of the printed table of contents, not of the bookmarks."""


def page_of(entry: Entry, folder: str) -> str:
    """Return the name of the document of a code in the `folder` of the setting."""
    component, label = entry.component.component, entry.code.label
    return f"{folder}/{component}/{address_part(label)}"


def update_pages(app: Sphinx, edition: Edition, folder: str) -> None:
    """Write the pages of all codes into `folder` below the source directory.

    Raises ConfigError where they cannot be written. A file of the project stays, with a warning.
    """
    suffix, kind = _format(app.config.source_suffix)
    entries = edition.lookup.entries.values() if folder else ()
    wanted = {
        Path(app.srcdir, page_of(entry, folder) + suffix): _page(entry, kind) for entry in entries
    }
    unfinished = Path(app.srcdir, folder, ".unfinished")
    try:
        taken = [path for path, text in wanted.items() if not write(path, text, unfinished)]
        if folder:
            remove_stale(Path(app.srcdir, folder), set(map(str, wanted)))
    except OSError as error:
        message = f"{SETTING}: cannot write to {folder!r}: {error.strerror}"
        raise ConfigError(message) from None
    for path in taken:
        message = "not a generated file: it stays and takes the place of the page of a code"
        warn(Subtype.ADDRESS, message, str(path))


def _format(suffixes: Mapping[str, str]) -> tuple[str, str]:
    """Return the suffix and the format of the pages: the first format that the project reads."""
    found = (
        (suffix, _FORMATS.get(kind or "restructuredtext")) for suffix, kind in suffixes.items()
    )
    return next(((suffix, kind) for suffix, kind in found if kind), (".rst", "rst"))


def _page(entry: Entry, kind: str) -> bytes:
    text = _PAGES[kind].format(key=_GENERATED, mark=MARKS[kind], code=entry.qualified)
    return text.encode()


def on_html_page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,  # noqa: ARG001
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Keep themes from linking to the source of a generated page, which no repository has."""
    if doctree is not None and _GENERATED in app.env.metadata[pagename]:
        context["page_source_suffix"] = ""


def contents(entries: Iterable[Entry], config: Config, docname: str) -> nodes.compound:
    """Return the hidden table of contents with the pages of `entries`, for the page `docname`."""
    folder = folder_in(SETTING, config[SETTING])
    pages = [page_of(entry, folder) for entry in entries]
    toctree = addnodes.toctree(
        "",
        parent=docname,
        entries=[(None, page) for page in pages],
        includefiles=pages,
        maxdepth=1,
        caption=None,
        glob=False,
        hidden=True,
        includehidden=False,
        numbered=0,
        titlesonly=True,
    )
    around = [nodes.raw("", text, format="latex") for text in _WITHOUT_SECTIONS]
    return nodes.compound("", around[0], toctree, around[1], classes=["toctree-wrapper"])
