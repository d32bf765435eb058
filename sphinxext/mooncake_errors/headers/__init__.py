"""The codes that C and C++ headers define."""

from sphinxext.mooncake_errors.headers.model import Header, HeaderCode
from sphinxext.mooncake_errors.headers.parse import parse_headers, selections

__all__ = ["Header", "HeaderCode", "parse_headers", "selections"]
