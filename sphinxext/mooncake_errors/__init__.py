"""Document error codes with Sphinx: one registry, tables and links in every language and format."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0.dev0"

ENV_VERSION = 14
"""Version of the data that Sphinx pickles for the extension; raise it when their form changes."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Wire the extension into `app`; called by Sphinx."""
    from sphinxext.mooncake_errors.extension import (
        autolink,
        builds,
        changes,
        description,
        directive,
        domain,
        html_pages,
        inline,
        links,
        settings,
        short_addresses,
        table,
        table_html,
        table_latex,
    )

    settings.add_settings(app)
    app.add_domain(domain.ErrorCodeDomain)
    app.add_role_to_domain("std", "mcerr", inline.CodeRole(warn_dangling=True))
    app.add_directive("mooncake-errors", directive.MooncakeErrors)
    app.add_directive("mooncake-error", directive.MooncakeError)
    app.add_directive("mooncake-errors-changes", changes.MooncakeErrorsChanges)
    for node, visitors in table_html.HTML_NODES.items():
        app.add_node(node, html=visitors)
    for node, visitors in table_latex.LATEX_NODES.items():
        app.add_node(node, latex=visitors)
    app.add_node(autolink.mcerr_code_block, html=(autolink.visit_block, None))
    app.add_transform(links.AnchorsForMyST)
    app.add_post_transform(autolink.Autolinks)
    app.add_post_transform(description.Descriptions)
    for tables in (table_html.HTMLTables, table_latex.LaTeXTables, table.CodeTables):
        app.add_post_transform(tables)
    app.connect("config-inited", settings.on_config_inited)
    app.connect("builder-inited", builds.on_builder_inited)
    app.connect("env-get-outdated", builds.on_env_get_outdated)
    app.connect("doctree-read", links.on_doctree_read)
    app.connect("doctree-read", autolink.on_doctree_read)
    app.connect("env-get-updated", links.on_env_get_updated)
    app.connect("html-page-context", html_pages.on_html_page_context)
    app.connect("env-check-consistency", builds.on_env_check_consistency)
    app.connect("warn-missing-reference", links.on_warn_missing_reference)
    app.connect("build-finished", builds.on_build_finished)
    app.connect("build-finished", short_addresses.on_build_finished)
    return {
        "version": __version__,
        "env_version": ENV_VERSION,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
