extensions = ["sphinxext.mooncake_errors"]
project = "Hostile"
master_doc = "index"
mooncake_errors_registry = "hostile.yaml"
mooncake_errors_source_url = "https://example.org/{path}#L{line}"
locale_dirs = ["locales"]
smartquotes = False  # so that pages can be compared with the registry character by character
epub_copyright = "nobody"
