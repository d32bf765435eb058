"""No builder uses deprecated features of Sphinx, docutils or Python."""

from __future__ import annotations

import warnings

import pytest

BUILDERS = (
    *("html", "dirhtml", "singlehtml", "epub", "latex", "man", "texinfo", "text", "gettext", "xml"),
    *("json", "pickle", "htmlhelp", "devhelp", "pseudoxml", "linkcheck", "dummy"),
)


@pytest.mark.parametrize("builder", BUILDERS)
def test_no_warning_of_deprecation(project, builder):
    """No deprecation warning is about a file of the extension."""
    site = project("entries")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        site.build(builder, mooncake_errors_autolink=True, mooncake_errors_pages="errors")
    ours = [warning for warning in caught if "mooncake_errors" in warning.filename]
    assert [f"{warning.filename}:{warning.lineno}: {warning.message}" for warning in ours] == []
