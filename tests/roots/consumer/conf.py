extensions = ["sphinx.ext.intersphinx", "sphinxext.mooncake_errors"]
