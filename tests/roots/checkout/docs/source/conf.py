project = "Transfer"
extensions = ["myst_parser", "sphinx_reredirects"]
exclude_patterns = ["zh_archive/**"]
myst_heading_anchors = 2
html_theme = "basic"
html_search_language = "en"  # does not need the dictionary of jieba, which takes seconds
redirects = {
    "errors": "troubleshooting/error-code.html",
    "old/guides/reading": "../../guides/reading.html",
}
