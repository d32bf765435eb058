project = "Orchard"
extensions = ["sphinxext.mooncake_errors"]
mooncake_errors_registry = "codes/orchard.yaml"
