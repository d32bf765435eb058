project = "Transfer"
extensions = ["myst_parser", "sphinx_reredirects"]
exclude_patterns = ["zh_archive/**"]
myst_heading_anchors = 2
redirects = {
    "errors": "troubleshooting/error-code.html",
    "old/guides/reading": "../../guides/reading.html",
}
