from sphinxext.mooncake_errors.registry.builtin import DATA

project = "Mooncake"
author = "Mooncake"
extensions = ["sphinxext.mooncake_errors"]
# Two components and the ones that they refer to are enough, and keep the PDFs small.
COMPONENTS = (
    "transfer-engine",
    "store",
    "transfer-engine-status",
    "tent-status",
    "rdma-completion",
    "transfer-state",
)
mooncake_errors_registry = [str(DATA / f"{name}.yaml") for name in COMPONENTS]

latex_engine = "xelatex"
latex_use_xindy = False
# For Chinese words in an English document, whose quotation marks stay narrow.
latex_elements = {
    "extrapackages": r"\usepackage{xeCJK}"
    r'\xeCJKDeclareCharClass{Default}{"2018, "2019, "201C, "201D}',
}
# For Chinese documents: typefaces, an oblique where there is none, headings, spacing.
latex_chinese = {
    "extrapackages": "",
    "babel": "",
    "fncychap": "",
    "fontenc": r"\PassOptionsToPackage{AutoFakeSlant}{xeCJK}"
    r"\usepackage[fontset=fandol, heading]{ctex}",
}


def set_in_chinese(_app, config):
    """Take the settings for Chinese if that is the language of the build."""
    if (config.language or "").startswith("zh"):
        config.latex_elements = config.latex_elements | latex_chinese


def setup(app):
    """Wait for the language, which the command line may set."""
    app.connect("config-inited", set_in_chinese)
