project = "Mooncake"
extensions = ["sphinxext.mooncake_errors"]
