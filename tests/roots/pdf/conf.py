project = "Mooncake"
author = "Mooncake"
extensions = ["sphinxext.mooncake_errors"]

# All that a good PDF in English and Chinese needs, as docs/usage/pdf.md explains it.
latex_engine = "xelatex"
latex_use_xindy = False
latex_chinese = {
    "babel": "",
    "fncychap": "",
    "fontenc": r"\usepackage[fontset=fandol, heading]{ctex}",
}


def set_in_chinese(_app, config):
    """Give a Chinese document the fonts, headings and spacing that it needs."""
    if (config.language or "").startswith("zh"):
        config.latex_elements = latex_chinese | config.latex_elements


def setup(app):
    """Wait for the language, which the command line may set."""
    app.connect("config-inited", set_in_chinese)
