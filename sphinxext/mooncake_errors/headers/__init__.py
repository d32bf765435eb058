"""The codes that C and C++ headers define."""

from sphinxext.mooncake_errors.headers.model import Header, HeaderCode
from sphinxext.mooncake_errors.headers.parse import is_skipped, parse_headers, selections

__all__ = ["Header", "HeaderCode", "is_skipped", "parse_headers", "selections"]
