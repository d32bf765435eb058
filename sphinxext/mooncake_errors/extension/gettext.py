"""The template of the registry's texts, written by the builder ``gettext``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.catalogs.catalog import DOMAIN
from sphinxext.mooncake_errors.extension.settings import registry_paths, search_folders

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write ``mooncake-errors.pot`` beside the templates of the pages, if its content changed.

    Locations are relative to that folder, as in Sphinx's templates, and left out if the project has
    ``gettext_location = False``. Unlike in Sphinx's templates, messages have comments.
    """
    if exception is not None or app.builder.name != "gettext":
        return
    # Slow to import, and not needed by other builders.
    from sphinxext.mooncake_errors.catalogs.files import new_header, render  # noqa: PLC0415
    from sphinxext.mooncake_errors.catalogs.messages import (  # noqa: PLC0415
        registry_messages,
        word_messages,
    )
    from sphinxext.mooncake_errors.catalogs.update import template  # noqa: PLC0415

    config, outdir = app.config, Path(app.outdir)
    paths = registry_paths(config.mooncake_errors_registry, search_folders(app))
    catalog = template([*word_messages(), *registry_messages(paths, outdir)])
    if not config.gettext_location:
        for message in catalog:
            message.locations = []
    content = render(catalog, new_header(config.project))
    path = outdir / f"{DOMAIN}.pot"
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
