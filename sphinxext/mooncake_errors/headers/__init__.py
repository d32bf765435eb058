"""The codes that C and C++ headers define."""

from sphinxext.mooncake_errors.headers.comments import HeaderSection
from sphinxext.mooncake_errors.headers.parse import (
    Header,
    HeaderCode,
    enum_names,
    parse_header,
    parse_headers,
    selections,
)

__all__ = [
    "Header",
    "HeaderCode",
    "HeaderSection",
    "enum_names",
    "parse_header",
    "parse_headers",
    "selections",
]
