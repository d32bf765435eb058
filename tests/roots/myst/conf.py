extensions = ["myst_parser", "sphinxext.mooncake_errors"]
