extensions = ["sphinxext.mooncake_errors"]
mooncake_errors_registry = ["orchard.yaml", "cellar.yaml"]
mooncake_errors_source_url = "https://example.org/blob/main/{path}"
exclude_patterns = ["_*"]
