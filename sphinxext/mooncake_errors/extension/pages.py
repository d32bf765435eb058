"""A page for each code: generated documents, written before Sphinx searches for documents.

A page consists of one directive, so its content follows the registry. The table of a component adds
the pages of its codes to the table of contents.
"""

from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
from sphinxext.mooncake_errors.extension.files import MARKS, files_below, update
from sphinxext.mooncake_errors.extension.settings import PAGES, folder_in, places_in_conf
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.addresses import address_part
from sphinxext.mooncake_errors.registry.problems import near_or_known
from sphinxext.mooncake_errors.registry.selection import Section

GENERATED = "mcerr_generated"
"""The key of generated documents in their metadata, a word: only after words goes a prolog."""
_PAGES = {
    "restructuredtext": (
        f":orphan:\n:{GENERATED}:\n\n{MARKS['restructuredtext']}\n\n"
        ".. mooncake-error:: {code}\n   :page:\n"
    ),
    "markdown": (
        f"---\norphan: true\n{GENERATED}: true\n---\n\n{MARKS['markdown']}\n\n"
        "```{{mooncake-error}} {code}\n:page:\n```\n"
    ),
}
"""The content of a page by format; it is an orphan if no page has the table of its component."""
_SAME = {None: "restructuredtext", "myst-nb": "markdown"}
"""Other names of these formats in ``source_suffix``."""

PAGES_BELOW = "mcerr_pages"
"""Attribute of the node around the pages of codes below the table of their component."""


def update_pages(app: Sphinx, domain: ErrorCodeDomain) -> None:
    """Write the pages of codes to the source directory, and remove outdated ones.

    Raises ConfigError if they cannot be written. A file of the project stays, with a warning.
    """
    lookup = domain.edition.lookup
    folders = folders_of(app.config, [each.component for each in lookup.registry.components])
    domain.pages = {
        name: f"{folder}/{entry.component.component}/{address_part(entry.code.label)}"
        for name, entry in lookup.entries.items()
        if (folder := folders[entry.component.component])
    }
    kinds = app.config.source_suffix.items()  # the first known format of the project counts
    known = ((each, _SAME.get(kind, kind)) for each, kind in kinds if each != ".ipynb")
    suffix, kind = next((each for each in known if each[1] in _PAGES), (".rst", "restructuredtext"))
    wanted = {
        Path(app.srcdir, page + suffix): _PAGES[kind].format(code=code).encode()
        for code, page in domain.pages.items()
    }
    # The pages of the last build may be in folders that the setting no longer names.
    present = {str(app.env.doc2path(docname)) for docname in domain.data["requests"]}
    for folder in {*folders.values()} - {""}:
        present |= files_below(Path(app.srcdir, folder))
    try:
        taken = update(wanted, present)
    except OSError as error:
        message = f"{PAGES}: cannot write {error.filename}: {error.strerror}"
        raise ConfigError(message) from None
    for path in taken:
        message = "not a generated file: it stays and takes the place of the page of a code"
        # Without a line, Sphinx would take the path for the name of a document.
        warn(Subtype.ADDRESS, message, f"{path}:1")


def warn_of_unread_pages(app: Sphinx, domain: ErrorCodeDomain) -> None:
    """Warn about pages that Sphinx has not found, such as those in an excluded folder."""
    unread = [page for page in domain.pages.values() if page not in app.env.found_docs]
    if unread:
        more = f" and {len(unread) - 1} more are" if len(unread) > 1 else " is"
        hint = "see exclude_patterns, include_patterns and source_suffix"
        message = f"{PAGES}: {unread[0]}{more} not among the documents of the project; {hint}"
        warn(Subtype.CONFIG, message, places_in_conf(app).get(PAGES))


def folders_of(config: Config, components: list[str]) -> dict[str, str]:
    """Return the folder of the pages of each component, empty if it has none.

    Raises ConfigError if the setting names an unknown component or no folder.
    """
    value = config[PAGES]
    if not isinstance(value, dict):
        return dict.fromkeys(components, folder_in(PAGES, value))
    for name in value:
        if name not in components:
            hint = near_or_known(str(name), components)
            raise ConfigError(f"{PAGES}: unknown component {name!r}{hint}")
    return {component: folder_in(PAGES, value.get(component)) for component in components}


def contents(section: Section, domain: ErrorCodeDomain, docname: str) -> list[nodes.Node]:
    """Return a hidden table of contents with the pages of codes, for the page `docname`."""
    known = (domain.pages.get(entry.qualified, "") for entry in section.entries)
    pages = [page for page in known if page in domain.env.found_docs]
    if not pages:
        return []
    entries = [(None, page) for page in pages]
    shape = {"maxdepth": 1, "glob": False, "hidden": True, "titlesonly": True}
    toctree = addnodes.toctree("", parent=docname, entries=entries, includefiles=pages, **shape)
    return [nodes.compound("", toctree, classes=["toctree-wrapper"], **{PAGES_BELOW: True})]
