"""Build the documentation: in English, or with ``-D language=zh_CN`` in Chinese."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "sphinxext-mooncake-errors"
author = "sphinxext-mooncake-errors contributors"
copyright = f"2026, {author}"
release = __version__
language = "en"

extensions = [
    "myst_parser",
    "sphinx_copybutton",
    "sphinxext.mooncake_errors",
    "generated_tables",
    "command_help",
    "benchmark_table",
]
exclude_patterns = ["_build"]
templates_path = ["_templates"]
numfig = True
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
copybutton_prompt_text = "$ "

mooncake_errors_pages = "reference/codes"
mooncake_errors_source_url = "https://github.com/kvcache-ai/Mooncake/blob/main/{path}"

# All prose is one catalog, docs.po, beside the extension's own mooncake-errors.po.
locale_dirs = ["../locales"]
gettext_compact = "docs"

latex_engine = "xelatex"
latex_use_xindy = False
latex_elements = {
    "papersize": "a4paper",
    "extraclassoptions": "oneside,openany",
    "extrapackages": r"\usepackage{xeCJK}"
    r'\xeCJKDeclareCharClass{Default}{"2018, "2019, "201C, "201D}',
}
latex_chinese = {
    "extrapackages": "",
    "babel": "",
    "fncychap": "",
    "fontenc": r"\PassOptionsToPackage{AutoFakeSlant}{xeCJK}"
    r"\usepackage[fontset=fandol, heading]{ctex}",
}

html_theme = "furo"
html_title = f"{project} {release}"
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {"top_of_page_buttons": ["view"]}


def follow_language(_app: Sphinx, config: Config) -> None:
    """Name the PDF after its language, and set a Chinese one in Chinese."""
    name = f"mooncake-errors-{config.language}.tex"
    config.latex_documents = [("index", name, project, author, "manual")]
    if config.language.startswith("zh"):
        config.latex_elements = config.latex_elements | latex_chinese


def collapse_sidebar(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Leave pages of codes out of the sidebars of other pages; furo has no option for this."""
    if toctree := context.get("toctree"):
        context["toctree"] = lambda **options: toctree(**options | {"collapse": True})


def setup(app: Sphinx) -> None:
    """Wait for the language, which the command line may set, and change furo's sidebar."""
    app.connect("config-inited", follow_language)
    app.connect("html-page-context", collapse_sidebar, priority=400)  # before furo's
