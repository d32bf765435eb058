project = "Transfer"
extensions = ["myst_parser", "sphinx_reredirects"]
exclude_patterns = ["zh_archive/**"]
myst_heading_anchors = 2
html_search_options = {"dict": ""}  # not the dictionary of jieba, which takes seconds
html_theme = "basic"
redirects = {
    "errors": "troubleshooting/error-code.html",
    "old/guides/reading": "../../guides/reading.html",
}
