project = "Shop"
extensions = ["myst_parser", "sphinxext.mooncake_errors"]
mooncake_errors_registry = ["shop.yaml", "bank.yaml", "vault.yaml"]
mooncake_errors_autolink = True
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
exclude_patterns = ["_*"]
