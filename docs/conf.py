"""Build the documentation: in English, or with ``-D language=zh_CN`` in Chinese."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "sphinxext-mooncake-errors"
copyright = "2026, sphinxext-mooncake-errors contributors"
release = version_of(project)
language = "en"

extensions = ["myst_parser", "sphinx_copybutton", "sphinxext.mooncake_errors", "generated_tables"]
exclude_patterns = ["_build"]
templates_path = ["_templates"]
numfig = True
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
copybutton_prompt_text = "$ "

mooncake_errors_source_url = "https://github.com/kvcache-ai/Mooncake/blob/main/{path}"

# All prose is one catalog, docs.po, beside the extension's own mooncake-errors.po.
locale_dirs = ["../locales"]
gettext_compact = "docs"

html_theme = "furo"
html_title = project
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {"top_of_page_buttons": ["view"]}
