project = "Wetterstation"
extensions = ["sphinxext.mooncake_errors"]
language = "de"
mooncake_errors_registry = "fehler.yaml"
mooncake_errors_headers = {"station": "firmware/fault.h"}
mooncake_errors_headers_skip = ["*_COUNT"]
mooncake_errors_report_untranslated = True
