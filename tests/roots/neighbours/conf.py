project = "Mooncake"
extensions = [
    "sphinx.ext.autosectionlabel",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_reredirects",
    "sphinx_togglebutton",
    "sphinxcontrib.mermaid",
    "sphinxext.mooncake_errors",
]
autosectionlabel_prefix_document = True
redirects = {"old": "index.html"}
