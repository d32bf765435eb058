extensions = ["sphinxext.mooncake_errors"]
