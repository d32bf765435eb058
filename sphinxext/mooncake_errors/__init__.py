"""Document error codes with Sphinx: one registry, tables and links in every language and format."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0.dev0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Wire the extension into `app`; called by Sphinx."""
    from sphinxext.mooncake_errors.extension import (
        builds,
        gettext,
        html_tables,
        index,
        mentions,
        post_transforms,
        rows,
        search,
        short_addresses,
    )
    from sphinxext.mooncake_errors.extension.directive import MooncakeError, MooncakeErrors
    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain
    from sphinxext.mooncake_errors.extension.role import CodeRole

    app.add_config_value("mooncake_errors_registry", "", "env", [str, list, tuple])
    app.add_config_value("mooncake_errors_headers", {}, "", [dict])
    app.add_config_value("mooncake_errors_headers_skip", [], "", [list, tuple])
    app.add_config_value("mooncake_errors_headers_also", [], "", [list, tuple])
    app.add_config_value("mooncake_errors_headers_types", {}, "", [dict])
    app.add_config_value("mooncake_errors_source_url", "", "env", [str])
    app.add_config_value("mooncake_errors_report_untranslated", False, "", [bool])  # noqa: FBT003
    app.add_config_value("mooncake_errors_short_addresses", "mcerr", "html", [str])
    app.add_config_value("mooncake_errors_autolink", False, "env", [bool])  # noqa: FBT003
    app.add_domain(ErrorCodeDomain)
    app.add_role_to_domain("std", "mcerr", CodeRole(warn_dangling=True))
    app.add_directive("mooncake-errors", MooncakeErrors)
    app.add_directive("mooncake-error", MooncakeError)
    app.add_node(post_transforms.latex_group_row, latex=post_transforms.LATEX_GROUP_ROW)
    for node, visitors in html_tables.HTML_NODES.items():
        app.add_node(node, html=visitors)
    app.add_transform(rows.CountRows)
    transforms = (rows.UnfoldRows, *post_transforms.TRANSFORMS, html_tables.HTMLTables)
    for transform in (*transforms, search.SearchWords):
        app.add_post_transform(transform)
    app.add_css_file(builds.STYLE_SHEET)
    app.connect("config-inited", _on_config_inited)
    app.connect("builder-inited", builds.on_builder_inited)
    app.connect("env-get-outdated", builds.on_env_get_outdated)
    app.connect("doctree-read", builds.on_doctree_read)
    app.connect("env-get-updated", builds.on_env_get_updated)
    app.connect("doctree-resolved", mentions.on_doctree_resolved)
    app.connect("html-page-context", html_tables.on_html_page_context)
    app.connect("html-page-context", search.on_html_page_context)
    app.connect("html-page-context", index.on_html_page_context)
    app.connect("warn-missing-reference", builds.on_warn_missing_reference)
    app.connect("build-finished", gettext.on_build_finished)
    app.connect("build-finished", short_addresses.on_build_finished)
    return {
        "version": __version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _on_config_inited(app: Sphinx, config: Config) -> None:
    """Read the project's table, and wire in optional parts."""
    from sphinxext.mooncake_errors.extension import configuration

    configuration.read_table(app, config)
    if config.mooncake_errors_autolink:
        from sphinxext.mooncake_errors.extension import autolink

        autolink.register(app)
